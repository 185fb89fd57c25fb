# Every command works on a machine with Python 3.11+; the rest is installed from the lock.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo serve user test lint bench lock clean

help:  ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: .venv/runtime  ## Try it: emulator and dashboard on this machine, no key needed
	@exec $(BIN)/python manage.py demo

serve: .venv/runtime  ## Run it against Stripe: STRIPE_API_KEY=rk_… make serve
	@exec $(BIN)/python manage.py serve

user: .venv/runtime  ## Create a person who may sign in and add others
	@mkdir -p var
	@$(BIN)/python manage.py migrate --skip-checks --verbosity 0
	@$(BIN)/python manage.py createsuperuser --skip-checks

# In two processes: a browser driven from a process leaves an event loop in it, which Django refuses.
test: .venv/development  ## Run all tests
	$(BIN)/python -m pytest -p no:playwright --ignore=tests/browser $(ARGS)
	$(BIN)/python -m pytest -p no:django tests/browser $(ARGS)

lint: .venv/development  ## Style, types, imports, templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2

bench: .venv/development  ## Measure speed as ratios in one run (some minutes)
	@$(BIN)/python -m tests.benchmarks

lock:  ## Pin anew what pyproject.toml asks for (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra redis --extra postgresql pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra redis --extra postgresql --group dev pyproject.toml -o requirements-dev.lock

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
