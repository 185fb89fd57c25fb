"""The work that fills the facts, as the overview sees it: where it stands, when it goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sessions_browser.jobs import commands
from sessions_browser.jobs.commands import UNFINISHED, TooManyJobsError
from sessions_browser.models import Job
from sessions_browser.overview.jumps import SETTLED_AFTER, Reading
from sessions_browser.presentation.job_words import DISK

KIND = "backfill"
# What was read this lately is new enough.
FRESH_SECONDS = 300
# The last day, whose sessions can still be paid, is read again no more often than this.
AGAIN_SECONDS = 3600
MOST_READINGS = 100
_JOBS = f"FROM {Job._meta.db_table} WHERE account = %s AND kind = %s"
# Each overview asks both, and to write them anew takes longer than to ask.
_LATEST = f"SELECT * {_JOBS} ORDER BY made DESC LIMIT 1"
_DONE = (
    f"SELECT id, started, parameters {_JOBS} AND state = %s AND started IS NOT NULL"
    f" ORDER BY made DESC LIMIT {MOST_READINGS}"
)
# Of the person's name.
Start = Callable[[str], Job]


def key_of(slug: str) -> str:
    """Of an account one such job goes on at a time."""
    return f"{KIND}:{slug}"


def latest(slug: str) -> Job | None:
    """None where nobody has started to read all sessions."""
    return next(iter(Job.objects.raw(_LATEST, [slug, KIND])), None)


def start(slug: str, owner: str) -> Job:
    """Raises TooManyJobsError."""
    return commands.start(KIND, slug, owner, {"account": slug}, key=key_of(slug))


def read_again(slug: str, owner: str, now: float) -> Job:
    """The last day once more, and what is new. Raises TooManyJobsError."""
    return commands.start(KIND, slug, owner, _again(slug, now), key=key_of(slug))


def keep_up(slug: str, now: float, read_at: int | None, *, is_told: bool) -> Job | None:
    """Go on by itself for somebody who looks, once it was started and has read all there was.

    read_at: when the newest was read. is_told: whether webhooks tell what becomes of sessions.
    """
    job = latest(slug)
    if job is None or job.state != Job.State.DONE:
        return job
    looked_at = job.started.timestamp() if job.started else 0.0
    since_last = now - max(read_at or 0, looked_at)
    if since_last < FRESH_SECONDS:
        return job
    wants_again = not is_told and not _was_read_again(slug)
    parameters = _again(slug, now) if wants_again else {"account": slug}
    try:
        return commands.start(KIND, slug, "", parameters, key=key_of(slug))
    except TooManyJobsError:
        return job


def waits_for_disk() -> bool:
    """Whether some account's work stands still because the database cannot be written to."""
    return Job.objects.filter(kind=KIND, state=Job.State.WAITING, note=DISK).exists()


def is_going_on(job: Job | None) -> bool:
    return job is not None and job.state in UNFINISHED


def readings(slug: str, now: float, *, is_told: bool) -> list[Reading]:
    """When what was read; see `jumps`."""
    if is_told:
        return [Reading(0, int(now))]
    done = Job.objects.raw(_DONE, [slug, KIND, Job.State.DONE])
    seconds = [(int(job.started.timestamp()), job.parameters) for job in done if job.started]
    return [Reading(int(parameters.get("again") or at), at) for at, parameters in seconds]


def _was_read_again(slug: str) -> bool:
    lately = timezone.now() - timedelta(seconds=AGAIN_SECONDS)
    rows = Job.objects.filter(account=slug, kind=KIND, made__gte=lately)
    return any(parameters.get("again") for parameters in rows.values_list("parameters", flat=True))


def _again(slug: str, now: float) -> dict[str, Any]:
    return {"account": slug, "again": int(now) - SETTLED_AFTER}
