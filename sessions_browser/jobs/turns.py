"""Whose turn it is: limits a person and an account, and fairness between people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce, Now

from sessions_browser.jobs import kinds
from sessions_browser.jobs.commands import UNFINISHED
from sessions_browser.models import Job
from sessions_browser.shared_state.database import let_go_when_frozen

# Jobs that run at once.
RUNNING_OF_A_PERSON = 1
RUNNING_OF_AN_ACCOUNT = 2
# A worker that is frozen while it chooses holds the others up for so long.
LOCK_SECONDS = 3
# Why a job waits though it is due.
PERSON, ACCOUNT, PLACE, VERSION = "person", "account", "place", "version"
REASONS = (PERSON, ACCOUNT, PLACE, VERSION)


def take_up(places: int) -> list[Job]:
    """Mark as running those whose turn it is, at most as many as there are places for here.

    Workers do it one after the other: each locks the rows.
    """
    with transaction.atomic():
        let_go_when_frozen(LOCK_SECONDS)
        rows = Job.objects.select_for_update().filter(state__in=UNFINISHED).order_by("pk")
        unfinished = list(rows.annotate(is_due=_is_due()))
        waiting = [job for job in unfinished if job.state == Job.State.WAITING and job.is_due]
        running = [job for job in unfinished if job.state == Job.State.RUNNING]
        chosen, passed_over = choose(waiting, running, places)
        for job in chosen:
            _mark_running(job)
        for job, reason in passed_over:
            if job.note != reason:
                Job.objects.filter(pk=job.pk).update(note=reason)
    return chosen


def choose(
    waiting: Sequence[Job], running: Sequence[Job], places: int
) -> tuple[list[Job], list[tuple[Job, str]]]:
    """Those whose turn it is, and the others with the reason why not.

    First come people, of whom few jobs run, then whoever has waited longest; last the site itself.
    """
    of_people = Counter(job.owner for job in running)
    of_accounts = Counter(job.account for job in running)
    chosen: list[Job] = []
    passed_over: list[tuple[Job, str]] = []
    for job in sorted(waiting, key=lambda job: (not job.owner, of_people[job.owner], job.queued)):
        if reason := _reason(job, of_people, of_accounts, places - len(chosen)):
            passed_over.append((job, reason))
            continue
        chosen.append(job)
        of_people[job.owner] += 1
        of_accounts[job.account] += 1
    return chosen, passed_over


def _reason(job: Job, of_people: Counter[str], of_accounts: Counter[str], places: int) -> str:
    if kinds.find(job.kind) is None:
        return VERSION
    if job.owner and of_people[job.owner] >= RUNNING_OF_A_PERSON:
        return PERSON
    if of_accounts[job.account] >= RUNNING_OF_AN_ACCOUNT:
        return ACCOUNT
    return "" if places > 0 else PLACE


def _mark_running(job: Job) -> None:
    job.state, job.leg, job.turn = Job.State.RUNNING, job.leg + 1, 0
    Job.objects.filter(pk=job.pk).update(
        state=job.state,
        leg=job.leg,
        turn=0,
        note="",
        started=Coalesce("started", Now()),
        changed=Now(),
    )


def _is_due() -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(due__lte=Now()), output_field=BooleanField())
