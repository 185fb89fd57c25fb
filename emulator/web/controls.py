"""The levers for tests, under /_emulator/: see the package's docstring."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from emulator.world.clock import Clock
from emulator.world.ids import Ids
from emulator.world.world import World

Json = dict[str, Any]
_MAX_LOGGED_REQUESTS = 10_000
# Never the key: of that only whether there was one.
_LOGGED_HEADERS = (
    "accept-encoding",
    "stripe-account",
    "stripe-context",
    "stripe-version",
    "user-agent",
)
_MAX_ARRIVALS = 10_000
_MAX_SECONDS = 30 * 86_400


class CommandError(Exception):
    """No such lever, or not to be pulled in this way."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class RequestLog:
    """The latest requests to /v1, oldest first; safe for threads."""

    def __init__(self) -> None:
        self._requests: deque[Json] = deque(maxlen=_MAX_LOGGED_REQUESTS)
        self._lock = threading.Lock()

    def add(
        self, method: str, path: str, query: str, status: int, headers: Mapping[str, str]
    ) -> None:
        lowered = {name.lower(): value for name, value in headers.items()}
        entry = {
            "method": method,
            "path": path,
            "query": query,
            "time": time.time(),
            "status": status,
            "authorized": "authorization" in lowered,
            "headers": {name: lowered[name] for name in _LOGGED_HEADERS if name in lowered},
        }
        with self._lock:
            self._requests.append(entry)

    def all(self) -> list[Json]:
        with self._lock:
            return list(self._requests)

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()


class Controls:
    """Called with the world's lock held."""

    def __init__(self, world: World, ids: Ids, clock: Clock, log: RequestLog) -> None:
        self.latency_ms = 0
        self._world = world
        self._ids = ids
        self._clock = clock
        self._log = log

    def run(self, method: str, command: str, raw_query: str) -> Json:
        values = {name: found[-1] for name, found in parse_qs(raw_query).items()}
        if (method, command) == ("GET", "requests"):
            return {"requests": self._log.all()}
        if method != "POST":
            raise CommandError(404, f"no such command: {method} {command}")
        if command == "reset":
            self._log.clear()
            return {}
        if command == "latency":
            self.latency_ms = _number(values, "ms", 0, 60_000)
            return {"latency_ms": self.latency_ms}
        if command == "advance":
            self._clock.advance(_number(values, "seconds", 0, _MAX_SECONDS))
            self._world.advance(self._clock.now())
            return {"now": self._world.now}
        if command == "arrive":
            count = _number(values, "count", 1, _MAX_ARRIVALS, default=1)
            rows = [self._world.add_session(self._clock.now()) for _ in range(count)]
            return {"sessions": [self._ids.encode("checkout.session", row) for row in rows]}
        if command in ("complete", "expire"):
            return self._end(values.get("session", ""), complete=command == "complete")
        raise CommandError(404, f"no such command: {method} {command}")

    def _end(self, id_: str, complete: bool) -> Json:
        row = self._ids.decode("checkout.session", id_)
        if row is None or row >= len(self._world):
            raise CommandError(404, f"no such session: {id_}")
        if not self._world.end_session(row, complete):
            raise CommandError(409, f"the session is not open: {id_}")
        return {"session": id_, "status": self._world.status(row)}


def _number(
    values: dict[str, str], name: str, minimum: int, maximum: int, default: int | None = None
) -> int:
    text = values.get(name, "" if default is None else str(default))
    if not text.isdecimal() or not minimum <= int(text) <= maximum:
        raise CommandError(400, f"{name} must be a whole number from {minimum} to {maximum}")
    return int(text)
