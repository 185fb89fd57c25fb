"""How often, and whether at all, Stripe is asked: rate limit, Stripe's wishes, breaker, reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from sessions_browser.models import ReadCount
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api import admission as admission_module
from sessions_browser.stripe_api import circuit_breaker as circuit_breaker_module
from sessions_browser.stripe_api.admission import (
    LONGEST_PAUSE_FOR_PEOPLE,
    SLOW_SECONDS,
    Admission,
    ConcurrencyLimit,
)
from sessions_browser.stripe_api.circuit_breaker import FAILURES_IN_A_ROW, WITHIN_SECONDS
from sessions_browser.stripe_api.errors import (
    APIError,
    BudgetError,
    BusyError,
    CircuitOpenError,
    InvalidAnswerError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.stripe_api.rate_limit import WINDOW_SECONDS, RateLimit
from sessions_browser.stripe_api.read_quota import DAYS, ReadQuota
from tests.faults.server import FaultyServer
from tests.running import Emulator, end, running_redis
from tests.upstream.conftest import admission_of, client_of, new_store

RATE = 5
A_CALL = 5.0
PEOPLE = 40


class Clock:
    def __init__(self) -> None:
        self.passed = 0.0

    def time(self) -> float:
        return time.time() + self.passed

    def monotonic(self) -> float:
        return time.monotonic() + self.passed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """That of admission and breaker; it jumps where a test says so."""
    clock = Clock()
    for module in (admission_module, circuit_breaker_module):
        jumping = SimpleNamespace(time=clock.time, monotonic=clock.monotonic)
        monkeypatch.setattr(module, "time", jumping)
    return clock


def most_in_a_second(moments: list[float]) -> int:
    moments = sorted(moments)
    return max(sum(at <= other < at + 1 for other in moments) for at in moments)


def spend(rate_limit: RateLimit, count: int, **how: bool) -> int:
    """How many of so many calls are allowed at once."""
    allowed = 0
    for _ in range(count):
        try:
            rate_limit.spend("shop", 0, **how)
        except BudgetError:
            continue
        allowed += 1
    return allowed


# Budget


def test_a_window_holds_twice_the_average_and_no_more() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50) == 2 * RATE
    assert rate_limit.remaining("shop") == (0, 2 * RATE)
    assert rate_limit.remaining("another")[0] == 2 * RATE


def test_behind_pages_half_is_left_to_people() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50, background=True) == RATE
    assert spend(rate_limit, 50) == RATE
    assert spend(rate_limit, 50, background=True) == 0


def test_slowed_calls_count_double() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50, slowed=True) == RATE


def test_a_person_waits_for_the_next_window_and_not_longer() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    spend(rate_limit, 2 * RATE)
    with pytest.raises(BudgetError) as caught:
        rate_limit.spend("shop", 0.1)
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= WINDOW_SECONDS + 1
    rate_limit.spend("shop", WINDOW_SECONDS + 5)


@pytest.mark.parametrize(("shares", "each"), [(1, 10), (2, 5), (4, 2), (100, 2)])
def test_a_process_without_the_others_has_its_share(shares: int, each: int) -> None:
    assert spend(RateLimit(new_store(), "", RATE, shares), 50) == each


def test_two_processes_share_a_window_in_redis_and_part_it_without() -> None:
    with running_redis() as (url, redis):
        stores = [new_store() for _ in range(2)]
        for store in stores:
            store._is_shared = True
        budgets = [RateLimit(store, url, RATE, shares=2) for store in stores]
        assert [spend(rate_limit, 7) for rate_limit in budgets] == [7, 2 * RATE - 7]
        end(redis)
        assert [spend(rate_limit, 50) for rate_limit in budgets] == [RATE, RATE]
        assert [store.health().failures > 0 for store in stores] == [True, True]


def test_upstream_never_sees_more_than_the_budget_in_any_second(emulator: Emulator) -> None:
    emulator.reset()
    admission = admission_of(ConcurrencyLimit(8, PEOPLE), rate=RATE)
    client = client_of(emulator.address, admission=admission, key="rk_test_emulator")

    def ask(number: int) -> str:
        # Each second one is behind a page.
        max_wait = 0.0 if number % 2 else A_CALL
        try:
            client.list(ListQuery(limit=1 + number % 100), max_wait=max_wait)
        except BusyError:
            return "dropped" if not max_wait else "told"
        return "read behind" if not max_wait else "served"

    with ThreadPoolExecutor(PEOPLE) as people:
        outcomes = list(people.map(ask, range(10 * RATE * 2)))
    moments = [request["time"] for request in emulator.requests()]
    assert most_in_a_second(moments) <= 2 * RATE
    assert len(moments) == outcomes.count("served") + outcomes.count("read behind")
    # People come first: they got more than twice what was read behind pages.
    assert outcomes.count("served") > 2 * outcomes.count("read behind")
    assert outcomes.count("dropped") > outcomes.count("read behind")


# What Stripe asks for


def fail(admission: Admission, error: UpstreamError) -> None:
    def call() -> None:
        with admission.permit(A_CALL) as permit:
            permit.spend()
            raise error

    with pytest.raises(type(error)):
        call()


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
    # People may look again before what goes on behind the pages may.
    clock.passed += LONGEST_PAUSE_FOR_PEOPLE + 0.5
    with other.permit(A_CALL):
        pass
    with pytest.raises(RateLimitError), other.permit(0.0):
        pass
    clock.passed += 3
    with other.permit(0.0):
        pass


@pytest.mark.parametrize("stored", ["soon", True, [], {}, 5, [1], [1, 2], ["a", 1e12]])
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


# Breaker


def trip(admission: Admission) -> None:
    for _ in range(FAILURES_IN_A_ROW):
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
    for _ in range(FAILURES_IN_A_ROW - 1):
        fail(one, APIError("x"))
    assert not is_open(one)
    trip(one)
    assert [admission.circuit_breaker.state() for admission in gates] == ["open", "open"]
    assert is_open(one)
    assert is_open(other)


def test_a_success_between_them_starts_the_count_anew(gates: list[Admission]) -> None:
    one, _ = gates
    for _ in range(3 * FAILURES_IN_A_ROW):
        fail(one, APIError("x"))
        with one.permit(A_CALL):
            pass
    assert not is_open(one)


@pytest.mark.parametrize(
    "error", [RateLimitError("x"), InvalidAnswerError("x"), BusyError("x"), UpstreamError("x")]
)
def test_an_answer_of_any_kind_is_no_failure(gates: list[Admission], error: UpstreamError) -> None:
    for _ in range(2 * FAILURES_IN_A_ROW):
        fail(gates[0], error)
    assert not is_open(gates[0])


def test_failures_far_apart_do_not_open_it(gates: list[Admission], clock: Clock) -> None:
    for _ in range(3 * FAILURES_IN_A_ROW):
        fail(gates[0], APIError("x"))
        clock.passed += WITHIN_SECONDS / (FAILURES_IN_A_ROW - 1)
    assert not is_open(gates[0])


def test_one_probe_at_a_time_and_its_success_closes_it(
    gates: list[Admission], opened_ends: Callable[[], None]
) -> None:
    one, other = gates
    trip(one)
    opened_ends()
    assert one.circuit_breaker.state() == "probing"
    with one.permit(A_CALL) as permit:
        assert permit.seconds == circuit_breaker_module.PROBE_SECONDS
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
    for _ in range(4 * FAILURES_IN_A_ROW):
        with pytest.raises(UpstreamError):
            one.list(ListQuery())
    # Each is tried twice, and after some nobody is any more.
    assert len(upstream.calls) == 2 * FAILURES_IN_A_ROW
    with pytest.raises(CircuitOpenError):
        other.list(ListQuery())
    opened_ends()
    with pytest.raises(APIError):
        other.list(ListQuery())
    # A probe is not tried twice.
    assert len(upstream.calls) == 2 * FAILURES_IN_A_ROW + 1
    upstream.switch("ok")
    opened_ends()
    assert one.list(ListQuery())["data"]
    assert other.list(ListQuery())["data"]


# Reads


@pytest.mark.django_db
def test_every_attempt_counts_as_a_read(upstream: FaultyServer) -> None:
    reads = ReadQuota()
    client = client_of(upstream.address, admission=admission_of(read_quota=reads))
    client.list(ListQuery())
    upstream.switch("s500")
    with pytest.raises(APIError):
        client.list(ListQuery())
    assert reads.in_30_days("demo") == 3 == len(upstream.calls)
    reads.flush()
    assert ReadCount.objects.get(account="demo").count == 3
    assert reads.in_30_days("demo") == 3


@pytest.mark.django_db
def test_processes_add_up_and_old_days_fall_out() -> None:
    from datetime import UTC, datetime, timedelta

    today = datetime.now(UTC).date()
    for age, count in ((DAYS, 1000), (DAYS - 1, 100), (1, 10)):
        ReadCount.objects.create(account="demo", day=today - timedelta(days=age), count=count)
    one, other = ReadQuota(), ReadQuota()
    for reads, count in ((one, 2), (other, 3)):
        for _ in range(count):
            reads.count("demo")
        reads.flush()
    one.flush()
    assert [reads.in_30_days("demo") for reads in (one, other)] == [115, 115]
    assert one.in_30_days("another") == 0


def test_past_the_allowance_only_people_are_served() -> None:
    reads = ReadQuota()
    admission = admission_of(read_quota=reads, allowance=2)
    for _ in range(2):
        with admission.permit(0.0) as permit:
            permit.spend()
    with pytest.raises(BusyError), admission.permit(0.0):
        pass
    with admission.permit(A_CALL) as permit:
        permit.spend()
    assert reads.in_30_days("demo") == 3


@pytest.mark.django_db
def test_the_models_have_their_migrations() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", verbosity=0)
