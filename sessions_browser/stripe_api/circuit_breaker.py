"""Stop asking when Stripe does not answer: fail at once for seconds, then one probe at a time.

Each process counts its own failures; that the circuit is open is known to all that share the store.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import CircuitOpenError

FAILURES_IN_A_ROW = 5
WITHIN_SECONDS = 30.0
OPEN_SECONDS = 3.0
# Until then a success closes it again; after so long without any call nothing is known.
TRIPPED_SECONDS = 60.0
PROBE_SECONDS = 5.0


class CircuitBreaker:
    """Of one account. `keys` are to be read from the store together, for `admit`."""

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._open = f"breaker-open:{account}"
        self._tripped = f"breaker-tripped:{account}"
        self._probe = f"breaker-probe:{account}"
        self._lock = threading.Lock()
        self._failures: list[float] = []

    @property
    def keys(self) -> tuple[str, str]:
        return self._open, self._tripped

    def admit(self, known: Mapping[str, Any]) -> bool:
        """Whether this call is the probe, which has PROBE_SECONDS. Raises CircuitOpenError."""
        if known.get(self._open) is not None:
            raise CircuitOpenError("the circuit is open", retry_after=int(OPEN_SECONDS))
        if known.get(self._tripped) is None:
            return False
        if self._store.add(self._probe, 1, PROBE_SECONDS + 1):
            return True
        raise CircuitOpenError("another call probes", retry_after=int(OPEN_SECONDS))

    def succeeded(self, known: Mapping[str, Any]) -> None:
        with self._lock:
            self._failures.clear()
        if known.get(self._tripped) is not None:
            for key in (self._tripped, self._open, self._probe):
                self._store.delete(key)

    def failed(self, *, probe: bool) -> None:
        now = time.monotonic()
        with self._lock:
            recent = [at for at in self._failures if now - at < WITHIN_SECONDS]
            self._failures = [*recent, now][-FAILURES_IN_A_ROW:]
            trips = probe or len(self._failures) >= FAILURES_IN_A_ROW
        if trips:
            self._store.set(self._tripped, 1, TRIPPED_SECONDS)
            self._store.set(self._open, 1, OPEN_SECONDS)
            self._store.delete(self._probe)

    def skipped(self, *, probe: bool) -> None:
        """Nothing was asked, so nothing is known: the next may probe."""
        if probe:
            self._store.delete(self._probe)

    def state(self) -> str:
        """open, probing or closed, for people."""
        known = self._store.get_many(self.keys)
        if known.get(self._open) is not None:
            return "open"
        return "probing" if known.get(self._tripped) is not None else "closed"
