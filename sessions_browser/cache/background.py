"""Calls that nobody waits for: a short queue, few threads, and a pause after a failure."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sessions_browser.cache.single_flight import Call, Fetch, FindAnswer, SingleFlight
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import NotAskedError

BACKGROUND_THREADS = 2
MOST_QUEUED = 64
MOST_COOLDOWNS = 1000
# What failed in the background is left alone for so long: each view of the page would try anew.
COOL_DOWN_SECONDS = 30.0

T = TypeVar("T")


class Background:
    """Of this process. A person who wants the same answer makes the call in the meantime."""

    def __init__(self, single_flight: SingleFlight) -> None:
        self._single_flight = single_flight
        self._threads = ThreadPoolExecutor(BACKGROUND_THREADS, thread_name_prefix="refresh")
        self._queue = threading.BoundedSemaphore(MOST_QUEUED)
        self._lock = threading.Lock()
        self._cooldowns: dict[str, float] = {}

    def submit(self, key: str, fetch: Fetch[T], find_answer: FindAnswer[T], what: str) -> None:
        """Start `fetch` when a thread is free; not while it cools down after a failure.

        what: a word for the metrics, such as "refresh".
        """
        if self._is_cooling_down(key) or self._single_flight.is_under_way(key):
            return
        # A place in the queue comes first: a registered call must be made, as others may join it.
        if not self._queue.acquire(blocking=False):
            metrics.background("dropped")
            return
        call = self._single_flight.register(key)
        if call is None:
            self._queue.release()
            return
        metrics.background(what)
        call.future.add_done_callback(lambda future: self._cool_down_after_failure(key, future))
        self._threads.submit(self._start, key, call, fetch, find_answer)

    def _start(self, key: str, call: Call[T], fetch: Fetch[T], find_answer: FindAnswer[T]) -> None:
        self._queue.release()
        self._single_flight.start(key, call, fetch, find_answer, max_wait=0.0)

    def _is_cooling_down(self, key: str) -> bool:
        with self._lock:
            return self._cooldowns.get(key, 0.0) > time.monotonic()

    def _cool_down_after_failure(self, key: str, future: Future[Any]) -> None:
        error = future.exception()
        # Whoever comes next asks anew for what was not asked: that costs nothing.
        if error is None or isinstance(error, NotAskedError):
            return
        now = time.monotonic()
        with self._lock:
            if len(self._cooldowns) >= MOST_COOLDOWNS:
                self._cooldowns = {name: end for name, end in self._cooldowns.items() if end > now}
            self._cooldowns[key] = now + COOL_DOWN_SECONDS
