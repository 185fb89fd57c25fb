"""How long a page of a list stays fresh, and what a call makes of an answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sessions_browser.cache import windows
from sessions_browser.cache.windows import Segment
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow, project
from sessions_browser.stripe_api.errors import InvalidAnswerError

# A session lives a day at most (docs.stripe.com/api/checkout/sessions/create: expires_at).
SETTLED_AFTER_SECONDS = 25 * 3600
FURTHER = 2


def segment_of(answer: dict[str, Any], limit: int, at: float) -> Segment:
    entries = answer["data"]
    rows, seen = [], set()
    for entry in entries[:limit]:
        if not isinstance(entry, dict):
            continue
        row = project(entry)
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


def downwards(query: ListQuery, segment: Segment) -> ListQuery:
    """The question for the same page from above, where what is above it is known."""
    if len(segment.rows) > query.limit:
        above = segment.rows[-query.limit - 1].id
        if above and is_session_id(above):
            return replace(query, ending_before=None, starting_after=above)
        return query
    return query if segment.more else query.first_page()


def oldest_of(query: ListQuery, segment: Segment) -> float:
    return windows.page_of(query, segment).oldest


def is_settled(row: SessionRow, before: float) -> bool:
    """Whether it was created so long ago, and ended so, that it stays as it is."""
    ended = row.status == "expired" or (
        row.status == "complete" and row.payment_status in ("paid", "no_payment_required")
    )
    return ended and row.created is not None and row.created < before


def ends_before(query: ListQuery, moment: float) -> bool:
    """Whether the filter asks only for what was created before this Unix second."""
    ends = [value for name, value in query.filters if name in ("created[lt]", "created[lte]")]
    return any(value.isdecimal() and int(value) < moment for value in ends)
