"""How often all processes together may ask Stripe, so that the shop keeps its share.

Stripe allows an account 25 list calls a second, which the shop's own checkout uses too
(docs.stripe.com/rate-limits). Ours is a moving window of two seconds: no second ever holds more
than twice the average, which a bucket of that burst would not promise while it refills. In Redis
it is Redis's clock that counts, since those of two machines can be half a minute apart.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import BudgetError

WINDOW_SECONDS = 2
STORE_SECONDS = 0.3
# Cost of one call while Stripe's own limiter asks us to slow down.
SLOWED = 2
REFUSED_SECONDS = 10.0
# Windows beside that of all calls.
PEOPLE, BULK = "people", "bulk"
logger = logging.getLogger(__name__)
T = TypeVar("T")


class RateLimit:
    """A budget of calls in a moving window, of all processes or of this one.

    While Redis is away, or refuses the scripts that count there, this process has only its share.

    url: of the Redis that the processes share, or "".
    rate: calls a second on average.
    shares: processes that divide the rate when they share no Redis.
    window: whole seconds.
    rest: seconds for which a Redis that refuses the scripts is not asked again.
    """

    def __init__(
        self,
        store: Store,
        url: str,
        rate: int,
        shares: int,
        *,
        window: int = WINDOW_SECONDS,
        rest: float = REFUSED_SECONDS,
    ) -> None:
        whole = rate * window
        self._store = store
        self._item = RateLimitItemPerSecond(whole, window)
        # One call must be possible even at twice its cost.
        self._own_item = RateLimitItemPerSecond(max(SLOWED, whole // shares), window)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(url)) if url else None
        self._rest = rest
        self._refused_until = 0.0

    @property
    def is_shared(self) -> bool:
        """Whether all processes count in one window now, as far as is known."""
        if self._shared is None or time.monotonic() < self._refused_until:
            return False
        return self._store.is_shared

    def spend(
        self, account: str, *, background: bool = False, bulk: bool = False, slowed: bool = False
    ) -> None:
        """Count one call, now or never. Raises BudgetError.

        background: leave half of the window to people.
        bulk: background that leaves them a twentieth, and more as soon as they make calls.
        slowed: count double.
        """
        cost = SLOWED if slowed else 1

        def hit(limiter: MovingWindowRateLimiter, item: RateLimitItem) -> bool:
            if background and not _has_share(limiter, item, account, cost, bulk=bulk):
                return False
            made = limiter.hit(item, account, cost=cost)
            if made and not background:
                limiter.hit(item, PEOPLE, account)
            return made

        if not self._count(hit):
            seconds = math.ceil(self.seconds_to_next(account))
            raise BudgetError("the budget is spent", retry_after=max(1, seconds))

    def remaining(self, account: str) -> tuple[int, int]:
        """Calls left in this window, of how many."""
        return self._count(lambda limiter, item: (_left(limiter, item, account), item.amount))

    def bulk_room(self, account: str) -> int:
        """Calls that bulk may make in this window."""
        return self._count(
            lambda limiter, item: _left(limiter, item, account) - _kept(limiter, item, account)
        )

    def seconds_to_next(self, account: str) -> float:
        def seconds(limiter: MovingWindowRateLimiter, item: RateLimitItem) -> float:
            return limiter.get_window_stats(item, account).reset_time - time.time()

        return max(0.0, self._count(seconds))

    def _count(self, work: Callable[[MovingWindowRateLimiter, RateLimitItem], T]) -> T:
        """Apply `work` to the shared window, or to this process's own while that is away."""
        if self._shared is not None and self.is_shared:
            try:
                return work(self._shared, self._item)
            except StorageError as error:
                self._note_failure(error.storage_error)
        return work(self._own, self._own_item)

    def _note_failure(self, error: Exception) -> None:
        from redis.exceptions import NoPermissionError, NoScriptError, ResponseError

        if type(error) not in (NoPermissionError, NoScriptError, ResponseError):
            self._store.note_failure(error)
            return
        # The scripts of `limits` need rights that the store does not need: Redis may be well.
        self._refused_until = time.monotonic() + self._rest
        logger.warning("Redis refuses the scripts of the rate limit: each process counts alone")


class _ByItsOwnClock(RedisStorage):
    """Redis, with its clock in place of the one of this machine."""

    # Its first argument is the present moment.
    SCRIPT_ACQUIRE_MOVING_WINDOW = (
        b"local now = redis.call('TIME'); ARGV[1] = now[1] + now[2] / 1000000\n"
        + RedisStorage.SCRIPT_ACQUIRE_MOVING_WINDOW
    )

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        seconds, microseconds = self.storage.time()
        now = seconds + microseconds / 1e6
        window = self.lua_moving_window([self.prefixed_key(key)], [now - expiry, limit])
        began, count = (float(window[0]), int(window[1])) if window else (now, 0)
        # As this machine's clock has it, with which it is compared.
        return began - now + time.time(), count


def _has_share(
    limiter: MovingWindowRateLimiter,
    item: RateLimitItem,
    account: str,
    cost: int,
    *,
    bulk: bool,
) -> bool:
    """Whether the background may make a call, which is counted in a window of its own as well.

    Of several that look at once each sees the same room: only a count can refuse all but one.
    """
    least = _least_kept(item) if bulk else item.amount // 2
    share = RateLimitItemPerSecond(max(SLOWED, item.amount - least), item.multiples)
    kept = _kept(limiter, item, account) if bulk else least
    if _left(limiter, item, account) <= kept:
        return False
    return limiter.hit(share, BULK if bulk else "background", account, cost=cost)


def _kept(limiter: MovingWindowRateLimiter, item: RateLimitItem, account: str) -> int:
    """What bulk leaves to people: a twentieth and twice what they just used, at most a half."""
    used = item.amount - limiter.get_window_stats(item, PEOPLE, account).remaining
    return min(item.amount // 2, _least_kept(item) + 2 * used)


def _least_kept(item: RateLimitItem) -> int:
    return max(1, item.amount // 20)


def _left(limiter: MovingWindowRateLimiter, item: RateLimitItem, account: str) -> int:
    return limiter.get_window_stats(item, account).remaining


def _redis(url: str) -> RedisStorage:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Retries would multiply what a hanging server costs.
    return _ByItsOwnClock(
        url,
        key_prefix="budget",
        wrap_exceptions=True,
        socket_timeout=STORE_SECONDS,
        socket_connect_timeout=STORE_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
    )
