"""Build client and cache once for each process and account; changed settings build them anew."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import DatabaseError, close_old_connections

from sessions_browser.cache.account_data import AccountData, build_account_data
from sessions_browser.cache.background import Background
from sessions_browser.cache.deliveries import Deliveries
from sessions_browser.cache.failure_notes import FailureNotes
from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account, get_conf
from sessions_browser.exports.sources import ExportCalls
from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.feed import Feed
from sessions_browser.facts.source import Source
from sessions_browser.facts.under_way import UnderWay
from sessions_browser.models import CheckedKey
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api import known_keys
from sessions_browser.stripe_api.admission import Admission, ConcurrencyLimit
from sessions_browser.stripe_api.circuit_breaker import CircuitBreaker
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import AllowanceError, NotAskedError, UpstreamError
from sessions_browser.stripe_api.key_check import KeyReport, check_key
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota

# In seconds; what a program has not used of it, it may use at once.
TOKEN_WINDOW = 60
logger = logging.getLogger(__name__)
# Calls of exports at once: more than Stripe's answers take at the usual budget.
MOST_PARALLEL = 12


@lru_cache(maxsize=32)
def account_data(account: Account) -> AccountData:
    """All that is read of one account."""
    conf, single_flight, client = get_conf(), _single_flight(account), _client(account)
    freshness, background = Freshness(conf.fresh, conf.stale, conf.keep), Background(single_flight)
    return build_account_data(
        account,
        client,
        get_store(),
        single_flight,
        background,
        freshness,
        conf.settled,
        partial(_list_answered, account),
        partial(get_feed().offer_event, account.slug),
    )


def _list_answered(
    account: Account, query: ListQuery, answer: dict[str, Any], asked_at: float
) -> None:
    get_feed().offer_list(account.slug, query, answer, asked_at)
    if account.slug in get_conf().webhook_secrets:
        deliveries(account).listed(answer["data"])


def deliveries(account: Account) -> Deliveries:
    """Which events come to the account's webhook."""
    return Deliveries(get_store(), account.slug)


@lru_cache(maxsize=32)
def _client(account: Account) -> CheckoutSessionsClient:
    conf = get_conf()
    return CheckoutSessionsClient(
        account, get_admission(account), pool_size=conf.max_in_flight, timeouts=conf.timeouts
    )


def fact_store(slug: str) -> FactStore:
    return FactStore(slug, get_conf().facts_keep_days)


@lru_cache(maxsize=1)
def get_feed() -> Feed:
    """What remembers the sessions that people and webhooks bring."""
    return Feed(fact_store)


def keep_rows(slug: str, rows: Sequence[SessionRow]) -> None:
    """Of sessions that a scan has found, for whoever looks at it."""
    values = {_row_key(slug, row.id): row.to_json() for row in rows if row.id}
    get_store().set_many(values, get_conf().stale)


def kept_rows(slug: str, ids: Sequence[str]) -> dict[str, SessionRow]:
    """Those that are still kept."""
    names = {_row_key(slug, one): one for one in ids}
    found = get_store().get_many(names)
    return {names[key]: SessionRow.from_json(values) for key, values in found.items()}


def _row_key(slug: str, session_id: str) -> str:
    return f"scan-row:{digest([slug, session_id])}"


def fact_source(slug: str) -> Source:
    """Raises LookupError for an account that the settings do not name any more."""
    return _source(_account(slug))


def export_calls(slug: str) -> ExportCalls:
    """Raises LookupError for an account that the settings do not name any more."""
    return _export_calls(_account(slug))


def _account(slug: str) -> Account:
    account = get_conf().account(slug)
    if account is None:
        raise LookupError("there is no such account")
    return account


