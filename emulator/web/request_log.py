"""The log of requests to the API, which tests read."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

from emulator.objects.context import Json

_MAX_LOGGED_REQUESTS = 10_000
# Never the API key: the log only says whether there was one.
_LOGGED_HEADERS = (
    "accept-encoding",
    "stripe-account",
    "stripe-context",
    "stripe-version",
    "user-agent",
)


class RequestLog:
    """The latest requests to /v1, oldest first. Safe for threads."""

    def __init__(self) -> None:
        self._requests: deque[Json] = deque(maxlen=_MAX_LOGGED_REQUESTS)
        self._lock = threading.Lock()

    def add(
        self, method: str, path: str, query: str, status: int, headers: Mapping[str, str]
    ) -> None:
        """Log one answered request. `status` is that of the answer."""
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
