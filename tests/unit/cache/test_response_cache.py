"""Recent answers: how old one may be, and what if Stripe fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sessions_browser.cache.background import COOL_DOWN_SECONDS, Background
from sessions_browser.cache.failure_notes import NOTE_SECONDS
from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.response_cache import CachedResponse, ResponseCache
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BusyError,
    InvalidAnswerError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)
from tests.unit.conftest import START, Clock

FRESH, STALE, KEEP = 30, 600, 86_400


class Upstream:
    """Answers that count up from 1; `error` is raised in place of the next ones."""

    def __init__(self) -> None:
        self.calls = 0
        self.error: Exception | None = None
        self.max_wait: list[float] = []

    def __call__(self, max_wait: float) -> Any:
        self.calls += 1
        self.max_wait.append(max_wait)
        if self.error:
            raise self.error
        return self.calls


@pytest.fixture
def answers(clock: Clock, store: Store, single_flight: SingleFlight) -> Iterator[ResponseCache]:
    yield ResponseCache(
        store, single_flight, Background(single_flight), Freshness(FRESH, STALE, KEEP)
    )
    single_flight.wait_for_all()


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def test_the_first_look_goes_upstream_and_tells_when(
    answers: ResponseCache, upstream: Upstream
) -> None:
    found = answers.get("k", upstream)
    assert (found.value, found.fetched_at, found.failure) == ("1", START, None)


@pytest.mark.parametrize("age", [0, 1, FRESH - 1])
def test_a_fresh_answer_costs_no_call(
    answers: ResponseCache,
    upstream: Upstream,
    clock: Clock,
    single_flight: SingleFlight,
    age: int,
) -> None:
    answers.get("k", upstream)
    clock.now += age
    assert answers.get("k", upstream).value == "1"
    single_flight.wait_for_all()
    assert upstream.calls == 1


@pytest.mark.parametrize("age", [FRESH, STALE - 1])
def test_a_stale_answer_is_shown_while_the_next_is_fetched(
    answers: ResponseCache,
    upstream: Upstream,
    clock: Clock,
    single_flight: SingleFlight,
    age: int,
) -> None:
    answers.get("k", upstream)
    clock.now += age
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("1", START)
    single_flight.wait_for_all()
    assert answers.get("k", upstream).value == "2"
    assert upstream.calls == 2
    # People wait for a slot; what nobody waits for takes a free one or gives up.
    assert upstream.max_wait[0] > 0
    assert upstream.max_wait[1] == 0


@pytest.mark.parametrize("age", [STALE, KEEP - 1, KEEP, 10 * KEEP])
def test_an_old_answer_is_not_shown_when_stripe_answers(
    answers: ResponseCache, upstream: Upstream, clock: Clock, age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("2", START + age)


FAILURES = (
    APIConnectionError,
    APITimeoutError,
    APIError,
    RateLimitError,
    BusyError,
    InvalidAnswerError,
)
REFUSALS = (AuthenticationError, PermissionDeniedError, InvalidRequestError, NotFoundError)


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("age", [STALE, KEEP - 1])
def test_when_stripe_fails_the_kept_answer_is_shown_with_the_reason(
    answers: ResponseCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError], age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    upstream.error = kind("x")
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("1", START)
    assert shown.failure is upstream.error


@pytest.mark.parametrize("kind", FAILURES)
def test_nothing_is_kept_past_its_time(
    answers: ResponseCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError]
) -> None:
    answers.get("k", upstream)
    clock.now += KEEP
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)


@pytest.mark.parametrize("kind", REFUSALS)
def test_when_stripe_says_no_nothing_old_is_shown(
    answers: ResponseCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError]
) -> None:
    answers.get("k", upstream)
    clock.now += STALE
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)


@pytest.mark.parametrize("kind", [*FAILURES, *REFUSALS])
def test_an_error_is_never_stored(
    answers: ResponseCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError]
) -> None:
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)
    upstream.error = None
    clock.now += NOTE_SECONDS
    found = answers.get("k", upstream)
    assert (found.value, found.failure) == ("2", None)


def test_a_failed_refresh_behind_a_page_keeps_what_is_there(
    answers: ResponseCache, upstream: Upstream, clock: Clock, single_flight: SingleFlight
) -> None:
    answers.get("k", upstream)
    clock.now += FRESH
    upstream.error = APIError("x")
    assert answers.get("k", upstream).failure is None
    single_flight.wait_for_all()
    upstream.error = None
    # Each page would try anew, so for a while none does.
    clock.now += COOL_DOWN_SECONDS - 1
    assert answers.get("k", upstream).value == "1"
    single_flight.wait_for_all()
    assert upstream.calls == 2
    clock.now += 1
    answers.get("k", upstream)
    single_flight.wait_for_all()
    assert answers.get("k", upstream).value == "3"


def test_reload_goes_upstream_though_the_answer_is_fresh(
    answers: ResponseCache, upstream: Upstream, clock: Clock
) -> None:
    answers.get("k", upstream)
    clock.now += 1
    assert answers.get("k", upstream, reload=True).value == "2"
    assert answers.get("k", upstream).value == "2"


def test_a_reload_that_fails_shows_what_is_there_and_says_so(
    answers: ResponseCache, upstream: Upstream, clock: Clock
) -> None:
    answers.get("k", upstream)
    clock.now += 1
    upstream.error = APIError("x")
    shown = answers.get("k", upstream, reload=True)
    assert (shown.value, shown.failure) == ("1", upstream.error)


def test_a_value_under_another_key_is_a_miss(
    answers: ResponseCache, upstream: Upstream, store: Store, clock: Clock
) -> None:
    answers.get("mine", upstream)
    store.set(digest("yours"), store.get(digest("mine")), KEEP)
    clock.now += 1
    assert answers.get("yours", upstream).value == "2"


GARBAGE = [
    5,
    b"\xff\xfe",
    "",
    "{",
    "null",
    "5",
    "[]",
    '"abc"',
    '["k"]',
    '["k", 1, 1, 2]\n1',
    '["k", null, 1]\n1',
    '["k", "soon", 1]\n1',
    '["k", [], 1]\n1',
    f'["k", {START}, 1]',
    f'["k", {START}, null]\n1',
    f'["k", {START}, {{}}]\n1',
    f'["k", {START}, 100]\n"cut o',
    f'["other", {START}, 1]\n1',
    "[" * 100_000,
    {"k": 1},
    object,
]


@pytest.mark.parametrize("stored", GARBAGE, ids=lambda value: repr(value)[:24])
def test_garbage_in_the_store_is_a_miss(
    answers: ResponseCache, upstream: Upstream, store: Store, stored: object
) -> None:
    store.set(digest("k"), stored, KEEP)
    assert answers.get("k", upstream).value == "1"
    assert answers.get("k", upstream).value == "1"


def test_a_glance_never_waits_and_fetches_only_what_is_old(
    answers: ResponseCache,
    upstream: Upstream,
    clock: Clock,
    single_flight: SingleFlight,
) -> None:
    for age, shown, calls in ((0, None, 1), (FRESH - 1, "1", 1), (1, "1", 2), (0, "2", 2)):
        clock.now += age
        found = answers.stored_or_refresh("k", upstream, refresh=True)
        single_flight.wait_for_all()
        assert (found and found.value, upstream.calls) == (shown, calls)


def test_a_glance_alone_fetches_nothing(
    answers: ResponseCache,
    upstream: Upstream,
    clock: Clock,
    single_flight: SingleFlight,
) -> None:
    assert answers.stored_or_refresh("k", upstream, refresh=False) is None
    answers.get("k", upstream)
    clock.now += STALE
    found = answers.stored_or_refresh("k", upstream, refresh=False)
    single_flight.wait_for_all()
    assert (found and found.value, upstream.calls) == ("1", 1)


def test_what_is_stored_is_json(answers: ResponseCache, store: Store) -> None:
    answers.get("k", lambda _: {"a": [1, None, "é"]})
    head, value = store.get(digest("k")).split("\n")
    key, fetched_at, _ = json.loads(head)
    assert (key, fetched_at, json.loads(value)) == ("k", START, {"a": [1, None, "é"]})


def test_what_is_put_is_found(answers: ResponseCache, upstream: Upstream) -> None:
    answers.put(CachedResponse("k", START, '"put"'))
    assert answers.get("k", upstream).value == '"put"'
    assert upstream.calls == 0
