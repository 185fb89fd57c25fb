"""What processes remember together, or each for itself when the shared store is away.

The one place that touches Django's cache. No method raises: a store that fails costs calls to
Stripe and never a page. One whose reads or writes fail too often is left alone, and a small memory
of this process takes its place, so that no page pays for a store that hangs, is full or fails now
and then. Whether it is well again is tried in a thread of its own, with every command that is used.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.conf import REST_SECONDS
from sessions_browser.shared_state import machine_counters
from sessions_browser.shared_state.store_health import Kind, RecentFailures, StoreHealth

OWN_ENTRIES = 5_000
# How often each command has to succeed before the store is used again: one that fails now and then
# hardly does.
TRIES = 3
TRIAL_SECONDS = 10
logger = logging.getLogger(__name__)
T = TypeVar("T")


class Store:
    """A cache whose values are JSON and whose seconds are rounded up to whole ones.

    is_shared: other processes use the same cache.
    rest: seconds for which a cache that fails is left alone.
    """

    def __init__(self, cache: BaseCache, *, is_shared: bool, rest: float = REST_SECONDS) -> None:
        self._cache = cache
        self._is_shared = is_shared
        self._rest = rest
        self._own = LocMemCache(f"own-{id(self)}", {"OPTIONS": {"MAX_ENTRIES": OWN_ENTRIES}})
        self._lock = threading.Lock()
        self._failures = RecentFailures()
        # Monotonic seconds; None while the store is used.
        self._rests_until: float | None = None

    def get(self, key: str) -> Any:
        """None for what is missing or cannot be read."""
        return self._try("reads", lambda cache: cache.get(key), None)

    def get_many(self, keys: Iterable[str]) -> dict[str, Any]:
        """Those of the keys that have a value, in one round trip."""
        names = list(keys)
        return dict(self._try("reads", lambda cache: cache.get_many(names), {}))

    def set(self, key: str, value: Any, seconds: float) -> None:
        self._try("writes", lambda cache: cache.set(key, value, _whole(seconds)), None)

    def set_many(self, values: Mapping[str, Any], seconds: float) -> None:
        self._try("writes", lambda cache: cache.set_many(dict(values), _whole(seconds)), None)

    def add(self, key: str, value: Any, seconds: float) -> bool:
        """Whether the key was free: of all who add it at once, one succeeds.

        True when it cannot be known: better two do the same than nobody.
        """
        return bool(self._try("writes", lambda cache: cache.add(key, value, _whole(seconds)), True))

    def touch(self, key: str, seconds: float) -> None:
        """Let a value that is there live `seconds` from now; what is gone stays gone."""
        self._try("writes", lambda cache: cache.touch(key, _whole(seconds)), None)

    def delete(self, key: str) -> None:
        self._try("writes", lambda cache: cache.delete(key), None)

    @property
    def is_shared(self) -> bool:
        """Whether other processes see what this one stores, as far as is known.

        Reading this does not try whether the store is back: the next use of the store does.
        """
        return self._is_shared and self._rests_until is None

    def health(self) -> StoreHealth:
        kind = "Redis" if self._is_shared else "in-process"
        with self._lock:
            return self._failures.health(kind, is_shared=self.is_shared)

    def note_failure(self, error: Exception, kind: Kind = "writes") -> None:
        """Count a failure; also called by others that use the same server."""
        machine_counters.store_failed()
        with self._lock:
            if not self._failures.are_too_many_with(kind, error) or self._rests_until is not None:
                return
            self._rests_until = time.monotonic() + self._rest
        # Its text can hold the address of the store, and that its password.
        logger.warning("the store is left alone for a while: %s", type(error).__name__)

    def _try(self, kind: Kind, work: Callable[[BaseCache], T], otherwise: T) -> T:
        if self._rests_until is not None:
            self._try_it_after_a_rest()
            return work(self._own)
        try:
            done = work(self._cache)
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            self.note_failure(error, kind)
            return otherwise
        self._failures.none_in(kind)
        return done

    def _try_it_after_a_rest(self) -> None:
        """One try for each rest, for which nobody waits."""
        with self._lock:
            now = time.monotonic()
            if self._rests_until is None or now < self._rests_until:
                return
            self._rests_until = now + self._rest
        threading.Thread(target=self._use_again_if_well, name="store", daemon=True).start()

    def _use_again_if_well(self) -> None:
        try:
            for _ in range(TRIES):
                _use_every_command(self._cache)
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            self.note_failure(error)
            return
        with self._lock:
            self._failures.forget_recent()
            self._rests_until = None
        # What this process knew alone is older than what others know together.
        self._own.clear()


def _use_every_command(cache: BaseCache) -> None:
    key = f"trial:{uuid.uuid4().hex}"
    cache.add(key, 1, TRIAL_SECONDS)
    cache.set(key, 2, TRIAL_SECONDS)
    cache.set_many({key: 3}, TRIAL_SECONDS)
    cache.touch(key, TRIAL_SECONDS)
    cache.get(key)
    cache.get_many([key])
    cache.delete(key)


def _whole(seconds: float) -> int:
    return max(1, math.ceil(seconds))


def digest(value: Any) -> str:
    """A short, stable name for a JSON value; safe as part of a cache key."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
