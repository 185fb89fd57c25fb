"""How long a page of a list stays fresh, and how it is asked for anew. Pure."""

from __future__ import annotations

from dataclasses import replace

from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.patience import is_old_answer, may_have_changed
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import has_ended

# A session lives a day at most (docs.stripe.com/api/checkout/sessions/create: expires_at).
SETTLED_AFTER_SECONDS = 25 * 3600
# Below the top nothing arrives, and those who page on would renew each page they come to.
FURTHER_FACTOR = 2


def fresh_seconds(known: KnownPage, freshness: Freshness, settled: float, now: float) -> float:
    """`settled` for a page on which nothing changes any more; now: Unix seconds."""
    query, rows = known.query, known.page.rows
    before = now - SETTLED_AFTER_SECONDS
    touches_the_top = not query.starting_after and not ends_before(query, before)
    if rows and not touches_the_top and all(is_settled(row, before) for row in rows):
        return settled
    is_further = query.starting_after is not None or query.ending_before is not None
    return freshness.fresh * (FURTHER_FACTOR if is_further else 1)


def is_out_of_date(known: KnownPage, now: float) -> bool:
    """Whether a page may have changed that is to answer whether somebody has paid.

    now: Unix seconds. At the top another session may have come, with the payment.
    """
    if not is_old_answer(known.read_at, now):
        return False
    is_first = known.query == known.query.first_page()
    return is_first or any(may_have_changed(row, now) for row in known.page.rows)


def downwards(known: KnownPage) -> ListQuery:
    """The query for the same page from above, where what is above it is known."""
    query, segment = known.query, known.segment
    if len(segment.rows) > query.limit:
        above = segment.rows[-query.limit - 1].id
        if above and is_session_id(above):
            return replace(query, ending_before=None, starting_after=above)
        return query
    return query if segment.more else query.first_page()


def is_settled(row: SessionRow, before: float) -> bool:
    """Whether it was created so long ago, and ended so, that it stays as it is."""
    return has_ended(row) and row.created is not None and row.created < before


def takes_nothing_new(query: ListQuery, now: float) -> bool:
    """Whether no session that is created from now on (Unix seconds) can belong to the list."""
    return ends_before(query, now) or "created" in dict(query.filters)


def ends_before(query: ListQuery, moment: float) -> bool:
    """Whether the filter asks only for what was created before this Unix second."""
    ends = [value for name, value in query.filters if name in ("created[lt]", "created[lte]")]
    return any(value.isdecimal() and int(value) < moment for value in ends)
