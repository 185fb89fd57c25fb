"""Scans in the database: begun, gone on with, found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_browser.facts.packed_ids import pack, unpack
from sessions_browser.jobs import commands
from sessions_browser.models import ReferenceList, Scan, ScanMatch
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.scans.wanted import Wanted
from sessions_browser.shared_state.sealing import SCAN, opened, sealed

KIND = "scan"
MOST_LISTED = 8
_PLACE = re.compile(r"([0-9]{1,12})-([0-9]{1,18})\Z")


@dataclass(frozen=True, slots=True)
class Question:
    """[begin, end) in Unix seconds. zone: in which it was asked. pairs: of the form's address.

    masked: asked by somebody who sees personal data masked, and so holds against what they see.
    """

    begin: int
    end: int
    zone: str
    wanted: Wanted
    pairs: tuple[tuple[str, str], ...] = ()
    masked: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "begin": self.begin,
            "end": self.end,
            "zone": self.zone,
            "wanted": self.wanted.to_json(),
            "pairs": [list(pair) for pair in self.pairs],
            "masked": self.masked,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Question:
        return cls(
            values["begin"],
            values["end"],
            values["zone"],
            Wanted.from_json(values["wanted"]),
            tuple((name, value) for name, value in values["pairs"]),
            values["masked"],
        )


@dataclass(frozen=True, slots=True)
class FoundSession:
    """place: its place among the matches, newest first; a cursor."""

    id: str
    created: int
    place: str


def begin(
    account: str,
    owner: str,
    question: Question,
    texts: ScanTexts,
    references: ReferenceList | None = None,
) -> Scan:
    """Raises TooManyJobsError."""
    given = texts.given
    with transaction.atomic():
        scan = Scan.objects.create(
            account=account,
            owner=owner,
            question=question.to_json(),
            sealed=sealed(json.dumps(given), SCAN) if given else "",
            references=references,
        )
        parameters = {"account": account, "scan": str(scan.pk)}
        scan.job = commands.start(KIND, account, owner, parameters)
        scan.save(update_fields=["job"])
    return scan


def of_account(account: str, scan_id: UUID) -> Scan | None:
    found = Scan.objects.select_related("job", "references").filter(pk=scan_id, account=account)
    return found.exclude(job=None).first()


def latest_of(account: str, owner: str) -> list[Scan]:
    found = Scan.objects.select_related("job", "references").filter(account=account, owner=owner)
    return list(found.exclude(job=None).order_by("-made")[:MOST_LISTED])


def texts_of(scan: Scan) -> ScanTexts | None:
    """None where they were sealed with a key that is no more."""
    if not scan.sealed:
        return ScanTexts()
    text = opened(scan.sealed, SCAN)
    return None if text is None else ScanTexts(**json.loads(text))


def note_found(scan: Scan, found: Iterable[tuple[str, int]]) -> None:
    """ids and seconds of creation; once more with the same, it changes nothing."""
    rows = [ScanMatch(scan=scan, session=pack(one), created=created) for one, created in found]
    ScanMatch.objects.bulk_create(rows, ignore_conflicts=True)


def note_progress(scan: Scan, **values: Any) -> None:
    """values: fields of Scan."""
    Scan.objects.filter(pk=scan.pk).update(**values)


def count_found(scan: Scan) -> int:
    return ScanMatch.objects.filter(scan=scan).count()


def all_found(scan: Scan) -> Iterator[tuple[str, int]]:
    """IDs and seconds of creation, newest first, as `page_found` shows them."""
    rows = ScanMatch.objects.filter(scan=scan).order_by("-created", "id")
    for packed, created in rows.values_list("session", "created").iterator():
        yield unpack(bytes(packed)), created


def page_found(scan: Scan, after: str, limit: int) -> tuple[list[FoundSession], str]:
    """A page, and the cursor of the one below, or "". after: the cursor, "" for the first page."""
    rows = ScanMatch.objects.filter(scan=scan).order_by("-created", "id")
    if place := _PLACE.match(after):
        created, number = map(int, place.groups())
        rows = rows.filter(created__lte=created).exclude(created=created, id__lte=number)
    found = [_found(row) for row in rows[: limit + 1]]
    return found[:limit], found[limit - 1].place if len(found) > limit else ""


def page_above(scan: Scan, before: str, limit: int) -> tuple[list[FoundSession], str]:
    """The page that ends above this cursor, and the cursor of its first, or "" at the top."""
    rows = ScanMatch.objects.filter(scan=scan).order_by("created", "-id")
    if place := _PLACE.match(before):
        created, number = map(int, place.groups())
        rows = rows.filter(created__gte=created).exclude(created=created, id__gte=number)
    found = [_found(row) for row in rows[: limit + 1]]
    return found[:limit][::-1], found[limit - 1].place if len(found) > limit else ""


def _found(row: ScanMatch) -> FoundSession:
    return FoundSession(unpack(bytes(row.session)), row.created, f"{row.created}-{row.pk}")
