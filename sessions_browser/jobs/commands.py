"""What people and the rest of the app do with jobs: start, cancel, resume. Nothing runs here."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from sessions_browser.jobs.kinds import Json
from sessions_browser.models import Job

UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)
# The note of a job that goes on no more.
GIVEN_UP = "given_up"
# Of those that have not ended; how many of them run at once is another matter, see `turns`.
MOST_OF_A_PERSON = 10
MOST_OF_AN_ACCOUNT = 50
# Set when there is something to do, so that a worker in this process looks at once.
news = threading.Event()


class TooManyJobsError(Exception):
    """whose: who has as many as are allowed."""

    def __init__(self, whose: Literal["person", "account"]) -> None:
        super().__init__(f"too many jobs of this {whose}")
        self.whose = whose


def start(
    kind: str, account: str, owner: str, parameters: dict[str, Json], *, key: str = ""
) -> Job:
    """Put a job into the queue. Raises TooManyJobsError.

    kind: its name; whoever works knows what it does.
    account: a slug; owner: a user name, or "" for the site itself, which has no limit of its own.
    key: where a job with this key has not ended yet, that one is returned and none is made.
    """
    try:
        with transaction.atomic():
            if key and (there := Job.objects.filter(key=key, state__in=UNFINISHED).first()):
                return there
            refuse_too_many(account, owner)
            job = Job.objects.create(
                kind=kind, account=account, owner=owner, parameters=parameters, key=key
            )
    except IntegrityError:
        # Another process was faster.
        return Job.objects.get(key=key, state__in=UNFINISHED)
    transaction.on_commit(news.set)
    return job


def cancel(job: Job) -> bool:
    """Whether it was still to be cancelled. The step under way is the last."""
    rows = Job.objects.filter(pk=job.pk, state__in=UNFINISHED)
    return bool(rows.update(state=Job.State.CANCELLED, note="", ended=Now(), changed=Now()))


def give_up(job: Job) -> None:
    """One that was cancelled or has failed goes on no more: what it had made is deleted."""
    rows = Job.objects.filter(pk=job.pk, state__in=(Job.State.CANCELLED, Job.State.FAILED))
    rows.update(note=GIVEN_UP)


def resume(job: Job) -> bool:
    """Whether a job that was cancelled or has failed goes on. Raises TooManyJobsError."""
    if job.key and Job.objects.filter(key=job.key, state__in=UNFINISHED).exists():
        return False
    refuse_too_many(job.account, job.owner)
    ended = Job.objects.filter(Q(state=Job.State.CANCELLED) | Q(state=Job.State.FAILED), pk=job.pk)
    rows = ended.exclude(note=GIVEN_UP)
    try:
        with transaction.atomic():
            done = rows.update(
                state=Job.State.WAITING, note="", ended=None, queued=Now(), due=Now(), changed=Now()
            )
    except IntegrityError:
        return False
    transaction.on_commit(news.set)
    return bool(done)


def forget_ended(before: datetime) -> int:
    """Delete jobs that ended before this moment, and their files; how many there were."""
    rows = Job.objects.filter(ended__lt=before)
    for path in rows.exclude(file="").values_list("file", flat=True):
        Path(path).unlink(missing_ok=True)
    return rows.delete()[0]


def refuse_too_many(account: str, owner: str) -> None:
    unfinished = Job.objects.filter(state__in=UNFINISHED)
    if owner and unfinished.filter(owner=owner).count() >= MOST_OF_A_PERSON:
        raise TooManyJobsError("person")
    if owner and unfinished.filter(account=account).count() >= MOST_OF_AN_ACCOUNT:
        raise TooManyJobsError("account")
