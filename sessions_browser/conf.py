"""The only reader of settings, turned into typed values.

Nothing else in the app imports `django.conf.settings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.signals import setting_changed

from sessions_browser.account import ACCOUNT_ID as ACCOUNT_ID
from sessions_browser.account import COLOURS as COLOURS
from sessions_browser.account import CONTEXT as CONTEXT
from sessions_browser.account import KEY as KEY
from sessions_browser.account import Account as Account
from sessions_browser.account import forget_all
from sessions_browser.account import is_loopback as is_loopback

# Threads that are never used for pages that wait for Stripe.
THREADS_FOR_CACHED_PAGES = 8
STRIPE_HOST = "api.stripe.com"
# Calls a second, unless a setting says another number.
USUAL_CALLS, SANDBOX_CALLS = 10, 5
# First parts of other addresses of the site, which are therefore no names for an account.
RESERVED_SLUGS = frozenset(
    ("accounts", "admin", "healthz", "metrics", "read-log", "static", "status", "webhooks")
)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,250}\Z")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that a call to Stripe may take.

    connect: until a connection stands.
    read: until the next bytes come.
    whole_call: waiting for a slot, both attempts, the pause between them, the last byte.
    retry_pause: between both attempts, drawn from this range.
    """

    connect: float = 3.0
    read: float = 8.0
    whole_call: float = 9.0
    retry_pause: tuple[float, float] = (0.25, 0.5)


TIMEOUTS = Timeouts()
# For how long a store that fails is left alone.
REST_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Conf:
    """Settings as values.

    fresh, settled, stale, keep: seconds; see `cache`.
    max_in_flight: calls to Stripe at once, of all processes together.
    calls_per_second: calls to Stripe for an account on average, of all processes together; 0 for
        the usual number, which `calls_a_second` tells.
    max_waiting: pages of this process that may wait for Stripe.
    shares: processes that divide both limits among them when they share no store.
    reads_per_month: of one account, in 30 days.
    facts_keep_days: for how long facts of sessions are kept, 0 for not at all.
    facts_reads: of the reads in 30 days, those that filling facts may take.
    timeouts, store_rest: of a call to Stripe and of the store; only tests set other ones.
    store_url: of the cache that processes share, or "" when each has its own.
    webhook_secrets: by slug of the account; without an entry its webhook is off.
    jobs_url: where the engine of the jobs keeps its records.
    jobs_in_web: whether processes that answer pages also work at jobs.
    jobs_keep_days: how long a job that has ended is shown.
    exports_dir: the folder with the files of exports. exports_keep_hours: until they are deleted.
    exports_most_rows: of one file.
    groups_let_in: by slug of the account, names of the groups whose people may enter it; without an
    entry everybody may.
    read_log_required: whether a page whose entry cannot be written is refused.
    read_log_keep_days: how long entries of the read log are kept.
    token_calls: requests a second that a token of a program may make on average.
    unmask_reason_pattern: what the reason for an unmasking has to hold, as a regular expression;
    "" for anything.
    """

    accounts: tuple[Account, ...]
    fresh: int
    settled: int
    stale: int
    keep: int
    max_in_flight: int
    calls_per_second: int
    max_waiting: int
    shares: int
    reads_per_month: int
    facts_keep_days: int
    facts_reads: int
    metrics: bool
    timeouts: Timeouts
    store_rest: float
    webhook_secrets: Mapping[str, str] = field(repr=False)
    store_url: str = field(repr=False)
    jobs_url: str = field(repr=False)
    jobs_in_web: bool
    jobs_keep_days: int
    exports_dir: str
    exports_keep_hours: int
    exports_most_rows: int
    groups_let_in: Mapping[str, frozenset[str]]
    read_log_required: bool
    read_log_keep_days: int
    unmask_reason_pattern: str
    token_calls: int

    @property
    def store_is_shared(self) -> bool:
        return bool(self.store_url)

    def account(self, slug: str) -> Account | None:
        return next((account for account in self.accounts if account.slug == slug), None)

    def calls_a_second(self, account: Account) -> int:
        """Stripe allows 100 in live mode, and 25 in all in a sandbox, of which test mode is one."""
        if self.calls_per_second:
            return self.calls_per_second
        is_small = account.mode != "live" and (account.sandbox or not account.is_fake)
        return SANDBOX_CALLS if is_small else USUAL_CALLS


