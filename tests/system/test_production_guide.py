"""A stranger follows docs/production.md from the top, in its order, with its very commands."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.running import (
    ROOT,
    Emulator,
    end,
    free_port,
    program,
    running_emulator,
    running_postgres,
    wait_for_port,
)
from tests.system.guide import Machine, pairs, sections

pytestmark = pytest.mark.slow

GUIDE = ROOT / "docs" / "production.md"
SITE = "sessions.example.com"
KEY = "rk_test_emulator"
PASSWORD = "four hooks and a ladder"
LIST = "/test/sessions/"
SECONDS = 30
STEPS = sections(GUIDE)
STYLES = re.compile(r'href="(/static/[^"]+\.css)"')


class BySite(HTTPAdapter):
    """Looks for this machine's port and asks it, by TLS, as the site."""

    def __init__(self, certificate: Path) -> None:
        self._context = ssl.create_default_context(cafile=str(certificate))
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        names = {"server_hostname": SITE, "assert_hostname": SITE}
        super().init_poolmanager(*args, **(kwargs | names | {"ssl_context": self._context}))

    def cert_verify(self, *_: Any) -> None:
        """The context of above does."""


class Browser(requests.Session):
    """Through the proxy, as the site's people reach it."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self.trust_env = False
        self._start = f"https://127.0.0.1:{machine.ports['443']}"
        self.mount("https://", BySite(machine.folder / "etc/nginx/tls/sessions.crt"))
        self.headers.update({"Host": SITE, "Referer": f"https://{SITE}/"})

    def ask(self, path: str, form: dict[str, str] | None = None) -> requests.Response:
        method = "GET" if form is None else "POST"
        return self.request(method, self._start + path, data=form, timeout=SECONDS)

    def sign_in(self) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"',
                          self.ask("/accounts/login/").text)  # fmt: skip
        assert token
        form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        return self.ask("/accounts/login/", form)


class Looking:
    """Somebody who looks at pages and at what they need, without a pause, until the block ends."""

    def __init__(self, browser: Browser) -> None:
        self.pages = 0
        self.faults: list[str] = []
        self.styles: set[str] = set()
        self._browser = browser
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.is_set():
            try:
                page = self._browser.ask(LIST)
                self._note(page, 'id="sessions"' in page.text)
                for style in STYLES.findall(page.text):
                    self.styles.add(style)
                    self._note(self._browser.ask(style))
                self.pages += 1
            except requests.RequestException as error:
                self.faults.append(repr(error))

    def _note(self, answer: requests.Response, is_right: bool = True) -> None:
        if answer.status_code != HTTPStatus.OK or not is_right:
            self.faults.append(f"{answer.status_code} {urlsplit(answer.url).path}")

    def __enter__(self) -> Looking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Emulator]:
    with running_emulator("--sessions=500") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def machine(upstream: Emulator) -> Iterator[Machine]:
    """After all parts of the guide up to the first sign-in."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        rows = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = urlsplit(stack.enter_context(running_postgres(rows)))
        postgres = {"PGHOST": "127.0.0.1", "PGPORT": str(address.port), "PGUSER": "tests"}
        found = Machine(folder, postgres | {"PGDATABASE": "postgres"})
        found.ports["5432"] = address.port or 0
        stack.callback(found.end)
        found.publish()
        build(found, upstream)
        yield found


def build(machine: Machine, upstream: Emulator) -> None:
    answers = {"'):": "ana", "Password:": PASSWORD, "Password (again):": PASSWORD}
    for title in ("Packages", "Secrets and databases", "The code, twice", "The proxy"):
        for block in STEPS[title]:
            asks = answers if "createsuperuser" in block else None
            machine.run(block, asks, pasted=f"{KEY}\n")
            settings = machine.folder / "etc/checkout-sessions/env"
            if settings.exists() and "STRIPE_API_BASE" not in settings.read_text("utf-8"):
                with settings.open("a", encoding="utf-8") as file:
                    file.write(f"STRIPE_API_BASE={upstream.address}\n")


@pytest.fixture(scope="module")
def browser(machine: Machine) -> Browser:
    found = Browser(machine)
    assert found.sign_in().status_code == HTTPStatus.OK
    return found


def test_the_guide_has_the_parts_that_are_followed() -> None:
    assert list(STEPS) == [
        *("Packages", "Secrets and databases", "The code, twice", "The proxy"),
        *("Backups", "Upgrades", "New keys", "Restoring", "Daily, by itself"),
    ]


def test_1_somebody_signs_in_through_the_proxy(machine: Machine, browser: Browser) -> None:
    page = browser.ask(LIST)
    assert page.status_code == HTTPStatus.OK
    assert page.text.count("data-session-id=") == 25
    assert "__Host-sessionid" in browser.cookies
    assert page.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_1_both_servers_answer_and_behave_as_one(
    machine: Machine, browser: Browser, upstream: Emulator
) -> None:
    browser.ask(f"{LIST}?status=complete")
    upstream.reset()
    for _ in range(6):
        assert browser.ask(f"{LIST}?status=complete").status_code == HTTPStatus.OK
    assert upstream.queries() == []
    for port in ("8001", "8002"):
        assert "request method=GET" in (
            machine.folder / "run" / f"checkout-sessions@{machine.ports[port]}.log"
        ).read_text(encoding="utf-8")


