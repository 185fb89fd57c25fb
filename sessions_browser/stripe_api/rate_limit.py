"""How often Stripe may be asked by all processes together, so that the shop keeps its share.

Stripe allows an account 25 list calls a second, which the shop's own checkout uses too
(docs.stripe.com/rate-limits). Ours is a moving window of two seconds: no second ever holds more
than twice the average, which a bucket of that burst would not promise while it refills.
"""

from __future__ import annotations

import math
import random
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import BudgetError

WINDOW_SECONDS = 2
STORE_SECONDS = 0.3
LOOK_SECONDS = (0.04, 0.08)
# What one call costs while Stripe's own limiter asks us to slow down.
SLOWED = 2


class RateLimit:
    """rate: calls a second on average; shares: processes that part it when none joins them.

    url: of the Redis that joins them, or "". While that is away, this process has its share.
    """

    def __init__(self, store: Store, url: str, rate: int, shares: int) -> None:
        whole = rate * WINDOW_SECONDS
        self._store = store
        self._item = RateLimitItemPerSecond(whole, WINDOW_SECONDS)
        # One call must be possible even at twice its cost.
        self._own_item = RateLimitItemPerSecond(max(SLOWED, whole // shares), WINDOW_SECONDS)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(url)) if url else None

    def spend(
        self, account: str, max_wait: float, *, background: bool = False, slowed: bool = False
    ) -> None:
        """Count one call, at once or within `max_wait` seconds. Raises BudgetError.

        background: leave half of the window to people; slowed: count double.
        """
        end = time.monotonic() + max_wait
        while not self._hit(account, SLOWED if slowed else 1, background=background):
            if time.monotonic() >= end:
                seconds = math.ceil(self.seconds_to_next(account))
                raise BudgetError("the budget is spent", retry_after=max(1, seconds))
            time.sleep(random.uniform(*LOOK_SECONDS))  # noqa: S311

    def remaining(self, account: str) -> tuple[int, int]:
        """Calls left in this window, of how many."""
        limiter, item = self._present()
        try:
            return limiter.get_window_stats(item, account).remaining, item.amount
        except StorageError as error:
            self._store.note_failure(error.storage_error)
            return self._own.get_window_stats(self._own_item, account).remaining, item.amount

    def seconds_to_next(self, account: str) -> float:
        limiter, item = self._present()
        try:
            return max(0.0, limiter.get_window_stats(item, account).reset_time - time.time())
        except StorageError as error:
            self._store.note_failure(error.storage_error)
            return float(WINDOW_SECONDS)

    def _hit(self, account: str, cost: int, *, background: bool) -> bool:
        limiter, item = self._present()
        try:
            return _hit(limiter, item, account, cost, background=background)
        except StorageError as error:
            self._store.note_failure(error.storage_error)
            return _hit(self._own, self._own_item, account, cost, background=background)

    def _present(self) -> tuple[MovingWindowRateLimiter, RateLimitItem]:
        if self._shared and self._store.is_shared:
            return self._shared, self._item
        return self._own, self._own_item


def _hit(
    limiter: MovingWindowRateLimiter,
    item: RateLimitItem,
    account: str,
    cost: int,
    *,
    background: bool,
) -> bool:
    if background and limiter.get_window_stats(item, account).remaining <= item.amount // 2:
        return False
    return limiter.hit(item, account, cost=cost)


def _redis(url: str) -> RedisStorage:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Retries would multiply what a hanging server costs.
    return RedisStorage(
        url,
        key_prefix="budget",
        wrap_exceptions=True,
        socket_timeout=STORE_SECONDS,
        socket_connect_timeout=STORE_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
    )
