"""Work that takes longer than a page, and the processes that work at it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """A piece of work that takes longer than a page; see `jobs`.

    account: its slug; owner: user name, which stays when the user goes, or "" for the site itself.
    done, total: how far it is, in what its kind counts; note: a key of why it waits or failed.
    cursor: what its next step starts from; None before the first.
    leg, turn: how often somebody has taken it up, and which step of that one was the last.
    queued: since when it waits for its turn; due: not before. file: the path of its result, or "".
    key: of those that have not ended only one has it, unless it is "".
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    account = models.CharField(max_length=40)
    owner = models.CharField(max_length=150, blank=True)
    parameters = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    note = models.CharField(max_length=20, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    cursor = models.JSONField(null=True)
    leg = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    made = models.DateTimeField(db_default=Now())
    queued = models.DateTimeField(db_default=Now())
    due = models.DateTimeField(db_default=Now())
    started = models.DateTimeField(null=True)
    changed = models.DateTimeField(db_default=Now())
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made",)
        indexes = (
            # Looked for each second: those that have not ended.
            models.Index(
                fields=("due",),
                condition=models.Q(state__in=("waiting", "running")),
                name="unfinished_jobs",
            ),
            models.Index(fields=("account", "-made"), name="jobs_of_account"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(state__in=("waiting", "running")) & ~models.Q(key=""),
                name="one_unfinished_job_of_a_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.account}: {self.state}"


class Worker(models.Model):
    """A process that works at jobs, and when it has last said so by the database's clock.

    name: its own, or "embedded" for the one place that the web processes share.
    executor: as the engine calls the process.
    """

    name = models.CharField(max_length=120, primary_key=True)
    executor = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.name}: {self.executor}"
