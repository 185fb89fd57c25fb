"""Each fault of upstream has one error, costs a known number of calls and leaves nothing behind."""

from __future__ import annotations

import logging
import socket
import threading
import time
import traceback
from typing import Any, NoReturn

import pytest

from sessions_browser.conf import TIMEOUTS, Timeouts
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api import responses
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InvalidAnswerError,
    NotFoundError,
    UpstreamError,
)
from tests.clients import IMPATIENT, KEY, PATIENT, admission_of, client_of, new_store
from tests.factories import make_session
from tests.faults.answers import REQUEST_ID, RETRY_AFTER, RIGHT, UPSTREAM_WORDS
from tests.faults.expected import FAILURES, LATE, LEGAL, ODD
from tests.faults.server import ON_ACCEPT, FaultyServer, full_port

EMAIL = "marked.person@customer.example"
QUESTION = ListQuery(filters=(("customer_details[email]", EMAIL),))
OTHER_QUESTION = ListQuery(limit=3)
# What an upstream that is late may add to the bound: starting threads on a busy machine.
GRACE_SECONDS = 1.5
SESSION = make_session(5)["id"]
# An address whose host must be looked up.
NAMED = "http://localhost:9"


def attempts(upstream: FaultyServer, mode: str) -> int:
    return upstream.accepted if mode in ON_ACCEPT else len(upstream.calls)


def assert_tells_no_secrets(text: str) -> None:
    for secret in (KEY, EMAIL, EMAIL.partition("@")[0], "customer_details", UPSTREAM_WORDS):
        assert secret not in text


@pytest.mark.parametrize("mode", FAILURES)
def test_each_fault_has_its_error(
    upstream: FaultyServer, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    kind, asked = FAILURES[mode]
    store, timeouts = new_store(), IMPATIENT if mode in LATE else PATIENT
    admission = admission_of(ConcurrencyLimit(1, 0), store)
    client = client_of(upstream.address, admission=admission, timeouts=timeouts)
    # Open connections stay open, and the one after the faults is good again.
    upstream.switch(*[mode] * (asked or 1), "ok")
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "sessions_browser")
    began = time.monotonic()
    with pytest.raises(UpstreamError) as caught:
        client.list(QUESTION)
    assert time.monotonic() - began < timeouts.whole_call + GRACE_SECONDS
    assert type(caught.value) is kind
    assert attempts(upstream, mode) == asked

    error = caught.value
    assert_tells_no_secrets(f"{error} {error!r} {error.args}")
    assert_tells_no_secrets("".join(traceback.format_exception(error)))
    assert_tells_no_secrets(caplog.text)
    assert f"outcome={kind.__name__} request={error.request_id or '-'} " in caplog.text

    # The slot is free again, and the next question gets its own answer, not what came late.
    upstream.switch("ok") if mode == "refuse" else None
    # Stripe's wish to wait is over as well.
    store.delete("pause-people:demo")
    assert len(client.list(OTHER_QUESTION)["data"]) == OTHER_QUESTION.limit


