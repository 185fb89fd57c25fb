"""Calls that walks have begun and whose answers they have not taken yet, of one process.

They outlive the step of a job that began them: so Stripe is asked also while what came is written
and the step is recorded. The next step finds them by what they ask for. Where there is none, after
a kill, say, or in another process, the call is made anew, so no state has to tell of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

# An answer that nobody took for so long is let go of: its job was cancelled, say. If it is slow, it
# asks anew.
KEEP_SECONDS = 20.0


class UnderWay:
    """Names say what is asked for.

    most: calls at once; further ones wait for their turn. keep: seconds for an answer.
    """

    def __init__(self, most: int, keep: float = KEEP_SECONDS) -> None:
        self._keep = keep
        self._tidier: threading.Timer | None = None
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="walker")
        self._begun: dict[Hashable, tuple[float, Future[Any]]] = {}
        self._lock = threading.Lock()

    def has(self, name: Hashable) -> bool:
        return name in self._begun

    def begin(self, name: Hashable, call: Callable[[], Any]) -> None:
        """Unless it is under way."""
        with self._lock:
            if name not in self._begun:
                self._begun[name] = time.monotonic(), self._threads.submit(call)
                self._tidy_later()

    def take(
        self, names: Iterable[Hashable], patience: float | None, *, every: bool
    ) -> dict[Hashable, Any]:
        """What the calls returned that have ended, once one has, or every one of them.

        patience: seconds after which less is enough. Raises what a call raised.
        """
        with self._lock:
            begun = {name: self._begun[name][1] for name in names if name in self._begun}
        until = ALL_COMPLETED if every else FIRST_COMPLETED
        ended = wait(begun.values(), patience, until).done
        taken = {name: future for name, future in begun.items() if future in ended}
        with self._lock:
            for name in taken:
                self._begun.pop(name, None)
            if not self._begun and self._tidier is not None:
                self._tidier.cancel()
                self._tidier = None
        return {name: future.result() for name, future in taken.items()}

    def _tidy_later(self) -> None:
        """Answers hold customers' data, so they go also when no walk ever asks again."""
        if self._tidier is None:
            self._tidier = threading.Timer(self._keep, self._tidy)
            self._tidier.daemon = True
            self._tidier.start()

    def _tidy(self) -> None:
        latest = time.monotonic() - self._keep
        with self._lock:
            old = [
                name
                for name, (began, future) in self._begun.items()
                if began <= latest and future.done()
            ]
            for name in old:
                del self._begun[name]
            self._tidier = None
            if self._begun:
                self._tidy_later()
