"""An upstream that fails is asked a few times, then probed by one call at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from sessions_browser.conf import Timeouts
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.admission import Admission
from sessions_browser.stripe_api.circuit_breaker import LIMITS, BreakerLimits
from sessions_browser.stripe_api.errors import (
    APIError,
    BudgetError,
    BusyError,
    CircuitOpenError,
    InvalidAnswerError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.stripe_api.rate_limit import RateLimit
from tests.clients import admission_of, client_of, new_store
from tests.faults.server import FaultyServer
from tests.upstream.conftest import A_CALL, Clock, fail


def trip(admission: Admission) -> None:
    for _ in range(LIMITS.failures):
        fail(admission, APIError("x"))


def is_open(admission: Admission) -> bool:
    try:
        with admission.permit(A_CALL):
            pass
    except CircuitOpenError:
        return True
    return False


@pytest.fixture
def store() -> Store:
    return new_store()


@pytest.fixture
def opened_ends(store: Store) -> Callable[[], None]:
    """The seconds for which nothing is asked are over."""
    return lambda: store.delete("breaker-open:demo")


@pytest.fixture
def gates(store: Store) -> list[Admission]:
    """Of two processes over one store."""
    return [admission_of(store=store) for _ in range(2)]


def test_failures_in_a_row_open_the_circuit_for_all(gates: list[Admission]) -> None:
    one, other = gates
    for _ in range(LIMITS.failures - 1):
        fail(one, APIError("x"))
    assert not is_open(one)
    trip(one)
    assert [admission.circuit_breaker.state() for admission in gates] == ["open", "open"]
    assert is_open(one)
    assert is_open(other)


def test_a_success_between_them_starts_the_count_anew(gates: list[Admission]) -> None:
    one, _ = gates
    for _ in range(3 * LIMITS.failures):
        fail(one, APIError("x"))
        with one.permit(A_CALL):
            pass
    assert not is_open(one)


@pytest.mark.parametrize(
    "error", [RateLimitError("x"), InvalidAnswerError("x"), BusyError("x"), UpstreamError("x")]
)
def test_an_answer_of_any_kind_is_no_failure(gates: list[Admission], error: UpstreamError) -> None:
    for _ in range(2 * LIMITS.failures):
        fail(gates[0], error)
    assert not is_open(gates[0])


def test_failures_far_apart_do_not_open_it(gates: list[Admission], clock: Clock) -> None:
    for _ in range(3 * LIMITS.failures):
        fail(gates[0], APIError("x"))
        clock.passed += LIMITS.within / (LIMITS.failures - 1)
    assert not is_open(gates[0])


def test_one_probe_at_a_time_and_its_success_closes_it(
    gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = gates
    trip(one)
    opened_ends()
    assert one.circuit_breaker.state() == "probing"
    with one.permit(A_CALL) as permit:
        assert permit.seconds == LIMITS.probe
        assert is_open(other)
    assert [admission.circuit_breaker.state() for admission in gates] == ["closed", "closed"]
    assert not is_open(other)


def test_a_probe_that_fails_opens_it_again(
    gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = gates
    trip(one)
    opened_ends()
    fail(other, APIError("x"))
    assert is_open(one)
    opened_ends()
    with one.permit(A_CALL):
        pass
    assert not is_open(other)


def test_a_probe_that_was_not_sent_leaves_its_place(
    gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = gates
    trip(one)
    opened_ends()
    fail(one, BusyError("x"))
    with other.permit(A_CALL) as permit:
        assert permit.seconds


def test_a_dead_upstream_is_asked_a_few_times_and_found_well_soon(
    upstream: FaultyServer, gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = (client_of(upstream.address, admission=admission) for admission in gates)
    upstream.switch("s500")
    for _ in range(4 * LIMITS.failures):
        with pytest.raises(UpstreamError):
            one.list(ListQuery())
    # Each is tried twice, and after some nobody is any more.
    assert len(upstream.calls) == 2 * LIMITS.failures
    with pytest.raises(CircuitOpenError):
        other.list(ListQuery())
    opened_ends()
    with pytest.raises(APIError):
        other.list(ListQuery())
    # A probe is not tried twice.
    assert len(upstream.calls) == 2 * LIMITS.failures + 1
    upstream.switch("ok")
    opened_ends()
    assert one.list(ListQuery())["data"]
    assert other.list(ListQuery())["data"]


class SlowBudget(RateLimit):
    """A budget that lets each call wait."""

    def __init__(self, store: Store, seconds: float) -> None:
        super().__init__(store, "", 1000, 1)
        self._seconds = seconds

    def spend(self, *_: Any, **__: Any) -> None:
        time.sleep(self._seconds)


PROBE = BreakerLimits(probe=0.2)


def test_a_probe_that_waits_for_the_budget_has_its_seconds_for_the_upstream(
    upstream: FaultyServer, store: Store, opened_ends: Callable[[], None]
) -> None:
    budget = SlowBudget(store, 2 * PROBE.probe)
    admission = admission_of(store=store, rate_limit=budget, breaker=PROBE)
    admission.circuit_breaker.failed(probe=True)
    opened_ends()
    client = client_of(upstream.address, admission=admission)
    assert client.list(ListQuery())["data"]
    assert admission.circuit_breaker.state() == "closed"


def test_a_probe_without_time_left_is_not_sent_and_leaves_its_place(
    upstream: FaultyServer, store: Store, opened_ends: Callable[[], None]
) -> None:
    budget = SlowBudget(store, 0.2)
    admission = admission_of(store=store, rate_limit=budget)
    admission.circuit_breaker.failed(probe=True)
    opened_ends()
    client = client_of(upstream.address, admission=admission, timeouts=Timeouts(whole_call=0.1))
    with pytest.raises(BusyError):
        client.list(ListQuery())
    assert upstream.accepted == 0
    assert admission.circuit_breaker.state() == "probing"
    with admission.permit(A_CALL) as permit:
        assert permit.seconds


def test_a_probe_that_ends_in_an_error_of_our_own_leaves_its_place(
    gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = gates
    trip(one)
    opened_ends()
    with pytest.raises(ZeroDivisionError), one.permit(A_CALL):
        _ = 1 // 0
    assert one.circuit_breaker.state() == "probing"
    with other.permit(A_CALL) as permit:
        assert permit.seconds


class SpentBudget(RateLimit):
    """A budget that is spent after some calls."""

    def __init__(self, store: Store, calls: int) -> None:
        super().__init__(store, "", 1000, 1)
        self._calls = calls

    def spend(self, *_: Any, **__: Any) -> None:
        self._calls -= 1
        if self._calls < 0:
            raise BudgetError("spent")


def test_a_retry_that_is_not_sent_leaves_the_failure_of_the_first_attempt(
    upstream: FaultyServer, store: Store
) -> None:
    admission = admission_of(
        store=store, rate_limit=SpentBudget(store, 1), breaker=BreakerLimits(1)
    )
    upstream.switch("s500")
    with pytest.raises(APIError):
        client_of(upstream.address, admission=admission).list(ListQuery())
    assert len(upstream.calls) == 1
    assert admission.circuit_breaker.state() == "open"
