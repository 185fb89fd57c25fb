"""The shop's own references, pasted, against what was paid: what only one of the two has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sessions_browser.models import ReferenceList, Scan
from sessions_browser.objects.full_session import References
from sessions_browser.shared_state.sealing import SCAN, opened, sealed

MOST_REFERENCES, LONGEST_REFERENCE, LONGEST_PASTE = 10_000, 200, 500_000
# Where a reference is; anything else is a key of the metadata.
CLIENT_REFERENCE = "client_reference_id"


@dataclass(frozen=True, slots=True)
class OwnReferences:
    """values: each once, in the order in which they were pasted. place: as in ReferenceList."""

    place: str
    values: tuple[str, ...] = field(repr=False)

    def of(self, session: Mapping[str, Any]) -> str:
        """The reference of a Checkout Session as Stripe sends it; "" without one."""
        found = References.from_session(session)
        if self.place == CLIENT_REFERENCE:
            return found.client_reference_id or ""
        return dict(found.metadata).get(self.place, "")

    def positions(self) -> dict[str, int]:
        return {_same(value): number for number, value in enumerate(self.values)}

    def unseen(self, seen: int) -> list[str]:
        """seen: a bit for each that was found paid."""
        return [value for number, value in enumerate(self.values) if not seen >> number & 1]


class Comparison:
    """Sessions against references, as they are read. seen: from where it goes on."""

    def __init__(self, references: OwnReferences, seen: int) -> None:
        self._references = references
        self._positions = references.positions()
        self.seen = seen

    def is_missing(self, session: Mapping[str, Any]) -> bool:
        """Whether a paid session has none of the references; one that it has is seen."""
        place = self._positions.get(_same(self._references.of(session)))
        if place is None:
            return True
        self.seen |= 1 << place
        return False


def _same(value: str) -> str:
    return value.strip().casefold()


def parted(text: str) -> tuple[str, ...]:
    """One a line, or with commas, semicolons or tabs between; quotes around them are none of it."""
    for sign in ",;\t\r":
        text = text.replace(sign, "\n")
    lines = (line.strip().strip("\"'").strip() for line in text.split("\n"))
    return _each_once(line for line in lines if line)


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(_same(value), value)
    return tuple(found.values())


def save(account: str, owner: str, name: str, place: str, values: tuple[str, ...]) -> ReferenceList:
    text = sealed(json.dumps(values), SCAN)
    return ReferenceList.objects.create(
        account=account, owner=owner, name=name, place=place, sealed=text, count=len(values)
    )


def lists_of(account: str, owner: str) -> list[ReferenceList]:
    found = ReferenceList.objects.filter(account=account, owner=owner)
    return list(found.order_by("-made", "name"))


def own_list(account: str, owner: str, list_id: UUID) -> ReferenceList | None:
    return ReferenceList.objects.filter(account=account, owner=owner, pk=list_id).first()


def references_of(one: ReferenceList) -> OwnReferences | None:
    """None where they were sealed with a key that is no more."""
    text = opened(one.sealed, SCAN)
    return None if text is None else OwnReferences(one.place, tuple(json.loads(text)))


def seen_of(scan: Scan) -> int:
    return int.from_bytes(bytes(scan.seen or b""), "little")


def as_bytes(seen: int) -> bytes:
    return seen.to_bytes((seen.bit_length() + 7) // 8, "little")
