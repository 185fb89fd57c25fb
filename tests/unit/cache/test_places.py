"""L5: those who wait for Stripe leave threads to those who need nothing from it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from sessions_browser.cache.places import Places
from sessions_browser.stripe_api.errors import BusyError

PATIENCE = 1.0


def seconds_until_refused(places: Places, max_wait: float = 10.0) -> float:
    began = time.monotonic()
    with pytest.raises(BusyError), places.hold(max_wait):
        pass
    return time.monotonic() - began


def test_l5_a_crowd_waits_no_longer_together_than_one_alone() -> None:
    places = Places(4, PATIENCE)
    with ExitStack() as taken:
        for _ in range(4):
            taken.enter_context(places.hold(0))
        # Two threads serve sixty who come one after the other.
        with ThreadPoolExecutor(2) as threads:
            began = time.monotonic()
            list(threads.map(lambda _: seconds_until_refused(places), range(60)))
        assert PATIENCE <= time.monotonic() - began < 2 * PATIENCE


def test_l5_places_that_come_free_one_by_one_give_no_new_patience() -> None:
    places = Places(4, PATIENCE)
    with ExitStack() as taken:
        for _ in range(3):
            taken.enter_context(places.hold(0))
        with places.hold(0):
            assert seconds_until_refused(places) >= PATIENCE / 2
        with places.hold(0):
            assert seconds_until_refused(places) < PATIENCE / 2
    # All are free: the next crowd is a new one.
    with ExitStack() as taken:
        for _ in range(4):
            taken.enter_context(places.hold(0))
        assert seconds_until_refused(places) >= PATIENCE / 2


def test_who_waits_gets_the_place_that_comes_free() -> None:
    places = Places(1, 10.0)
    entered = threading.Event()

    def other() -> None:
        with places.hold(10.0):
            entered.set()

    with ThreadPoolExecutor(1) as thread:
        with places.hold(0):
            waiting = thread.submit(other)
            assert not entered.wait(0.05)
        waiting.result()
    assert entered.is_set()


def test_no_patience_is_none() -> None:
    places = Places(1, PATIENCE)
    with places.hold(0):
        assert seconds_until_refused(places, 0) < PATIENCE / 2