def test_1_the_proxy_lets_nobody_say_where_he_comes_from(
    machine: Machine, browser: Browser
) -> None:
    """Ten failures close the name from that place; whoever names another place is still there."""
    stranger = Browser(machine)
    page = stranger.ask("/accounts/login/").text
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    form = {"username": "nobody", "password": "x", "csrfmiddlewaretoken": token}
    for number in range(11):
        stranger.headers["X-Forwarded-For"] = f"192.0.2.{number}"
        answer = stranger.ask("/accounts/login/", form)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_1_health_is_answered_by_address_and_numbers_are_not(
    machine: Machine, browser: Browser
) -> None:
    port = machine.ports["8001"]
    for path in ("/healthz", "/healthz/ready"):
        answer = requests.get(f"http://127.0.0.1:{port}{path}", timeout=SECONDS)
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.ask("/metrics").status_code == HTTPStatus.NOT_FOUND
    by_http = requests.get(
        f"http://127.0.0.1:{machine.http}/x?y=1", headers={"Host": SITE},
        timeout=SECONDS, allow_redirects=False,
    )  # fmt: skip
    assert by_http.headers["Location"] == f"https://{SITE}/x?y=1"


def test_2_a_backup_is_made(machine: Machine, browser: Browser) -> None:
    (told,) = [machine.run(block) for block in STEPS["Backups"]]
    assert int(told) > 10


def test_3_nobody_notices_an_upgrade(machine: Machine, browser: Browser) -> None:
    style = machine.folder / "origin" / "static" / "css" / "base.css"
    style.write_text(f"{style.read_text(encoding='utf-8')}\n.new {{ color: red; }}\n", "utf-8")
    machine.commit()
    with Looking(browser) as looking:
        for block in STEPS["Upgrades"]:
            machine.run(block)
    assert looking.faults == []
    assert looking.pages > 10
    assert len(looking.styles) == 2


def test_4_new_keys_sign_nobody_out(machine: Machine, browser: Browser) -> None:
    with Looking(browser) as looking:
        told = [machine.run(block, pasted=f"{KEY}\n") for block in STEPS["New keys"]]
    assert looking.faults == []
    assert looking.pages > 10
    assert re.search(r"\d+ entries are sealed under the present key", told[-1])
    assert re.search(r"\d+ entries verified", told[-1])
    assert "was changed" not in told[-1]


def test_5_a_backup_is_restored(machine: Machine, browser: Browser) -> None:
    (told,) = [machine.run(block) for block in STEPS["Restoring"]]
    assert re.search(r"\d+ entries verified", told)
    again = Browser(machine)
    assert again.sign_in().status_code == HTTPStatus.OK
    assert again.ask(LIST).status_code == HTTPStatus.OK


def test_6_what_is_past_its_days_is_deleted_by_a_command(machine: Machine) -> None:
    (told,) = [machine.run(block) for block in STEPS["Daily, by itself"]]
    assert "Deleted: sign_ins=" in told


def test_7_the_unit_is_one_that_systemd_reads(machine: Machine) -> None:
    unit = f"{machine.folder}/etc/systemd/system/checkout-sessions@{machine.ports['8001']}.service"
    analyze = program("systemd-analyze", "SYSTEMD_ANALYZE")
    assert machine.run(f"{analyze} verify --man=no {unit}") == ""


def test_7_the_commands_of_the_container_file_make_a_server_that_starts(machine: Machine) -> None:
    """In a folder: it holds what COPY names and nothing more."""
    image, origin = machine.folder / "image", machine.folder / "origin"
    image.mkdir()
    command: list[str] = []
    for line in (origin / "docs/production/Containerfile").read_text("utf-8").splitlines():
        verb, _, rest = line.partition(" ")
        if verb == "COPY":
            machine.run(f"cd {origin}\ncp -r {rest.rpartition(' ')[0]} {image}")
        elif verb == "RUN":
            machine.run(f"cd {image}\n{rest}")
        elif verb == "CMD":
            command = json.loads(rest)
    etc = machine.folder / "etc"
    unit = (etc / "systemd/system/checkout-sessions@.service").read_text("utf-8")
    assert re.findall(r"^ExecStart=\S+/(\.venv\S+ .*)$", unit, re.MULTILINE) == [" ".join(command)]
    settings = pairs((etc / "checkout-sessions/env").read_text("utf-8").splitlines())
    port = free_port()
    environment = {"PATH": os.environ["PATH"], **settings, "BIND": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(command, cwd=image, env=environment, text=True)
    try:
        wait_for_port(port, process)
        answer = requests.get(f"http://127.0.0.1:{port}/healthz/ready", timeout=SECONDS)
        assert answer.text == "ready\n"
        process.terminate()
        # It may finish what it has begun for a while longer than others of these tests wait.
        assert process.wait(SECONDS) == 0
    finally:
        end(process)
