"""However many ask at once, in one process or in several, one call is made for all of them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.cache import single_flight as single_flight_module
from sessions_browser.cache.single_flight import COOL_DOWN_SECONDS, NOTE_SECONDS, SingleFlight
from sessions_browser.shared_state import leases
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
from tests.unit.conftest import Clock

PEOPLE = 50
PROCESSES = 3


class Upstream:
    """Counts its calls; answers when `admission` is open, with `error` if there is one."""

    def __init__(self) -> None:
        self.admission = threading.Event()
        self.admission.set()
        self.error: Exception | None = None
        self.max_wait: list[float] = []
        self.find_answer: int | None = None

    @property
    def calls(self) -> int:
        return len(self.max_wait)

    def work(self, max_wait: float) -> int:
        self.max_wait.append(max_wait)
        assert self.admission.wait(30)
        if self.error:
            raise self.error
        self.find_answer = self.calls
        return self.calls

    def look(self) -> int | None:
        return self.find_answer


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SingleFlight]]:
    """Each with threads of its own, over one store that they share."""
    shared = Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=True)
    single_flight = [SingleFlight(shared, PEOPLE) for _ in range(PROCESSES)]
    yield single_flight
    for one in single_flight:
        one.wait_for_background()


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
    monkeypatch: pytest.MonkeyPatch, single_flight: SingleFlight, upstream: Upstream, count: int
) -> None:
    """Upstream answers only when `count` have boarded."""
    board, boarded = single_flight._call_for, threading.Semaphore(0)

    def counted(key: str) -> Any:
        result = board(key)
        boarded.release()
        return result

    monkeypatch.setattr(single_flight, "_call_for", counted)
    upstream.admission.clear()

    def open_gate() -> None:
        for _ in range(count):
            assert boarded.acquire(timeout=30)
        upstream.admission.set()

    threading.Thread(target=open_gate).start()


def test_many_who_ask_at_once_share_one_call(
    single_flight: SingleFlight, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, single_flight, upstream, PEOPLE)
    found = together([lambda: single_flight.run("k", upstream.work, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [1] * PEOPLE


def test_many_who_ask_at_once_share_one_error(
    single_flight: SingleFlight, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, single_flight, upstream, PEOPLE)
    upstream.error = RateLimitError("x")
    found = together([lambda: single_flight.run("k", upstream.work, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [upstream.error] * PEOPLE


def test_different_questions_do_not_wait_for_each_other(
    single_flight: SingleFlight, upstream: Upstream
) -> None:
    def outer(_: float) -> int:
        return 10 + single_flight.run("other", upstream.work, lambda: None)

    assert single_flight.run("k", outer, lambda: None) == 11


def test_a_mistake_of_our_own_ends_the_call_for_the_next_to_try(
    single_flight: SingleFlight, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        single_flight.run("k", upstream.work, lambda: None)
    assert "error of our own" in caplog.text
    upstream.error = None
    assert single_flight.run("k", upstream.work, lambda: None) == 2


def test_what_landed_meanwhile_is_not_fetched_again(
    single_flight: SingleFlight, upstream: Upstream
) -> None:
    assert single_flight.run("k", upstream.work, lambda: 7) == 7
    assert upstream.calls == 0


@pytest.mark.parametrize("error", [APIError("x"), RateLimitError("x"), NotFoundError("x")])
def test_what_has_just_failed_is_not_tried_at_once(
    single_flight: SingleFlight, upstream: Upstream, clock: Clock, error: UpstreamError
) -> None:
    upstream.error = error
    for age, calls in ((0, 1), (0, 1), (NOTE_SECONDS - 0.1, 1), (0.1, 2)):
        clock.now += age
        with pytest.raises(type(error)):
            single_flight.run("k", upstream.work, upstream.look)
        assert upstream.calls == calls
    clock.now += NOTE_SECONDS
    upstream.error = None
    assert single_flight.run("k", upstream.work, upstream.look) == 3


def test_the_note_of_a_failure_tells_all_that_the_error_told(
    single_flight: SingleFlight, upstream: Upstream, clock: Clock
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
            single_flight.run("k", upstream.work, upstream.look)
        assert {name: getattr(caught.value, name) for name in details} == details
    assert upstream.calls == 1


@pytest.mark.parametrize(
    "noted", [5, "x", [], ["k"], ["k", 0, "Nothing", {}], ["k", "x", "APIError", {}], [None] * 4]
)
def test_garbage_in_place_of_a_note_is_no_note(
    single_flight: SingleFlight, upstream: Upstream, store: Store, noted: Any
) -> None:
    store.set(f"note:{digest('k')}", noted, 60)
    assert single_flight.run("k", upstream.work, upstream.look) == 1


def test_being_busy_is_not_noted(single_flight: SingleFlight, upstream: Upstream) -> None:
    upstream.error = BusyError("x")
    with pytest.raises(BusyError):
        single_flight.run("k", upstream.work, upstream.look)
    upstream.error = None
    assert single_flight.run("k", upstream.work, upstream.look) == 2


def test_what_fails_behind_a_page_is_left_alone_for_a_while(
    single_flight: SingleFlight, upstream: Upstream, clock: Clock
) -> None:
    upstream.error = APIError("x")
    for age, calls in ((0, 1), (COOL_DOWN_SECONDS - 1, 1), (1, 2)):
        clock.now += age
        single_flight.submit("k", upstream.work, upstream.look, "refresh")
        single_flight.wait_for_background()
        assert upstream.calls == calls
    assert upstream.max_wait == [0.0, 0.0]


def test_a_person_does_not_wait_for_what_waits_in_the_background(
    single_flight: SingleFlight, upstream: Upstream
) -> None:
    slow = Upstream()
    slow.admission.clear()
    for number in range(single_flight_module.BACKGROUND_THREADS):
        single_flight.submit(f"slow {number}", slow.work, slow.look, "refresh")
    single_flight.submit("k", upstream.work, upstream.look, "ahead")
    assert single_flight.run("k", upstream.work, lambda: None) == 1
    assert upstream.max_wait[0] > 0
    slow.admission.set()
    single_flight.wait_for_background()
    assert upstream.calls == 1


def test_a_person_asks_anew_when_there_was_no_turn_behind_the_page(
    single_flight: SingleFlight, upstream: Upstream
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(max_wait: float) -> int:
        if max_wait:
            return upstream.work(max_wait)
        begun.set()
        assert go_on.wait(30)
        raise BusyError("no permit")

    single_flight.submit("k", work, lambda: None, "refresh")
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    assert single_flight.run("k", work, lambda: None) == 1


def test_too_much_in_the_background_is_dropped(
    single_flight: SingleFlight, upstream: Upstream
) -> None:
    upstream.admission.clear()
    most = single_flight_module.MOST_QUEUED + single_flight_module.BACKGROUND_THREADS
    for number in range(2 * most):
        single_flight.submit(str(number), upstream.work, lambda: None, "ahead")
    upstream.admission.set()
    single_flight.wait_for_background()
    assert 0 < upstream.calls <= most


def test_only_so_many_wait(
    store: Store, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_flight_module, "PLACE_SECONDS", 0.01)
    single_flight = SingleFlight(store, 2)
    gated(monkeypatch, single_flight, upstream, 2)
    found = together([lambda: single_flight.run("k", upstream.work, lambda: None)] * 2)
    assert found == [1, 1]
    upstream.admission.clear()
    with ThreadPoolExecutor(2) as people:
        waiting = [
            people.submit(single_flight.run, str(n), upstream.work, lambda: None) for n in range(2)
        ]
        while upstream.calls < 3:
            pass
        with pytest.raises(BusyError):
            single_flight.run("third", upstream.work, lambda: None)
        upstream.admission.set()
        assert [one.result() for one in waiting]


# Between processes


def test_many_in_several_processes_share_one_call(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    upstream.admission.clear()
    threading.Timer(0.3, upstream.admission.set).start()
    found = together(
        [partial(one.run, "k", upstream.work, upstream.look) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert found == [1] * len(found)


def test_many_in_several_processes_share_one_error(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    upstream.error = APIError("x", request_id="req_1")
    upstream.admission.clear()
    threading.Timer(0.3, upstream.admission.set).start()
    found = together(
        [partial(one.run, "k", upstream.work, upstream.look) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert {(type(error), error.request_id) for error in found} == {(APIError, "req_1")}


def test_behind_a_page_another_process_is_not_waited_for(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    first, second, _ = processes
    upstream.admission.clear()
    first.submit("k", upstream.work, lambda: None, "refresh")
    while not upstream.calls:
        pass
    second.submit("k", upstream.work, lambda: None, "refresh")
    second.wait_for_background()
    upstream.admission.set()
    first.wait_for_background()
    assert upstream.calls == 1


def test_a_killed_holder_holds_nobody_up_for_long(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = processes[0]._store
    # What is left of a process that ended between claiming and calling.
    assert store.add(f"lease:{digest('k')}", "a token of the dead", 1)
    assert processes[1].run("k", upstream.work, upstream.look) == 1


def test_a_lease_lives_as_long_as_its_holder_works(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE_SECONDS", 1)
    monkeypatch.setattr(leases, "RENEWAL_SECONDS", 0.2)
    upstream.admission.clear()
    threading.Timer(1.6, upstream.admission.set).start()
    found = together([partial(one.run, "k", upstream.work, upstream.look) for one in processes])
    assert (upstream.calls, found) == (1, [1] * PROCESSES)
    assert processes[0]._store.get(f"lease:{digest('k')}") is None


def test_a_holder_that_takes_too_long_is_an_error_of_time(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_flight_module, "WHOLE_CALL_SECONDS", 0.1)
    assert processes[0]._store.add(f"lease:{digest('k')}", "another's", 60)
    with pytest.raises(APITimeoutError):
        processes[1].run("k", upstream.work, upstream.look)
    assert upstream.calls == 0
