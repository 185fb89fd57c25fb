"""What Stripe asks for, all processes do: slow down, or wait."""

from __future__ import annotations

import pytest

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.admission import LONGEST_PAUSE_FOR_PEOPLE, SLOW_SECONDS
from sessions_browser.stripe_api.circuit_breaker import BreakerLimits
from sessions_browser.stripe_api.errors import APIError, PausedError, RateLimitError
from tests.clients import admission_of, client_of, new_store
from tests.faults.server import FaultyServer
from tests.upstream.conftest import A_CALL, Clock, fail

RATE = 5


def limited(**details: int) -> RateLimitError:
    error = RateLimitError("x", **details)  # type: ignore[arg-type]
    error.by_limiter = True
    return error


def test_a_rate_limiter_of_stripe_halves_the_budget_for_all(clock: Clock) -> None:
    store = new_store()
    one, other = (admission_of(store=store, rate=RATE) for _ in range(2))
    fail(one, RateLimitError("a lock, not a limiter"))
    with other.permit(A_CALL) as permit:
        assert not permit.slowed
    fail(one, limited())
    with other.permit(A_CALL) as permit:
        assert permit.slowed


def test_retry_after_pauses_all_processes(clock: Clock) -> None:
    store = new_store()
    one, other = admission_of(store=store), admission_of(store=store)
    fail(one, limited(retry_after=7))
    for max_wait, seconds in ((0.0, 7), (A_CALL, LONGEST_PAUSE_FOR_PEOPLE)):
        with pytest.raises(RateLimitError) as caught, other.permit(max_wait):
            pass
        assert caught.value.retry_after in (seconds, seconds + 1)
    # People may ask again before the background may.
    clock.passed += LONGEST_PAUSE_FOR_PEOPLE + 0.5
    with other.permit(A_CALL):
        pass
    with pytest.raises(RateLimitError), other.permit(0.0):
        pass
    clock.passed += 3
    with other.permit(0.0):
        pass


def test_a_call_that_a_pause_forbids_is_no_call_and_no_failure(
    upstream: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "_recorder", metrics._Recorder())
    admission = admission_of(breaker=BreakerLimits(failures=2))
    client = client_of(upstream.address, admission=admission)
    upstream.switch("s429_seconds")
    with pytest.raises(RateLimitError) as answered:
        client.list(ListQuery())
    assert answered.value.was_sent
    for _ in range(5):
        with pytest.raises(RateLimitError) as caught:
            client.retrieve("cs_test_1", max_wait=0.0)
        assert not caught.value.was_sent
    assert len(upstream.calls) == 1
    assert metrics.snapshot()["outcomes"] == {"RateLimitError": 1}
    assert len(metrics.snapshot()["errors"]) == 1
    assert admission.read_quota.in_30_days("demo") == 1
    assert admission.circuit_breaker.state() == "closed"


def test_a_pause_tells_the_breaker_nothing_between_two_failures(clock: Clock) -> None:
    store = new_store()
    admission = admission_of(store=store, breaker=BreakerLimits(failures=2))
    fail(admission, APIError("x"))
    store.set("pause:demo", [clock.time() + 60, clock.time() + 60], 60)
    with pytest.raises(PausedError), admission.permit(A_CALL):
        pass
    store.delete("pause:demo")
    fail(admission, APIError("x"))
    assert admission.circuit_breaker.state() == "open"


@pytest.mark.parametrize(
    "stored", ["soon", True, [], {}, 5, [1], [1, 2], ["a", 1e12], [1e999, 1e999]]
)
def test_garbage_in_place_of_a_pause_is_none(stored: object) -> None:
    store = new_store()
    admission = admission_of(store=store)
    store.set("pause:demo", stored, SLOW_SECONDS)
    with admission.permit(A_CALL):
        pass


def test_what_stripe_names_as_its_limiter_is_heard(upstream: FaultyServer) -> None:
    admission = admission_of()
    client = client_of(upstream.address, admission=admission)
    for mode, slowed in (("s429", False), ("s429_limiter", True)):
        upstream.switch(mode)
        with pytest.raises(RateLimitError):
            client.list(ListQuery())
        with admission.permit(A_CALL) as permit:
            assert permit.slowed is slowed
