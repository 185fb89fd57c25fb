# Every command works on a machine with Python 3.11+; the rest is installed from the lock.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS) --durations=10

.DEFAULT_GOAL := help
.PHONY: help demo serve user check test test-all unit lint style types imports templates structure \
	messages findings bench audit sbom lock clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 11

demo: .venv/runtime  ## Try it: emulator and dashboard on this machine, no key needed
	@exec $(BIN)/python manage.py demo

serve: .venv/runtime  ## Run it against Stripe: STRIPE_API_KEY=rk_… make serve
	@exec $(BIN)/python manage.py serve

user: .venv/runtime  ## Create a person who may sign in and add others
	@$(BIN)/python -m dashboard.secret_key
	@$(BIN)/python manage.py migrate --skip-checks --verbosity 0
	@$(BIN)/python manage.py createsuperuser --skip-checks

# Minutes before each commit, more before each push, all of it in continuous integration.
check:  ## Before each commit: lint and unit tests
	@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target \
		unit types style imports templates

test: CHOSEN = -m "not slow"
test:  ## Run the tests, but for the slow ones
test-all:  ## Run all tests, as continuous integration does

# In two runs: a browser driven from a process leaves an event loop in it, which Django refuses.
# In the first a file stays with one worker, so that a server that its tests share is started once.
WITHOUT_BROWSER = -p no:playwright --ignore=tests/browser
IN_BROWSER = -p no:django tests/browser
test test-all: .venv/development
	$(PYTEST) --dist=loadfile $(WITHOUT_BROWSER) $(CHOSEN) $(ARGS) $(call again,$(WITHOUT_BROWSER))
	$(PYTEST) --dist=worksteal $(IN_BROWSER) $(CHOSEN) $(ARGS) $(call again,$(IN_BROWSER))

# With AGAIN=1 what failed beside other tests has to pass by itself; its failure is printed all the
# same, and is to be mended.
again = $(if $(AGAIN),|| $(BIN)/python -m pytest --last-failed --last-failed-no-failures=none $(1))

unit: .venv/development
	$(BIN)/python -m pytest -q -p no:playwright tests/unit tests/test_readme.py -m "not slow" $(ARGS)

lint: style types imports templates  ## Style, types, imports, templates

style: .venv/development
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/development
	$(BIN)/mypy

imports: .venv/development
	$(BIN)/lint-imports

templates: .venv/development
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2

structure: .venv/development  ## Print how the code is built: lines, lengths, imports
	@$(BIN)/python -m tests.structure

# Compiled, it is committed as well: to run, nobody needs the tools of gettext. After a merge that
# stops at it, take either side and run this again.
messages: .venv/development  ## Collect the texts for locale/ and compile it (needs gettext)
	@mkdir -p locale/de/LC_MESSAGES
	$(BIN)/python manage.py makemessages --locale=de --no-location --no-obsolete --no-wrap \
		--ignore=emulator --ignore=tests --ignore=var --ignore=.venv
	sed -i -e '/^"POT-Creation-Date:/d' locale/de/LC_MESSAGES/django.po
	$(BIN)/python manage.py compilemessages --locale=de --ignore=.venv

findings:  ## Run each script of findings/: does what it found still hold?
	@failed=0; for script in findings/*.sh; do \
		[ -e "$$script" ] || continue; \
		echo "$$script"; timeout 90 "$$script" || failed=1; \
	done; exit $$failed

bench: .venv/development  ## Measure speed as ratios in one run (some minutes)
	@$(BIN)/python -m tests.benchmarks

audit: .venv/audit/installed .venv/development  ## Ask for known faults of the packages it runs on (needs a network)
	@$(BIN)/python -m tests.audit $(ARGS)

sbom: .venv/audit/installed  ## List all it is made of in var/sbom.json (CycloneDX)
	@mkdir -p var
	@PYTHONWARNINGS=ignore .venv/audit/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application \
		--output-reproducible --output-format JSON --output-file var/sbom.json requirements.lock
	@echo "var/sbom.json"

lock:  ## Pin anew what pyproject.toml asks for (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra redis --extra postgresql pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra redis --extra postgresql --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--group audit -o requirements-audit.lock

clean:  ## Forget the virtual environment and all that the demo made
	rm -rf .venv var

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock | .venv/bin/python
	@echo "Installing what it needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/development: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/runtime

# Apart from the others, because what they bring would change how `requests` reads in the tests.
.venv/audit/installed: requirements-audit.lock | .venv/bin/python
	@echo "Installing what the audit needs (once) ..."
	@$(PYTHON) -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	@touch $@
