"""Reading all sessions for the overview: what it will cost, start, progress, cancel."""

from __future__ import annotations

import time
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_browser.access.roles import FILL_FACTS
from sessions_browser.conf import Account, get_conf
from sessions_browser.facts import queries
from sessions_browser.facts.coverage import Covered
from sessions_browser.facts.estimate import Estimate, estimate
from sessions_browser.jobs import commands
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import Job
from sessions_browser.overview import filling as fillings
from sessions_browser.overview.cost_words import Cost, cost_of
from sessions_browser.overview.reading import trouble_words
from sessions_browser.presentation import job_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.services import (
    fact_source,
    fact_store,
    get_feed,
    get_read_quota,
    get_store,
)
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.jobs import MOST
from sessions_browser.views.request import clock_of, is_fragment
from sessions_browser.views.upstream_errors import ProblemContext, error_response

FRAGMENT = "sessions_browser/_filling.html"
PAGE = "sessions_browser/fill.html"
ESTIMATE_SECONDS = 600.0
# Gaps that are looked into, and calls for all of them.
MOST_GAPS, MOST_CALLS = 3, 5
# Of the overview to come back to.
LONGEST_QUERY = 2000


class FillingContext(TypedDict):
    """Of `_filling.html`.

    state: of the job, "" where there was none. progress, reason: in words. trouble: with the disk.
    can_start, can_cancel, can_read_again: for whoever looks.
    read_at: when the newest was read, in words, or "".
    """

    state: str
    is_going_on: bool
    progress: str
    percent: int | None
    reason: str
    trouble: str
    can_start: bool
    can_cancel: bool
    can_read_again: bool
    read_at: str


class FillContext(ProblemContext, total=False):
    """Of `fill.html`. cost: None while there is a problem."""

    cost: Cost | None


@require_safe
def filling(request: HttpRequest, account: Account) -> HttpResponse:
    """The part of the page that moves; the whole page is loaded anew when the work has ended."""
    if not is_fragment(request):
        return redirect("overview", account.slug)
    covered, clock = queries.covered_of(account.slug), clock_of(request)
    context = filling_context(request, account, clock, covered, keep_up=False)
    response = render(request, FRAGMENT, {"filling": context, "account": account})
    if not context["is_going_on"]:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, account: Account) -> HttpResponse:
    """What it will cost, and then the start."""
    _refuse_when_off()
    if request.method == "POST":
        _started(request, lambda owner: fillings.start(account.slug, owner))
        return redirect("overview", account.slug)
    try:
        cost = _cost(account)
    except UpstreamError as error:
        url = request.path
        clock = clock_of(request)
        return error_response(request, PAGE, error, clock=clock, retry_url=url, page="list")
    context: FillContext = {"cost": cost}
    return render(request, PAGE, context)


@require_POST
def read_again(request: HttpRequest, account: Account) -> HttpResponse:
    """The last day, whose sessions may have been paid meanwhile."""
    _refuse_when_off()
    _started(request, lambda owner: fillings.read_again(account.slug, owner, time.time()))
    return _back(request, account)


@require_POST
def cancel_filling(request: HttpRequest, account: Account) -> HttpResponse:
    _refuse_when_off()
    job = fillings.latest(account.slug)
    if job is None or not commands.cancel(job):
        messages.info(request, _("The job had ended already."))
    return _back(request, account)


def filling_context(
    request: HttpRequest,
    account: Account,
    clock: Clock,
    covered: Covered,
    *,
    keep_up: bool = True,
) -> FillingContext:
    """keep_up: let it go on by itself, where what is known has become old. Raises DatabaseError."""
    slug, now = account.slug, clock.now
    reach = queries.reach(covered, fact_store(slug).oldest(now), int(now))
    if keep_up:
        is_told = slug in get_conf().webhook_secrets
        job = fillings.keep_up(slug, now, reach.read_at, is_told=is_told)
    else:
        job = fillings.latest(slug)
    going, may = fillings.is_going_on(job), request.user.has_perm(FILL_FACTS)
    is_idle = may and not going
    return {
        "state": job.state if job else "",
        "is_going_on": going,
        "progress": job_words.progress_words(job.done, job.total) if job else "",
        "percent": _percent(job),
        "reason": job_words.reason_words(job.note) if job else "",
        "trouble": _trouble(clock),
        "can_start": is_idle and (job is None or job.state != Job.State.DONE),
        "can_cancel": may and going,
        "can_read_again": is_idle and job is not None and job.state == Job.State.DONE,
        "read_at": clock.moment(reach.read_at).text if reach.read_at else "",
    }


def _percent(job: Job | None) -> int | None:
    if job is None or not job.total:
        return None
    return min(100, 100 * job.done // job.total)


def _trouble(clock: Clock) -> str:
    trouble = get_feed().trouble
    return trouble_words(trouble.at, trouble.kind, clock) if trouble else ""


def _refuse_when_off() -> None:
    if not get_conf().facts_keep_days:
        raise Http404


def _started(request: HttpRequest, start: fillings.Start) -> None:
    try:
        start(request.user.get_username())
    except TooManyJobsError as error:
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))


def _back(request: HttpRequest, account: Account) -> HttpResponse:
    """To the overview that was looked at."""
    query = request.POST.get("query", "")[:LONGEST_QUERY]
    address = urls_of(account).overview()
    return redirect(f"{address}?{query}" if query else address)


def _cost(account: Account) -> Cost:
    """Raises UpstreamError."""
    conf, quota, slug = get_conf(), get_read_quota(), account.slug
    key, store = f"fill-estimate:{slug}", get_store()
    known = store.get(key)
    if not known:
        found = _estimate(account)
        known = [found.sessions, found.calls, found.is_exact]
        store.set(key, known, ESTIMATE_SECONDS)
    return cost_of(
        Estimate(*known),
        used=quota.in_30_days(f"{slug}:facts"),
        share=conf.facts_reads,
        allowance=conf.reads_per_month,
        calls_a_second=conf.calls_a_second(account) / 2,
        keep_days=conf.facts_keep_days,
    )


def _estimate(account: Account) -> Estimate:
    """Of the largest gaps; raises UpstreamError."""
    now = int(time.time())
    reach = queries.reach(account.slug, fact_store(account.slug).oldest(now), now)
    gaps = sorted(reach.gaps, key=lambda gap: gap[0] - gap[1])[:MOST_GAPS]
    ask, samples = fact_source(account.slug).ask, max(1, MOST_CALLS // max(1, len(gaps)))
    parts = [estimate(ask, begin, end, samples) for begin, end in gaps]
    return Estimate(
        sum(part.sessions for part in parts),
        max(1, sum(part.calls for part in parts)),
        all(part.is_exact for part in parts) and len(gaps) == len(reach.gaps),
    )