@lru_cache(maxsize=1)
def get_conf() -> Conf:
    keys: dict[str, str] = dict(settings.STRIPE_ACCOUNTS)
    if not keys and settings.STRIPE_API_KEY:
        live = settings.STRIPE_API_KEY[3:8] == "live_"
        keys = {"live" if live else "test": settings.STRIPE_API_KEY}
    secrets: dict[str, str] = dict(settings.STRIPE_WEBHOOK_SECRETS)
    if len(keys) == 1 and settings.STRIPE_WEBHOOK_SECRET:
        secrets = dict.fromkeys(keys, settings.STRIPE_WEBHOOK_SECRET)
    return Conf(
        accounts=tuple(
            Account(
                slug,
                key,
                settings.STRIPE_API_BASE.rstrip("/"),
                settings.STRIPE_API_VERSION,
                **settings.STRIPE_ACCOUNT_OPTIONS.get(slug, {}),
            )
            for slug, key in keys.items()
        ),
        fresh=settings.CACHE_FRESH_SECONDS,
        settled=max(settings.CACHE_FRESH_SECONDS, settings.CACHE_SETTLED_SECONDS),
        stale=settings.CACHE_STALE_SECONDS,
        keep=settings.CACHE_KEEP_SECONDS,
        max_in_flight=settings.UPSTREAM_MAX_IN_FLIGHT,
        max_waiting=max(1, settings.WEB_THREADS - THREADS_FOR_CACHED_PAGES),
        calls_per_second=settings.UPSTREAM_CALLS_PER_SECOND,
        shares=settings.UPSTREAM_SHARES,
        reads_per_month=settings.STRIPE_READS_PER_MONTH,
        facts_keep_days=settings.FACTS_KEEP_DAYS,
        facts_reads=settings.STRIPE_READS_PER_MONTH * settings.FACTS_READS_SHARE // 100,
        metrics=settings.METRICS,
        timeouts=getattr(settings, "UPSTREAM_TIMEOUTS", TIMEOUTS),
        store_rest=getattr(settings, "STORE_REST_SECONDS", REST_SECONDS),
        store_url=_store_url(settings.CACHES["default"]),
        webhook_secrets={slug: secret for slug, secret in secrets.items() if secret},
        jobs_url=settings.JOBS_URL,
        jobs_in_web=settings.JOBS_IN_WEB,
        jobs_keep_days=settings.JOBS_KEEP_DAYS,
        exports_dir=settings.EXPORTS_DIR,
        exports_keep_hours=settings.EXPORTS_KEEP_HOURS,
        exports_most_rows=settings.EXPORTS_MOST_ROWS,
        groups_let_in={
            slug: frozenset(names)
            for slug, names in settings.STRIPE_ACCOUNT_GROUPS.items()
            if names
        },
        read_log_required=settings.READ_LOG_REQUIRED,
        read_log_keep_days=settings.READ_LOG_KEEP_DAYS,
        unmask_reason_pattern=settings.UNMASK_REASON_PATTERN,
        token_calls=settings.TOKEN_CALLS_PER_SECOND,
    )


def _store_url(cache: Mapping[str, Any]) -> str:
    in_process = cache["BACKEND"].endswith(("LocMemCache", "DummyCache"))
    return "" if in_process else str(cache["LOCATION"])


def has_key_of_no_account() -> bool:
    """Whether STRIPE_API_KEY is set beside STRIPE_ACCOUNTS, whose keys have names of their own."""
    return bool(settings.STRIPE_ACCOUNTS and settings.STRIPE_API_KEY)


def has_webhook_secret_of_no_account() -> bool:
    """Whether STRIPE_WEBHOOK_SECRET is set while there is not exactly one account."""
    return bool(settings.STRIPE_WEBHOOK_SECRET) and len(get_conf().accounts) != 1


def signing_keys() -> tuple[str, ...]:
    """SECRET_KEY, and those before it that still hold. Raises ImproperlyConfigured without one."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def full_live_key_allowed() -> bool:
    return bool(settings.STRIPE_ALLOW_FULL_LIVE_KEY)


def organization_key_allowed() -> bool:
    return bool(settings.STRIPE_ALLOW_ORGANIZATION_KEY)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def default_zone(account: Account | None = None) -> ZoneInfo:
    """Of viewers whose browser tells none."""
    named = account.zone if account else ""
    return ZoneInfo(named if named in zone_names() else settings.TIME_ZONE)


def _forget(**_: Any) -> None:
    get_conf.cache_clear()
    forget_all()


# Tests override settings; a running site never does.
setting_changed.connect(_forget, dispatch_uid="sessions_browser.conf")


def address_like_prefix() -> str:
    """What URL_PREFIX begins with, where an address of the site begins so too; else ""."""
    first: str = settings.URL_PREFIX.split("/")[1] if settings.URL_PREFIX else ""
    own = RESERVED_SLUGS.union(account.slug for account in get_conf().accounts)
    return first if first in own else ""
