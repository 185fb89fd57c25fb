"""May this call go to Stripe now? Places, the budget, Stripe's own wishes and the breaker.

The order in which a call takes what it needs, so that nobody holds what another account needs:

1. A thread that may wait for Stripe (`cache.single_flight`): parted among the accounts. It is held
   until the answer is there.
2. The call itself, so that others wait for it in place of making their own: it has an account.
3. The turn of its account: those of one account wait in line, and only the first of them goes on.
4. A slot among the calls under way, which all accounts share, and with it at once what Stripe
   wishes, the breaker and the budget of the account. Whoever is refused gives the slot back before
   waiting.

A call in the background takes no turn: it gets slot and budget at once or not at all.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.circuit_breaker import CircuitBreaker
from sessions_browser.stripe_api.errors import (
    LONGEST_PAUSE_FOR_PEOPLE,
    AllowanceError,
    APIConnectionError,
    APIError,
    BudgetError,
    BusyError,
    CertificateError,
    NotAskedError,
    PausedError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota
from sessions_browser.stripe_api.responses import LONGEST_RETRY_AFTER

SLOW_SECONDS = 30.0
LOOK_SECONDS = (0.04, 0.08)


class ConcurrencyLimit:
    """How many calls of this process may be under way; all accounts share them.

    waiting: how many more of each account may wait for their turn.
    """

    def __init__(self, in_flight: int, waiting: int) -> None:
        self.most_of_an_account = in_flight + waiting
        self._slots = threading.BoundedSemaphore(in_flight)

    def take(self, max_wait: float) -> None:
        """Raise BusyError when no slot is free within `max_wait` seconds; 0 means now or never."""
        if not self._slots.acquire(timeout=max_wait):
            raise BusyError("no slot became free in time")

    def give_back(self) -> None:
        self._slots.release()


@dataclass(frozen=True, slots=True)
class Permit:
    """One call that may be made now, and whose first attempt is counted.

    slowed: Stripe's limiter asked us to slow down.
    bulk: background that leaves people a twentieth of the budget; see `RateLimit.spend`.
    seconds: that Stripe has to answer once it is asked, when the call is a probe.
    known: what the store held when the call was allowed.
    """

    admission: Admission
    is_for_a_person: bool
    slowed: bool
    seconds: float | None
    known: Mapping[str, Any]
    bulk: bool = False

    @property
    def is_probe(self) -> bool:
        return self.seconds is not None

    def count_retry(self) -> None:
        """Count a further attempt, now or never: the slot is held. Raises BudgetError."""
        self.admission.count_attempt(self)


class Admission:
    """Of one account; what it learns is known to all processes that share the store.

    account: its slug. Stripe counts calls and reads by account, so another key changes nothing.
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
        self.rate_limit = rate_limit
        self.read_quota = read_quota
        self.circuit_breaker = circuit_breaker
        self.allowance = allowance
        self._store = store
        self._limit = limit
        self._present = threading.BoundedSemaphore(limit.most_of_an_account)
        self._turn = threading.Lock()
        self._pause_for_people = f"pause-people:{account}"
        self._pause = f"pause:{account}"
        self._slow = f"slow:{account}"

    @contextmanager
    def permit(self, max_wait: float, *, bulk: bool = False) -> Iterator[Permit]:
        """One call; how it ends is noted. Raises NotAskedError when it may not be made.

        max_wait: seconds to wait, in all, for a slot and the budget; 0 in the background.
        bulk: see `Permit`.
        """
        if not max_wait and self.read_quota.in_30_days(self.account) >= self.allowance:
            raise AllowanceError("the month's reads are used up")
        if not self._present.acquire(blocking=False):
            raise BusyError("too many calls are waiting")
        try:
            permit = self._wait_for_permit(max_wait, bulk=bulk)
            try:
                with self._learning(permit):
                    yield permit
            finally:
                self._limit.give_back()
        finally:
            self._present.release()

    def count_attempt(self, permit: Permit) -> None:
        self.rate_limit.spend(
            self.account,
            background=not permit.is_for_a_person,
            bulk=permit.bulk,
            slowed=permit.slowed,
        )
        self.read_quota.count(self.account)

    def _wait_for_permit(self, max_wait: float, *, bulk: bool) -> Permit:
        """With a slot, which is to be given back."""
        ends = time.monotonic() + max_wait
        with self._line(max_wait):
            while True:
                self._limit.take(max(0.0, ends - time.monotonic()))
                try:
                    return self._permit_now(ends, is_for_a_person=max_wait > 0, bulk=bulk)
                except BaseException as error:
                    self._limit.give_back()
                    if not isinstance(error, BudgetError) or time.monotonic() >= ends:
                        raise
                time.sleep(random.uniform(*LOOK_SECONDS))  # noqa: S311  nothing to guess

    @contextmanager
    def _line(self, max_wait: float) -> Iterator[None]:
        """Only the first in it looks for a slot and the budget."""
        if not max_wait:
            yield
            return
        if not self._turn.acquire(timeout=max_wait):
            raise BusyError("no turn came in time")
        try:
            yield
        finally:
            self._turn.release()

    def _permit_now(self, ends: float, *, is_for_a_person: bool, bulk: bool) -> Permit:
        pause = self._pause_for_people if is_for_a_person else self._pause
        known = self._store.get_many([pause, self._slow, *self.circuit_breaker.keys])
        _obey(known.get(pause))
        probe = self.circuit_breaker.admit(known, max(0.0, ends - time.monotonic()))
        seconds = self.circuit_breaker.limits.probe if probe else None
        permit = Permit(self, is_for_a_person, self._slow in known, seconds, known, bulk)
        try:
            self.count_attempt(permit)
        except BaseException:
            self.circuit_breaker.skipped(probe=probe)
            raise
        return permit

    @contextmanager
    def _learning(self, permit: Permit) -> Iterator[None]:
        """Whatever ends the call, a probe leaves its place to the next."""
        try:
            yield
        except UpstreamError as error:
            if isinstance(error, NotAskedError):
                self.circuit_breaker.skipped(probe=permit.is_probe)
            elif _says_that_it_fails(error):
                self.circuit_breaker.failed(probe=permit.is_probe)
            else:
                self.circuit_breaker.succeeded(permit.known)
            self._heed(error)
            raise
        except BaseException:
            self.circuit_breaker.skipped(probe=permit.is_probe)
            raise
        self.circuit_breaker.succeeded(permit.known)

    def _heed(self, error: UpstreamError) -> None:
        """What Stripe asks for, for all processes; the keys end by the one clock of the store."""
        if not isinstance(error, RateLimitError):
            return
        if error.by_limiter:
            self._store.set(self._slow, 1, SLOW_SECONDS)
        if seconds := error.retry_after:
            of_people = min(seconds, LONGEST_PAUSE_FOR_PEOPLE)
            self._store.set(self._pause_for_people, of_people, of_people)
            self._store.set(self._pause, seconds, seconds)


def _obey(pause: object) -> None:
    """Raises PausedError while Stripe's Retry-After lasts. pause: what is stored of it."""
    if type(pause) is int and 0 < pause <= LONGEST_RETRY_AFTER:
        raise PausedError("Stripe asked us to wait", retry_after=pause)


def _says_that_it_fails(error: UpstreamError) -> bool:
    """Stripe did not answer, or answered that it failed; anything else it answered is health."""
    if isinstance(error, CertificateError):
        return False
    return isinstance(error, (APIConnectionError, APIError))
