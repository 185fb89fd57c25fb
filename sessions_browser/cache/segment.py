"""A run of sessions that follow each other without a gap, and how old each part of that is. Pure.

An answer of Stripe's says more than its rows: that nothing stands between two of them, that nothing
is above the first or below the last. Each of these claims has the moment at which it was asked for,
as each row has, for sessions arrive, and they leave or join a list whose filter is about something
that changes (`status`). A page is as old as the oldest thing that it says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.objects.held_against import held_against
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.stripe_api.errors import InvalidAnswerError


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Rows, newest first. Two segments are compared by identity.

    listed_at: for each row, the Unix second at which the answer was asked for that listed it. At
        that moment it was known, too, whether anything is below the row.
    joined_at: one more than rows. Before each row the Unix second at which it was asked for that
        nothing stands between it and its neighbour above; the last is the same for what is below.
    more: Stripe has sessions beyond it, in the direction in which it was read.
    beyond: the id of a session at its end, in that direction, of whose row nothing is known. It
        need not belong to the list, so neither is known whether anything beyond the last row does.
    unread: Unix seconds of answers, each with how many of its entries were no objects.
    held_back: the same for those that were not asked for.
    """

    rows: tuple[SessionRow, ...]
    listed_at: tuple[float, ...]
    joined_at: tuple[float, ...]
    more: bool
    beyond: str | None = None
    unread: tuple[tuple[float, int], ...] = ()
    held_back: tuple[tuple[float, int], ...] = ()

    @property
    def last(self) -> str | None:
        """The id of the last row, if it has one."""
        return self.rows[-1].id if self.rows else None

    @property
    def unreadable(self) -> int:
        """How many entries could not be read, in the answers that brought these rows."""
        return self._count(self.unread)

    @property
    def strangers(self) -> int:
        """How many sessions of the same answers were not asked for."""
        return self._count(self.held_back)

    def _count(self, of_answers: tuple[tuple[float, int], ...]) -> int:
        answers = set(self.listed_at or self.joined_at)
        return sum(count for at, count in of_answers if at in answers)

    def find(self, session_id: str) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.id == session_id), None)

    def ids(self) -> set[str]:
        return {row.id for row in self.rows if row.id}

    def part(self, start: int, stop: int | None = None, *, more: bool | None = None) -> Segment:
        start, stop, _ = slice(start, stop).indices(len(self.rows))
        return Segment(
            self.rows[start:stop],
            self.listed_at[start:stop],
            self.joined_at[start : stop + 1],
            self.more if more is None else more,
            self.beyond if stop == len(self.rows) else None,
            self.unread,
            self.held_back,
        )

    def can_serve(self, limit: int) -> bool:
        """Whether it holds a page of `limit` rows and it is known what lies beyond."""
        if self.beyond is not None:
            limit += 1
        return len(self.rows) >= limit or not self.more

    def followed_by(self, other: Segment, joined_at: float | None = None) -> Segment:
        """This segment and, below it, the other.

        joined_at: when it was asked for that nothing stands between; as the other says by default.
        """
        joint = other.joined_at[0] if joined_at is None else joined_at
        return Segment(
            self.rows + other.rows,
            self.listed_at + other.listed_at,
            (*self.joined_at[:-1], joint, *other.joined_at[1:]),
            other.more,
            other.beyond,
            tuple(dict.fromkeys(self.unread + other.unread)),
            tuple(dict.fromkeys(self.held_back + other.held_back)),
        )

    def with_row(self, position: int, row: SessionRow) -> Segment:
        """The same with another row in this place, whose place is as old as it was."""
        rows = (*self.rows[:position], row, *self.rows[position + 1 :])
        return replace(self, rows=rows)

    def without_row(self, position: int) -> Segment:
        """Its neighbours are then each other's, as of the older of what was known of both."""
        joined_at = min(self.joined_at[position : position + 2])
        head, rest = self.part(0, position), self.part(position + 1)
        return head.followed_by(rest, joined_at)


def segment_of(
    answer: dict[str, Any], query: ListQuery, at: float, cursor_created: int | None = None
) -> Segment:
    """What a list object of Stripe's holds, the answer to `query`, asked for at Unix second `at`.

    cursor_created: as in `held_against`, which leaves out what was not asked for.
    Raises InvalidAnswerError when no entry is an object.
    """
    sent = answer["data"][: query.limit]
    entries = held_against(query, sent, cursor_created)
    strangers = len(sent) - len(entries)
    rows, seen = [], set()
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        row = SessionRow.from_object(entry)
        # Pages that shift under a walk can repeat a session; a screen shows each once.
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            rows.append(row)
    unreadable = sum(not isinstance(entry, dict) for entry in entries)
    if unreadable and not rows:
        # An empty page would say that there are no sessions.
        raise InvalidAnswerError("no entry is an object")
    return Segment(
        tuple(rows),
        (at,) * len(rows),
        (at,) * (len(rows) + 1),
        more=answer["has_more"] or len(answer["data"]) > query.limit,
        unread=((at, unreadable),) if unreadable else (),
        held_back=((at, strangers),) if strangers else (),
    )
