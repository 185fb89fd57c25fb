"""However many ask at once, in one process or in several, one call is made for all of them."""

from __future__ import annotations

import gc
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.cache import single_flight as single_flight_module
from sessions_browser.cache.failure_notes import NOTE_SECONDS
from sessions_browser.cache.single_flight import LOOK_SECONDS, SingleFlight
from sessions_browser.shared_state.leases import Leases
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.errors import (
    APIError,
    APITimeoutError,
    BusyError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)
from tests.clients import new_store
from tests.unit.cache.fakes import PEOPLE, PROCESSES, FakeFetch
from tests.unit.conftest import CLOCKED, Clock


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returns or raises in a thread of its own; all start at once."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except UpstreamError as error:
            return error

    with ThreadPoolExecutor(len(works)) as people:
        return list(people.map(one, works))


def gated(
    monkeypatch: pytest.MonkeyPatch, single_flight: SingleFlight, upstream: FakeFetch, count: int
) -> None:
    """FakeFetch answers only when `count` have boarded."""
    board, boarded = single_flight._call_for, threading.Semaphore(0)

    def counted(key: str) -> Any:
        result = board(key)
        boarded.release()
        return result

    monkeypatch.setattr(single_flight, "_call_for", counted)
    upstream.may_answer.clear()

    def open_gate() -> None:
        for _ in range(count):
            assert boarded.acquire(timeout=30)
        upstream.may_answer.set()

    threading.Thread(target=open_gate).start()


