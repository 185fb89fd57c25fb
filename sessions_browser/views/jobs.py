"""The jobs of an account: how far they are, why they wait, and the way to end one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions_browser.access.decisions import Refusal, may_change_job
from sessions_browser.access.roles import CHANGE_ANY_JOB
from sessions_browser.conf import Account
from sessions_browser.jobs import commands, workers
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import Job
from sessions_browser.presentation import job_words
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.views.request import clock_of, is_fragment

TEMPLATE = "sessions_browser/jobs.html"
FRAGMENT = "sessions_browser/_jobs.html"
MOST_SHOWN = 100
# So long a job may wait before the page asks whether anybody works at all.
GRACE = timedelta(seconds=15)
MOST = {"person": commands.MOST_OF_A_PERSON, "account": commands.MOST_OF_AN_ACCOUNT}


@dataclass(frozen=True, slots=True)
class JobLine:
    """badge: as in the style sheet. percent: None where the whole is not known.

    reason: why it waits or failed, or "".
    change, change_url: what whoever looks at it may do, as word and address, or "".
    """

    id: UUID
    kind: str
    owner: str
    made: Moment
    ended: Moment | None
    state: str
    badge: str
    progress: str
    percent: int | None
    reason: str
    change: str
    change_url: str


class JobsContext(TypedDict):
    """moves: whether something on the page is still to change. more: older ones are left out."""

    jobs: list[JobLine]
    moves: bool
    more: bool


@require_safe
def jobs(request: HttpRequest, account: Account) -> HttpResponse:
    found = list(Job.objects.filter(account=account.slug)[: MOST_SHOWN + 1])
    shown = sorted(found[:MOST_SHOWN], key=lambda job: job.state not in commands.UNFINISHED)
    nobody = _nobody_works(shown)
    lines = [_line(job, request, clock_of(request), nobody) for job in shown]
    moves = any(job.state in commands.UNFINISHED for job in shown)
    context: JobsContext = {"jobs": lines, "moves": moves, "more": len(found) > MOST_SHOWN}
    return render(request, FRAGMENT if is_fragment(request) else TEMPLATE, context)


@require_POST
def cancel_job(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponse:
    job = _own_job(request, account, job_id)
    if commands.cancel(job):
        messages.success(request, _("The job is cancelled."))
    else:
        messages.info(request, _("The job had ended already."))
    return redirect("jobs", account.slug)


@require_POST
def resume_job(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponse:
    resume_or_say_why(request, _own_job(request, account, job_id))
    return redirect("jobs", account.slug)


def resume_or_say_why(request: HttpRequest, job: Job) -> None:
    """In a message of the next page, where it cannot go on."""
    try:
        if not commands.resume(job):
            messages.info(request, _("The job cannot go on, or does so already."))
    except TooManyJobsError as error:
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))


def _own_job(request: HttpRequest, account: Account, job_id: UUID) -> Job:
    job = Job.objects.filter(pk=job_id, account=account.slug).first()
    if job is None:
        raise Http404
    if not may_change_job(request.user, job.owner):
        raise PermissionDenied(Refusal("jobs", CHANGE_ANY_JOB))
    return job


def _nobody_works(shown: list[Job]) -> bool:
    late = timezone.now() - GRACE
    waiting = any(job.state == Job.State.WAITING and job.due < late for job in shown)
    return waiting and not workers.is_anybody_there()


def _line(job: Job, request: HttpRequest, clock: Clock, nobody: bool) -> JobLine:
    waiting = job.state == Job.State.WAITING
    note = job_words.NOBODY if nobody and waiting and not job.note else job.note
    change, change_url = _change(job) if may_change_job(request.user, job.owner) else ("", "")
    return JobLine(
        id=job.pk,
        kind=job_words.kind_words(job.kind),
        owner=job.owner or _("the dashboard itself"),
        made=clock.moment(job.made.timestamp()),
        ended=clock.moment(job.ended.timestamp()) if job.ended else None,
        state=job_words.state_words(job.state),
        badge=job_words.BADGES.get(job.state, ""),
        progress=job_words.progress_words(job.done, job.total),
        percent=min(100, 100 * job.done // job.total) if job.total else None,
        reason=job_words.reason_words(note),
        change=change,
        change_url=change_url,
    )


def _change(job: Job) -> tuple[str, str]:
    if job.state in commands.UNFINISHED:
        return _("Cancel"), reverse("cancel_job", args=(job.account, job.pk))
    has_ended = job.state in (Job.State.CANCELLED, Job.State.FAILED)
    if has_ended and job.note != commands.GIVEN_UP:
        return _("Resume"), reverse("resume_job", args=(job.account, job.pk))
    return "", ""
