"""Slow calls never hold all the threads of the site."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

import pytest

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.circuit_breaker import BreakerLimits
from sessions_browser.stripe_api.errors import (
    APIError,
    BudgetError,
    BusyError,
    NotAskedError,
    UpstreamError,
)
from sessions_browser.stripe_api.rate_limit import RateLimit
from tests.clients import admission_of, client_of, new_store
from tests.faults.server import FaultyServer

PEOPLE = 40
IN_FLIGHT, WAITING = 4, 4
PATIENCE = 0.2
LONG = 20.0


@pytest.fixture
def threads(upstream: FaultyServer) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(PEOPLE) as threads:
        yield threads
        upstream.gate.set()


def test_few_are_under_way_some_wait_and_the_rest_are_refused_at_once(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    client = client_of(upstream.address, ConcurrencyLimit(IN_FLIGHT, WAITING))
    upstream.switch("gate")
    pending: set[Future[dict[str, Any]]] = {
        threads.submit(client.list, ListQuery(), max_wait=LONG) for _ in range(PEOPLE)
    }
    refused: set[Future[dict[str, Any]]] = set()
    while len(refused) < PEOPLE - IN_FLIGHT - WAITING:
        done, pending = wait(pending, timeout=LONG, return_when=FIRST_COMPLETED)
        assert done, "somebody should have been refused"
        refused |= done
    assert all(isinstance(one.exception(), BusyError) for one in refused)
    upstream.wait_for_calls(IN_FLIGHT)
    assert len(upstream.calls) == IN_FLIGHT
    upstream.gate.set()
    assert [len(one.result(LONG)["data"]) for one in pending] == [25] * (IN_FLIGHT + WAITING)
    assert upstream.peak == IN_FLIGHT
    assert len(upstream.calls) == IN_FLIGHT + WAITING


def test_nobody_waits_longer_than_their_patience(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    client = client_of(upstream.address, ConcurrencyLimit(1, 2))
    upstream.switch("gate")
    first = threads.submit(client.list, ListQuery())
    upstream.wait_for_calls(1)
    began = time.monotonic()
    with pytest.raises(BusyError):
        client.list(ListQuery(), max_wait=PATIENCE)
    assert PATIENCE <= time.monotonic() - began < PATIENCE + 1.5
    with pytest.raises(BusyError):
        client.list(ListQuery(), max_wait=0)
    # The place of the one who gave up is free for the next.
    second, third = (threads.submit(client.list, ListQuery(), max_wait=LONG) for _ in range(2))
    upstream.gate.set()
    for one in (first, second, third):
        assert len(one.result(LONG)["data"]) == ListQuery().limit
    assert upstream.peak == 1


def test_accounts_share_the_slots_of_the_process(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    limit = ConcurrencyLimit(1, 0)
    one, other = (client_of(upstream.address, limit) for _ in range(2))
    upstream.switch("gate")
    first = threads.submit(one.list, ListQuery())
    upstream.wait_for_calls(1)
    with pytest.raises(BusyError):
        other.list(ListQuery())
    upstream.gate.set()
    first.result(LONG)
    assert other.list(ListQuery())["data"]


def test_an_error_of_our_own_frees_the_slot(
    upstream: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(upstream.address, ConcurrencyLimit(1, 0))
    with monkeypatch.context() as patch:
        patch.setattr(client, "_attempts", lambda *_: 1 // 0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                client.list(ListQuery())
    assert client.list(ListQuery())["data"]


def test_many_threads_share_the_connections(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    client = client_of(upstream.address, ConcurrencyLimit(2, PEOPLE))
    limits = [1 + number % 7 for number in range(PEOPLE)]
    answers = threads.map(lambda limit: client.list(ListQuery(limit=limit), max_wait=LONG), limits)
    assert [len(answer["data"]) for answer in answers] == limits
    assert upstream.accepted <= 2


def test_failures_of_many_threads_leave_every_slot_free(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    # Each is to fail by itself.
    limit, breaker = ConcurrencyLimit(3, PEOPLE), BreakerLimits(failures=1000)
    client = client_of(upstream.address, admission=admission_of(limit, breaker=breaker))
    upstream.switch("reset_before_headers")
    failed = [threads.submit(client.list, ListQuery(), max_wait=LONG) for _ in range(PEOPLE)]
    assert all(isinstance(one.exception(LONG), UpstreamError) for one in failed)
    upstream.switch("gate")
    under_way = [threads.submit(client.list, ListQuery(), max_wait=LONG) for _ in range(3)]
    upstream.wait_for_calls(3)
    upstream.gate.set()
    assert all(one.result(LONG)["data"] for one in under_way)


@pytest.mark.parametrize("max_wait", [0.0, PATIENCE])
def test_f4_those_who_wait_for_the_budget_of_one_account_hold_up_no_other(
    threads: ThreadPoolExecutor, max_wait: float
) -> None:
    limit, store = ConcurrencyLimit(IN_FLIGHT, PEOPLE), new_store()
    rate_limit = RateLimit(store, "", 1, 1, window=60)
    one, other = (
        admission_of(limit, store, rate_limit=rate_limit, account=name) for name in ("one", "other")
    )
    with suppress(BudgetError):
        while True:
            rate_limit.spend("one")

    def wait_for_the_budget() -> None:
        with suppress(NotAskedError), one.permit(1.5):
            pass

    waiting = [threads.submit(wait_for_the_budget) for _ in range(PEOPLE // 2)]
    while not any(future.running() for future in waiting):
        pass
    for _ in range(20):
        with other.permit(max_wait):
            time.sleep(0.01)
    assert any(not future.done() for future in waiting)


def test_f4_a_retry_does_not_wait_with_a_slot_in_its_hand(
    upstream: FaultyServer, threads: ThreadPoolExecutor
) -> None:
    rate_limit = RateLimit(new_store(), "", 1, 2, window=60)
    admission = admission_of(ConcurrencyLimit(1, PEOPLE), rate_limit=rate_limit)
    assert rate_limit.remaining("demo")[0] > 1
    while rate_limit.remaining("demo")[0] > 1:
        rate_limit.spend("demo")
    upstream.switch("s500")
    began = time.monotonic()
    with pytest.raises(APIError):
        client_of(upstream.address, admission=admission).list(ListQuery())
    # Not for the window of a minute.
    assert time.monotonic() - began < 10
    assert len(upstream.calls) == 1
