"""The production server below a path of its host: every address that it writes has that path."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import requests

from tests.prefix_proxy import running_prefix_proxy
from tests.running import Emulator, running_dashboard, running_emulator
from tests.views.page import ids, link

pytestmark = pytest.mark.slow

PREFIX = "/tools/sessions"
LIST = f"{PREFIX}/demo/sessions/"
SECONDS = 20
# Attributes, of whatever name, that hold a path of the host.
PATH = re.compile(r'\s[a-z-]+="(/[^"]*)"')
KEY = re.compile(r'aria-keyshortcuts="[^"]*"')
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def upstream() -> Iterator[Emulator]:
    with running_emulator("--sessions=200", "--seed=1") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def dashboard(upstream: Emulator) -> Iterator[str]:
    with running_dashboard(upstream.address, URL_PREFIX=PREFIX, METRICS="1") as site:
        yield site


@pytest.fixture(scope="module", params=[True, False], ids=["stripped", "left on"])
def site(request: pytest.FixtureRequest, dashboard: str) -> Iterator[str]:
    with running_prefix_proxy(dashboard, PREFIX, strips=request.param) as address:
        yield address


@pytest.fixture(scope="module")
def lead(site: str) -> requests.Session:
    person = requests.Session()
    page = person.get(f"{site}{PREFIX}", timeout=SECONDS)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text
    form = {"username": "admin", "password": "demo", "csrfmiddlewaretoken": token[1]}
    answer = person.post(page.url, form, headers={"Referer": page.url}, timeout=SECONDS)
    assert answer.url.startswith(f"{site}{LIST}"), answer.url
    return person


def paths(page: requests.Response) -> list[str]:
    return [html.unescape(path) for path in PATH.findall(KEY.sub("", page.text))]


def pages(site: str, lead: requests.Session) -> dict[str, requests.Response]:
    """One of each kind, as page, and what htmx gets of it."""
    listed = lead.get(f"{site}{LIST}", timeout=SECONDS)
    session = f"{LIST}{ids(listed)[0]}/"
    addresses = [
        LIST,
        f"{LIST}?status=open",
        link(listed, "older"),
        session,
        f"{session}verify/",
        f"{PREFIX}/demo/people/?email=nobody@customer.example",
        f"{PREFIX}/demo/search/?q=nobody@customer.example",
        f"{PREFIX}/demo/payment-links/",
        f"{PREFIX}/status/",
        f"{PREFIX}/admin/",
        f"{PREFIX}/demo/nothing/",
        f"{PREFIX}/nowhere/",
    ]
    found = {}
    for address in addresses:
        for headers in ({}, HTMX):
            answer = lead.get(f"{site}{address}", headers=headers, timeout=SECONDS)
            assert answer.status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND), address
            found[f"{address} {headers}"] = answer
    return found


def test_h_every_address_on_every_page_is_below_the_path(site: str, lead: requests.Session) -> None:
    told = pages(site, lead)
    assert sum(len(paths(page)) for page in told.values()) > 300
    outside = {
        name: [path for path in paths(page) if not f"{path}/".startswith(f"{PREFIX}/")]
        for name, page in told.items()
    }
    assert not any(outside.values()), outside
    headers = {
        value
        for page in told.values()
        for name, value in page.headers.items()
        if name.lower().startswith(("hx-", "location")) and value.startswith("/")
    }
    assert headers
    assert all(value.startswith(f"{PREFIX}/") for value in headers), headers


def test_h_static_files_come_from_below_the_path(site: str, lead: requests.Session) -> None:
    page = lead.get(f"{site}{LIST}", timeout=SECONDS)
    files = {path for path in paths(page) if "/static/" in path}
    assert len(files) >= 3
    for path in files:
        assert lead.get(f"{site}{path}", timeout=SECONDS).status_code == HTTPStatus.OK, path


def test_h_cookies_are_for_the_path_alone(site: str, lead: requests.Session) -> None:
    assert {cookie.path for cookie in lead.cookies} == {PREFIX}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_h_whoever_is_not_signed_in_comes_back_below_the_path(
    site: str, headers: dict[str, str]
) -> None:
    seen = {"HX-Current-URL": f"{site}{LIST}?status=open"} if headers else {}
    answer = requests.get(
        f"{site}{LIST}?status=open",
        headers={**headers, **seen},
        allow_redirects=False,
        timeout=SECONDS,
    )
    leads_to = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert leads_to == f"{PREFIX}/accounts/login/?next={LIST}%3Fstatus%3Dopen"


def test_h_balancers_ask_with_and_without_the_path(dashboard: str) -> None:
    for prefix in ("", PREFIX):
        for path in ("/healthz", "/healthz/ready", "/metrics"):
            answer = requests.get(f"{dashboard}{prefix}{path}", timeout=SECONDS)
            assert answer.status_code == HTTPStatus.OK, path
