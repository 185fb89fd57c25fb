"""Say what was changed, removed or cut, by number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sessions_browser.read_log import keys
from sessions_browser.read_log.events import content, content_of_head, content_of_seal
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.models import Entry, Head, Seal, Subject

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """kind: "changed", "removed", "cut", "added", "unproven", "subjects", "seal", "head", "lost",
    "unended". The last two tell what the record itself says, and are no tampering.

    first, last: numbers of entries, 0 where it is about none.
    """

    kind: str
    words: str
    first: int = 0
    last: int = 0


TOLD = ("lost", "unended")


@dataclass(slots=True)
class Verified:
    """entries: how many were looked at. unproven: made under keys that are gone."""

    entries: int = 0
    pruned: int = 0
    last: int = 0
    findings: list[RecordFinding] = field(default_factory=list)


def verify(most: int | None = None) -> Verified:
    """All of the record, or up to entry number `most`. Raises DatabaseError."""
    done = Verified()
    head = Head.objects.filter(pk=1).first()
    seals = list(Seal.objects.all())
    done.findings += _of_head(head, seals)
    done.findings += _of_seals(seals, head)
    done.pruned = next((seal.last for seal in seals if seal.is_pruned), 0)
    # What is written meanwhile is not looked at.
    end = head.last if head else _highest()
    end = end if most is None else min(end, most)
    _look_at_entries(done, [seal for seal in seals if not seal.is_pruned], end)
    done.findings += _of_processes(end)
    if most is None and head is not None:
        done.findings += _of_the_end()
    return done


def _highest() -> int:
    newest = Entry.objects.first()
    return newest.number if newest else 0


def _of_head(head: Head | None, seals: list[Seal]) -> Iterator[RecordFinding]:
    if head is None:
        if seals or Entry.objects.exists():
            yield RecordFinding("head", "The head of the record is missing.")
        return
    found = keys.mac(head.key, content_of_head(head))
    if found is None:
        yield RecordFinding("head", "The head was made under a key that is not there.")
    elif found != head.mac:
        yield RecordFinding("head", "The head of the record was changed.")


def _of_seals(seals: list[Seal], head: Head | None) -> Iterator[RecordFinding]:
    after = 0
    for seal in seals:
        words = f"The seal over entries {seal.first} to {seal.last}"
        if seal.first != after + 1:
            missing = f"The seal over entries {after + 1} to {seal.first - 1} is missing."
            yield RecordFinding("seal", missing, after + 1, seal.first - 1)
        found = keys.mac(seal.key, content_of_seal(seal))
        if found is None:
            yield RecordFinding(
                "seal", f"{words} was made under a key that is gone.", seal.first, seal.last
            )
        elif found != seal.mac:
            yield RecordFinding("seal", f"{words} was changed.", seal.first, seal.last)
        after = seal.last
    if head is not None and head.sealed > after:
        words = f"The seal over entries {after + 1} to {head.sealed} is missing."
        yield RecordFinding("seal", words, after + 1, head.sealed)


def _look_at_entries(done: Verified, seals: list[Seal], end: int) -> None:
    check = _SealCheck(seals)
    expected, start = done.pruned + 1, len(done.findings)
    for batch in _batches(end):
        done.findings += _of_subjects(batch)
        for entry in batch:
            if entry.number < expected:
                done.findings.append(_one("added", entry, "is where entries were deleted by age."))
                continue
            if entry.number > expected:
                done.findings.append(_gap("removed", expected, entry.number - 1))
            done.findings += _of_entry(entry, check)
            check.take(entry)
            expected = entry.number + 1
            done.entries += 1
    done.last = expected - 1
    if done.last < end:
        done.findings.append(_gap("cut", expected, end))
    faulty = [one for one in done.findings[start:] if one.kind not in TOLD]
    done.findings += check.findings(end, faulty)


def _batches(end: int) -> Iterator[list[Entry]]:
    after = -1
    while True:
        found = Entry.objects.filter(number__gt=after, number__lte=end).order_by("number")
        batch = list(found[:AT_ONCE])
        if not batch:
            return
        yield batch
        after = batch[-1].number


def _of_entry(entry: Entry, check: _SealCheck) -> Iterator[RecordFinding]:
    found = keys.mac(entry.key, content(entry))
    if found is None and not check.covers(entry.number):
        yield _one("unproven", entry, "was made under a key that is gone, and no seal covers it.")
    elif found is not None and found != entry.mac:
        yield _one("changed", entry, "was changed.")
    elif entry.kind == ReadKind.LOST:
        what = entry.detail or f"{entry.rows} entries could not be written."
        yield RecordFinding(
            "lost", f"Entry {entry.number} tells: {what}", entry.number, entry.number
        )


def _of_processes(end: int) -> Iterator[RecordFinding]:
    """Those that never said that they ended: they run, or they were killed."""
    known = Entry.objects.filter(number__lte=end)
    ended = set(known.filter(kind=ReadKind.STOPPED).values_list("detail", flat=True))
    for entry in known.filter(kind=ReadKind.STARTED).order_by("number"):
        if entry.detail not in ended:
            words = (
                f"began recording at {entry.at:%Y-%m-%d %H:%M:%S} UTC as {entry.detail} and has not"
                " ended: it runs, or it was killed and its last looks may be missing."
            )
            yield RecordFinding("unended", f"A process {words}", entry.number, entry.number)


def _of_subjects(batch: list[Entry]) -> Iterator[RecordFinding]:
    """Whoever is found by a value, and who would have to be."""
    rows = Subject.objects.filter(number__gte=batch[0].number, number__lte=batch[-1].number)
    there: dict[int, set[str]] = {}
    for value, number in rows.values_list("value", "number"):
        there.setdefault(number, set()).add(value)
    for entry in batch:
        if there.get(entry.number, set()) != set(entry.subjects.split()):
            yield _one("subjects", entry, "is not found by what it is about.")


def _of_the_end() -> Iterator[RecordFinding]:
    # First the entry, then the head, since a writer may come between the two.
    newest, head = Entry.objects.first(), Head.objects.filter(pk=1).first()
    if newest is not None and (head is None or newest.number > head.last):
        yield _one("added", newest, "is beyond the head of the record.")


class _SealCheck:
    """Digests of sealed runs, as their entries come by in order."""

    def __init__(self, seals: list[Seal]) -> None:
        self._seals = seals
        self._valid = [
            seal for seal in seals if keys.mac(seal.key, content_of_seal(seal)) == seal.mac
        ]
        self._digests = {seal.first: hashlib.sha256() for seal in seals}
        self._place = 0

    def covers(self, number: int) -> bool:
        """By a seal that is itself as it was made."""
        return any(seal.first <= number <= seal.last for seal in self._valid)

    def take(self, entry: Entry) -> None:
        while self._place < len(self._seals) and self._seals[self._place].last < entry.number:
            self._place += 1
        if self._place < len(self._seals) and self._seals[self._place].first <= entry.number:
            digest = self._digests[self._seals[self._place].first]
            digest.update(f"{content(entry)}{entry.mac}\n".encode())

    def findings(self, end: int, known: list[RecordFinding]) -> Iterator[RecordFinding]:
        """Runs that are not as they were sealed, where no entry of them was named already."""
        for seal in self._seals:
            is_named = any(one.first <= seal.last and one.last >= seal.first for one in known)
            if seal.last > end or is_named:
                continue
            if self._digests[seal.first].hexdigest() != seal.digest:
                words = f"Entries {seal.first} to {seal.last} are not as they were sealed."
                yield RecordFinding("changed", words, seal.first, seal.last)


def _one(kind: str, entry: Entry, words: str) -> RecordFinding:
    return RecordFinding(kind, f"Entry {entry.number} {words}", entry.number, entry.number)


def _gap(kind: str, first: int, last: int) -> RecordFinding:
    how = "was cut off at the end" if kind == "cut" else "was removed"
    if first == last:
        return RecordFinding(kind, f"Entry {first} {how}.", first, last)
    return RecordFinding(
        kind, f"Entries {first} to {last}: {how.replace('was', 'were')}.", first, last
    )
