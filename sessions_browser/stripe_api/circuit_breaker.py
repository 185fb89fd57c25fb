"""Stop asking when Stripe does not answer: fail at once for seconds, then one probe at a time.

Each process counts its own failures; that the circuit is open is known to all that share the store.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import CircuitOpenError


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """When the circuit opens, and how it closes again.

    failures: in a row, within `within` seconds, that open it.
    open: seconds for which no call is made.
    tripped: seconds after which, without any call, nothing is known any more.
    probe: seconds that Stripe has to answer a probe.
    """

    failures: int = 5
    within: float = 30.0
    open: float = 3.0
    tripped: float = 60.0
    probe: float = 5.0


LIMITS = BreakerLimits()


class CircuitBreaker:
    """Of one account. `keys` are to be read from the store together, for `admit`."""

    def __init__(self, store: Store, account: str, limits: BreakerLimits = LIMITS) -> None:
        self.limits = limits
        self._store = store
        self._open = f"breaker-open:{account}"
        self._tripped = f"breaker-tripped:{account}"
        self._probe = f"breaker-probe:{account}"
        self._lock = threading.Lock()
        self._failures: list[float] = []

    @property
    def keys(self) -> tuple[str, str]:
        return self._open, self._tripped

    def admit(self, known: Mapping[str, Any], max_wait: float) -> bool:
        """Whether this call is the probe. Raises CircuitOpenError.

        known: what the store holds under `keys`.
        max_wait: seconds that this call may wait before it is sent.
        """
        retry_after = int(self.limits.open)
        if known.get(self._open) is not None:
            raise CircuitOpenError("the circuit is open", retry_after=retry_after)
        if known.get(self._tripped) is None:
            return False
        if self._store.add(self._probe, 1, max_wait + self.limits.probe + 1):
            return True
        raise CircuitOpenError("another call probes", retry_after=retry_after)

    def succeeded(self, known: Mapping[str, Any]) -> None:
        with self._lock:
            self._failures.clear()
        if known.get(self._tripped) is not None:
            for key in (self._tripped, self._open, self._probe):
                self._store.delete(key)

    def failed(self, *, probe: bool) -> None:
        now, limits = time.monotonic(), self.limits
        with self._lock:
            recent = [at for at in self._failures if now - at < limits.within]
            self._failures = [*recent, now][-limits.failures :]
            trips = probe or len(self._failures) >= limits.failures
        if trips:
            self._store.set(self._tripped, 1, limits.tripped)
            self._store.set(self._open, 1, limits.open)
            self._store.delete(self._probe)

    def skipped(self, *, probe: bool) -> None:
        """Nothing was sent, so nothing is learnt: the next call may probe."""
        if probe:
            self._store.delete(self._probe)

    def state(self) -> str:
        """open, probing or closed, for people."""
        known = self._store.get_many(self.keys)
        if known.get(self._open) is not None:
            return "open"
        return "probing" if known.get(self._tripped) is not None else "closed"
