"""May this call go to Stripe now? Slots, the budget, Stripe's own wishes and the breaker."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.circuit_breaker import CircuitBreaker
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APIError,
    BusyError,
    CertificateError,
    PausedError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota

SLOW_SECONDS = 30.0
# One answer must not keep all people out for a minute: after these seconds one may ask again.
LONGEST_PAUSE_FOR_PEOPLE = 5


class ConcurrencyLimit:
    """How many calls of this process may be under way, and how many may wait for their turn.

    Slow calls must never hold all the threads that serve cached pages.
    """

    def __init__(self, in_flight: int, waiting: int) -> None:
        self._in_flight = threading.BoundedSemaphore(in_flight)
        self._present = threading.BoundedSemaphore(in_flight + waiting)

    @contextmanager
    def hold(self, max_wait: float) -> Iterator[None]:
        """Raise BusyError when there is no turn within `max_wait` seconds; 0 means now or never."""
        if not self._present.acquire(blocking=False):
            raise BusyError("too many calls are waiting")
        try:
            if not self._in_flight.acquire(timeout=max_wait):
                raise BusyError("no slot became free in time")
            try:
                yield
            finally:
                self._in_flight.release()
        finally:
            self._present.release()


@dataclass(frozen=True, slots=True)
class Permit:
    """What one call may do.

    waits_until: monotonic seconds until which it may wait for the budget.
    slowed: Stripe's limiter asked us to slow down.
    seconds: that Stripe has to answer once it is asked, when the call is a probe.
    """

    admission: Admission
    is_for_a_person: bool
    waits_until: float
    slowed: bool
    seconds: float | None

    def spend(self) -> None:
        """Count an attempt; each but the first is a retry. Raises BudgetError."""
        admission, max_wait = self.admission, max(0.0, self.waits_until - time.monotonic())
        admission.rate_limit.spend(
            admission.account, max_wait, background=not self.is_for_a_person, slowed=self.slowed
        )
        admission.read_quota.count(admission.reads_of)


class Admission:
    """Of one account; what it learns is known to all processes that share the store.

    account: its slug and a fingerprint of its key.
    reads_of: its slug, under which reads are counted: Stripe counts them by account, not by key.
    allowance: reads in 30 days, after which nothing is read in the background any more.
    """

    def __init__(
        self,
        account: str,
        store: Store,
        limit: ConcurrencyLimit,
        rate_limit: RateLimit,
        read_quota: ReadQuota,
        circuit_breaker: CircuitBreaker,
        *,
        allowance: int,
    ) -> None:
        self.account = account
        self.reads_of = account.partition(":")[0]
        self.rate_limit = rate_limit
        self.read_quota = read_quota
        self.circuit_breaker = circuit_breaker
        self.allowance = allowance
        self._store = store
        self._concurrency_limit = limit
        self._pause = f"pause:{account}"
        self._slow = f"slow:{account}"

    @contextmanager
    def permit(self, max_wait: float) -> Iterator[Permit]:
        """One call; how it ends is noted. Raises UpstreamError when it may not be made.

        max_wait: seconds to wait, in all, for a slot and the budget; 0 in the background.
        """
        if not max_wait and self.read_quota.in_30_days(self.reads_of) >= self.allowance:
            raise BusyError("the month's reads are used up")
        waits_until = time.monotonic() + max_wait
        with self._concurrency_limit.hold(max_wait):
            known = self._store.get_many([self._pause, self._slow, *self.circuit_breaker.keys])
            self._obey(known.get(self._pause), max_wait > 0)
            left = max(0.0, waits_until - time.monotonic())
            probe = self.circuit_breaker.admit(known, left)
            slowed = known.get(self._slow) is not None
            seconds = self.circuit_breaker.limits.probe if probe else None
            with self._learning(known, probe=probe):
                yield Permit(self, max_wait > 0, waits_until, slowed, seconds)

    @contextmanager
    def _learning(self, known: Mapping[str, Any], *, probe: bool) -> Iterator[None]:
        """Whatever ends the call, a probe leaves its place to the next."""
        try:
            yield
        except UpstreamError as error:
            if not error.was_sent:
                self.circuit_breaker.skipped(probe=probe)
            elif _says_that_it_fails(error):
                self.circuit_breaker.failed(probe=probe)
            else:
                self.circuit_breaker.succeeded(known)
            self._heed(error)
            raise
        except BaseException:
            self.circuit_breaker.skipped(probe=probe)
            raise
        self.circuit_breaker.succeeded(known)

    def _obey(self, pause: object, is_for_a_person: bool) -> None:
        """Raises PausedError while Stripe's Retry-After lasts."""
        people_until, until = _parse_pause(pause)
        left = (people_until if is_for_a_person else until) - time.time()
        if left > 0:
            raise PausedError("Stripe asked us to wait", retry_after=int(left) + 1)

    def _heed(self, error: UpstreamError) -> None:
        """What Stripe asks for, for all processes."""
        if not isinstance(error, RateLimitError):
            return
        if error.by_limiter:
            self._store.set(self._slow, 1, SLOW_SECONDS)
        if error.retry_after:
            now, seconds = time.time(), error.retry_after
            pause = [now + min(seconds, LONGEST_PAUSE_FOR_PEOPLE), now + seconds]
            self._store.set(self._pause, pause, seconds)


def _parse_pause(stored: object) -> tuple[float, float]:
    """Unix seconds until which people and the background wait; 0 for what cannot be read."""
    if not isinstance(stored, list) or [type(part) for part in stored] != [float, float]:
        return 0.0, 0.0
    people_until, until = stored
    return (people_until, until) if math.isfinite(people_until + until) else (0.0, 0.0)


def _says_that_it_fails(error: UpstreamError) -> bool:
    """Stripe did not answer, or answered that it failed; anything else it answered is health."""
    if isinstance(error, CertificateError):
        return False
    return isinstance(error, (APIConnectionError, APIError))
