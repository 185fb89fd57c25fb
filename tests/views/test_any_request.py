"""Whatever is asked, in whatever way: no failure of ours, no unescaped echo, no needless call.

REQUESTS against each address of ours, a thousand in continuous integration, and some against each
of Django's admin.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.filters.parameters import NAMES
from sessions_browser.stripe_api import client
from tests.environment import REQUESTS
from tests.roles import someone
from tests.running import Emulator
from tests.views.test_permissions import METHODS, PARTS, Address, of_the_site

pytestmark = pytest.mark.slow

OF_ADMIN = 10
# Requests that the emulator tells of, the newest ones.
MOST_NOTED = 10_000
# Each request is sent by each of them: an administrator, somebody of support, nobody signed in.
PEOPLE = (0, 1, 2)
# What a page must never show as it came.
ECHOES = ("<x7q", 'x7q"x', "x7q'x")
RUNS = re.compile(r"""(?:href|src|action|formaction)\s*=\s*["']?\s*javascript:""", re.IGNORECASE)
HOST = re.compile(r"(?:[a-z]+:/*|/{2,})([^/?#]*)", re.IGNORECASE)
ODD = (
    "<x7q onload=1>",
    'x7q"x onmouseover="1',
    "x7q'x",
    "</script><x7q>",
    "javascript:x7q()",
    "=x7q()",
    "a\r\nX-Evil: x7q",
    "\x00",
    "\u202ex7q\u2066",
    "%",
    "%00",
    "%ff",
    "{{x7q}}",
    "..%2f..%2f",
    "//x7q.example",
    "x7q" * 2000,
    "-1",
    "9" * 40,
    "1e400",
    "٣",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "cs_test_a1" + "0" * 56,
    "cus_x7q",
    "plink_x7q",
    "x7q@example.com",
    "paid",
)
texts = st.sampled_from(ODD) | st.text(max_size=30)
OTHER_NAMES = ("q", "next", "page", "tab", "zone", "reload", "v", "range", "by", "who", "kind")
names = st.sampled_from((*sorted(NAMES), *OTHER_NAMES)) | st.text(max_size=12)
pairs = st.lists(st.tuples(names, texts), max_size=5)
kinds = st.sampled_from(
    (
        *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x7q"),
        *("application/json", "text/plain; charset=utf-16", "<x7q>", ""),
    )
)
headers = st.dictionaries(
    st.sampled_from(
        (
            *("HX-Request", "HX-Current-URL", "HX-Target", "HX-Trigger-Name", "Referer"),
            *("Accept-Language", "Accept", "Cookie", "X-Requested-With", "Stripe-Signature"),
            *("Authorization",),
            *("If-None-Match", "If-Modified-Since", "Range", "Host", "Origin", "Cache-Control"),
        )
    ),
    st.sampled_from(("true", "Bearer cst_x7q", *ODD))
    .filter(str.isprintable)
    .filter(lambda one: one.isascii()),
    max_size=3,
)


@st.composite
def requests_to(draw: st.DrawFn, address: Address) -> dict[str, Any]:
    """As `Client.generic` takes them."""
    parts = address.path.split("/")
    for place, part in enumerate(parts):
        if part and draw(st.integers(0, 12)) == 0:
            parts[place] = quote(draw(texts), safe="")
    query = urlencode([(name, value) for name, value in draw(pairs)], errors="replace")
    if draw(st.integers(0, 9)) == 0:
        query = draw(st.text(st.characters(max_codepoint=255), max_size=40))
    body = urlencode(draw(pairs), errors="replace").encode()
    if draw(st.integers(0, 3)) == 0:
        body = draw(st.binary(max_size=60))
    return {
        "method": draw(st.sampled_from(("GET", "GET", "GET", "POST", *METHODS))),
        "path": "/".join(parts),
        "data": body,
        "content_type": draw(kinds),
        "headers": draw(headers),
        "QUERY_STRING": query.encode().decode("latin-1"),
    }


