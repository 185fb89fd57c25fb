"""Build client and cache once for each process and account; changed settings build them anew."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.core.signals import setting_changed

from sessions_browser.cache.account_data import AccountData, build_account_data
from sessions_browser.cache.background import Background
from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account, get_conf
from sessions_browser.shared_state import process_registry
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.admission import Admission, ConcurrencyLimit
from sessions_browser.stripe_api.circuit_breaker import CircuitBreaker
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota


@lru_cache(maxsize=32)
def account_data(account: Account) -> AccountData:
    """All that is read of one account."""
    conf, single_flight = get_conf(), _single_flight(account)
    client = CheckoutSessionsClient(
        account, get_admission(account), pool_size=conf.max_in_flight, timeouts=conf.timeouts
    )
    freshness, background = Freshness(conf.fresh, conf.stale, conf.keep), Background(single_flight)
    return build_account_data(
        account, client, get_store(), single_flight, background, freshness, conf.settled
    )


@lru_cache(maxsize=32)
def get_admission(account: Account) -> Admission:
    """What decides whether a call for the account may be made."""
    name, store = f"{account.slug}:{account.fingerprint}", get_store()
    return Admission(
        name,
        store,
        _concurrency_limit(),
        get_rate_limit(),
        get_read_quota(),
        CircuitBreaker(store, name),
        allowance=get_conf().reads_per_month,
    )


@lru_cache(maxsize=1)
def get_read_quota() -> ReadQuota:
    return ReadQuota()


@lru_cache(maxsize=1)
def get_rate_limit() -> RateLimit:
    conf = get_conf()
    return RateLimit(get_store(), conf.store_url, conf.calls_per_second, conf.shares)


@lru_cache(maxsize=1)
def get_store() -> Store:
    # `cache` is Django's proxy: each thread gets its own connection to the store.
    conf = get_conf()
    return Store(cache, is_shared=conf.store_is_shared, rest=conf.store_rest)


@lru_cache(maxsize=32)
def _single_flight(_account: Account) -> SingleFlight:
    """With the account's part of the threads of this process that may wait for Stripe."""
    conf = get_conf()
    places = max(1, conf.max_waiting // len(conf.accounts))
    return SingleFlight(get_store(), places=places, whole_call=conf.timeouts.whole_call)


@lru_cache(maxsize=1)
def _concurrency_limit() -> ConcurrencyLimit:
    """Of this process: all accounts share the calls that may be under way."""
    conf = get_conf()
    return ConcurrencyLimit(
        max(1, conf.max_in_flight // conf.shares),
        waiting=max(0, conf.max_waiting - conf.max_in_flight),
    )


def wait_for_background() -> None:
    """For tests: return when nothing is read in the background any more."""
    for account in get_conf().accounts:
        _single_flight(account).wait_for_all()


def build() -> None:
    """All that requests need; called once in each process, before the first of them.

    Of several that come at once each would build its own, and one that finds Redis' library half
    imported by another fails.
    """
    for account in get_conf().accounts:
        account_data(account)


def start_background_threads() -> None:
    """Start what a server does in the background all its life; called once in each process."""
    get_read_quota().keep_written()
    process_registry.publish_for_ever(get_store())


def reset(**_: Any) -> None:
    """Start anew, with the present settings."""
    account_data.cache_clear()
    get_admission.cache_clear()
    get_read_quota.cache_clear()
    get_rate_limit.cache_clear()
    _single_flight.cache_clear()
    get_store.cache_clear()
    _concurrency_limit.cache_clear()


setting_changed.connect(reset, dispatch_uid="sessions_browser.services")
