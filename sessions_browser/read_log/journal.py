"""Append entries, one batch a transaction: numbers without gaps, MACs, the head, and seals."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from sessions_browser.read_log import keys
from sessions_browser.read_log.events import (
    ReadEvent,
    content,
    content_of_head,
    content_of_seal,
)
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.models import Entry, Head, Seal, Subject

# A seal covers at most so many entries, and what is older than an hour is sealed.
ENTRIES_A_SEAL = 1000
SEAL_AFTER = timedelta(hours=1)
# How often it is asked whether something is so old; each batch would pay for it.
LOOK_SECONDS = 60.0
COLUMNS = tuple(field.column for field in Entry._meta.concrete_fields)
HEAD_IS_ODD = "the head was missing or changed"


def append(events: Sequence[ReadEvent]) -> list[Entry]:
    """In their order, all or none. Raises DatabaseError."""
    with transaction.atomic():
        head, is_odd = locked_head()
        told = [ReadEvent(ReadKind.LOST, detail=HEAD_IS_ODD)] if is_odd else []
        entries = [
            entry_of(event, head.last + number)
            for number, event in enumerate((*told, *events), start=1)
        ]
        _insert(Entry, COLUMNS, [_values(entry) for entry in entries])
        subjects = [(one, entry.number) for entry in entries for one in entry.subjects.split()]
        _insert(Subject, ("value", "number"), subjects)
        head.last += len(entries)
        _seal_what_is_due(head)
        save_head(head)
    return entries[len(told) :]


def _values(entry: Entry) -> list[Any]:
    at = connection.ops.adapt_datetimefield_value(entry.at)
    return [at if name == "at" else getattr(entry, name) for name in COLUMNS]


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """As `bulk_create`, in a third of the time, of which every page pays its part."""
    if not rows:
        return
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608  names of our own columns
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def entry_of(event: ReadEvent, number: int) -> Entry:
    entry = Entry(
        number=number,
        at=event.at,
        kind=event.kind,
        who=event.who[:150],
        place=event.place,
        account=event.account,
        searched=event.searched,
        subjects=" ".join(dict.fromkeys(event.subjects)),
        rows=event.rows,
        ids=event.ids,
        detail=event.detail[:300],
        key=keys.key_name(),
    )
    entry.mac = _mac(entry.key, content(entry))
    return entry


def locked_head() -> tuple[Head, bool]:
    """The head, and whether it was not as the last writer had left it; within a transaction.

    Then numbers go on behind all that is known, so that no gap is filled.
    """
    head, is_new = Head.objects.select_for_update().filter(pk=1).first(), False
    if head is None:
        # Others who write first may be about to make it: this waits for them.
        values = {"key": keys.key_name(), "mac": ""}
        head, is_new = Head.objects.select_for_update().get_or_create(pk=1, defaults=values)
    if not is_new and _is_as_it_was_left(head):
        return head, False
    highest = max(
        head.last,
        Entry.objects.aggregate(last=Max("number"))["last"] or 0,
        Seal.objects.aggregate(last=Max("last"))["last"] or 0,
    )
    sealed = Seal.objects.aggregate(last=Max("last"))["last"] or 0
    head.last, head.sealed = highest, sealed
    return head, highest > 0


def _is_as_it_was_left(head: Head) -> bool:
    is_ours = keys.mac(head.key, content_of_head(head)) == head.mac
    # An older head that was put back would give numbers twice.
    return is_ours and not Entry.objects.filter(number__gt=head.last).exists()


def save_head(head: Head) -> None:
    head.key = keys.key_name()
    head.mac = _mac(head.key, content_of_head(head))
    head.save()


def seal_all() -> None:
    """Also what is not due yet. Raises DatabaseError."""
    with transaction.atomic():
        head, _ = locked_head()
        _seal_up_to(head, head.last)
        save_head(head)


def save_seal(seal: Seal) -> None:
    seal.key = keys.key_name()
    seal.mac = _mac(seal.key, content_of_seal(seal))
    seal.save()


def digest_of(entries: Iterable[Entry]) -> tuple[int, str]:
    """How many, and a digest of all that they say."""
    count, digest = 0, hashlib.sha256()
    for entry in entries:
        count += 1
        digest.update(f"{content(entry)}{entry.mac}\n".encode())
    return count, digest.hexdigest()


def _seal_what_is_due(head: Head) -> None:
    while head.last - head.sealed >= ENTRIES_A_SEAL:
        _seal_up_to(head, head.sealed + ENTRIES_A_SEAL)
    if not _clock.is_time_to_look():
        return
    oldest = Entry.objects.filter(number__gt=head.sealed).order_by("number").first()
    if oldest is not None and oldest.at < datetime.now(UTC) - SEAL_AFTER:
        _seal_up_to(head, head.last)


class _Clock:
    """Of this process."""

    looked: float | None = None

    def is_time_to_look(self) -> bool:
        now = time.monotonic()
        if self.looked is not None and now - self.looked < LOOK_SECONDS:
            return False
        self.looked = now
        return True


_clock = _Clock()


def _seal_up_to(head: Head, last: int) -> None:
    first = head.sealed + 1
    if last < first:
        return
    entries = Entry.objects.filter(number__gte=first, number__lte=last).order_by("number")
    count, digest = digest_of(entries)
    seal = Seal(first=first, last=last, count=count, digest=digest, made=datetime.now(UTC))
    save_seal(seal)
    head.sealed = last


def _mac(key: str, text: str) -> str:
    made = keys.mac(key, text)
    assert made is not None
    return made
