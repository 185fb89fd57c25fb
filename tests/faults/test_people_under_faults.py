"""A person, a pasted column, watching and verifying when upstream misbehaves."""

from __future__ import annotations

import time
from http import HTTPStatus

import pytest
from django.test import Client

from sessions_browser.models import Verification
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.stripe_api.errors import NotFoundError
from sessions_browser.views import search_batch
from tests.factories import make_session
from tests.faults.expected import FAILURES, LEGAL, ODD
from tests.faults.server import FaultyServer
from tests.faults.structure import assert_is_our_own_html
from tests.faults.test_session_under_faults import FAULTS, SLOW, assert_holds_no_secret
from tests.views.page import LIST, text_of

PERSON = "/demo/people/?email=guest0@example.com"
SESSION = f"{LIST}{make_session(0)['id']}/"
MODES = pytest.mark.parametrize("mode", [mode for mode in FAULTS if mode not in ("s400", "s404")])


@pytest.fixture
def max_wait(request: pytest.FixtureRequest, mode: str) -> None:
    if mode in SLOW:
        request.getfixturevalue("impatient")


@MODES
@pytest.mark.usefixtures("max_wait")
def test_a_person_that_cannot_be_read_is_a_page_of_words(
    signed_in: Client, upstream: FaultyServer, mode: str
) -> None:
    words = message_for(FAILURES[mode][0]("any reason"))
    upstream.switch(mode)
    response = signed_in.get(PERSON)
    assert response.status_code == words.status
    assert words.explanation in text_of(response)
    # An empty page would say that there is nobody.
    assert "No sessions found" not in text_of(response)
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)


@MODES
@pytest.mark.usefixtures("max_wait")
def test_a_column_that_cannot_be_looked_up_is_not_called_missing(
    signed_in: Client, upstream: FaultyServer, mode: str
) -> None:
    upstream.switch(mode)
    pasted = f"guest0@example.com {make_session(1)['id']} {make_session(2)['payment_intent']}"
    response = signed_in.get("/demo/search/", {"q": pasted})
    assert response.status_code == HTTPStatus.OK
    assert text_of(response).count("Could not be looked up.") == 3
    assert "Not found" not in text_of(response)
    assert_holds_no_secret(response)


@pytest.mark.usefixtures("impatient")
def test_l6_a_column_is_answered_in_time_and_says_what_was_not_looked_up(
    signed_in: Client, upstream: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_batch, "PAGE_SECONDS", 0.1)
    upstream.switch("hang")
    pasted = " ".join(["in_1Abc", *(make_session(number)["id"] for number in range(9))])
    began = time.monotonic()
    response = signed_in.get("/demo/search/", {"q": pasted})
    # All nine of them, one after another, would take three seconds.
    assert time.monotonic() - began < 2
    assert response.status_code == HTTPStatus.OK
    assert text_of(response).count("Not looked up: ") == 9
    # It needs no call, so it is explained however late it is.
    assert "“in_1Abc” is an invoice" in text_of(response)
    assert_is_our_own_html(response)


@MODES
@pytest.mark.usefixtures("max_wait")
def test_who_watches_or_verifies_is_told(
    signed_in: Client, upstream: FaultyServer, mode: str
) -> None:
    words = message_for(FAILURES[mode][0]("any reason"))
    upstream.switch(mode)
    assert signed_in.get(f"{SESSION}state/").status_code == words.status
    response = signed_in.post(f"{SESSION}verify/", {"email": "guest0@example.com"})
    assert response.status_code == words.status
    # Nothing was compared, so nothing is on record and no try is lost.
    assert not Verification.objects.exists()
    assert_holds_no_secret(response)


@pytest.mark.usefixtures("everything_ages_at_once")
def test_a_person_seen_before_is_shown_as_it_was(signed_in: Client, upstream: FaultyServer) -> None:
    assert "guest0@example.com" in text_of(signed_in.get(PERSON))
    upstream.switch("s500")
    response = signed_in.get(PERSON)
    assert response.status_code == HTTPStatus.OK
    assert "Showing the sessions as they were" in text_of(response)
    assert "data-session-id" in text_of(response)


def test_an_unknown_customer_is_nobody_and_no_failure(
    signed_in: Client, upstream: FaultyServer
) -> None:
    upstream.switch("s404_missing")
    response = signed_in.get("/demo/people/?customer=cus_1")
    assert response.status_code in (HTTPStatus.OK, message_for(NotFoundError("x")).status)
    assert_is_our_own_html(response)


@pytest.mark.parametrize("mode", [*LEGAL, *ODD])
def test_whatever_a_person_did_is_shown_as_text(
    signed_in: Client, upstream: FaultyServer, mode: str
) -> None:
    upstream.switch(mode)
    response = signed_in.get(PERSON)
    assert response.status_code in (HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.BAD_GATEWAY)
    if response.status_code != HTTPStatus.FOUND:
        assert_is_our_own_html(response)
        assert ">None<" not in text_of(response)
    assert_holds_no_secret(response)


def test_a_reload_of_a_person_that_failed_says_so(
    signed_in: Client, upstream: FaultyServer
) -> None:
    signed_in.get(PERSON)
    upstream.switch("s500")
    response = signed_in.get(f"{PERSON}&reload=1")
    assert response.status_code == HTTPStatus.OK
    assert "Showing the sessions as they were at" in text_of(response)
    assert "Stripe has a problem." in text_of(response)
