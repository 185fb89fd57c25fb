"""How many threads may wait for Stripe or for each other; the rest serve what is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sessions_browser.shared_state.database import give_back_connections
from sessions_browser.stripe_api.errors import BusyError


class Places:
    """Who finds all taken waits for one, on a thread that is then missing for known pages.

    So all of them wait no longer than `patience` seconds from when the places ran out, and then
    nobody does until half of the places are free again.
    """

    def __init__(self, count: int, patience: float) -> None:
        self._half = count / 2
        self._patience = patience
        self._free = count
        self._ran_out_at: float | None = None
        self._changed = threading.Condition()

    @contextmanager
    def hold(self, max_wait: float) -> Iterator[None]:
        """Hold one, after at most so many seconds. Raises BusyError.

        Meanwhile the thread needs no database, and others may.
        """
        give_back_connections()
        self._take(max_wait)
        try:
            yield
        finally:
            self._give_back()

    def _take(self, max_wait: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._free, min(max_wait, self._left())):
                raise BusyError("too many pages are waiting")
            self._free -= 1
            if not self._free and self._ran_out_at is None:
                self._ran_out_at = time.monotonic()

    def _left(self) -> float:
        if self._ran_out_at is None:
            return self._patience
        return max(0.0, self._ran_out_at + self._patience - time.monotonic())

    def _give_back(self) -> None:
        with self._changed:
            self._free += 1
            if self._free >= self._half:
                self._ran_out_at = None
            self._changed.notify()
