"""What is past its days is deleted and leaves a seal; a new SECRET_KEY seals all anew."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from django.db import transaction

from sessions_browser.read_log.journal import locked_head, save_head, save_seal, seal_all
from sessions_browser.read_log.models import Entry, Seal, Subject
from sessions_browser.read_log.verifying import TOLD, RecordFinding, verify


class TamperedError(Exception):
    """What is to be deleted or sealed anew is not as it was written. findings: why."""

    def __init__(self, findings: list[RecordFinding]) -> None:
        super().__init__(f"{len(findings)} findings; the first: {findings[0].words}")
        self.findings = findings


def prune(older_than: datetime) -> int:
    """How many entries were deleted: whole sealed runs, of which each entry is older.

    Raises DatabaseError, and TamperedError when something of them was changed: then nothing is
    deleted, since it may have to be looked into.
    """
    newest_kept = Entry.objects.filter(at__gte=older_than).order_by("number").first()
    with transaction.atomic():
        locked_head()
        seals = list(Seal.objects.all())
        old = [seal for seal in seals if newest_kept is None or seal.last < newest_kept.number]
        if not any(not seal.is_pruned for seal in old):
            return 0
        last = old[-1].last
        refuse_tampered(most=last)
        entries = Entry.objects.filter(number__lte=last)
        Subject.objects.filter(number__lte=last).delete()
        deleted, _ = entries.delete()
        digest = hashlib.sha256("".join(seal.digest for seal in old).encode()).hexdigest()
        count = sum(seal.count for seal in old)
        Seal.objects.filter(last__lte=last).delete()
        save_seal(
            Seal(
                first=1,
                last=last,
                count=count,
                digest=digest,
                is_pruned=True,
                made=datetime.now(UTC),
            )
        )
    return deleted


def reseal() -> int:
    """Every seal, and the head, under the key in force; how many entries they cover.

    Raises DatabaseError, and TamperedError when something was changed.
    """
    seal_all()
    refuse_tampered()
    with transaction.atomic():
        head, _ = locked_head()
        seals = list(Seal.objects.all())
        for seal in seals:
            save_seal(seal)
        save_head(head)
    return sum(seal.count for seal in seals)


def refuse_tampered(most: int | None = None) -> None:
    """Raises TamperedError; what the record itself tells (`TOLD`) is no reason."""
    findings = [one for one in verify(most).findings if one.kind not in TOLD]
    if findings:
        raise TamperedError(findings)
