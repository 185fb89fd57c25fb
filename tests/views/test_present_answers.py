"""Whether it has been paid is never answered with an old state as if it were the present one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import ANSWER_MAX_AGE_SECONDS, REFRESH_SECONDS
from sessions_browser.conf import get_conf
from sessions_browser.objects.list_query import Coverage, ListQuery, SessionPage
from sessions_browser.people.lookup import MOST_CALLS
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import BudgetError
from sessions_browser.views.freshness import page_age, patience_of
from tests.running import Emulator, end, running_emulator
from tests.views.page import LIST, ids, text_of

SESSIONS = "/v1/checkout/sessions"
HTMX = {"HX-Request": "true"}
KINDS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "drawer"])
UNPAID, PAID = '"payment_status": "unpaid"', '"payment_status": "paid"'
# What a busy machine may add; far less than what Stripe, or a second wait, would.
GRACE_SECONDS = 1.5
JUST_YOUNG, JUST_OLD = ANSWER_MAX_AGE_SECONDS - 1, ANSWER_MAX_AGE_SECONDS + 1


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """One for each test, which changes its world or ends it."""
    with running_emulator("--sessions=300", "--seed=1") as emulator:
        yield emulator


@pytest.fixture
def seconds_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """For the dashboard; the emulator has a clock of its own."""
    real, passed = time.time, 0.0

    def pass_by(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    monkeypatch.setattr(time, "time", lambda: real() + passed)
    return pass_by


@pytest.fixture
def session(upstream: Emulator) -> dict[str, Any]:
    """An open one of a known customer."""
    listed = upstream.get(f"{SESSIONS}?limit=100&status=open")["data"]
    found: dict[str, Any] = next(
        one for one in listed if one["customer"] and one["mode"] == "payment"
    )
    upstream.reset()
    return found


@pytest.fixture
def page(session: dict[str, Any]) -> str:
    return f"{LIST}{session['id']}/"


@pytest.fixture
def person_page(session: dict[str, Any]) -> str:
    return f"/demo/people/?customer={session['customer']}"


def pay(upstream: Emulator, session: dict[str, Any]) -> None:
    upstream.control(f"complete?session={session['id']}")


def calls(upstream: Emulator, session: dict[str, Any]) -> int:
    return len(upstream.requests(f"{SESSIONS}/{session['id']}"))


def spend_the_budget(settings: Settings) -> None:
    settings.UPSTREAM_CALLS_PER_SECOND = 1
    admission = services.get_admission(get_conf().accounts[0])
    with suppress(BudgetError):
        while True:
            admission.rate_limit.spend(admission.account)


# One session


@KINDS
def test_an_open_session_is_read_again_before_it_is_called_open(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
    headers: dict[str, str],
) -> None:
    assert UNPAID in text_of(signed_in.get(page, headers=headers))
    pay(upstream, session)
    seconds_pass(JUST_YOUNG)
    assert UNPAID in text_of(signed_in.get(page, headers=headers))
    assert calls(upstream, session) == 1
    seconds_pass(JUST_OLD - JUST_YOUNG)
    shown = text_of(signed_in.get(page, headers=headers))
    assert PAID in shown
    assert UNPAID not in shown
    assert calls(upstream, session) == 2


def test_a_burst_of_reloads_is_one_call(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    seconds_pass(JUST_OLD)
    for _ in range(5):
        signed_in.get(page)
    assert calls(upstream, session) == 2


def test_ten_who_look_at_once_are_one_call(
    upstream: Emulator, session: dict[str, Any], seconds_pass: Callable[[float], None]
) -> None:
    sessions = services.account_data(get_conf().accounts[0]).sessions
    sessions.full(session["id"])
    pay(upstream, session)
    seconds_pass(JUST_OLD)
    upstream.control("latency?ms=300")
    with ThreadPoolExecutor(10) as agents:
        looks = [
            agents.submit(sessions.current, session["id"], patience_of(reload=False))
            for _ in range(10)
        ]
    assert {look.result().value.row.status for look in looks} == {"complete"}
    assert calls(upstream, session) == 2


def test_what_has_ended_is_shown_as_before(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    pay(upstream, session)
    signed_in.get(page)
    end(upstream.process)
    seconds_pass(JUST_OLD)
    shown = text_of(signed_in.get(page))
    assert PAID in shown
    assert "Showing the session as it was" not in shown


@KINDS
def test_while_stripe_is_down_the_old_state_stands_under_its_band(
    signed_in: Client,
    upstream: Emulator,
    page: str,
    seconds_pass: Callable[[float], None],
    headers: dict[str, str],
) -> None:
    signed_in.get(page)
    end(upstream.process)
    seconds_pass(240)
    for _ in range(2):
        response = signed_in.get(page, headers=headers)
        assert response.status_code == HTTPStatus.OK
        shown = text_of(response)
        assert '<p class="band" role="alert">' in shown
        assert "Showing the session as it was at" in shown
        assert "(4 min ago). Stripe is not answering." in shown
        assert UNPAID in shown


def test_when_the_budget_is_spent_the_old_state_stands_under_its_band(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
    settings: Settings,
) -> None:
    signed_in.get(page)
    seconds_pass(JUST_OLD)
    spend_the_budget(settings)
    response = signed_in.get(page)
    assert response.status_code == HTTPStatus.OK
    assert "This dashboard has asked Stripe as often as it may." in text_of(response)
    assert UNPAID in text_of(response)
    assert calls(upstream, session) == 1


def test_a_slow_stripe_holds_a_known_page_up_for_two_seconds(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    pay(upstream, session)
    seconds_pass(JUST_OLD)
    upstream.control("latency?ms=5000")
    began = time.monotonic()
    shown = text_of(signed_in.get(page))
    assert REFRESH_SECONDS <= time.monotonic() - began < REFRESH_SECONDS + GRACE_SECONDS
    assert "Stripe did not answer in time." in shown
    # The call was not given up: what it brings is there for the next look.
    services.wait_for_background()
    shown = text_of(signed_in.get(page))
    assert PAID in shown
    assert "Stripe did not answer in time." not in shown
    assert calls(upstream, session) == 2


def test_a_page_never_contradicts_a_newer_row_of_a_list(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    assert UNPAID in text_of(signed_in.get(page))
    signed_in.get(LIST)
    # What the list says is what the page says, so nothing is asked.
    signed_in.get(page)
    assert calls(upstream, session) == 1
    pay(upstream, session)
    seconds_pass(5)
    signed_in.get(LIST, headers={"Cache-Control": "no-cache"})
    assert PAID in text_of(signed_in.get(page))
    signed_in.get(page)
    assert calls(upstream, session) == 2


# One person


def test_a_person_is_read_again_before_a_session_is_called_open(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    person_page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    def badge() -> str:
        shown = text_of(signed_in.get(person_page))
        row = shown.partition(f'data-session-id="{session["id"]}"')[2].partition("</tr>")[0]
        return next(word for word in ("Open", "Paid") if f">{word}<" in row)

    assert badge() == "Open"
    first = len(upstream.requests())
    pay(upstream, session)
    seconds_pass(JUST_YOUNG)
    assert badge() == "Open"
    assert len(upstream.requests()) == first
    seconds_pass(JUST_OLD - JUST_YOUNG)
    assert badge() == "Paid"
    assert len(upstream.requests()) <= first + MOST_CALLS


def test_another_try_of_a_person_is_read_before_the_old_ones_are_summed_up(
    signed_in: Client, upstream: Emulator, seconds_pass: Callable[[float], None]
) -> None:
    """All of them have ended, and the first page may lack the one that was paid since."""
    address = "/demo/people/?email=niamh.obrien@example.com"
    signed_in.get(address)
    seconds_pass(JUST_OLD)
    first = len(upstream.requests(SESSIONS))
    signed_in.get(address)
    services.wait_for_background()
    # The listing of each spelling of the e-mail.
    assert len(upstream.requests(SESSIONS)) == 2 * first


@pytest.mark.parametrize("outage", ["down", "budget"])
def test_an_old_summary_of_a_person_stands_under_its_band(
    signed_in: Client,
    upstream: Emulator,
    person_page: str,
    seconds_pass: Callable[[float], None],
    settings: Settings,
    outage: str,
) -> None:
    signed_in.get(person_page)
    seconds_pass(JUST_OLD)
    if outage == "down":
        end(upstream.process)
    else:
        spend_the_budget(settings)
    began = time.monotonic()
    response = signed_in.get(person_page)
    assert time.monotonic() - began < REFRESH_SECONDS + GRACE_SECONDS
    assert response.status_code == HTTPStatus.OK
    assert "Showing the sessions as they were at" in text_of(response)
    assert 'id="summary"' in text_of(response)


def test_all_calls_of_a_person_share_the_two_seconds(
    signed_in: Client,
    upstream: Emulator,
    person_page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(person_page)
    seconds_pass(JUST_OLD)
    upstream.control("latency?ms=5000")
    began = time.monotonic()
    shown = text_of(signed_in.get(person_page))
    assert time.monotonic() - began < REFRESH_SECONDS + GRACE_SECONDS
    assert "Stripe did not answer in time." in shown


# A reload that failed (N8)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("place", ["list", "session", "person"])
def test_every_reload_that_failed_says_so(
    signed_in: Client,
    upstream: Emulator,
    page: str,
    person_page: str,
    place: str,
    headers: dict[str, str],
) -> None:
    """N8: neither is it lost in a redirect, however often somebody tries."""
    address = {"list": LIST, "session": page, "person": person_page}[place]
    signed_in.get(address)
    services.wait_for_background()
    end(upstream.process)
    again = f"{address}{'&' if '?' in address else '?'}reload=1"
    for _ in range(4):
        response = signed_in.get(again, headers=headers)
        assert response.status_code == HTTPStatus.OK
        shown = text_of(response)
        assert '<p class="band" role="alert"> <span> Showing the ' in shown
        assert "Stripe is not answering." in shown


# Other places that say whether it has been paid


def test_a_caller_is_checked_against_the_present_state(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    pay(upstream, session)
    seconds_pass(JUST_OLD)
    amount = f"{session['amount_total'] / 100:.2f}"
    shown = text_of(signed_in.post(f"{page}verify/", {"amount": amount}))
    assert calls(upstream, session) == 2
    assert "Compared with" not in shown


def test_a_caller_check_against_an_old_state_stands_under_its_band(
    signed_in: Client,
    upstream: Emulator,
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    end(upstream.process)
    seconds_pass(240)
    shown = text_of(signed_in.post(f"{page}verify/", {"email": "nobody@example.com"}))
    assert '<p class="band" role="alert">' in shown
    assert "Compared with the session as it was at" in shown
    assert "(4 min ago). Stripe is not answering." in shown
    assert ">Try again<" not in shown


def test_a_pasted_column_shows_the_present_state(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    pay(upstream, session)
    seconds_pass(JUST_OLD)
    column = f"{session['id']}\n{session['customer']}"
    shown = text_of(signed_in.post("/demo/search/", {"q": column}, follow=True))
    assert ">Open<" not in shown
    assert "As it was" not in shown
    assert calls(upstream, session) == 2


def test_a_pasted_column_says_how_old_it_is(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    page: str,
    person_page: str,
    seconds_pass: Callable[[float], None],
) -> None:
    signed_in.get(page)
    signed_in.get(person_page)
    end(upstream.process)
    seconds_pass(240)
    column = f"{session['id']}\n{session['customer']}"
    shown = text_of(signed_in.post("/demo/search/", {"q": column}, follow=True))
    assert shown.count("As it was 4 min ago. Stripe is not answering.") == 2


# A list by outcome


def test_a_reload_of_a_list_by_outcome_that_fails_shows_all_that_was_known(
    signed_in: Client, upstream: Emulator
) -> None:
    address = f"{LIST}?outcome=processing&limit=100"
    before = ids(signed_in.get(address))
    assert before
    services.wait_for_background()
    end(upstream.process)
    response = signed_in.get(f"{address}&reload=1")
    assert ids(response) == before
    shown = text_of(response)
    assert "Showing the list as it was at" in shown
    assert "Looking further failed" not in shown


def test_a_first_read_that_fails_midway_is_not_called_old() -> None:
    coverage = Coverage(100, None, None, is_cut_short=True)
    page = SessionPage(ListQuery(), (), has_more=True, fetched_at=1000.0, coverage=coverage)
    fetched = Fetched(page, page.fetched_at, BudgetError("x"))
    ages = [
        page_age(fetched, Clock(ZoneInfo("UTC"), 1000.0 + seconds), here="/")
        for seconds in (JUST_YOUNG, JUST_OLD)
    ]
    assert [age.is_part for age in ages] == [True, False]
    bands = [
        render_to_string("sessions_browser/_old_band.html", {"freshness": age, "what": "it"})
        for age in ages
    ]
    assert "Only a part of the list could be read." in bands[0]
    assert " ago)" not in bands[0]
    assert " ago)" in bands[1]
