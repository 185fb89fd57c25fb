"""The state of the dashboard itself: a page for staff, and the same figures for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import TypedDict

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from sessions_browser import __version__
from sessions_browser.conf import Account, get_conf
from sessions_browser.presentation.times import Clock, Moment, age
from sessions_browser.services import get_admission, get_rate_limit, get_read_quota, get_store
from sessions_browser.shared_state import machine_counters, process_registry
from sessions_browser.shared_state.process_registry import Totals
from sessions_browser.shared_state.store_health import StoreHealth
from sessions_browser.views.request import clock_of, is_lead

CACHE_STATES = (
    ("fresh", "fresh: shown at once"),
    ("stale", "stale: shown at once, renewed behind the page"),
    ("miss", "miss: waited for Stripe"),
    ("old", "old: shown because Stripe failed"),
)
# By class of its last failure, while Redis is left alone: in short, and what can be done.
REDIS_TROUBLES = {
    "OutOfMemoryError": ("Redis is full", "Let it drop old keys: maxmemory-policy allkeys-lru."),
    "ReadOnlyError": ("Redis is read-only", "It is a replica: name the primary in CACHE_URL."),
    "NoPermissionError": ("Redis refuses commands", "Its user lacks the rights to use the cache."),
    "ResponseError": ("Redis refuses commands", "Its own log says why."),
    "TimeoutError": ("Redis is slow", "It takes longer than 0.3 s to answer."),
    "BusyLoadingError": ("Redis is loading", "It comes back by itself."),
    "AuthenticationError": ("Redis refuses the sign-in", "Look at the password in CACHE_URL."),
}
REDIS_IS_AWAY = ("Redis is away", "It cannot be reached, or hangs up.")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Upstream:
    """What one account may still ask of Stripe.

    left, of: calls that are left in the present window, and all of them.
    reads, allowance: calls of the last 30 days, and how many Stripe allows in them.
    """

    account: Account
    left: int
    of: int
    breaker: str
    reads: int
    allowance: int


@dataclass(frozen=True, slots=True)
class Failure:
    at: Moment
    account: str
    call: str
    kind: str
    request_id: str


class StatusContext(TypedDict):
    """What `status.html` shows.

    time_zones: the release of their rules.
    processes: name and age of each.
    store_trouble: in short, and what can be done, while processes cannot share the store.
    pages: words, count and share in percent of each state of the cache.
    p50, p95: milliseconds.
    """

    version: str
    time_zones: str
    now: Moment
    processes: list[tuple[str, str]]
    store: StoreHealth
    store_failed: Moment | None
    store_trouble: tuple[str, str] | None
    budget_is_shared: bool
    pages: list[tuple[str, int, int]]
    totals: Totals
    calls_a_minute: str
    p50: int
    p95: int
    upstreams: list[Upstream]
    failures: list[Failure]


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    if not is_lead(request):
        raise PermissionDenied
    return render(request, "sessions_browser/status.html", _context(clock_of(request)))


def _context(clock: Clock) -> StatusContext:
    totals, health = process_registry.totals(get_store()), get_store().health()
    upstreams = list(_upstreams())
    return {
        "version": __version__,
        "time_zones": metadata.version("tzdata"),
        "now": clock.moment(clock.now),
        "processes": [
            (name, age(clock.now - snapshot["started_at"]))
            for name, snapshot in totals.processes.items()
        ],
        "store": health,
        "store_failed": clock.moment(health.last_failed) if health.last_failed else None,
        "store_trouble": _trouble(health),
        # Known once the rate limit has been asked.
        "budget_is_shared": get_rate_limit().is_shared,
        "pages": _cache_shares(totals.pages),
        "totals": totals,
        "calls_a_minute": f"{totals.calls_a_minute:.1f}",
        "p50": totals.percentile(0.5),
        "p95": totals.percentile(0.95),
        "upstreams": upstreams,
        "failures": [
            Failure(clock.moment(at), account, call, kind, request_id or "")
            for at, account, call, kind, request_id in totals.errors
        ],
    }


def _trouble(health: StoreHealth) -> tuple[str, str] | None:
    if health.is_shared or not get_conf().store_is_shared:
        return None
    return REDIS_TROUBLES.get(health.last_error, REDIS_IS_AWAY)


def _cache_shares(pages: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """pages: how many answers were found in each state of the cache."""
    counts = [(words, pages.get(state, 0)) for state, words in CACHE_STATES]
    total = max(1, sum(pages.values()))
    return [(words, count, round(100 * count / total)) for words, count in counts]


@login_not_required
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """In Prometheus' text format; switched on by a setting, and without a sign-in."""
    if not get_conf().metrics:
        raise Http404
    gauges = CollectorRegistry(auto_describe=False)
    gauges.register(_Gauges())
    text = machine_counters.as_text() + generate_latest(gauges)
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _upstreams() -> Iterator[Upstream]:
    for account in get_conf().accounts:
        admission = get_admission(account)
        left, of = admission.rate_limit.remaining(admission.account)
        reads = get_read_quota().in_30_days(admission.reads_of)
        yield Upstream(
            account, left, of, admission.circuit_breaker.state(), reads, admission.allowance
        )


class _Gauges:
    """What holds now. Budget, breaker and reads are those of all machines, as each knows them."""

    def collect(self) -> Iterator[Metric]:
        shared = GaugeMetricFamily("checkout_sessions_store_shared", "Whether processes share it")
        shared.add_metric([], float(get_store().is_shared))
        yield shared
        yield from _upstream_metrics()


def _upstream_metrics() -> Iterator[Metric]:
    names = ("budget_left", "budget", "breaker_closed", "reads_30_days", "reads_allowance")
    families = {
        name: GaugeMetricFamily(f"checkout_sessions_{name}", name, labels=["account"])
        for name in names
    }
    for one in _upstreams():
        closed = float(one.breaker == "closed")
        values = (one.left, one.of, closed, one.reads, one.allowance)
        for name, value in zip(names, values, strict=True):
            families[name].add_metric([one.account.slug], value)
    yield from families.values()
