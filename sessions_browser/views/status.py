"""The state of the dashboard itself: a page for staff, and the same figures for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import TypedDict

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from sessions_browser import __version__
from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.formats import grouped
from sessions_browser.overview import filling
from sessions_browser.overview.reading import trouble_words
from sessions_browser.presentation.job_words import DISK, reason_words
from sessions_browser.presentation.status_words import (
    CACHE_STATES,
    UNCHECKED,
    breaker_words,
    call_words,
    counts_words,
    failure_words,
    redis_trouble,
    rights_words,
)
from sessions_browser.presentation.times import Clock, Moment, duration
from sessions_browser.read_log import words as read_log_words
from sessions_browser.read_log.recorder import recorder
from sessions_browser.services import (
    get_admission,
    get_feed,
    get_read_quota,
    get_store,
    what_is_known_of,
)
from sessions_browser.shared_state import machine_counters, process_registry
from sessions_browser.shared_state.process_registry import Totals
from sessions_browser.shared_state.store_health import StoreHealth
from sessions_browser.stripe_api.errors import NotFoundError
from sessions_browser.views.read_log import lost_lately
from sessions_browser.views.request import clock_of
from sessions_browser.views.webhook_rows import WebhookRow, webhook_row

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Upstream:
    """What one account may still ask of Stripe.

    left, of: calls that are left in the present window, and all of them.
    breaker: "closed", "probing" or "open".
    reads, allowance: calls of the last 30 days, and how many Stripe allows in them.
    """

    account: Account
    left: int
    of: int
    breaker: str
    reads: int
    allowance: int


@dataclass(frozen=True, slots=True)
class UpstreamRow:
    """The same in words."""

    account: str
    breaker: str
    budget: str
    reads: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What is known of the key of an account, in words. stripe_id: `acct_…`, or ""."""

    account: Account
    stripe_id: str
    rights: str
    checked: Moment | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that failed, in words."""

    at: Moment
    account: str
    call: str
    words: str
    request_id: str


class StatusContext(TypedDict):
    """What `status.html` shows.

    time_zones: the release of their rules.
    processes: name and age of each.
    store_trouble: in short, and what can be done, while processes cannot share the store.
    facts_troubles: why sessions cannot be remembered, in words.
    read_log_trouble: that looks were not recorded, in sentences.
    pages: words, count and share of each state of the cache.
    outcomes, background, responses: counts in words, or "".
    """

    version: str
    time_zones: str
    now: Moment
    processes: list[tuple[str, str]]
    store: StoreHealth
    store_failed: Moment | None
    store_trouble: tuple[str, str] | None
    budget_is_shared: bool
    facts_troubles: list[str]
    read_log_trouble: list[str]
    pages: list[tuple[str, str, str]]
    calls: str
    outcomes: str
    background: str
    responses: str
    upstreams: list[UpstreamRow]
    keys: list[KeyRow]
    webhooks: list[WebhookRow]
    failures: list[Failure]


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "sessions_browser/status.html", _context(clock_of(request)))


def _context(clock: Clock) -> StatusContext:
    totals, health = process_registry.totals(get_store()), get_store().health()
    upstreams = [_row(one) for one in _upstreams()]
    return {
        "version": __version__,
        "time_zones": metadata.version("tzdata"),
        "now": clock.moment(clock.now),
        "processes": [
            (name, duration(clock.now - snapshot["started_at"]))
            for name, snapshot in totals.processes.items()
        ],
        "store": health,
        "store_failed": clock.moment(health.last_failed) if health.last_failed else None,
        "store_trouble": _trouble(health),
        # Known once the rate limit has been asked.
        "budget_is_shared": all(
            get_admission(account).rate_limit.is_shared for account in get_conf().accounts
        ),
        "facts_troubles": list(_facts_troubles(clock)),
        "read_log_trouble": read_log_words.trouble_words(recorder.trouble, lost_lately()),
        "pages": _cache_shares(totals.pages),
        "calls": _calls_words(totals),
        "outcomes": counts_words(totals.outcomes),
        "background": counts_words(totals.background),
        "responses": counts_words(totals.responses),
        "upstreams": upstreams,
        "keys": [_key(account, clock) for account in get_conf().accounts],
        "webhooks": [webhook_row(account, clock) for account in get_conf().accounts],
        "failures": list(_failures(totals, clock)),
    }


def _trouble(health: StoreHealth) -> tuple[str, str] | None:
    if health.is_shared or not get_conf().store_is_shared:
        return None
    return redis_trouble(health.last_error)


def _facts_troubles(clock: Clock) -> Iterator[str]:
    """Of what people read in this process, and of the work that reads all sessions."""
    if trouble := get_feed().trouble:
        yield trouble_words(trouble.at, trouble.kind, clock)
    if filling.waits_for_disk():
        yield reason_words(DISK)


def _cache_shares(pages: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """pages: how many answers were found in each state of the cache."""
    total = max(1, sum(pages.values()))
    counts = [(words, pages.get(state, 0)) for state, words in CACHE_STATES.items()]
    return [
        (_(words), grouped(count), _("%(share)s %%") % {"share": round(100 * count / total)})
        for words, count in counts
    ]


def _calls_words(totals: Totals) -> str:
    return _(
        "Last 5 minutes: %(calls)s calls per minute, median %(median)s ms,"
        " 95th percentile %(percentile)s ms."
    ) % {
        "calls": number_format(totals.calls_a_minute, 1),
        "median": grouped(totals.percentile(0.5)),
        "percentile": grouped(totals.percentile(0.95)),
    }


def _row(one: Upstream) -> UpstreamRow:
    of = _("%(part)s of %(whole)s")
    return UpstreamRow(
        one.account.name,
        breaker_words(one.breaker),
        of % {"part": grouped(one.left), "whole": grouped(one.of)},
        of % {"part": grouped(one.reads), "whole": grouped(one.allowance)},
    )


def _key(account: Account, clock: Clock) -> KeyRow:
    known = what_is_known_of(account)
    checked = clock.moment(known.at.timestamp()) if known else None
    rights = rights_words(known.lacks, known.unknown) if known else str(UNCHECKED)
    return KeyRow(account, account.stripe_id, rights, checked)


def _failures(totals: Totals, clock: Clock) -> Iterator[Failure]:
    """An id that Stripe does not know is somebody's slip, and no failure."""
    for at, account, call, kind, request_id in totals.errors:
        if not kind.startswith(NotFoundError.__name__):
            words = failure_words(kind)
            yield Failure(clock.moment(at), account, call_words(call), words, request_id or "")


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
        reads = get_read_quota().in_30_days(admission.account)
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
