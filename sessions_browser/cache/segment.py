"""A run of sessions that follow each other without a gap. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.stripe_api.errors import InvalidAnswerError


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Rows, newest first. Two segments are compared by identity.

    rows_read_at: for each row, Unix seconds at which Stripe sent it.
    read_at: Unix seconds of the last reading.
    more: Stripe has sessions beyond it, in the direction in which it was read.
    unread: Unix seconds of readings, each with how many of its entries were no objects.
    """

    rows: tuple[SessionRow, ...]
    rows_read_at: tuple[float, ...]
    more: bool
    read_at: float
    unread: tuple[tuple[float, int], ...] = ()

    @property
    def oldest(self) -> float:
        return min(self.rows_read_at, default=self.read_at)

    @property
    def last(self) -> str | None:
        """The id of the last row, if it has one."""
        return self.rows[-1].id if self.rows else None

    @property
    def unreadable(self) -> int:
        """How many entries could not be read, in the answers that brought these rows."""
        readings = set(self.rows_read_at) or {self.read_at}
        return sum(count for at, count in self.unread if at in readings)

    def find(self, session_id: str) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.id == session_id), None)

    def ids(self) -> set[str]:
        return {row.id for row in self.rows if row.id}

    def part(self, start: int, stop: int | None = None, *, more: bool | None = None) -> Segment:
        return Segment(
            self.rows[start:stop],
            self.rows_read_at[start:stop],
            self.more if more is None else more,
            self.read_at,
            self.unread,
        )

    def can_serve(self, limit: int) -> bool:
        """Whether it holds a page of `limit` rows and it is known what lies beyond."""
        return len(self.rows) >= limit or not self.more

    def followed_by(self, other: Segment) -> Segment:
        """This segment and, below it, the other."""
        return Segment(
            self.rows + other.rows,
            self.rows_read_at + other.rows_read_at,
            other.more,
            max(self.read_at, other.read_at),
            tuple(dict.fromkeys(self.unread + other.unread)),
        )


def segment_of(answer: dict[str, Any], limit: int, at: float) -> Segment:
    """What a list object of Stripe's holds, asked for `limit` rows and read at Unix second `at`.

    Raises InvalidAnswerError when no entry is an object.
    """
    entries = answer["data"]
    rows, seen = [], set()
    for entry in entries[:limit]:
        if not isinstance(entry, dict):
            continue
        row = SessionRow.from_object(entry)
        # Pages that shift under a walk can repeat a session; a screen shows each once.
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            rows.append(row)
    unreadable = sum(not isinstance(entry, dict) for entry in entries[:limit])
    if unreadable and not rows:
        # An empty page would say that there are no sessions.
        raise InvalidAnswerError("no entry is an object")
    return Segment(
        tuple(rows),
        (at,) * len(rows),
        more=answer["has_more"] or len(entries) > limit,
        read_at=at,
        unread=((at, unreadable),) if unreadable else (),
    )


def replace_row(segment: Segment, session_id: str, row: SessionRow | None) -> Segment | None:
    """The segment with another row in its place, or without it; None if it is not there."""
    position = segment.find(session_id)
    if position is None:
        return None
    kept = segment.part(0, position, more=segment.more)
    rest = segment.part(position + 1)
    if row is None:
        return kept.followed_by(rest)
    return kept.followed_by(
        Segment((row,), (segment.rows_read_at[position],), segment.more, segment.read_at)
    ).followed_by(rest)
