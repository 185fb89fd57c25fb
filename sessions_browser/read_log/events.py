"""What is to be recorded, before it has a number; and what an entry says, in one spelling."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sessions_browser.read_log.models import Entry, Head, Seal


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """See `Entry`, whose fields these become. subjects: as `keys.subject` makes them."""

    kind: str
    who: str = ""
    place: str = ""
    account: str = ""
    searched: str = ""
    subjects: tuple[str, ...] = ()
    rows: int | None = None
    ids: str = ""
    detail: str = ""
    at: datetime = field(default_factory=_now)


def content(entry: Entry) -> str:
    """All that the MAC holds together."""
    return _spelled(
        "entry",
        *(entry.number, entry.at.astimezone(UTC).isoformat(), entry.kind, entry.who, entry.place),
        *(entry.account, entry.searched, entry.subjects, entry.rows, entry.ids, entry.detail),
        entry.key,
    )


def content_of_head(head: Head) -> str:
    return _spelled("head", head.last, head.sealed, head.key)


def content_of_seal(seal: Seal) -> str:
    made = seal.made.astimezone(UTC).isoformat()
    numbers = (seal.first, seal.last, seal.count)
    return _spelled("seal", *numbers, seal.digest, seal.is_pruned, made, seal.key)


def line(event: ReadEvent, entry: Entry | None) -> str:
    """For another system: one line of JSON. number and mac are null of what was not written."""
    told = {
        "number": entry.number if entry else None,
        "at": event.at.astimezone(UTC).isoformat(),
        "kind": str(event.kind),
        "who": event.who,
        "place": event.place,
        "account": event.account,
        "searched": event.searched,
        "subjects": list(event.subjects),
        "rows": event.rows,
        "ids": event.ids,
        "detail": event.detail,
        "mac": entry.mac if entry else None,
    }
    return json.dumps(told, separators=(",", ":"))


def _spelled(*parts: object) -> str:
    return json.dumps([str(part) if isinstance(part, str) else part for part in parts])
