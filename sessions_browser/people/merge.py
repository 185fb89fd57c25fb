"""Several listings of one person joined into one, page by page.

A guest has no customer in Stripe, so their sessions are found by e-mail alone. An open or expired
session of a known customer often has no e-mail, so it is found by customer alone.

Stripe's order within a second is known within each listing only. A page therefore ends between two
seconds, and the place of the next page names the second that the rows before it have reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sessions_browser.objects.list_query import cursor_of
from sessions_browser.objects.session_row import SessionRow

Rows = tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list of the person's sessions. At most one id of a session is set.

    second: Unix second in which that session was created; every session of that second is on the
        page before. None in an address that does not tell.
    """

    starting_after: str | None = None
    ending_before: str | None = None
    second: int | None = None

    @property
    def is_upwards(self) -> bool:
        return self.ending_before is not None


FIRST_PAGE = Cursor()


@dataclass(frozen=True, slots=True)
class Part:
    """What one listing answered: rows, newest first, and whether more follow on the way."""

    rows: Rows
    more: bool = False


def merged(parts: Sequence[Part], limit: int, place: Cursor = FIRST_PAGE) -> Part:
    """One page: each session once, newest first, and whether more follow on the way.

    limit: how many rows; more only where the last second has more.
    place: on the way up the page has the oldest sessions of the parts, else the newest.
    """
    lists = [tuple(row for row in part.rows if not _was_shown(row, place)) for part in parts]
    ordered = _each_once(_in_order(lists))
    walked = ordered[::-1] if place.is_upwards else ordered
    page = walked[: _whole_seconds(_known_without_gap(walked, parts, place) or walked, limit)]
    more = any(part.more for part in parts) or len(page) < len(walked)
    return Part(page[::-1] if place.is_upwards else page, more)


def _was_shown(row: SessionRow, place: Cursor) -> bool:
    if place.second is None or row.created is None:
        return False
    return row.created <= place.second if place.is_upwards else row.created >= place.second


def _known_without_gap(walked: Rows, parts: Sequence[Part], place: Cursor) -> Rows:
    """The rows before the second at which a listing was cut off, as more of it may follow.

    Empty where one second fills a whole listing, which nobody's sessions do.
    """
    ends = [part.rows[0 if place.is_upwards else -1] for part in parts if part.more and part.rows]
    if not ends:
        return walked
    if place.is_upwards:
        end = min(row.created or 0 for row in ends)
        return tuple(row for row in walked if (row.created or 0) < end)
    end = max(row.created or 0 for row in ends)
    return tuple(row for row in walked if (row.created or 0) > end)


def _whole_seconds(walked: Rows, limit: int) -> int:
    """How many of the rows make a page that ends between two seconds."""
    for count in range(limit, len(walked)):
        if walked[count].created != walked[count - 1].created:
            return count
    return len(walked)


def _in_order(lists: Sequence[Rows]) -> Iterator[SessionRow]:
    """Newest first; each list keeps its own order, since times within a second are equal."""
    places = [0] * len(lists)
    while True:
        heads = [n for n, rows in enumerate(lists) if places[n] < len(rows)]
        if not heads:
            return
        first = max(heads, key=lambda n: (lists[n][places[n]].created or 0, -n))
        yield lists[first][places[first]]
        places[first] += 1


def _each_once(rows: Iterable[SessionRow]) -> Rows:
    seen: set[str | None] = set()
    once = []
    for row in rows:
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            once.append(row)
    return tuple(once)


def next_place(rows: Sequence[SessionRow], *, upwards: bool) -> Cursor | None:
    """The place beyond these rows; None where the last of them has no id to ask by."""
    if not rows:
        return None
    last = rows[0 if upwards else -1]
    cursor = cursor_of(last)
    if cursor is None:
        return None
    if upwards:
        return Cursor(ending_before=cursor, second=last.created)
    return Cursor(starting_after=cursor, second=last.created)


def other_handles(rows: Iterable[SessionRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """E-mails and customers that these sessions name, the newest first."""
    kept = tuple(rows)
    emails = dict.fromkeys(row.email for row in kept if row.email)
    customers = dict.fromkeys(row.customer for row in kept if row.customer)
    return tuple(emails), tuple(customers)


def with_names(rows: Sequence[SessionRow]) -> Rows:
    """A session that knows only its customer gets the name of the customer's other sessions."""
    names = {row.customer: row.name for row in reversed(rows) if row.customer and row.name}
    return tuple(
        replace(row, name=names[row.customer])
        if not row.name and not row.email and row.customer in names
        else row
        for row in rows
    )
