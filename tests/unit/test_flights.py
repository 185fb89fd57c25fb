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

from sessions_browser.cache import single_flight as flights_module
from sessions_browser.cache.single_flight import NOTE_SECONDS, REST_SECONDS, SingleFlight
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
    """Counts its calls; answers when `gate` is open, with `error` if there is one."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.patience: list[float] = []
        self.landed: int | None = None

    @property
    def calls(self) -> int:
        return len(self.patience)

    def work(self, patience: float) -> int:
        self.patience.append(patience)
        assert self.gate.wait(30)
        if self.error:
            raise self.error
        self.landed = self.calls
        return self.calls

    def look(self) -> int | None:
        return self.landed


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SingleFlight]]:
    """Each with threads of its own, over one store that they share."""
    shared = Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=True)
    flights = [SingleFlight(shared, PEOPLE) for _ in range(PROCESSES)]
    yield flights
    for one in flights:
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
    monkeypatch: pytest.MonkeyPatch, flights: SingleFlight, upstream: Upstream, count: int
) -> None:
    """Upstream answers only when `count` have boarded."""
    board, boarded = flights._board, threading.Semaphore(0)

    def counted(key: str) -> Any:
        result = board(key)
        boarded.release()
        return result

    monkeypatch.setattr(flights, "_board", counted)
    upstream.gate.clear()

    def open_gate() -> None:
        for _ in range(count):
            assert boarded.acquire(timeout=30)
        upstream.gate.set()

    threading.Thread(target=open_gate).start()


def test_many_who_ask_at_once_share_one_call(
    flights: SingleFlight, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, flights, upstream, PEOPLE)
    found = together([lambda: flights.join("k", upstream.work, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [1] * PEOPLE


def test_many_who_ask_at_once_share_one_error(
    flights: SingleFlight, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    gated(monkeypatch, flights, upstream, PEOPLE)
    upstream.error = RateLimitError("x")
    found = together([lambda: flights.join("k", upstream.work, lambda: None)] * PEOPLE)
    assert upstream.calls == 1
    assert found == [upstream.error] * PEOPLE


def test_different_questions_do_not_wait_for_each_other(
    flights: SingleFlight, upstream: Upstream
) -> None:
    def outer(_: float) -> int:
        return 10 + flights.join("other", upstream.work, lambda: None)

    assert flights.join("k", outer, lambda: None) == 11


def test_a_mistake_of_our_own_ends_the_call_for_the_next_to_try(
    flights: SingleFlight, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        flights.join("k", upstream.work, lambda: None)
    assert "error of our own" in caplog.text
    upstream.error = None
    assert flights.join("k", upstream.work, lambda: None) == 2


def test_what_landed_meanwhile_is_not_fetched_again(
    flights: SingleFlight, upstream: Upstream
) -> None:
    assert flights.join("k", upstream.work, lambda: 7) == 7
    assert upstream.calls == 0


@pytest.mark.parametrize("error", [APIError("x"), RateLimitError("x"), NotFoundError("x")])
def test_what_has_just_failed_is_not_tried_at_once(
    flights: SingleFlight, upstream: Upstream, clock: Clock, error: UpstreamError
) -> None:
    upstream.error = error
    for age, calls in ((0, 1), (0, 1), (NOTE_SECONDS - 0.1, 1), (0.1, 2)):
        clock.now += age
        with pytest.raises(type(error)):
            flights.join("k", upstream.work, upstream.look)
        assert upstream.calls == calls
    clock.now += NOTE_SECONDS
    upstream.error = None
    assert flights.join("k", upstream.work, upstream.look) == 3


def test_the_note_of_a_failure_tells_all_that_the_error_told(
    flights: SingleFlight, upstream: Upstream, clock: Clock
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
            flights.join("k", upstream.work, upstream.look)
        assert {name: getattr(caught.value, name) for name in details} == details
    assert upstream.calls == 1


@pytest.mark.parametrize(
    "noted", [5, "x", [], ["k"], ["k", 0, "Nothing", {}], ["k", "x", "APIError", {}], [None] * 4]
)
def test_garbage_in_place_of_a_note_is_no_note(
    flights: SingleFlight, upstream: Upstream, store: Store, noted: Any
) -> None:
    store.set(f"note:{digest('k')}", noted, 60)
    assert flights.join("k", upstream.work, upstream.look) == 1


def test_being_busy_is_not_noted(flights: SingleFlight, upstream: Upstream) -> None:
    upstream.error = BusyError("x")
    with pytest.raises(BusyError):
        flights.join("k", upstream.work, upstream.look)
    upstream.error = None
    assert flights.join("k", upstream.work, upstream.look) == 2


def test_what_fails_behind_a_page_is_left_alone_for_a_while(
    flights: SingleFlight, upstream: Upstream, clock: Clock
) -> None:
    upstream.error = APIError("x")
    for age, calls in ((0, 1), (REST_SECONDS - 1, 1), (1, 2)):
        clock.now += age
        flights.behind("k", upstream.work, upstream.look, "refresh")
        flights.wait_for_background()
        assert upstream.calls == calls
    assert upstream.patience == [0.0, 0.0]


def test_a_person_does_not_wait_for_what_waits_in_the_background(
    flights: SingleFlight, upstream: Upstream
) -> None:
    slow = Upstream()
    slow.gate.clear()
    for number in range(flights_module.BACKGROUND_THREADS):
        flights.behind(f"slow {number}", slow.work, slow.look, "refresh")
    flights.behind("k", upstream.work, upstream.look, "ahead")
    assert flights.join("k", upstream.work, lambda: None) == 1
    assert upstream.patience[0] > 0
    slow.gate.set()
    flights.wait_for_background()
    assert upstream.calls == 1


def test_a_person_asks_anew_when_there_was_no_turn_behind_the_page(
    flights: SingleFlight, upstream: Upstream
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(patience: float) -> int:
        if patience:
            return upstream.work(patience)
        begun.set()
        assert go_on.wait(30)
        raise BusyError("no turn")

    flights.behind("k", work, lambda: None, "refresh")
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    assert flights.join("k", work, lambda: None) == 1


def test_too_much_in_the_background_is_dropped(flights: SingleFlight, upstream: Upstream) -> None:
    upstream.gate.clear()
    most = flights_module.MOST_QUEUED + flights_module.BACKGROUND_THREADS
    for number in range(2 * most):
        flights.behind(str(number), upstream.work, lambda: None, "ahead")
    upstream.gate.set()
    flights.wait_for_background()
    assert 0 < upstream.calls <= most


def test_only_so_many_wait(
    store: Store, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flights_module, "PLACE_SECONDS", 0.01)
    flights = SingleFlight(store, 2)
    gated(monkeypatch, flights, upstream, 2)
    found = together([lambda: flights.join("k", upstream.work, lambda: None)] * 2)
    assert found == [1, 1]
    upstream.gate.clear()
    with ThreadPoolExecutor(2) as people:
        waiting = [
            people.submit(flights.join, str(n), upstream.work, lambda: None) for n in range(2)
        ]
        while upstream.calls < 3:
            pass
        with pytest.raises(BusyError):
            flights.join("third", upstream.work, lambda: None)
        upstream.gate.set()
        assert [one.result() for one in waiting]


# Between processes


def test_many_in_several_processes_share_one_call(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    upstream.gate.clear()
    threading.Timer(0.3, upstream.gate.set).start()
    found = together(
        [partial(one.join, "k", upstream.work, upstream.look) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert found == [1] * len(found)


def test_many_in_several_processes_share_one_error(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    upstream.error = APIError("x", request_id="req_1")
    upstream.gate.clear()
    threading.Timer(0.3, upstream.gate.set).start()
    found = together(
        [partial(one.join, "k", upstream.work, upstream.look) for one in processes] * 15
    )
    assert upstream.calls == 1
    assert {(type(error), error.request_id) for error in found} == {(APIError, "req_1")}


def test_behind_a_page_another_process_is_not_waited_for(
    processes: list[SingleFlight], upstream: Upstream
) -> None:
    first, second, _ = processes
    upstream.gate.clear()
    first.behind("k", upstream.work, lambda: None, "refresh")
    while not upstream.calls:
        pass
    second.behind("k", upstream.work, lambda: None, "refresh")
    second.wait_for_background()
    upstream.gate.set()
    first.wait_for_background()
    assert upstream.calls == 1


def test_a_killed_holder_holds_nobody_up_for_long(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = processes[0]._store
    # What is left of a process that ended between claiming and calling.
    assert store.add(f"lease:{digest('k')}", "a token of the dead", 1)
    assert processes[1].join("k", upstream.work, upstream.look) == 1


def test_a_lease_lives_as_long_as_its_holder_works(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flights_module, "LEASE_SECONDS", 1)
    monkeypatch.setattr(flights_module, "RENEWAL_SECONDS", 0.2)
    upstream.gate.clear()
    threading.Timer(1.6, upstream.gate.set).start()
    found = together([partial(one.join, "k", upstream.work, upstream.look) for one in processes])
    assert (upstream.calls, found) == (1, [1] * PROCESSES)
    assert processes[0]._store.get(f"lease:{digest('k')}") is None


def test_a_holder_that_takes_too_long_is_an_error_of_time(
    processes: list[SingleFlight], upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flights_module, "WHOLE_CALL_SECONDS", 0.1)
    assert processes[0]._store.add(f"lease:{digest('k')}", "another's", 60)
    with pytest.raises(APITimeoutError):
        processes[1].join("k", upstream.work, upstream.look)
    assert upstream.calls == 0