def test_many_who_ask_at_once_share_one_call(
    single_flight: SingleFlight, upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, single_flight, upstream, PEOPLE)
    found = together([lambda: single_flight.run("k", upstream.fetch, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [1] * PEOPLE


def test_many_who_ask_at_once_share_one_error(
    single_flight: SingleFlight, upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, single_flight, upstream, PEOPLE)
    upstream.error = RateLimitError("x")
    found = together([lambda: single_flight.run("k", upstream.fetch, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [upstream.error] * PEOPLE


@pytest.mark.parametrize("in_another_thread", [False, True])
def test_a_failure_leaves_nothing_behind_for_the_collector(
    single_flight: SingleFlight, in_another_thread: bool
) -> None:
    raised: list[weakref.ref[APIError]] = []

    def fetch(_: float) -> int:
        error = APIError("x")
        raised.append(weakref.ref(error))
        try:
            raise ConnectionResetError
        except ConnectionResetError as cause:
            raise error from cause

    gc.disable()
    try:
        with suppress(APIError):
            if in_another_thread:
                single_flight.run_within("k", fetch, lambda: None, 5)
            else:
                single_flight.run("k", fetch, lambda: None)
        # The other thread has its last names for a moment.
        for _ in range(100):
            if raised[0]() is None:
                break
            time.sleep(0.02)
        assert raised[0]() is None
    finally:
        gc.enable()


def test_different_questions_do_not_wait_for_each_other(
    single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    def outer(_: float) -> int:
        return 10 + single_flight.run("other", upstream.fetch, lambda: None)

    assert single_flight.run("k", outer, lambda: None) == 11


def test_a_mistake_of_our_own_ends_the_call_for_the_next_to_try(
    single_flight: SingleFlight, upstream: FakeFetch, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        single_flight.run("k", upstream.fetch, lambda: None)
    assert "error of our own" in caplog.text
    upstream.error = None
    assert single_flight.run("k", upstream.fetch, lambda: None) == 2


def test_what_landed_meanwhile_is_not_fetched_again(
    single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    assert single_flight.run("k", upstream.fetch, lambda: 7) == 7
    assert upstream.calls == 0


@pytest.mark.parametrize("error", [APIError("x"), RateLimitError("x"), NotFoundError("x")])
def test_what_has_just_failed_is_not_tried_at_once(
    single_flight: SingleFlight, upstream: FakeFetch, clock: Clock, error: UpstreamError
) -> None:
    upstream.error = error
    for age, calls in ((0, 1), (0, 1), (NOTE_SECONDS - 0.1, 1), (0.1, 2)):
        clock.now += age
        with pytest.raises(type(error)):
            single_flight.run("k", upstream.fetch, upstream.find_answer)
        assert upstream.calls == calls
    clock.now += NOTE_SECONDS
    upstream.error = None
    assert single_flight.run("k", upstream.fetch, upstream.find_answer) == 3


def test_the_note_of_a_failure_tells_all_that_the_error_told(
    single_flight: SingleFlight, upstream: FakeFetch, clock: Clock
) -> None:
    details: dict[str, Any] = {
        "request_id": "req_1",
        "code": "c",
        "param": "p",
        "retry_after": 5,
        "permission": "rak_x",
    }
    upstream.error = PermissionDeniedError("x", **details)
    for _ in range(2):
        with pytest.raises(PermissionDeniedError) as caught:
            single_flight.run("k", upstream.fetch, upstream.find_answer)
        assert {name: getattr(caught.value, name) for name in details} == details
    assert upstream.calls == 1


@pytest.mark.parametrize(
    "noted", [5, "x", [], ["k"], ["k", "Nothing", {}], ["k", "APIError", "x"], [None] * 3]
)
def test_garbage_in_place_of_a_note_is_no_note(
    single_flight: SingleFlight, upstream: FakeFetch, store: Store, noted: Any
) -> None:
    store.set(f"note:{digest('k')}", noted, 60)
    assert single_flight.run("k", upstream.fetch, upstream.find_answer) == 1


def test_being_busy_is_not_noted(single_flight: SingleFlight, upstream: FakeFetch) -> None:
    upstream.error = BusyError("x")
    with pytest.raises(BusyError):
        single_flight.run("k", upstream.fetch, upstream.find_answer)
    upstream.error = None
    assert single_flight.run("k", upstream.fetch, upstream.find_answer) == 2


def test_only_so_many_wait(
    store: Store, upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    single_flight = SingleFlight(store, 2, place=0.01)
    gated(monkeypatch, single_flight, upstream, 2)
    found = together([lambda: single_flight.run("k", upstream.fetch, lambda: None)] * 2)
    assert found == [1, 1]
    upstream.may_answer.clear()
    with ThreadPoolExecutor(2) as people:
        waiting = [
            people.submit(single_flight.run, str(n), upstream.fetch, lambda: None) for n in range(2)
        ]
        while upstream.calls < 3:
            pass
        with pytest.raises(BusyError):
            single_flight.run("third", upstream.fetch, lambda: None)
        upstream.may_answer.set()
        assert [one.result() for one in waiting]


# Between processes


def test_many_in_several_processes_share_one_call(
    processes: list[SingleFlight], upstream: FakeFetch
) -> None:
    upstream.may_answer.clear()
    threading.Timer(0.3, upstream.may_answer.set).start()
    found = together(
        [partial(one.run, "k", upstream.fetch, upstream.find_answer) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert found == [1] * len(found)


def test_many_in_several_processes_share_one_error(
    processes: list[SingleFlight], upstream: FakeFetch
) -> None:
    upstream.error = APIError("x", request_id="req_1")
    upstream.may_answer.clear()
    threading.Timer(0.3, upstream.may_answer.set).start()
    found = together(
        [partial(one.run, "k", upstream.fetch, upstream.find_answer) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert {(type(error), error.request_id) for error in found} == {(APIError, "req_1")}


def test_a_killed_holder_holds_nobody_up_for_long(
    processes: list[SingleFlight], upstream: FakeFetch
) -> None:
    store = processes[0]._store
    # What is left of a process that ended between claiming and calling.
    assert store.add(f"lease:{digest('k')}", "a token of the dead", 1)
    assert processes[1].run("k", upstream.fetch, upstream.find_answer) == 1


def test_a_lease_lives_as_long_as_its_holder_works(upstream: FakeFetch) -> None:
    shared = new_store(is_shared=True)
    processes = [
        SingleFlight(shared, PEOPLE, leases=Leases(shared, lease=1, renewal=0.2))
        for _ in range(PROCESSES)
    ]
    upstream.may_answer.clear()
    threading.Timer(1.6, upstream.may_answer.set).start()
    found = together(
        [partial(one.run, "k", upstream.fetch, upstream.find_answer) for one in processes]
    )
    assert (upstream.calls, found) == (1, [1] * PROCESSES)
    assert shared.get(f"lease:{digest('k')}") is None


def test_a_holder_that_takes_too_long_is_an_error_of_time(upstream: FakeFetch) -> None:
    shared = new_store(is_shared=True)
    assert shared.add(f"lease:{digest('k')}", "another's", 60)
    with pytest.raises(APITimeoutError):
        SingleFlight(shared, 1, whole_call=0.1).run("k", upstream.fetch, upstream.find_answer)
    assert upstream.calls == 0


def counted_reads(monkeypatch: pytest.MonkeyPatch, store: Store) -> list[str]:
    reads: list[str] = []
    get = store.get

    def counted(key: str) -> Any:
        reads.append(key)
        return get(key)

    monkeypatch.setattr(store, "get", counted)
    return reads


def test_l9_a_lease_that_cannot_be_read_is_waited_for_with_pauses_and_not_for_ever(
    upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = new_store(is_shared=True)
    # Something without an end is there, which reads as nothing.
    shared._cache.set(f"lease:{digest('k')}", None, None)
    monkeypatch.setattr(single_flight_module, "LEASE_SECONDS", 0.5)
    reads = counted_reads(monkeypatch, shared)
    began = time.monotonic()
    assert SingleFlight(shared, 1).run("k", upstream.fetch, upstream.find_answer) == 1
    assert time.monotonic() - began < 2
    assert len(reads) < 3 * 0.6 / LOOK_SECONDS


def test_f1_a_lease_that_can_be_neither_written_nor_read_costs_nothing(
    upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TakesNothing(LocMemCache):
        def add(self, *_: Any, **__: Any) -> bool:
            raise ConnectionError("full")

    shared = Store(TakesNothing(uuid.uuid4().hex, {}), is_shared=True)
    reads = counted_reads(monkeypatch, shared)
    began = time.monotonic()
    for number in range(10):
        # As many processes, one after the other.
        assert SingleFlight(shared, 1).run("k", upstream.fetch, lambda: None) == number + 1
    # One who waited for the lease would take LEASE_SECONDS.
    assert time.monotonic() - began < 5
    assert len(reads) < 100


# A page that waits for some seconds only


def test_a_call_goes_on_when_nobody_waits_for_it_any_more(
    single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    upstream.may_answer.clear()
    with pytest.raises(APITimeoutError):
        single_flight.run_within("k", upstream.fetch, upstream.find_answer, 0.05)
    assert single_flight.is_under_way("k")
    upstream.may_answer.set()
    single_flight.wait_for_all()
    # What it brought is found, and no other call is made.
    assert single_flight.run_within("k", upstream.fetch, upstream.find_answer, 5) == 1
    assert upstream.calls == 1


def test_those_who_wait_for_a_while_share_the_call(
    single_flight: SingleFlight, upstream: FakeFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, single_flight, upstream, 2 * 10)

    def wait_a_while() -> int:
        return single_flight.run_within("k", upstream.fetch, upstream.find_answer, 20)

    def wait() -> int:
        return single_flight.run("k", upstream.fetch, upstream.find_answer)

    assert together([wait_a_while, wait] * 10) == [1] * 20
    assert upstream.calls == 1


def test_a_call_that_a_page_waits_for_is_never_one_of_the_background(
    single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    with suppress(APITimeoutError):
        single_flight.run_within("k", upstream.fetch, upstream.find_answer, 0)
    single_flight.wait_for_all()
    assert all(max_wait > 0 for max_wait in upstream.max_wait)


def test_a_failure_reaches_those_who_wait_for_a_while(
    single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    upstream.error = APIError("no")
    with pytest.raises(APIError):
        single_flight.run_within("k", upstream.fetch, upstream.find_answer, 5)


def test_f8_a_note_holds_for_a_machine_whose_clock_is_half_a_minute_off(
    processes: list[SingleFlight], upstream: FakeFetch, clock: Clock
) -> None:
    one, other, _ = processes
    upstream.error = APIError("x")
    with pytest.raises(APIError):
        one.run("k", upstream.fetch, upstream.find_answer)
    for off in (-30.0, 60.0):
        with pytest.MonkeyPatch.context() as patch:
            # Only the modules of the cache: the store has one clock.
            for module in CLOCKED[2:]:
                there = SimpleNamespace(
                    time=lambda off=off: clock.now + off, monotonic=clock.monotonic
                )
                patch.setattr(module, "time", there)
            with pytest.raises(APIError):
                other.run("k", upstream.fetch, upstream.find_answer)
    assert upstream.calls == 1
