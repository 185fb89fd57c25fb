"""Trouble on demand: failures, delays, cut connections and a rate limit."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass

from emulator.web import errors
from emulator.web.call import Reply
from emulator.world.seeded_random import random_bits

_FAULTS = 0x6661756C7473
# What a connection suffers, where no status is answered.
CONNECTION_TROUBLES = ("reset", "cut", "html")
_PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"


@dataclass(slots=True)
class Planned:
    """Trouble of requests to come.

    what: a status, a word of CONNECTION_TROUBLES, or "delay".
    after: so many requests are spared first.
    count: so many suffer it then.
    path: it comes to requests of this path alone; "" is any.
    delay_ms, code, retry_after: of the answer; None for none.
    """

    what: str
    count: int
    after: int = 0
    path: str = ""
    delay_ms: int = 0
    code: str | None = None
    retry_after: int | None = None


class Trouble:
    """The trouble of one account. Safe for threads.

    rate_limit: how many requests a second are answered; 0 for any number.
    """

    def __init__(self, seed: int, rate_limit: float = 0) -> None:
        self.latency_ms = 0
        self.fault_percent = 0
        self.rate_limit = rate_limit
        self._seed = seed
        self._planned: list[Planned] = []
        self._answered: deque[float] = deque()
        self._drawn = itertools.count()
        self._lock = threading.Lock()

    def plan(self, planned: Planned) -> None:
        with self._lock:
            self._planned.append(planned)

    def clear(self) -> None:
        """Forget what is planned."""
        with self._lock:
            self._planned.clear()

    def next_for(self, path: str) -> Planned | None:
        """What the request that now begins suffers. Raises ApiError if it is refused."""
        with self._lock:
            self._limit_rate()
            planned = self._take(path)
            if planned is None and self._draws_fault():
                planned = Planned("500", 1)
        if planned and planned.what.isdecimal():
            raise errors.on_demand(int(planned.what), planned.code, planned.retry_after)
        return planned

    def _limit_rate(self) -> None:
        if not self.rate_limit:
            return
        now = time.monotonic()
        while self._answered and self._answered[0] <= now - 1:
            self._answered.popleft()
        if len(self._answered) >= self.rate_limit:
            raise errors.rate_limited()
        self._answered.append(now)

    def _take(self, path: str) -> Planned | None:
        for planned in self._planned:
            if planned.path not in ("", path):
                continue
            if planned.after:
                planned.after -= 1
                continue
            planned.count -= 1
            if not planned.count:
                self._planned.remove(planned)
            return planned
        return None

    def _draws_fault(self) -> bool:
        if not self.fault_percent:
            return False
        drawn = random_bits(self._seed ^ _FAULTS, next(self._drawn))
        return drawn % 100 < self.fault_percent


def spoiled(reply: Reply, what: str) -> Reply:
    """The answer as it arrives when the connection suffers `what`."""
    if what == "html":
        return Reply(502, _PROXY_PAGE, content_type="text/html")
    return Reply(reply.status, reply.body, reply.headers, cut=what)
