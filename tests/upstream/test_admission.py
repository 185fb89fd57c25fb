"""What Stripe asks for, all processes do: slow down, or wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.presentation.error_reports import retry_in
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api import admission as admission_module
from sessions_browser.stripe_api.admission import SLOW_SECONDS, Admission
from sessions_browser.stripe_api.circuit_breaker import BreakerLimits
from sessions_browser.stripe_api.errors import (
    LONGEST_PAUSE_FOR_PEOPLE,
    AllowanceError,
    APIError,
    BudgetError,
    BusyError,
    CircuitOpenError,
    NotAskedError,
    PausedError,
    RateLimitError,
)
from sessions_browser.stripe_api.read_quota import ReadQuota
from sessions_browser.stripe_api.responses import LONGEST_RETRY_AFTER
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
        with pytest.raises(PausedError) as caught, other.permit(max_wait):
            pass
        assert caught.value.retry_after == seconds
    # People may ask again before the background may.
    clock.passed += LONGEST_PAUSE_FOR_PEOPLE + 0.5
    with other.permit(A_CALL):
        pass
    with pytest.raises(PausedError), other.permit(0.0):
        pass
    clock.passed += 3
    with other.permit(0.0):
        pass


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was counted yet."""
    monkeypatch.setattr(metrics, "_recorder", metrics._Recorder())


def spend_the_budget(admission: Admission) -> None:
    with suppress(BudgetError):
        while True:
            admission.rate_limit.spend(admission.account)


def use_up_the_month(admission: Admission) -> None:
    admission.allowance = 0


def take_the_slots(admission: Admission) -> None:
    with suppress(BusyError):
        while True:
            admission._limit.take(0)


def pause(admission: Admission) -> None:
    fail(admission, limited(retry_after=7))
    admission.read_quota = ReadQuota()


def open_the_circuit(admission: Admission) -> None:
    admission.circuit_breaker.failed(probe=True)


@pytest.mark.parametrize(
    ("forbid", "kind"),
    [
        (spend_the_budget, BudgetError),
        (use_up_the_month, AllowanceError),
        (take_the_slots, BusyError),
        (pause, PausedError),
        (open_the_circuit, CircuitOpenError),
    ],
)
def test_f2_a_call_that_is_not_made_is_counted_nowhere(
    upstream: FaultyServer,
    counted: None,
    forbid: Callable[[Admission], None],
    kind: type[NotAskedError],
) -> None:
    admission = admission_of(rate=RATE)
    forbid(admission)
    left = admission.rate_limit.remaining("demo")
    state = admission.circuit_breaker.state()
    with pytest.raises(kind):
        client_of(upstream.address, admission=admission).list(ListQuery(), max_wait=0.0)
    assert upstream.calls == []
    assert metrics.snapshot()["outcomes"] == {}
    assert metrics.snapshot()["errors"] == []
    assert admission.read_quota.in_30_days("demo") == 0
    assert admission.rate_limit.remaining("demo") == left
    assert admission.circuit_breaker.state() == state


def test_l7_after_the_pause_of_people_one_may_ask(upstream: FaultyServer) -> None:
    """Ready by the store's clock, to the second that the page counts down from."""
    client = client_of(upstream.address)
    upstream.switch("s429_huge")
    with pytest.raises(RateLimitError) as caught:
        client.list(ListQuery())
    upstream.switch("ok")
    seconds = retry_in(caught.value)
    assert 0 < seconds <= LONGEST_PAUSE_FOR_PEOPLE
    time.sleep(seconds)
    assert client.list(ListQuery())["data"]
    with pytest.raises(PausedError) as background:
        client.list(ListQuery(), max_wait=0.0)
    assert background.value.retry_after == LONGEST_RETRY_AFTER


def test_f8_a_pause_holds_by_the_clock_of_the_store(clock: Clock) -> None:
    store = new_store()
    one, other = admission_of(store=store), admission_of(store=store)
    fail(one, limited(retry_after=7))
    for off in (-60.0, 60.0):
        with pytest.MonkeyPatch.context() as patch:
            there = SimpleNamespace(
                time=lambda off=off: time.time() + off, monotonic=time.monotonic
            )
            patch.setattr(admission_module, "time", there)
            for max_wait in (0.0, A_CALL):
                with pytest.raises(PausedError), other.permit(max_wait):
                    pass


def test_a_call_that_a_pause_forbids_is_no_call_and_no_failure(
    upstream: FaultyServer, counted: None
) -> None:
    admission = admission_of(breaker=BreakerLimits(failures=2))
    client = client_of(upstream.address, admission=admission)
    upstream.switch("s429_seconds")
    with pytest.raises(RateLimitError):
        client.list(ListQuery())
    for _ in range(5):
        with pytest.raises(PausedError):
            client.retrieve("cs_test_1", max_wait=0.0)
    assert len(upstream.calls) == 1
    assert metrics.snapshot()["outcomes"] == {"RateLimitError": 1}
    assert len(metrics.snapshot()["errors"]) == 1
    assert admission.read_quota.in_30_days("demo") == 1
    assert admission.circuit_breaker.state() == "closed"


def test_a_pause_tells_the_breaker_nothing_between_two_failures(clock: Clock) -> None:
    store = new_store()
    admission = admission_of(store=store, breaker=BreakerLimits(failures=2))
    fail(admission, APIError("x"))
    store.set("pause-people:demo", 5, 5)
    with pytest.raises(PausedError), admission.permit(A_CALL):
        pass
    store.delete("pause-people:demo")
    fail(admission, APIError("x"))
    assert admission.circuit_breaker.state() == "open"


@pytest.mark.parametrize(
    "stored", ["soon", True, [], {}, 0, -5, 5.0, 10**12, [1], [1, 2], [1e999, 1e999]]
)
def test_garbage_in_place_of_a_pause_is_none(stored: object) -> None:
    store = new_store()
    admission = admission_of(store=store)
    store.set("pause-people:demo", stored, SLOW_SECONDS)
    store.set("pause:demo", stored, SLOW_SECONDS)
    for max_wait in (0.0, A_CALL):
        with admission.permit(max_wait):
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
