"""Every failure has words, and the words hold together."""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.error_reports import report_of
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api import errors
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APITimeoutError,
    BusyError,
    ExpansionError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)

AT = Clock(ZoneInfo("UTC"), 1_795_000_000).moment(1_795_000_000)


def family(kind: type[UpstreamError]) -> list[type[UpstreamError]]:
    return [kind, *(further for child in kind.__subclasses__() for further in family(child))]


KINDS = [kind for kind in family(UpstreamError) if kind is not UpstreamError]


def test_all_errors_are_looked_at() -> None:
    assert {kind.__name__ for kind in KINDS} == {
        name for name in vars(errors) if name.endswith("Error") and name != "UpstreamError"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_failure_says_what_happened_who_can_help_and_what_to_try(
    kind: type[UpstreamError],
) -> None:
    problem = report_of(kind("internal text"), at=AT, retry_url="/again")
    for words in (problem.title, problem.explanation, problem.who_can_fix, problem.next_step):
        assert words
        assert "internal text" not in words
        assert "{" not in words
    assert (problem.at, problem.retry_url) == (AT, "/again")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("APIConnectionError", 502),
        ("APITimeoutError", 504),
        ("CertificateError", 502),
        ("BusyError", 503),
        ("APIError", 503),
        ("RateLimitError", 503),
        ("AuthenticationError", 502),
        ("PermissionDeniedError", 502),
        ("InvalidRequestError", 502),
        ("NotFoundError", 404),
        ("InvalidAnswerError", 502),
    ],
)
def test_the_status_is_honest(kind: str, status: int) -> None:
    assert message_for(getattr(errors, kind)("x")).status == HTTPStatus(status)


@pytest.mark.parametrize(
    ("special", "general"),
    [(APITimeoutError, APIConnectionError), (NotFoundError, InvalidRequestError)],
)
def test_a_special_failure_is_not_told_in_general_words(
    special: type[UpstreamError], general: type[UpstreamError]
) -> None:
    assert issubclass(special, general)
    assert message_for(special("x")) != message_for(general("x"))


def test_what_may_be_shown_in_place_of_new_rows_has_a_short_reason() -> None:
    never_in_place = (InvalidRequestError, ExpansionError, NotFoundError)
    assert all(message_for(kind("x")).stale_reason for kind in KINDS if kind not in never_in_place)


@pytest.mark.parametrize(
    ("permission", "named"),
    [
        ("rak_checkout_session_read", "rak_checkout_session_read"),
        (None, "Checkout Sessions"),
        ("{0.__class__}", "{0.__class__}"),
    ],
)
def test_a_missing_right_is_named(permission: str | None, named: str) -> None:
    problem = report_of(PermissionDeniedError("x", permission=permission), at=AT)
    assert f"this right to Read: {named}." in problem.next_step


def test_the_request_id_is_there_to_copy() -> None:
    assert report_of(BusyError("x", request_id="req_1"), at=AT).request_id == "req_1"
    assert report_of(BusyError("x"), at=AT).request_id == ""
