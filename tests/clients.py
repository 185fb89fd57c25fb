"""Build a client of Stripe, and the parts that it needs, as small as a test wants them."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.conf import Account, Timeouts
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.admission import Admission, ConcurrencyLimit
from sessions_browser.stripe_api.circuit_breaker import LIMITS, BreakerLimits, CircuitBreaker
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota

KEY = "rk_test_MARKEDKEY0123456789"
VERSION = "2026-11-18.endive"
# The bounds of production, with hardly a pause before the second attempt.
PATIENT = Timeouts(retry_pause=(0.0, 0.01))
# The same bounds, in less time.
IMPATIENT = Timeouts(connect=0.3, read=0.4, whole_call=0.6, retry_pause=(0.0, 0.01))


def new_store(*, is_shared: bool = False, rest: float = 4.0) -> Store:
    """With nothing in it; a test may say that other processes share it."""
    return Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=is_shared, rest=rest)


def stored_values(store: Store) -> dict[str, Any]:
    """What the store of a test holds: pickled values by key."""
    cache = vars(store._cache)
    # What goes on in the background may write beside this.
    with cache["_lock"]:
        held = dict[str, Any](cache["_cache"])
    return {name.split(":", 2)[2]: value for name, value in held.items()}


def admission_of(
    limit: ConcurrencyLimit | None = None,
    store: Store | None = None,
    *,
    rate: int = 1000,
    rate_limit: RateLimit | None = None,
    read_quota: ReadQuota | None = None,
    breaker: BreakerLimits = LIMITS,
    allowance: int = 10_000,
    account: str = "demo",
) -> Admission:
    """With a rate limit that no test spends, unless it means to."""
    store = store or new_store()
    return Admission(
        account,
        store,
        limit or ConcurrencyLimit(2, 2),
        rate_limit or RateLimit(store, "", rate, 1),
        read_quota or ReadQuota(),
        CircuitBreaker(store, "demo", breaker),
        allowance=allowance,
    )


def client_of(
    address: str,
    limit: ConcurrencyLimit | None = None,
    admission: Admission | None = None,
    key: str = KEY,
    timeouts: Timeouts = PATIENT,
) -> CheckoutSessionsClient:
    account = Account("demo", key, address, VERSION)
    return CheckoutSessionsClient(account, admission or admission_of(limit), 2, timeouts)
