"""The log of requests to the API, which tests read."""

from __future__ import annotations

import threading
import time
from collections import deque

from emulator.objects.context import Json
from emulator.web.call import Call

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

    def add(self, call: Call, status: int) -> None:
        """Log one answered request. `status` is that of the answer."""
        entry = {
            "method": call.method,
            "path": call.path,
            "query": call.query,
            "time": time.time(),
            "status": status,
            "authorized": call.authorization is not None,
            "headers": {
                name: call.headers[name] for name in _LOGGED_HEADERS if name in call.headers
            },
        }
        with self._lock:
            self._requests.append(entry)

    def all(self) -> list[Json]:
        with self._lock:
            return list(self._requests)

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()
