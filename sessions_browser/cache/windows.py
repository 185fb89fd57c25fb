"""How segments of a list are found and joined. Pure.

A list is known as *windows*: segments with a name that says what is above them.

TOP: nothing, when it was asked.
`after:ID`: that session.
`from:ID`: something that is not known. It begins with that session, the last of what was read
upwards, by `ending_before`.

Between two reads sessions arrive at the top of a list, and leave it or join it in the middle. So
two segments are joined only at a session that both hold, or where one ends and the other was read
from that very end. Anything else is a gap, and Stripe is asked for a page that would reach over it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, Protocol

from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.segment import Segment
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow

TOP = ""
AFTER = "after:"
FROM = "from:"
# Larger windows cost more to read than they save, so they are divided.
MOST_ROWS = 200
MOST_JOINED = 4


class KnownWindows(Protocol):
    """The windows of one listing."""

    def window(self, name: str) -> Segment | None: ...

    def window_of(self, session_id: str) -> str | None:
        """The name of the window that holds it, as far as is known."""


class Home(NamedTuple):
    """Where a session stands. position: one beyond the last row for what is below the window."""

    name: str
    segment: Segment
    position: int

    @property
    def has_row(self) -> bool:
        return self.position < len(self.segment.rows)


def find(known: KnownWindows, query: ListQuery) -> KnownPage | None:
    """What is known from the place of `query` on, in its direction.

    Of several readings the one that suffices, then the one that is freshest.
    """
    # Upwards one row more, to go on from.
    need = query.limit + (query.ending_before is not None)
    if query.ending_before:
        segments = _above(known, query.ending_before, need)
    elif query.starting_after:
        segments = _below(known, query.starting_after, need)
    else:
        top = known.window(TOP)
        segments = iter([_read_on(known, top, need)] if top else [])
    pages = (KnownPage.cut(query, segment) for segment in segments)
    return max(pages, key=lambda page: (page.is_whole, page.read_at), default=None)


def _below(known: KnownWindows, cursor: str, need: int) -> Iterator[Segment]:
    if direct := known.window(AFTER + cursor):
        yield _read_on(known, direct, need)
    home = home_of(known, cursor)
    if home and home.has_row:
        rest = home.segment.part(home.position + 1)
        if rest.rows or not rest.more:
            yield _read_on(known, rest, need)


def _above(known: KnownWindows, cursor: str, need: int) -> Iterator[Segment]:
    home = home_of(known, cursor)
    if home is None:
        return
    name, result = home.name, home.segment.part(0, home.position)
    for _ in range(MOST_JOINED):
        upper = _continuation(known, name) if len(result.rows) < need else None
        if upper is None:
            break
        home, joined_at = upper
        above = home.segment.part(0, home.position)
        if above.ids() & result.ids():
            break
        name, result = home.name, above.followed_by(result, joined_at)
    beyond = name.removeprefix(AFTER) if name.startswith(AFTER) else None
    yield replace(result, more=name != TOP, beyond=beyond)


def _continuation(known: KnownWindows, name: str) -> tuple[Home, float | None] | None:
    """Another window that holds what is above this one, and when the two were joined.

    The home is of the session right below which, or with which, this window begins.
    """
    _, _, session_id = name.partition(":")
    home = home_of(known, session_id) if session_id else None
    if home is None or home.name == name:
        return None
    if name.startswith(FROM):
        joined_at = home.segment.joined_at[home.position]
        return (home, joined_at) if home.position else None
    # The window below says when its first row was found to follow this session.
    return (home._replace(position=home.position + 1), None) if home.has_row else None


def home_of(known: KnownWindows, session_id: str) -> Home | None:
    """Where the session stands, as far as is known."""
    name = known.window_of(session_id)
    segment = known.window(name) if name is not None else None
    if name is None or segment is None:
        return None
    position = segment.find(session_id)
    if position is None and segment.beyond == session_id:
        position = len(segment.rows)
    return None if position is None else Home(name, segment, position)


def _read_on(known: KnownWindows, segment: Segment, need: int) -> Segment:
    """With the windows that were read from its end, as far as needed."""
    for _ in range(MOST_JOINED):
        if len(segment.rows) >= need or not segment.more or not segment.last:
            break
        below = known.window(AFTER + segment.last)
        if below is None or below.ids() & segment.ids():
            break
        segment = segment.followed_by(below)
    return segment


def insert(known: KnownWindows, query: ListQuery, answer: Segment) -> dict[str, Segment]:
    """The windows, by name, that the answer to `query` makes of what is known."""
    if query.ending_before:
        found = _insert_above(known, query.ending_before, answer)
    else:
        found = _insert_below(known, query.starting_after, answer)
    return dict(_divided(*found)) if found else {}


def _insert_below(known: KnownWindows, cursor: str | None, answer: Segment) -> tuple[str, Segment]:
    if not cursor:
        return TOP, _with_rest(answer, known.window(TOP))
    home = home_of(known, cursor)
    if home and home.position + 1 < len(home.segment.rows):
        head = home.segment.part(0, home.position + 1)
        # A cursor that does not move, or pages that shift: what contradicts is not joined.
        if not head.ids() & answer.ids():
            rest = home.segment.part(home.position + 1)
            return home.name, head.followed_by(_with_rest(answer, rest))
    return AFTER + cursor, _with_rest(answer, known.window(AFTER + cursor))


def _insert_above(known: KnownWindows, cursor: str, answer: Segment) -> tuple[str, Segment] | None:
    """What was read upwards closes the gap between the windows that hold its two ends."""
    whole = replace(answer, more=True, beyond=cursor)
    lower = home_of(known, cursor)
    if lower and lower.has_row:
        rest = lower.segment.part(lower.position)
        if not rest.ids() & answer.ids():
            whole = answer.followed_by(rest, answer.joined_at[-1])
    if not answer.more:
        return TOP, whole
    first = answer.rows[0].id if answer.rows else None
    upper = home_of(known, first) if first else None
    # Of the first of a window it is known better now that something is above.
    if upper and upper.has_row and upper.position:
        head = upper.segment.part(0, upper.position)
        if not head.ids() & whole.ids():
            return upper.name, head.followed_by(whole, upper.segment.joined_at[upper.position])
    return (FROM + first, whole) if first else None


def put_on_top(known: KnownWindows, newer: Segment, since: int) -> dict[str, Segment]:
    """The windows that change by an answer with what was created from Unix second `since` on."""
    if newer.more:
        # The most that an answer can hold: the first page of all.
        return insert(known, ListQuery(), newer)
    top = known.window(TOP)
    asked_at = newer.joined_at[0]
    if top is None or top.joined_at[0] > asked_at:
        return {}
    start = next(
        (i for i, row in enumerate(top.rows) if row.created is not None and row.created < since),
        len(top.rows),
    )
    rest = top.part(start)
    if rest.ids() & newer.ids():
        return {}
    # Whether anything is below its last row, only the older answer says.
    listed_at = tuple(min(at, rest.joined_at[0]) for at in newer.listed_at[-1:])
    newest = replace(newer, listed_at=newer.listed_at[:-1] + listed_at)
    return dict(_divided(TOP, newest.followed_by(rest)))


def _with_rest(answer: Segment, old: Segment | None) -> Segment:
    """Below what was just read, what was known to follow its last row."""
    if old is None or not answer.more or not answer.last:
        return answer
    start = _first_below(old, answer.rows[-1])
    if start is None:
        return answer
    rest = old.part(start)
    if not rest.rows or rest.ids() & answer.ids():
        return answer
    return answer.followed_by(rest)


def _first_below(old: Segment, row: SessionRow) -> int | None:
    """The position in the segment of the first row below `row`; None if it is not known.

    A listing is ordered by `created`, so a row that is new to it has its place in it, too.
    """
    position = old.find(row.id) if row.id else None
    if position is not None:
        return position + 1
    created = [one.created for one in old.rows]
    if row.created is None or None in created or row.created in created:
        return None
    return sum(at > row.created for at in created if at is not None) or None


def _divided(name: str, segment: Segment) -> Iterator[tuple[str, Segment]]:
    """Windows of a bounded size, of which each begins where the one before it ends."""
    count = len(segment.rows)
    size = math.ceil(count / max(1, math.ceil(count / MOST_ROWS)))
    while len(segment.rows) > MOST_ROWS:
        stop = next((n for n in range(size, 0, -1) if segment.rows[n - 1].id), None)
        if stop is None:
            # Without an id nothing can be found below it.
            segment = segment.part(0, MOST_ROWS, more=True)
            break
        yield name, segment.part(0, stop, more=True)
        name, segment = f"{AFTER}{segment.rows[stop - 1].id}", segment.part(stop)
    yield name, segment
