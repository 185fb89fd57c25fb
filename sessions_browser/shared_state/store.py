"""What processes remember together, or each for itself when the shared store is away.

The one place that touches Django's cache. No method raises: a store that fails costs calls to
Stripe and never a page. After a few failures it is left alone for some seconds, and a small memory
of this process takes its place, so that a hanging store holds up a few requests and not all.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.conf import REST_SECONDS

FAILURES_BEFORE_A_REST = 3
logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """How the store is doing in this process.

    kind: "Redis" or "in-process".
    is_shared: other processes see what this one stores now.
    failures: since the start.
    last_error: class of the last failure, or "".
    last_failed: Unix seconds.
    """

    kind: str
    is_shared: bool
    failures: int
    last_error: str
    last_failed: float | None


class Store:
    """A cache whose values are JSON and whose seconds are rounded up to whole ones.

    is_shared: other processes use the same cache.
    rest: seconds for which a cache that fails is left alone.
    """

    def __init__(self, cache: BaseCache, *, is_shared: bool, rest: float = REST_SECONDS) -> None:
        self._cache = cache
        self._is_shared = is_shared
        self._rest = rest
        self._own = LocMemCache(f"stand-in-{id(self)}", {"OPTIONS": {"MAX_ENTRIES": 2000}})
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._failures = 0
        self._last_error = ""
        self._last_failed: float | None = None
        self._rests_until = 0.0

    def get(self, key: str) -> Any:
        """None for what is missing or cannot be read."""
        return self._try(lambda cache: cache.get(key))

    def get_many(self, keys: Iterable[str]) -> dict[str, Any]:
        """Those of the keys that have a value, in one round trip."""
        names = list(keys)
        return dict(self._try(lambda cache: cache.get_many(names)))

    def set(self, key: str, value: Any, seconds: float) -> None:
        self._try(lambda cache: cache.set(key, value, _whole(seconds)))

    def set_many(self, values: Mapping[str, Any], seconds: float) -> None:
        self._try(lambda cache: cache.set_many(dict(values), _whole(seconds)))

    def add(self, key: str, value: Any, seconds: float) -> bool:
        """Whether the key was free: of all who add it at once, one succeeds."""
        return bool(self._try(lambda cache: cache.add(key, value, _whole(seconds))))

    def touch(self, key: str, seconds: float) -> None:
        """Let a value that is there live `seconds` from now; what is gone stays gone."""
        self._try(lambda cache: cache.touch(key, _whole(seconds)))

    def delete(self, key: str) -> None:
        self._try(lambda cache: cache.delete(key))

    @property
    def is_shared(self) -> bool:
        """Whether other processes see what this one stores, as far as is known.

        Reading this does not try whether the store is back: the next use of the store does.
        """
        return self._is_shared and self._in_a_row < FAILURES_BEFORE_A_REST

    def health(self) -> StoreHealth:
        with self._lock:
            failures, error, at = self._failures, self._last_error, self._last_failed
        kind = "Redis" if self._is_shared else "in-process"
        return StoreHealth(kind, self.is_shared, failures, error, at)

    def note_failure(self, error: Exception) -> None:
        """Count a failure; also called by others that use the same server."""
        with self._lock:
            self._failures += 1
            self._in_a_row += 1
            self._last_error, self._last_failed = type(error).__name__, time.time()
            if self._in_a_row < FAILURES_BEFORE_A_REST:
                return
            self._rests_until = time.monotonic() + self._rest
        # Its text can hold the address of the store, and that its password.
        logger.warning("the store is left alone for a while: %s", type(error).__name__)

    def _try(self, work: Callable[[BaseCache], T]) -> T:
        if not self._rests():
            try:
                done = work(self._cache)
            except Exception as error:  # noqa: BLE001  each store has errors of its own
                self.note_failure(error)
            else:
                self._in_a_row = 0
                return done
        return work(self._own)

    def _rests(self) -> bool:
        """After each rest one caller tries the store; the others go without it until it works."""
        now = time.monotonic()
        if self._rests_until == 0.0:
            return False
        with self._lock:
            if self._in_a_row < FAILURES_BEFORE_A_REST:
                self._rests_until = 0.0
                return False
            if now < self._rests_until:
                return True
            self._rests_until = now + self._rest
            return False


def _whole(seconds: float) -> int:
    return max(1, math.ceil(seconds))


def digest(value: Any) -> str:
    """A short, stable name for a JSON value; safe as part of a cache key."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
