"""The only reader of settings, turned into typed values.

Nothing else in the app imports `django.conf.settings`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.signals import setting_changed

# Threads that are never used for pages that wait for Stripe.
THREADS_FOR_CACHED_PAGES = 8
STRIPE_HOST = "api.stripe.com"
# First parts of other addresses of the site, which are therefore no names for an account.
RESERVED_SLUGS = frozenset(
    ("accounts", "admin", "healthz", "metrics", "static", "status", "webhooks")
)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,250}\Z")
KEY = re.compile(r"(?P<kind>rk|sk|pk)_(?P<mode>test|live)_[A-Za-z0-9_]{1,250}\Z")

Mode = Literal["live", "test", "demo"]


@dataclass(frozen=True, slots=True)
class Account:
    """One Stripe account in one mode, and how to reach it."""

    slug: str
    api_key: str = field(repr=False)
    api_base: str
    api_version: str

    @property
    def name(self) -> str:
        return self.slug.replace("-", " ").capitalize()

    @property
    def livemode(self) -> bool:
        return self.api_key[3:8] == "live_"

    @property
    def key_mode(self) -> Literal["live", "test"]:
        """Which of Stripe's two modes the key reads."""
        return "live" if self.livemode else "test"

    @property
    def mode(self) -> Mode:
        return "demo" if is_loopback(self.api_base) else self.key_mode

    @property
    def is_fake(self) -> bool:
        """Whether something on this machine answers in Stripe's place."""
        return self.mode == "demo"

    @property
    def fingerprint(self) -> str:
        """Tells keys apart in cache keys without giving any of the key away."""
        return hashlib.blake2b(self.api_key.encode(), digest_size=8).hexdigest()


def is_loopback(address: str) -> bool:
    """Whether an address of an API leads to this machine, by name or number."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


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
    calls_per_second: calls to Stripe on average, of all processes together.
    max_waiting: pages of this process that may wait for Stripe.
    shares: processes that divide both limits among them when they share no store.
    reads_per_month: of one account, in 30 days.
    timeouts, store_rest: of a call to Stripe and of the store; only tests set other ones.
    store_url: of the cache that processes share, or "" when each has its own.
    webhook_secrets: by slug of the account; without an entry its webhook is off.
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
    metrics: bool
    timeouts: Timeouts
    store_rest: float
    webhook_secrets: Mapping[str, str] = field(repr=False)
    store_url: str = field(repr=False)

    @property
    def store_is_shared(self) -> bool:
        return bool(self.store_url)

    def account(self, slug: str) -> Account | None:
        return next((account for account in self.accounts if account.slug == slug), None)


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
            Account(slug, key, settings.STRIPE_API_BASE.rstrip("/"), settings.STRIPE_API_VERSION)
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
        metrics=settings.METRICS,
        timeouts=getattr(settings, "UPSTREAM_TIMEOUTS", TIMEOUTS),
        store_rest=getattr(settings, "STORE_REST_SECONDS", REST_SECONDS),
        store_url=_store_url(settings.CACHES["default"]),
        webhook_secrets={slug: secret for slug, secret in secrets.items() if secret},
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


def full_live_key_allowed() -> bool:
    return bool(settings.STRIPE_ALLOW_FULL_LIVE_KEY)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def default_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _forget(**_: Any) -> None:
    get_conf.cache_clear()


# Tests override settings; a running site never does.
setting_changed.connect(_forget, dispatch_uid="sessions_browser.conf")


def address_like_prefix() -> str:
    """What URL_PREFIX begins with, where an address of the site begins so too; else ""."""
    first: str = settings.URL_PREFIX.split("/")[1] if settings.URL_PREFIX else ""
    own = RESERVED_SLUGS.union(account.slug for account in get_conf().accounts)
    return first if first in own else ""
