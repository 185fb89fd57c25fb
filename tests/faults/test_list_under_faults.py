"""What people see of the list when upstream misbehaves: the right words, a way on, never a 500."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client

from sessions_browser import services
from sessions_browser.objects.list_query import DEFAULT_LIMIT
from sessions_browser.objects.money import MINUS
from sessions_browser.presentation.error_messages import ErrorMessage, message_for
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.views.list_asked import NOT_TAKEN
from sessions_browser.views.list_words import NO_WAY_ON
from sessions_browser.views.session_list import GONE
from tests.clients import KEY
from tests.factories import NOON, make_session
from tests.faults.answers import HOSTILE, REQUEST_ID, RIGHT, SECRET, UPSTREAM_WORDS
from tests.faults.expected import DEEP, FAILURES, LATE, LEGAL, ODD
from tests.faults.server import FaultyServer
from tests.faults.structure import assert_is_our_own_html
from tests.views.page import LIST, Answer, ids, link, text_of

FILTERED = f"{LIST}?status=complete"
HTMX = {"HX-Request": "true"}
KINDS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
# The words for these stand beside the field that caused them.
SHOWN_AT_THE_FIELD = {
    "s404_missing": "Stripe knows nothing under this ID",
    "s400_status": str(NOT_TAKEN),
}
COLD = [mode for mode in FAILURES if mode not in SHOWN_AT_THE_FIELD]
# The answer is known and is no: what was seen before is no longer ours to show.
FINAL = (AuthenticationError, PermissionDeniedError, InvalidRequestError)
FIRST_PAGE = [make_session(number)["id"] for number in range(DEFAULT_LIMIT)]


def words_of(mode: str) -> ErrorMessage:
    return message_for(FAILURES[mode][0]("any reason"))


def assert_holds_no_secret(response: Answer) -> None:
    text = text_of(response)
    for secret in (KEY, UPSTREAM_WORDS, SECRET, "Traceback"):
        assert secret not in text


@KINDS
@pytest.mark.parametrize("mode", COLD)
def test_a_page_never_seen_before(
    signed_in: Client,
    upstream: FaultyServer,
    mode: str,
    headers: dict[str, str],
    request: pytest.FixtureRequest,
) -> None:
    if mode in LATE:
        request.getfixturevalue("impatient")
    _, asked = FAILURES[mode]
    words = words_of(mode)
    upstream.switch(mode)
    response = signed_in.get(FILTERED, headers=headers)
    text = text_of(response)
    assert response.status_code == words.status
    assert words.title in text
    assert words.explanation in text
    assert words.who_can_fix in text
    assert f'href="{FILTERED}"' in text
    assert "<table" not in text
    assert "No sessions" not in text
    assert ids(response) == []
    assert ("<html" in text) is (headers == {})
    assert len(upstream.calls) <= asked
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)
    assert response.headers["Cache-Control"].count("no-store")


@KINDS
@pytest.mark.parametrize("mode", COLD)
@pytest.mark.usefixtures("everything_ages_at_once")
def test_a_page_seen_before(
    signed_in: Client,
    upstream: FaultyServer,
    mode: str,
    headers: dict[str, str],
    request: pytest.FixtureRequest,
    seconds_pass: Callable[[], None],
) -> None:
    assert ids(signed_in.get(FILTERED, headers=headers)) == FIRST_PAGE
    if mode in LATE:
        request.getfixturevalue("impatient")
    words = words_of(mode)
    upstream.switch(mode)
    response = signed_in.get(FILTERED, headers=headers)
    assert_holds_no_secret(response)
    if issubclass(FAILURES[mode][0], FINAL):
        assert response.status_code == words.status
        assert ids(response) == []
        return
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == FIRST_PAGE
    assert words.stale_reason in text_of(response)
    assert "Showing the list as it was at" in text_of(response)
    assert f'href="{FILTERED}&reload=1"' in text_of(response)
    if mode in LATE:
        return
    # Soon after upstream is well again, nothing reminds of it.
    upstream.switch("ok")
    seconds_pass()
    response = signed_in.get(FILTERED, headers=headers)
    assert ids(response) == FIRST_PAGE
    assert words.stale_reason not in text_of(response)


# What is late takes the same way as what is quick.
@pytest.mark.parametrize("mode", [mode for mode in COLD if mode not in LATE])
def test_a_failure_is_remembered_for_seconds_and_no_longer(
    signed_in: Client, upstream: FaultyServer, mode: str, seconds_pass: Callable[[], None]
) -> None:
    upstream.switch(mode)
    first = signed_in.get(LIST)
    assert first.status_code != HTTPStatus.OK
    # The names of the payment links are read behind the page.
    services.wait_for_background()
    accepted = upstream.accepted
    again = signed_in.get(LIST)
    assert again.status_code == first.status_code
    services.wait_for_background()
    assert upstream.accepted == accepted
    upstream.switch("ok")
    seconds_pass()
    assert ids(signed_in.get(LIST)) == FIRST_PAGE


@KINDS
@pytest.mark.parametrize(
    ("mode", "seconds"), [("s429_short", "2"), ("s429_seconds", "5"), ("s429_huge", "5")]
)
def test_l7_how_long_people_wait_is_passed_on(
    signed_in: Client, upstream: FaultyServer, mode: str, seconds: str, headers: dict[str, str]
) -> None:
    upstream.switch(mode)
    response = signed_in.get(LIST, headers=headers)
    assert response.headers["Retry-After"] == seconds
    assert f'data-retry="{seconds}"' in text_of(response)


@KINDS
def test_the_number_that_stripe_can_look_up(
    signed_in: Client, upstream: FaultyServer, headers: dict[str, str]
) -> None:
    upstream.switch("s500")
    assert REQUEST_ID in text_of(signed_in.get(LIST, headers=headers))


@KINDS
def test_the_right_that_the_key_lacks(
    signed_in: Client, upstream: FaultyServer, headers: dict[str, str]
) -> None:
    upstream.switch("s403")
    assert RIGHT in text_of(signed_in.get(LIST, headers=headers))


@KINDS
@pytest.mark.parametrize("mode", SHOWN_AT_THE_FIELD)
def test_a_filter_that_upstream_refuses(
    signed_in: Client, upstream: FaultyServer, mode: str, headers: dict[str, str]
) -> None:
    upstream.switch(mode)
    response = signed_in.get(f"{LIST}?customer=cus_gone&status=open", headers=headers)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert SHOWN_AT_THE_FIELD[mode] in text_of(response)
    assert ids(response) == []
    assert_holds_no_secret(response)


@KINDS
@pytest.mark.parametrize(
    "query",
    [
        "status=paid",
        "limit=1000",
        "limit=1_0",
        "created_from=2026-02-30",
        "created_from=2026-03-02&created_to=2026-03-01",
        "email=nobody",
        "customer=../v1/customers",
        "starting_after=cs_test_a&ending_before=cs_test_b",
        "starting_after=pi_1",
        "tz=Mars/Base",
    ],
)
def test_a_filter_to_correct_asks_nothing(
    signed_in: Client, upstream: FaultyServer, query: str, headers: dict[str, str]
) -> None:
    upstream.switch("s500")
    response = signed_in.get(f"{LIST}?{query}", headers=headers)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert upstream.requests == []


@KINDS
@pytest.mark.parametrize("mode", LEGAL)
def test_a_legal_answer_is_shown(
    signed_in: Client, upstream: FaultyServer, mode: str, headers: dict[str, str]
) -> None:
    upstream.switch(mode)
    response = signed_in.get(LIST, headers=headers)
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == FIRST_PAGE
    older = signed_in.get(link(response, "older"), headers=headers, follow=True)
    assert older.status_code == HTTPStatus.OK
    if mode != "cursor_deleted":
        assert ids(older) == [make_session(number)["id"] for number in range(25, 50)]


def test_nothing_of_upstreams_own_headers_is_passed_on(
    signed_in: Client, upstream: FaultyServer
) -> None:
    usual = signed_in.get(LIST)
    upstream.switch("upstream_headers")
    cache.clear()
    response = signed_in.get(LIST)
    assert ids(response) == FIRST_PAGE
    assert sorted(response.headers) == sorted(usual.headers)
    for name in ("Cache-Control", "Content-Security-Policy", "X-Frame-Options"):
        assert response.headers[name] == usual.headers[name]
    assert set(response.cookies) <= {"csrftoken"}


@pytest.mark.parametrize("mode", DEEP)
def test_a_deep_answer_is_taken_or_refused(
    signed_in: Client, upstream: FaultyServer, mode: str
) -> None:
    upstream.switch(mode)
    for address in (LIST, f"{LIST}{FIRST_PAGE[0]}/"):
        response = signed_in.get(address)
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.BAD_GATEWAY)
        assert_is_our_own_html(response)


# Sessions that are not what they should be.


@KINDS
@pytest.mark.parametrize("mode", ODD)
def test_one_odd_session_hides_no_other(
    signed_in: Client, upstream: FaultyServer, mode: str, headers: dict[str, str]
) -> None:
    upstream.switch(mode)
    response = signed_in.get(f"{LIST}?items=on", headers=headers, follow=True)
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)
    if mode in ("data_of_nulls", "data_of_strings"):
        # Not one could be read: to say that there are none would be wrong.
        assert response.status_code == HTTPStatus.BAD_GATEWAY
        assert "No sessions" not in text_of(response)
        return
    assert response.status_code == HTTPStatus.OK
    shown = ids(response)
    assert len(set(shown)) == len(shown)
    known = FIRST_PAGE
    if mode == "data_half_null":
        known = FIRST_PAGE[1::2]
    elif mode == "duplicate_ids":
        known = FIRST_PAGE[:13]
    elif mode == "has_more_empty":
        known = []
    elif mode == "missing_id":
        known = FIRST_PAGE[1:]
    elif mode == "hostile_id":
        known = [html.escape(HOSTILE[1]), *FIRST_PAGE[1:]]
    assert shown == known


ROW_WORDS = [
    ("missing_fields", ["Unknown time", "— / —"]),
    ("nulls", ["Unknown time", "— / —"]),
    ("wrong_types", ["Unknown time", "— / —"]),
    ("floats", ["Unknown time", "Paid"]),
    ("huge_numbers", ["Unknown time", "Paid"]),
    ("longest_integers", ["Unknown time", "Paid"]),
    ("negative_numbers", ["Unknown time", f"{MINUS}42.00"]),
    ("unknown_enums", ["on_hold / half", "barter", "XQZ"]),
    ("missing_id", ["No ID"]),
    ("wrong_livemode", ["not from test mode"]),
    ("clock_skew", [datetime.fromtimestamp(NOON + 315_360_000, UTC).strftime("%Y"), "Open"]),
    ("data_half_null", ["13"]),
]


@pytest.mark.parametrize(("mode", "words"), ROW_WORDS)
def test_what_is_unknown_is_called_so(
    signed_in: Client, upstream: FaultyServer, mode: str, words: list[str]
) -> None:
    upstream.switch(mode)
    text = text_of(signed_in.get(LIST))
    for word in words:
        assert word in text
    assert "/None/" not in text
    assert ">None<" not in text


def test_a_session_without_an_id_leads_nowhere(signed_in: Client, upstream: FaultyServer) -> None:
    upstream.switch("missing_id")
    first_row = text_of(signed_in.get(LIST)).partition("<tbody")[2].partition("</tr>")[0]
    assert "<tr" in first_row
    assert f'href="{LIST}cs_' not in first_row
    assert 'class="when"><a' not in first_row


# Pages that lead nowhere.


def test_a_list_that_does_not_move_has_no_next_page(
    signed_in: Client, upstream: FaultyServer
) -> None:
    upstream.switch("loop_same_page")
    response = signed_in.get(LIST)
    seen = [link(response, "older")]
    while older := link(response, "older"):
        seen.append(older)
        assert len(seen) < 5
        response = signed_in.get(older)
    assert response.status_code == HTTPStatus.OK


@KINDS
def test_more_to_come_but_nothing_here(
    signed_in: Client, upstream: FaultyServer, headers: dict[str, str]
) -> None:
    upstream.switch("has_more_empty")
    response = signed_in.get(LIST, headers=headers)
    assert response.status_code == HTTPStatus.OK
    assert link(response, "older") == ""
    assert str(NO_WAY_ON) in text_of(response)
    assert len(upstream.calls) == 1


def test_no_more_rows_than_were_asked_for(signed_in: Client, upstream: FaultyServer) -> None:
    upstream.switch("too_many_rows")
    response = signed_in.get(LIST)
    assert ids(response) == FIRST_PAGE
    assert f"starting_after={FIRST_PAGE[-1]}" in link(response, "older")


@KINDS
@pytest.mark.parametrize("cursor", ["starting_after", "ending_before"])
def test_a_place_in_the_list_that_is_gone(
    signed_in: Client, upstream: FaultyServer, cursor: str, headers: dict[str, str]
) -> None:
    upstream.switch("cursor_deleted")
    address = f"{FILTERED}&{cursor}=cs_test_gone"
    response = signed_in.get(address, headers=headers)
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == FILTERED
    response = signed_in.get(FILTERED, headers=headers)
    assert ids(response) == FIRST_PAGE
    assert str(GONE) in text_of(response)
    # It is said once.
    assert str(GONE) not in text_of(signed_in.get(FILTERED, headers=headers))


# Payment links are names only: without them the list is as good.


@pytest.mark.parametrize(
    "mode", ["s500", "s403", "json_null", "close_before_headers", "hang", "redirect_bad_host"]
)
def test_the_list_does_not_need_the_payment_links(
    signed_in: Client, upstream: FaultyServer, mode: str, request: pytest.FixtureRequest
) -> None:
    if mode == "hang":
        request.getfixturevalue("impatient")
    upstream.links_mode = mode
    for headers in ({}, HTMX):
        response = signed_in.get(LIST, headers=headers)
        assert response.status_code == HTTPStatus.OK
        assert ids(response) == FIRST_PAGE


@pytest.mark.parametrize("mode", ["s500", "s401", "s403", "s429", "json_null", "s204", "refuse"])
def test_the_page_of_payment_links(signed_in: Client, upstream: FaultyServer, mode: str) -> None:
    if mode == "refuse":
        upstream.switch(mode)
    upstream.links_mode = mode
    words = words_of(mode)
    page = signed_in.get("/demo/payment-links/")
    assert page.status_code == words.status
    assert words.explanation in text_of(page)
    assert_holds_no_secret(page)
    options = signed_in.get("/demo/payment-links/", headers=HTMX)
    assert options.status_code == HTTPStatus.OK
    assert words.title in text_of(options)


def test_every_kind_of_failure_is_among_the_faults() -> None:
    kinds = {kind for kind, _ in FAILURES.values()}
    assert {RateLimitError, NotFoundError, *FINAL} <= kinds
    assert all(issubclass(kind, UpstreamError) for kind in kinds)


@KINDS
def test_a_reload_that_failed_says_so(
    signed_in: Client, upstream: FaultyServer, headers: dict[str, str]
) -> None:
    signed_in.get(FILTERED)
    upstream.switch("s500")
    response = signed_in.get(f"{FILTERED}&reload=1", headers=headers)
    assert response.status_code == HTTPStatus.OK
    assert "Showing the list as it was at" in text_of(response)
    assert "Stripe has a problem." in text_of(response)
    assert ids(response) == FIRST_PAGE
