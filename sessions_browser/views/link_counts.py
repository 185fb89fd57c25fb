"""How many sessions came through each payment link lately: one call at most, and what is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sessions_browser.cache.session_lists import SessionLists
from sessions_browser.filters import dates
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, SessionPage
from sessions_browser.presentation.times import Clock

PRESET = "last_7_days"
# Of the list that everybody looks at: what lies in the cache behind its first page costs no call.
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """by_link: id of a link -> its sessions. counted: of all that were looked at.

    since: Unix seconds of the oldest of them. is_whole: no session of these days is missing.
    """

    by_link: Counter[str]
    counted: int
    since: int | None
    is_whole: bool


def count_by_link(lists: SessionLists, clock: Clock) -> LinkCounts:
    """Of today and the six days before. Raises UpstreamError."""
    first, _last = dates.preset_days(PRESET, clock.today)
    start = dates.start_of(dates.LocalTime(first), clock.zone)
    query = ListQuery(limit=MAX_LIMIT)
    page: SessionPage | None = lists.page(query, read_ahead=False).value
    by_link: Counter[str] = Counter()
    counted, since, is_whole = 0, None, False
    for _number in range(MOST_PAGES):
        if page is None:
            break
        lately = [row for row in page.rows if row.created is not None and row.created >= start]
        by_link.update(row.payment_link for row in lately if row.payment_link)
        counted += len(lately)
        since = lately[-1].created if lately else since
        cursor = page.older_cursor
        is_whole = cursor is None or any((row.created or start) < start for row in page.rows)
        if is_whole or cursor is None:
            break
        page = lists.stored_page(replace(query, starting_after=cursor))
    return LinkCounts(by_link, counted, since, is_whole)
