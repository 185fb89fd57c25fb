"""Sessions that were looked for by text, and which they were: of customers only ids of sessions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from sessions_browser.models.jobs import Job


class ReferenceList(models.Model):
    """References of a shop's own that somebody has pasted, to be compared again.

    place: "client_reference_id", or the key of the metadata where they stand.
    sealed: see `shared_state.sealing`. count: how many they are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.CharField(max_length=40)
    owner = models.CharField(max_length=150)
    name = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    sealed = models.TextField()
    count = models.PositiveIntegerField()
    made = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("account", "owner"), name="references_of_a_person"),)

    def __str__(self) -> str:
        return f"references of {self.account} by {self.owner}"


class Scan(models.Model):
    """What somebody has looked for, and how far that is; it goes with its job.

    question: `scans.wanted` as JSON with the range and its zone. sealed: texts, see
        `shared_state.sealing`.
    end: Unix second below which all is looked through down to `reached`; None before the first
        page.
    references: what paid sessions are compared with, and goes with it; seen: a bit for each that
        was found.
    read: sessions read. skips: what facts rule out is not read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    job = models.OneToOneField(Job, on_delete=models.CASCADE, null=True)
    account = models.CharField(max_length=40)
    owner = models.CharField(max_length=150)
    question = models.JSONField()
    sealed = models.TextField(blank=True)
    end = models.BigIntegerField(null=True)
    reached = models.BigIntegerField(null=True)
    read = models.PositiveBigIntegerField(default=0)
    skips = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)
    references = models.ForeignKey(ReferenceList, on_delete=models.CASCADE, null=True)
    seen = models.BinaryField(null=True)
    made = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("account", "owner", "-made"), name="scans_of_a_person"),)

    def __str__(self) -> str:
        return f"scan of {self.account} by {self.owner}"


class ScanMatch(models.Model):
    """A session that was found. session: its id, packed as in `facts.packed_ids`."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE)
    created = models.BigIntegerField()
    session = models.BinaryField(max_length=255)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("scan", "session"), name="one_match_a_session"),
        )
        indexes = (models.Index(fields=("scan", "-created", "id"), name="matches_of_a_scan"),)

    def __str__(self) -> str:
        return f"a match of {self.scan_id}"
