"""How segments of a list are found and joined. Pure.

A list is known as *windows*: segments with a name that says where they begin.

TOP: the newest part.
`after:ID`: follows that session.
`before:ID`: ends right above that session. It was read upwards, by `ending_before`, so nothing is
known of what is above its first row but whether there is more.

Each row keeps the moment at which Stripe sent it. A page that is cut across windows, or out of a
window that was renewed in part, is as old as its oldest row.

Between two reads sessions arrive at the top of a list. They also leave it or join it in the middle
when a filter is about something that changes (`status`). So two segments are joined only at a
session that both hold, or where one ends and the other was read from that very end. Anything else
is a gap, and Stripe is asked for a page that would reach over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.segment import Segment
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow

TOP = ""
AFTER = "after:"
BEFORE = "before:"
# Larger windows cost more to read than they save; what is beyond is read again when needed.
MOST_ROWS = 200
MOST_JOINED = 4


class KnownWindows(Protocol):
    """The windows of one listing."""

    def window(self, name: str) -> Segment | None: ...

    def window_of(self, session_id: str) -> str | None:
        """The name of the window that holds it, as far as is known."""


def find(known: KnownWindows, query: ListQuery) -> KnownPage | None:
    """What is known from the place of `query` on, in its direction.

    Of several readings the one that suffices, then the one whose rows are freshest.
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
    if home := _home(known, cursor):
        name, segment, position = home
        rest = segment.part(position + 1)
        if name.startswith(BEFORE):
            # The session that it was read upwards from comes next, and is not known.
            yield segment.part(position + 1, more=True)
        elif rest.rows:
            yield _read_on(known, rest, need)
        elif not rest.more:
            # The answer that brought the last row said that nothing follows.
            yield Segment((), (), more=False, read_at=segment.rows_read_at[position])


def _above(known: KnownWindows, cursor: str, need: int) -> Iterator[Segment]:
    if direct := known.window(BEFORE + cursor):
        yield direct
    home = _home(known, cursor)
    if not home:
        return
    name, segment, position = home
    result = segment.part(0, position, more=True)
    for _ in range(MOST_JOINED):
        if name == TOP:
            result = result.part(0, more=False)
        elif name.startswith(BEFORE):
            result = result.part(0, more=segment.more)
        if not name.startswith(AFTER) or len(result.rows) >= need:
            break
        home = _home(known, name.removeprefix(AFTER))
        if not home:
            break
        name, segment, position = home
        upper = segment.part(0, position + 1)
        if upper.ids() & result.ids():
            break
        result = upper.followed_by(result.part(0, more=True))
    yield result


def _home(known: KnownWindows, session_id: str) -> tuple[str, Segment, int] | None:
    name = known.window_of(session_id)
    segment = known.window(name) if name is not None else None
    position = segment.find(session_id) if segment else None
    return (
        None if name is None or segment is None or position is None else (name, segment, position)
    )


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


def insert(known: KnownWindows, query: ListQuery, segment: Segment) -> tuple[str, Segment]:
    """The window, by name, that the answer to `query` makes of what is known."""
    if query.ending_before:
        return _insert_above(known, query.ending_before, segment)
    cursor = query.starting_after
    if not cursor:
        return TOP, _with_rest(segment, known.window(TOP))
    home = _home(known, cursor)
    if home and not home[0].startswith(BEFORE):
        name, old, position = home
        head = old.part(0, position + 1)
        # A cursor that does not move, or pages that shift: what contradicts is not joined.
        if position + 1 < len(old.rows) and not head.ids() & segment.ids():
            return name, _bounded(head.followed_by(_with_rest(segment, old.part(position + 1))))
    return AFTER + cursor, _with_rest(segment, known.window(AFTER + cursor))


def _insert_above(known: KnownWindows, cursor: str, segment: Segment) -> tuple[str, Segment]:
    """What was read upwards closes the gap between the windows that hold its two ends."""
    apart = BEFORE + cursor, segment
    lower = _home(known, cursor)
    first = segment.rows[0].id if segment.rows else None
    if lower is None or lower[0].startswith(BEFORE) or cursor in segment.ids():
        return apart
    rest = lower[1].part(lower[2])
    below = segment.part(0, more=True).followed_by(rest)
    if not segment.more:
        return TOP, _bounded(below)
    upper = _home(known, first) if first else None
    if upper is None or upper[0].startswith(BEFORE):
        return apart
    name, old, position = upper
    head = old.part(0, position)
    return apart if head.ids() & below.ids() else (name, _bounded(head.followed_by(below)))


def put_on_top(known: KnownWindows, newer: Segment) -> Segment | None:
    """The top with what `ending_before` its first row has brought; None if they do not meet."""
    top = known.window(TOP)
    if top is None or newer.more or newer.ids() & top.ids():
        return None
    return _bounded(newer.part(0, more=True).followed_by(top))


def _with_rest(segment: Segment, old: Segment | None) -> Segment:
    """Below what was just read, what was known to follow its last row."""
    if old is None or not segment.more or not segment.last:
        return segment
    start = _first_below(old, segment.rows[-1])
    if start is None:
        return segment
    rest = old.part(start)
    if not rest.rows or rest.ids() & segment.ids():
        return segment
    return _bounded(segment.followed_by(rest))


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


def _bounded(segment: Segment) -> Segment:
    return segment.part(0, MOST_ROWS, more=True) if len(segment.rows) > MOST_ROWS else segment