@pytest.mark.parametrize("mode", [*LEGAL, *ODD])
def test_what_can_be_read_is_an_answer(
    upstream: FaultyServer,
    client: CheckoutSessionsClient,
    mode: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    upstream.switch(mode)
    for _ in range(2):
        answer = client.list(QUESTION)
        assert isinstance(answer["data"], list)
        assert isinstance(answer["has_more"], bool)
    assert_tells_no_secrets(caplog.text)
    upstream.switch("ok")
    assert len(client.list(OTHER_QUESTION)["data"]) == OTHER_QUESTION.limit


@pytest.mark.parametrize("mode", LEGAL)
def test_a_legal_answer_loses_nothing(
    upstream: FaultyServer, client: CheckoutSessionsClient, mode: str
) -> None:
    upstream.switch(mode)
    for first in (0, 25):
        after = make_session(first - 1)["id"] if first else None
        page = client.list(ListQuery(starting_after=None if mode == "cursor_deleted" else after))
        wanted = 0 if mode == "cursor_deleted" else first
        assert [entry["id"] for entry in page["data"]] == [
            make_session(number)["id"] for number in range(wanted, wanted + 25)
        ]


@pytest.mark.parametrize(
    ("mode", "details"),
    [
        ("s400", {"code": "parameter_unknown", "param": "colour"}),
        ("s400_status", {"code": None, "param": "status"}),
        ("s401", {"code": None}),
        ("s401_expired", {"code": "api_key_expired"}),
        ("s403", {"permission": RIGHT}),
        ("s403_unnamed", {"permission": None}),
        ("s404_missing", {"code": "resource_missing", "param": "session"}),
        ("s400_rate_limit", {"code": "rate_limit"}),
        ("s429", {"code": "rate_limit", "retry_after": None}),
        ("s429_seconds", {"retry_after": int(RETRY_AFTER["seconds"])}),
        ("s429_zero", {"retry_after": 0}),
        ("s429_negative", {"retry_after": None}),
        ("s429_garbage", {"retry_after": None}),
        ("s429_date", {"retry_after": None}),
        ("s429_other_digits", {"retry_after": None}),
        ("s429_endless", {"retry_after": None}),
        ("s429_huge", {"retry_after": responses.LONGEST_RETRY_AFTER}),
        ("s503_retry_after", {"retry_after": responses.LONGEST_RETRY_AFTER}),
        ("s500", {"code": None, "param": None, "permission": None}),
        ("s503_wrong_types", {"code": None, "param": None}),
        ("html_503", {"code": None}),
        ("redirect_absolute", {}),
        ("s204", {}),
    ],
)
def test_an_error_carries_what_stripe_said_of_it(
    upstream: FaultyServer, client: CheckoutSessionsClient, mode: str, details: dict[str, Any]
) -> None:
    upstream.switch(mode)
    with pytest.raises(UpstreamError) as caught:
        client.list(QUESTION)
    assert caught.value.request_id == REQUEST_ID
    assert {name: getattr(caught.value, name) for name in details} == details


@pytest.mark.parametrize(
    "mode",
    [mode for mode, (_, asked) in FAILURES.items() if asked == 2],
)
def test_one_more_try_may_be_enough(
    upstream: FaultyServer, client: CheckoutSessionsClient, mode: str
) -> None:
    upstream.switch(mode, "ok")
    assert len(client.list(QUESTION)["data"]) == QUESTION.limit


def test_the_second_try_waits_a_moment(upstream: FaultyServer) -> None:
    client = client_of(upstream.address, timeouts=Timeouts(retry_pause=(0.2, 0.3)))
    upstream.switch("s503_retry_after", "ok")
    began = time.monotonic()
    client.list(QUESTION)
    # Not as long as upstream asks for: a person is waiting.
    assert 0.2 <= time.monotonic() - began < 0.3 + GRACE_SECONDS


def test_no_second_try_when_there_is_no_time_for_it(upstream: FaultyServer) -> None:
    client = client_of(upstream.address, timeouts=Timeouts(whole_call=TIMEOUTS.connect))
    upstream.switch("s500")
    with pytest.raises(APIError):
        client.list(QUESTION)
    assert len(upstream.calls) == 1


@pytest.mark.parametrize("mode", ["header_drip", "body_drip", "error_body_drip", "interim_endless"])
def test_a_call_ends_when_its_time_is_over_though_bytes_still_come(
    upstream: FaultyServer, impatient_client: CheckoutSessionsClient, mode: str
) -> None:
    """`timeout=` alone would wait for minutes: each single byte comes in time."""
    upstream.switch(mode)
    began = time.monotonic()
    with pytest.raises(UpstreamError):
        impatient_client.list(QUESTION)
    took = time.monotonic() - began
    assert took >= IMPATIENT.read
    assert took < IMPATIENT.whole_call + GRACE_SECONDS


def test_a_port_that_lets_nobody_in() -> None:
    with full_port() as address:
        began = time.monotonic()
        with pytest.raises(APITimeoutError):
            client_of(address, timeouts=IMPATIENT).list(QUESTION)
    assert time.monotonic() - began < IMPATIENT.connect + GRACE_SECONDS


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(APIConnectionError) as caught:
        client_of(NAMED).list(QUESTION)
    assert type(caught.value) is APIConnectionError
    assert "localhost" not in str(caught.value)


def test_an_answer_that_comes_after_we_gave_up_is_nobodys(
    upstream: FaultyServer, impatient_client: CheckoutSessionsClient
) -> None:
    upstream.switch("gate", "ok")
    with pytest.raises(APITimeoutError):
        impatient_client.list(QUESTION)
    upstream.gate.set()
    for limit in (3, 4, 5):
        assert len(impatient_client.list(ListQuery(limit=limit))["data"]) == limit


def test_an_early_hint_is_not_the_answer(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    """Taken for one, it would leave its answer to whoever asks next on that connection."""
    upstream.delay = 0.05
    upstream.switch("interim_103_early")
    for limit in (3, 4, 5):
        assert len(client.list(ListQuery(limit=limit))["data"]) == limit
    assert upstream.accepted == 1


@pytest.mark.parametrize("mode", ["missing_id", "json_null", "json_array", "data_of_nulls"])
def test_another_session_is_no_answer(
    upstream: FaultyServer, client: CheckoutSessionsClient, mode: str
) -> None:
    upstream.switch(mode)
    with pytest.raises(InvalidAnswerError):
        client.retrieve(make_session(0)["id"])


def test_an_unknown_session(upstream: FaultyServer, client: CheckoutSessionsClient) -> None:
    assert client.retrieve(SESSION)["id"] == SESSION
    with pytest.raises(NotFoundError):
        client.retrieve("cs_test_unknown")
    assert len(upstream.calls) == 2


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def hang(*_: Any, **__: Any) -> NoReturn:
        answered.wait(30)
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    client = client_of(NAMED, timeouts=IMPATIENT)
    began = time.monotonic()
    with pytest.raises(APITimeoutError):
        client.list(QUESTION)
    assert time.monotonic() - began < IMPATIENT.whole_call + GRACE_SECONDS
    answered.set()
