"""A page of the list is sent as bytes that were made once, and nobody notices but by its speed."""

from __future__ import annotations

import gzip
import re
import time
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.views import list_frame, packed_results
from sessions_browser.views.byte_cache import ByteCache
from tests.faults.server import FaultyServer
from tests.roles import give, someone
from tests.running import Emulator, running_emulator
from tests.views.page import LIST, ids, link, text_of

HTMX = {"HX-Request": "true"}
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
# What nothing can be asked for.
REFUSED = f"{LIST}?limit=0"
KINDS = pytest.mark.parametrize(
    ("address", "headers"),
    [(LIST, HTMX), (LIST, {}), (f"{LIST}?email=nobody@nowhere.example", HTMX), (REFUSED, {})],
    ids=["fragment", "page", "empty", "refused"],
)
CHANGING = re.compile(r'value="\w{64}"|data-now="\d{10}"')


@pytest.fixture(autouse=True)
def nothing_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test makes its own bytes."""
    monkeypatch.setattr(packed_results, "packed", ByteCache(packed_results.MOST_BYTES))
    monkeypatch.setattr(list_frame, "frames", ByteCache(list_frame.MOST_BYTES))


def settled(response: Any) -> str:
    """The text without what differs from answer to answer."""
    content = response.content
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return CHANGING.sub("", content.decode())


@KINDS
def test_compressed_or_not_made_or_ready_it_is_the_same(
    signed_in: Client, upstream: Emulator, address: str, headers: dict[str, str]
) -> None:
    signed_in.get(address)
    services.wait_for_background()
    answers = [
        signed_in.get(address, headers=headers | encoding)
        for encoding in ({}, GZIP, {"Accept-Encoding": "identity"}, GZIP)
    ]
    assert len({settled(response) for response in answers}) == 1
    assert ["Content-Encoding" in response.headers for response in answers] == [0, 1, 0, 1]
    for response in answers:
        assert "Accept-Encoding" in response.headers["Vary"]
        assert "Cookie" in response.headers["Vary"]
        assert "HX-Request" in response.headers["Vary"]
        assert int(response.headers["Content-Length"]) == len(response.content)


@KINDS
def test_a_ready_answer_is_as_long_as_chance_wants(
    signed_in: Client, upstream: Emulator, address: str, headers: dict[str, str]
) -> None:
    """Else its length would tell how well a guess in the address fits what it holds."""
    lengths = {len(signed_in.get(address, headers=headers | GZIP).content) for _ in range(40)}
    assert len(lengths) > 10


@KINDS
def test_head_has_the_headers_and_nothing_else(
    signed_in: Client, upstream: Emulator, address: str, headers: dict[str, str]
) -> None:
    signed_in.get(address)
    # The names of payment links come behind the first.
    services.wait_for_background()
    whole = signed_in.get(address, headers=headers)
    head = signed_in.head(address, headers=headers)
    assert head.status_code == whole.status_code
    assert head.content == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_a_token_is_masked_anew_and_works(person: User, upstream: Emulator) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    tokens = []
    for _ in range(3):
        page = gzip.decompress(client.get(LIST, headers=GZIP).content).decode()
        found = re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
        assert len(found) == 2
        assert len(set(found)) == 1
        tokens.append(found[0])
    assert len(set(tokens)) == 3
    form = {"q": "nothing to find", "csrfmiddlewaretoken": tokens[0]}
    assert client.post("/demo/search/", form).status_code != HTTPStatus.FORBIDDEN
    form["csrfmiddlewaretoken"] = "a" * 64
    assert client.post("/demo/search/", form).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("address", [LIST, REFUSED])
def test_nobody_gets_the_page_of_another(upstream: Emulator, db: None, address: str) -> None:
    """Each looks twice, in turn: what was made for one lies ready when the other asks."""
    people = [
        someone("ana", "Support", "Administrator"),
        someone("ben", "Support"),
        # One name in two cases is two people.
        someone("Ben", "Support"),
    ]
    clients = [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    for _ in range(2):
        for client, person in zip(clients, people, strict=True):
            page = gzip.decompress(client.get(address, headers=GZIP).content).decode()
            assert re.findall(r'Signed in as</span>\s<span class="menu-name">(\w+)<', page) == [
                person.username
            ]
            assert ('href="/status/"' in page) == (person.username == "ana")


def test_a_change_of_the_person_shows_at_once(
    signed_in: Client, person: User, upstream: Emulator
) -> None:
    assert 'href="/status/"' not in text_of(signed_in.get(LIST))
    give(person, "Administrator")
    person.username = "anna"
    person.save()
    page = text_of(signed_in.get(LIST))
    assert 'href="/status/"' in page
    assert ">anna<" in page


def test_each_account_and_zone_has_its_own_page(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    key = "rk_test_emulator"
    settings.STRIPE_ACCOUNTS = {"demo": key}
    signed_in.get(LIST)
    services.wait_for_background()
    alone = text_of(signed_in.get(LIST))
    settings.STRIPE_ACCOUNTS = {"demo": key, "shop-two": key}
    first, second = text_of(signed_in.get(LIST)), text_of(signed_in.get("/shop-two/sessions/"))
    assert "Shop two" not in alone
    assert "Shop two" in first
    assert 'action="/demo/search/"' in first
    assert 'action="/shop-two/search/"' in second
    signed_in.cookies["tz"] = "Asia/Tokyo"
    assert "Times in Asia/Tokyo" in text_of(signed_in.get(LIST))


def test_a_changed_listing_has_new_bytes(signed_in: Client, settings: Settings) -> None:
    with running_emulator("--sessions=60") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        before = [signed_in.get(LIST, headers=headers) for headers in (HTMX, {})]
        world.control("arrive?count=3")
        signed_in.get(link(before[1], "reload"))
        after = [signed_in.get(LIST, headers=headers) for headers in (HTMX, {})]
        services.wait_for_background()
    for old, new in zip(before, after, strict=True):
        assert ids(new)[3:] == ids(old)[:-3]


def test_the_band_of_an_old_list_comes_and_goes(signed_in: Client, settings: Settings) -> None:
    band = "Showing the list as it was at"
    settings.CACHE_FRESH_SECONDS = 3600
    with FaultyServer() as upstream:
        settings.STRIPE_API_BASE = upstream.address
        cache.clear()
        reload = link(signed_in.get(LIST), "reload")
        for _ in range(2):
            upstream.switch("s400")
            for headers in (HTMX, {}, HTMX):
                assert band not in text_of(signed_in.get(LIST, headers=headers))
            upstream.switch("s500")
            for headers in (HTMX, {}, HTMX):
                assert band in text_of(signed_in.get(reload, headers=headers))
        services.wait_for_background()


def test_a_message_is_shown_once(signed_in: Client, upstream: Emulator) -> None:
    words = "Not used in the search: “gestern”."
    signed_in.get(f"{LIST}?email=ana.souza@example.com")
    signed_in.get(LIST, {"who": "gestern ana.souza@example.com"})
    address = f"{LIST}?email=ana.souza@example.com"
    assert words in text_of(signed_in.get(address))
    assert words not in text_of(signed_in.get(address))


def test_without_script_the_drawer_of_an_address_leads_to_its_own_page(
    signed_in: Client, upstream: Emulator
) -> None:
    first, second = ids(signed_in.get(LIST))[:2]
    for identifier in (first, second, first):
        page = text_of(signed_in.get(f"{LIST}?session={identifier}"))
        assert f"0; url=/demo/sessions/{identifier}/" in page
    assert "0; url=" not in text_of(signed_in.get(LIST))


def test_words_of_stripe_or_of_people_are_never_taken_for_a_hole(
    signed_in: Client, upstream: Emulator
) -> None:
    for name in ("token", "now", "results"):
        address = f"{LIST}?email={name}-{'0' * 32}@example.com"
        page = text_of(signed_in.get(address))
        assert page.count('name="csrfmiddlewaretoken"') == 2
        assert page.count('id="results-heading"') == 1
        assert list_frame.MARK not in page


@pytest.mark.parametrize("address", [LIST, "/demo/payment-links/", "/status/", "/nowhere/"])
def test_each_page_tells_the_script_the_time(
    signed_in: Client, person: User, upstream: Emulator, address: str
) -> None:
    give(person, "Administrator")
    found = re.search(r'<body data-now="(\d+)">', text_of(signed_in.get(address)))
    assert found
    assert abs(int(found[1]) - time.time()) < 5