class Calls(logging.Handler):
    """Counts those to Stripe as the client tells of them; to ask the emulator takes far longer."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002  as logging calls it
        self.count += 1


@pytest.fixture
def session_id(upstream: Emulator) -> str:
    newest: str = upstream.get("/v1/checkout/sessions?limit=1")["data"][0]["id"]
    return newest


@pytest.fixture
def calls(upstream: Emulator) -> Iterator[Calls]:
    """Afterwards it is held against what the emulator has counted.

    The names of payment links are known, which a form has to choose from, also a refused one.
    """
    services.account_data(get_conf().accounts[0]).directory.payment_links()
    upstream.reset()
    counted, logger = Calls(), logging.getLogger(client.__name__)
    logger.addHandler(counted)
    yield counted
    logger.removeHandler(counted)
    assert len(upstream.requests()) == min(counted.count, MOST_NOTED)


class People:
    """Somebody who may have everything, somebody of support, and nobody; each signed in once."""

    def __init__(self) -> None:
        self._users = [User.objects.create_superuser("boss"), someone("ana", "Support"), None]
        self._clients = [self._signed_in(user) for user in self._users]

    def ask(self, who: int, request: dict[str, Any]) -> Any:
        response = self._clients[who].generic(**request)
        if django_settings.SESSION_COOKIE_NAME in response.cookies:
            self._clients[who] = self._signed_in(self._users[who])
        return response

    def _signed_in(self, user: User | None) -> Client:
        client = Client(raise_request_exception=True)
        if user:
            client.force_login(user)
        return client


def faults_of(response: Any) -> list[str]:
    text = "" if response.streaming else response.content.decode(response.charset or "utf-8")
    found = []
    if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        found.append("500")
    if response.headers.get("Content-Type", "").startswith("text/html"):
        found += [f"{one} in {text[:2000]}" for one in ECHOES if one in text]
        found += RUNS.findall(text)
    if "X-Evil" in response.headers:
        found.append("a header that was sent in a value")
    if "x7q.example" in host_of(response.headers.get("Location", "")):
        found.append(f"leads to {response.headers['Location']}")
    return found


def host_of(location: str) -> str:
    """As browsers read it: tabs and line ends are nothing there, and a backslash is a slash.

    In a path of our own any name may stand: the admin leads from `…/1/%2F%2Fname/`, as an older
    address of an entry, to `…/1///name/change/`.
    """
    found = HOST.match(re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/"))
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://x7q.example/a", "x7q.example"),
        ("https:x7q.example", "x7q.example"),
        ("//x7q.example?a=b", "x7q.example"),
        (" /\t/\\/x7q.example", "x7q.example"),
        ("/admin/1///x7q.example/change/", ""),
        ("?next=//x7q.example", ""),
        ("", ""),
    ],
)
def test_where_browsers_are_led(location: str, host: str) -> None:
    assert host_of(location) == host


def is_invalid(response: Any) -> bool:
    """What no call to Stripe can be needed for: no such address, refused, or not understood."""
    status = response.status_code
    to_sign_in = response.headers.get("Location", "").partition("?")[0].endswith("/login/")
    refused = (
        *(HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN),
        *(HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    )
    return status in refused or to_sign_in or getattr(response, "resolver_match", None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("address", of_the_site(), ids=lambda one: f"{one.name} {one.path}")
def test_no_request_brings_a_page_to_fall(
    upstream: Emulator, session_id: str, calls: Calls, settings: Settings, address: Address
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = {"demo": "whsec_only_for_tests_0123456789"}
    people = People()
    address = replace(address, path=address.path.replace(PARTS["session_id"], session_id))
    of_ours = not address.name.startswith("admin:")

    @hypothesis_settings(
        max_examples=-(-REQUESTS // len(PEOPLE)) if of_ours else OF_ADMIN,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(request=requests_to(address))
    def every(request: dict[str, Any]) -> None:
        for who in PEOPLE:
            before = calls.count
            response = people.ask(who, request)
            assert faults_of(response) == []
            services.wait_for_background()
            assert calls.count == before or not is_invalid(response)

    every()
