"""The page of one session when upstream misbehaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.stripe_api.admission import Admission
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    BudgetError,
    InvalidRequestError,
    PermissionDeniedError,
)
from tests.clients import KEY
from tests.factories import make_session
from tests.faults.answers import HOSTILE, REDIRECTS, SECRET, UPSTREAM_WORDS
from tests.faults.expected import FAILURES, LEGAL, ODD
from tests.faults.server import FaultyServer
from tests.faults.structure import assert_is_our_own_html
from tests.views.page import LIST, Answer, text_of

# One of each kind, and what is special to one session.
FAULTS = (
    "refuse",
    "close_before_headers",
    "hang",
    "body_drip",
    "close_mid_body",
    "gzip_bomb",
    "huge_body",
    "json_null",
    "json_array",
    "html_200",
    "deep_json",
    "deep_field",
    "huge_int",
    "s204",
    "s400",
    "s401",
    "s402",
    "s403",
    "s429_seconds",
    "s500",
    "html_503",
    *REDIRECTS,
)
SLOW = ("hang", "body_drip")
FINAL = (AuthenticationError, PermissionDeniedError, InvalidRequestError)


def address(number: int = 0) -> str:
    return f"{LIST}{make_session(number)['id']}/"


def assert_holds_no_secret(response: Answer) -> None:
    for secret in (KEY, UPSTREAM_WORDS, SECRET):
        assert secret not in text_of(response)


@pytest.mark.parametrize("mode", FAULTS)
def test_a_session_never_seen_before(
    signed_in: Client, upstream: FaultyServer, mode: str, request: pytest.FixtureRequest
) -> None:
    if mode in SLOW:
        request.getfixturevalue("impatient")
    words = message_for(FAILURES[mode][0]("any reason"))
    upstream.switch(mode)
    response = signed_in.get(address())
    assert response.status_code == words.status
    assert words.explanation in text_of(response)
    assert f'href="{address()}"' in text_of(response)
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)


@pytest.mark.parametrize("mode", [*FAULTS, "s404_missing"])
@pytest.mark.usefixtures("everything_ages_at_once")
def test_a_session_seen_before(
    signed_in: Client, upstream: FaultyServer, mode: str, request: pytest.FixtureRequest
) -> None:
    assert "guest0@example.com" in text_of(signed_in.get(address()))
    if mode in SLOW:
        request.getfixturevalue("impatient")
    words = message_for(FAILURES[mode][0]("any reason"))
    upstream.switch(mode)
    response = signed_in.get(address())
    text = text_of(response)
    if issubclass(FAILURES[mode][0], FINAL):
        assert response.status_code == words.status
        assert "guest0@example.com" not in text
        return
    assert response.status_code == HTTPStatus.OK
    assert "guest0@example.com" in text
    assert words.stale_reason in text


def test_a_session_that_is_not_there(signed_in: Client, upstream: FaultyServer) -> None:
    response = signed_in.get(f"{LIST}cs_test_unknown/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "cs_test_unknown" in text_of(response)
    assert len(upstream.calls) == 1


@pytest.mark.parametrize("mode", LEGAL)
def test_a_legal_answer_is_shown(signed_in: Client, upstream: FaultyServer, mode: str) -> None:
    upstream.switch(mode)
    for _ in range(2):
        response = signed_in.get(f"{address()}?reload=1", follow=True)
        assert response.status_code == HTTPStatus.OK
        assert "guest0@example.com" in text_of(response)


@pytest.mark.parametrize("mode", ODD)
def test_an_odd_session(signed_in: Client, upstream: FaultyServer, mode: str) -> None:
    upstream.switch(mode)
    response = signed_in.get(address())
    not_this_one = ("data_of_nulls", "data_of_strings", "data_half_null", "missing_id")
    unreadable = mode in (*not_this_one, "hostile_id")
    assert response.status_code == (HTTPStatus.BAD_GATEWAY if unreadable else HTTPStatus.OK)
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)
    assert ">None<" not in text_of(response)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_every_attack_stays_text(signed_in: Client, upstream: FaultyServer, number: int) -> None:
    upstream.switch("hostile")
    response = signed_in.get(address(number))
    assert response.status_code == HTTPStatus.OK
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)


def test_a_reload_that_failed_says_so(signed_in: Client, upstream: FaultyServer) -> None:
    signed_in.get(address())
    upstream.switch("s500")
    response = signed_in.get(f"{address()}?reload=1")
    assert response.status_code == HTTPStatus.OK
    assert "Showing the session as it was at" in text_of(response)
    assert "Stripe has a problem." in text_of(response)


ID = str(make_session(0)["id"])


def use_up_the_month(admission: Admission) -> None:
    admission.allowance = 0


def spend_the_half(admission: Admission) -> None:
    with suppress(BudgetError):
        while True:
            admission.rate_limit.spend(admission.account, background=True)


def pause_the_background(admission: Admission) -> None:
    services.get_store().set(f"pause:{admission.account}", 60, 60)


@pytest.mark.parametrize("forbid", [use_up_the_month, spend_the_half, pause_the_background])
def test_f3_the_refresh_behind_a_session_is_background(
    upstream: FaultyServer, settings: Settings, forbid: Callable[[Admission], None]
) -> None:
    settings.CACHE_FRESH_SECONDS = 0
    account = get_conf().accounts[0]
    sessions, admission = services.account_data(account).sessions, services.get_admission(account)
    sessions.full(ID)
    sessions.full(ID)
    services.wait_for_background()
    asked = len(upstream.calls)
    assert asked == 2
    forbid(admission)
    assert sessions.full(ID).failure is None
    services.wait_for_background()
    assert len(upstream.calls) == asked
    # A person may.
    assert sessions.full(ID, max_age=0).failure is None
    assert len(upstream.calls) == asked + 1
