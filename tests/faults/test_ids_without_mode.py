"""Ids as fakes give them, without a mode: sessions are paged, opened and searched by them."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from tests.clients import KEY
from tests.faults.server import FaultyServer
from tests.views.page import LIST, ids, link, text_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def fake(upstream: FaultyServer) -> FaultyServer:
    upstream.switch("ids_without_mode")
    return upstream


def test_e11_pages_are_turned(signed_in: Client, fake: FaultyServer) -> None:
    page = signed_in.get(LIST)
    first = ids(page)
    assert first[0].startswith("cs_a1")
    older = signed_in.get(link(page, "older"))
    assert older.status_code == HTTPStatus.OK
    assert len(ids(older)) == 25
    assert not set(ids(older)) & set(first)
    assert ids(signed_in.get(link(older, "newer"), follow=True)) == first


def test_e11_each_row_leads_to_its_session(signed_in: Client, fake: FaultyServer) -> None:
    page = signed_in.get(LIST)
    for identifier in ids(page)[:3]:
        assert f'href="{LIST}{identifier}/"' in page.content.decode()
        opened = signed_in.get(f"{LIST}{identifier}/")
        assert opened.status_code == HTTPStatus.OK
        assert signed_in.get(f"{LIST}{identifier}/state/").status_code == HTTPStatus.OK


def test_e11_a_persons_older_link_is_one_that_the_page_takes(
    signed_in: Client, fake: FaultyServer
) -> None:
    page = signed_in.get("/demo/people/?customer=cus_1")
    older = link(page, "older")
    assert older
    assert signed_in.get(older, follow=True).status_code == HTTPStatus.OK


def test_e11_the_box_opens_them(signed_in: Client, fake: FaultyServer) -> None:
    first, second = ids(signed_in.get(LIST))[:2]
    answer = signed_in.get("/demo/search/", {"q": f" {first} "})
    assert answer.headers["Location"] == f"{LIST}{first}/"
    hint = signed_in.get("/demo/search/", {"q": first}, headers=HTMX)
    assert f"Session {first}." in text_of(hint)
    column = text_of(signed_in.get("/demo/search/", {"q": f"{first}\n{second}"}))
    assert f'href="{LIST}{first}/"' in column
    assert f'href="{LIST}{second}/"' in column


def test_e11_halves_of_stripes_ids_are_still_asked_about(
    signed_in: Client, fake: FaultyServer
) -> None:
    answer = signed_in.get("/demo/search/", {"q": f"cs_test_a1{'b' * 20} {'c' * 36}"})
    assert "in two halves" in text_of(answer)


def test_e11_one_that_does_not_exist_is_told_of_no_mode(
    signed_in: Client, fake: FaultyServer
) -> None:
    answer = signed_in.get(f"{LIST}cs_nothing/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "The ID may be mistyped" in text_of(answer)
    assert "Its ID says" not in text_of(answer)


def test_e11_stripe_is_never_asked_for_an_id_without_a_mode(
    signed_in: Client, upstream: FaultyServer, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"live": KEY.replace("test", "live")}
    settings.STRIPE_API_BASE = "https://api.stripe.com"
    # Any call would fail: tests reach this machine only.
    answer = signed_in.get("/live/sessions/cs_nothing/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "The ID may be mistyped" in text_of(answer)
    found = signed_in.get("/live/search/", {"q": "cs_nothing"})
    assert found.status_code == HTTPStatus.OK
    assert "looks like the ID of a session, but is not one" in text_of(found)
