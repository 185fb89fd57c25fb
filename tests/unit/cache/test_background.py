"""Calls that nobody waits for."""

from __future__ import annotations

import threading

import pytest

from sessions_browser.cache import background as background_module
from sessions_browser.cache.background import COOL_DOWN_SECONDS, Background
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.stripe_api import errors
from sessions_browser.stripe_api.errors import (
    APIError,
    BusyError,
    NotAskedError,
    PausedError,
    UpstreamError,
)
from tests.unit.cache.fakes import FakeFetch
from tests.unit.conftest import Clock


@pytest.fixture
def background(single_flight: SingleFlight) -> Background:
    return Background(single_flight)


def test_what_fails_behind_a_page_is_left_alone_for_a_while(
    background: Background, single_flight: SingleFlight, upstream: FakeFetch, clock: Clock
) -> None:
    upstream.error = APIError("x")
    for age, calls in ((0, 1), (COOL_DOWN_SECONDS - 1, 1), (1, 2)):
        clock.now += age
        background.submit("k", upstream.fetch, upstream.find_answer, "refresh")
        single_flight.wait_for_all()
        assert upstream.calls == calls
    assert upstream.max_wait == [0.0, 0.0]


def test_a_person_does_not_wait_for_what_waits_in_the_background(
    background: Background, single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    slow = FakeFetch()
    slow.may_answer.clear()
    for number in range(background_module.BACKGROUND_THREADS):
        background.submit(f"slow {number}", slow.fetch, slow.find_answer, "refresh")
    background.submit("k", upstream.fetch, upstream.find_answer, "ahead")
    assert single_flight.run("k", upstream.fetch, lambda: None) == 1
    assert upstream.max_wait[0] > 0
    slow.may_answer.set()
    single_flight.wait_for_all()
    assert upstream.calls == 1


def test_a_person_asks_anew_when_there_was_no_turn_behind_the_page(
    background: Background, single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(max_wait: float) -> int:
        if max_wait:
            return upstream.fetch(max_wait)
        begun.set()
        assert go_on.wait(30)
        raise BusyError("no permit")

    background.submit("k", work, lambda: None, "refresh")
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    assert single_flight.run("k", work, lambda: None) == 1


def test_too_much_in_the_background_is_dropped(
    background: Background, single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    upstream.may_answer.clear()
    most = background_module.MOST_QUEUED + background_module.BACKGROUND_THREADS
    for number in range(2 * most):
        background.submit(str(number), upstream.fetch, lambda: None, "ahead")
    upstream.may_answer.set()
    single_flight.wait_for_all()
    assert 0 < upstream.calls <= most


def test_behind_a_page_another_process_is_not_waited_for(
    processes: list[SingleFlight], upstream: FakeFetch
) -> None:
    first, second, _ = processes
    here, there = Background(first), Background(second)
    upstream.may_answer.clear()
    here.submit("k", upstream.fetch, lambda: None, "refresh")
    while not upstream.calls:
        pass
    there.submit("k", upstream.fetch, lambda: None, "refresh")
    second.wait_for_all()
    upstream.may_answer.set()
    first.wait_for_all()
    assert upstream.calls == 1


def test_f5_a_full_queue_registers_no_call_that_others_could_join(
    background: Background, single_flight: SingleFlight, upstream: FakeFetch
) -> None:
    """A call that is registered and then dropped ended two ways at once: a page was a 500."""
    upstream.may_answer.clear()
    for number in range(background_module.MOST_QUEUED + background_module.BACKGROUND_THREADS + 1):
        background.submit(str(number), upstream.fetch, lambda: None, "ahead")
    background.submit("k", upstream.fetch, lambda: None, "refresh")
    assert not single_flight.is_under_way("k")
    upstream.may_answer.set()
    assert single_flight.run("k", lambda _: 7, lambda: None) == 7
    single_flight.wait_for_all()


@pytest.mark.parametrize("error", [BusyError("no turn"), PausedError("Stripe asked us to wait")])
def test_what_was_not_asked_in_the_background_is_asked_by_a_person(
    background: Background, single_flight: SingleFlight, error: UpstreamError
) -> None:
    """A pause for the background is longer than a person's, and it is no failure to remember."""
    begun, go_on = threading.Event(), threading.Event()

    def fetch(max_wait: float) -> int:
        if max_wait:
            return 1
        begun.set()
        assert go_on.wait(30)
        raise error

    background.submit("k", fetch, lambda: None, "refresh")
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    assert single_flight.run("k", fetch, lambda: None) == 1
    single_flight.wait_for_all()
    assert single_flight.run("k", fetch, lambda: None) == 1


NOT_ASKED = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, NotAskedError)
]


@pytest.mark.parametrize("kind", NOT_ASKED)
def test_f2_what_was_not_asked_is_no_failure_for_anybody(
    background: Background,
    single_flight: SingleFlight,
    upstream: FakeFetch,
    clock: Clock,
    kind: type[NotAskedError],
) -> None:
    upstream.error = kind("not now")
    background.submit("k", upstream.fetch, lambda: None, "refresh")
    single_flight.wait_for_all()
    # The next page may try again behind it, and a person is not told what the background was.
    background.submit("k", upstream.fetch, lambda: None, "refresh")
    single_flight.wait_for_all()
    assert upstream.calls == 2
    upstream.error = None
    assert single_flight.run("k", upstream.fetch, lambda: None) == 3