@lru_cache(maxsize=32)
def _export_calls(account: Account) -> ExportCalls:
    conf, client = get_conf(), _client(account)
    admission = get_admission(account)
    limit, name = admission.rate_limit, admission.account
    # Half of the slots are for people.
    parallel = max(1, min(MOST_PARALLEL, conf.max_in_flight // conf.shares // 2))
    return ExportCalls(
        ask=partial(client.list, max_wait=0.0, bulk=True),
        retrieve=partial(client.retrieve, max_wait=0.0, bulk=True),
        line_items=partial(client.line_items, max_wait=0.0, bulk=True),
        room=partial(limit.bulk_room, name),
        seconds_to_next=partial(limit.seconds_to_next, name),
        parallel=parallel,
        under_way=UnderWay(parallel),
    )


@lru_cache(maxsize=32)
def _source(account: Account) -> Source:
    conf, admission, client = get_conf(), get_admission(account), _client(account)
    reads = f"{account.slug}:facts"

    def ask(query: ListQuery) -> dict[str, Any]:
        if get_read_quota().in_30_days(reads) >= conf.facts_reads:
            raise AllowanceError("the share of the month's reads is used up")
        try:
            answer = client.list(query, max_wait=0.0)
        except UpstreamError as error:
            if not isinstance(error, NotAskedError):
                get_read_quota().count(reads)
            raise
        get_read_quota().count(reads)
        return answer

    def room() -> int:
        left, of = admission.rate_limit.remaining(admission.account)
        return left - of // 2

    def seconds_to_next() -> float:
        return admission.rate_limit.seconds_to_next(admission.account)

    # Half of the slots are for people.
    parallel = max(1, min(4, conf.max_in_flight // conf.shares // 2))
    return Source(fact_store(account.slug), ask, room, seconds_to_next, parallel)


@lru_cache(maxsize=32)
def get_admission(account: Account) -> Admission:
    """What decides whether a call for the account may be made."""
    conf, name, store = get_conf(), account.slug, get_store()
    return Admission(
        name,
        store,
        _concurrency_limit(),
        get_rate_limit(conf.calls_a_second(account)),
        get_read_quota(),
        CircuitBreaker(store, name),
        allowance=conf.reads_per_month,
    )


@lru_cache(maxsize=1)
def get_read_quota() -> ReadQuota:
    return ReadQuota()


@lru_cache(maxsize=4)
def get_rate_limit(calls_a_second: int) -> RateLimit:
    """All accounts with this budget count in it, each for itself."""
    conf = get_conf()
    return RateLimit(get_store(), conf.store_url, calls_a_second, conf.shares)


@lru_cache(maxsize=1)
def get_token_limit() -> RateLimit:
    """How often programs may ask, each token for itself."""
    conf = get_conf()
    return RateLimit(
        get_store(), conf.store_url, conf.token_calls, conf.shares, window=TOKEN_WINDOW
    )


@lru_cache(maxsize=1)
def get_store() -> Store:
    # `cache` is Django's proxy: each thread gets its own connection to the store.
    conf = get_conf()
    return Store(cache, is_shared=conf.store_is_shared, rest=conf.store_rest)


def check_account_key(account: Account) -> KeyReport:
    """Ask Stripe what the key is and may, and keep it. Raises UpstreamError, OtherAccountError."""
    report = check_key(_client(account))
    known_keys.record(account, report)
    return report


def what_is_known_of(account: Account) -> CheckedKey | None:
    """What the last check of its key found. Raises DatabaseError."""
    return known_keys.of(account)


def recall_keys() -> None:
    """What earlier checks found, for this process; a database that is away is no reason to fail."""
    try:
        known_keys.recall(get_conf().accounts)
    except DatabaseError as error:
        logger.warning("what is known of the keys cannot be read: %s", type(error).__name__)
    finally:
        close_old_connections()


@lru_cache(maxsize=32)
def _single_flight(account: Account) -> SingleFlight:
    """With the account's part of the threads of this process that may wait for Stripe."""
    conf = get_conf()
    places = max(1, conf.max_waiting // len(conf.accounts))
    return SingleFlight(
        get_store(),
        places=places,
        notes=FailureNotes(get_store(), key=account.fingerprint),
        whole_call=conf.timeouts.whole_call,
    )


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


def reset(**_: Any) -> None:
    """Start anew, with the present settings."""
    account_data.cache_clear()
    _client.cache_clear()
    _source.cache_clear()
    _export_calls.cache_clear()
    get_feed.cache_clear()
    get_admission.cache_clear()
    get_read_quota.cache_clear()
    get_rate_limit.cache_clear()
    get_token_limit.cache_clear()
    _single_flight.cache_clear()
    get_store.cache_clear()
    _concurrency_limit.cache_clear()


setting_changed.connect(reset, dispatch_uid="sessions_browser.services")
