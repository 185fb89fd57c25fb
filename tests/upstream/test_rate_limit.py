"""All processes together ask Stripe as often as they may, and people come first."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from types import SimpleNamespace

import pytest
from limits import strategies as strategies_module
from limits.storage import redis as storage_module

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api import rate_limit as rate_limit_module
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.errors import BudgetError, BusyError
from sessions_browser.stripe_api.rate_limit import WINDOW_SECONDS, RateLimit
from tests.clients import admission_of, client_of, new_store
from tests.running import Emulator, end, running_redis, running_redis_without_scripts

RATE = 5
# Longer than a window.
A_CALL = 3.0
PEOPLE = 40


def most_in_a_second(moments: list[float]) -> int:
    moments = sorted(moments)
    return max(sum(at <= other < at + 1 for other in moments) for at in moments)


def spend(rate_limit: RateLimit, count: int, account: str = "shop", **how: bool) -> int:
    """How many of `count` calls are allowed at once."""
    allowed = 0
    for _ in range(count):
        try:
            rate_limit.spend(account, **how)
        except BudgetError:
            continue
        allowed += 1
    return allowed


def test_a_window_holds_twice_the_average_and_no_more() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50) == 2 * RATE
    assert rate_limit.remaining("shop") == (0, 2 * RATE)
    assert rate_limit.remaining("another")[0] == 2 * RATE


def test_in_the_background_half_is_left_to_people() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50, background=True) == RATE
    assert spend(rate_limit, 50) == RATE
    assert spend(rate_limit, 50, background=True) == 0


@pytest.mark.parametrize("shared", [False, True])
def test_several_that_look_at_once_take_no_more_than_half(shared: bool) -> None:
    """As the calls of a walk do, which are made side by side."""
    with running_redis() if shared else nullcontext(("", None)) as (url, _):
        rate_limit = RateLimit(new_store(is_shared=shared), url, RATE, 1)
        for account in map(str, range(20)):
            together = Barrier(8)

            def ask(_: int, account: str = account, together: Barrier = together) -> int:
                together.wait()
                return spend(rate_limit, 3, account, background=True)

            with ThreadPoolExecutor(8) as threads:
                assert sum(threads.map(ask, range(8))) == RATE


def test_slowed_calls_count_double() -> None:
    rate_limit = RateLimit(new_store(), "", RATE, 1)
    assert spend(rate_limit, 50, slowed=True) == RATE


def test_a_person_waits_for_the_next_window_and_not_longer() -> None:
    window = 1
    rate_limit = RateLimit(new_store(), "", RATE, 1, window=window)
    admission = admission_of(rate_limit=rate_limit, account="shop")
    spend(rate_limit, 2 * RATE)
    with pytest.raises(BudgetError) as caught, admission.permit(0.1):
        pass
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= window + 1
    with admission.permit(window + 5):
        pass


@pytest.mark.parametrize(("shares", "each"), [(1, 10), (2, 5), (4, 2), (100, 2)])
def test_a_process_without_the_others_has_its_share(shares: int, each: int) -> None:
    assert spend(RateLimit(new_store(), "", RATE, shares), 50) == each


def test_two_processes_share_a_window_in_redis_and_part_it_without() -> None:
    with running_redis() as (url, redis):
        stores = [new_store(is_shared=True) for _ in range(2)]
        budgets = [RateLimit(store, url, RATE, shares=2) for store in stores]
        assert all(rate_limit.is_shared for rate_limit in budgets)
        assert [spend(rate_limit, 7) for rate_limit in budgets] == [7, 2 * RATE - 7]
        end(redis)
        assert [spend(rate_limit, 50) for rate_limit in budgets] == [RATE, RATE]
        assert [store.health().failures > 0 for store in stores] == [True, True]
        assert not any(rate_limit.is_shared for rate_limit in budgets)


def test_a_redis_that_refuses_scripts_leaves_each_process_its_share() -> None:
    with running_redis_without_scripts() as url:
        stores = [new_store(is_shared=True) for _ in range(2)]
        budgets = [RateLimit(store, url, RATE, shares=2) for store in stores]
        assert [spend(rate_limit, 50) for rate_limit in budgets] == [RATE, RATE]
        assert [rate_limit.is_shared for rate_limit in budgets] == [False, False]
        assert [rate_limit.remaining("shop") for rate_limit in budgets] == [(0, RATE)] * 2
        # The store itself is well.
        assert [store.health().failures for store in stores] == [0, 0]
        assert [store.is_shared for store in stores] == [True, True]


def test_scripts_that_are_allowed_again_are_used_again() -> None:
    import redis

    with running_redis_without_scripts() as url:
        rate_limit = RateLimit(new_store(is_shared=True), url, RATE, shares=2, rest=0.1)
        rate_limit.spend("shop")
        assert rate_limit.remaining("shop")[1] == RATE
        redis.Redis.from_url(url).acl_setuser("limited", enabled=True, categories=["+@all"])
        time.sleep(0.2)
        assert rate_limit.is_shared
        assert rate_limit.remaining("shop") == (2 * RATE, 2 * RATE)


@pytest.mark.slow
def test_upstream_never_sees_more_than_the_budget_in_any_second(emulator: Emulator) -> None:
    emulator.reset()
    admission = admission_of(ConcurrencyLimit(8, PEOPLE), rate=RATE)
    client = client_of(emulator.address, admission=admission, key="rk_test_emulator")

    def ask(number: int) -> str:
        # Every second one is in the background.
        max_wait = 0.0 if number % 2 else A_CALL
        try:
            client.list(ListQuery(limit=1 + number % 100), max_wait=max_wait)
        except BusyError:
            return "dropped" if not max_wait else "refused"
        return "in background" if not max_wait else "served"

    with ThreadPoolExecutor(PEOPLE) as people:
        outcomes = list(people.map(ask, range(10 * RATE * 2)))
    moments = [request["time"] for request in emulator.requests()]
    assert most_in_a_second(moments) <= 2 * RATE
    assert len(moments) == outcomes.count("served") + outcomes.count("in background")
    # People come first: they got more than twice what was read in the background.
    assert outcomes.count("served") > 2 * outcomes.count("in background")
    assert outcomes.count("dropped") > outcomes.count("in background")


def test_f8_machines_whose_clocks_differ_share_one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two believes that it is half a minute later than the other, or earlier."""
    off = {"seconds": 0.0}
    there = SimpleNamespace(time=lambda: time.time() + off["seconds"], monotonic=time.monotonic)
    for module in (rate_limit_module, storage_module, strategies_module):
        monkeypatch.setattr(module, "time", there)
    with running_redis() as (url, _):
        budgets = [RateLimit(new_store(is_shared=True), url, RATE, shares=2) for _ in range(2)]
        moments: list[float] = []
        ends = time.monotonic() + 3 * WINDOW_SECONDS
        while time.monotonic() < ends:
            for rate_limit, seconds in zip(budgets, (-30.0, 30.0), strict=True):
                off["seconds"] = seconds
                assert 0 <= rate_limit.seconds_to_next("shop") <= WINDOW_SECONDS + 0.1
                if spend(rate_limit, 1):
                    moments.append(time.monotonic())
            time.sleep(0.01)
        assert [rate_limit.is_shared for rate_limit in budgets] == [True, True]
    assert most_in_a_second(moments) <= 2 * RATE
    assert 2 * RATE * 3 <= len(moments) <= 2 * RATE * 4
