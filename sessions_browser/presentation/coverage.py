"""How much was looked through for a page, and what of it is not shown, in sentences."""

from __future__ import annotations

from sessions_browser.objects.list_query import Coverage, SessionPage
from sessions_browser.presentation.times import Clock


def strangers_words(count: int) -> str:
    """Of sessions that came though they were not asked for; "" of none."""
    if not count:
        return ""
    what = "one session that was" if count == 1 else f"{count:,} sessions that were"
    return f"Stripe answered with {what} not asked for. Not shown and not counted here."


def coverage_words(page: SessionPage, clock: Clock) -> str:
    """Such as "8 of the 180 complete sessions that were looked through match, back to …".

    "" for a page that shows all that was read.
    """
    coverage = page.coverage
    if coverage is None:
        return ""
    status = dict(page.query.filters).get("status", "")
    words = f"{_found(coverage, len(page.rows), status)}{_range(page, coverage, clock)}."
    if coverage.is_cut_short:
        return f"{words} Looking further failed."
    if not page.has_more and not page.query.ending_before:
        return f"{words} The list ends there."
    return words


def _found(coverage: Coverage, count: int, status: str) -> str:
    looked_at = coverage.looked_at
    if not looked_at:
        return f"There was no {status} session to look through"
    if looked_at == 1:
        verb = "matches" if count else "does not match"
        return f"The one {status} session that was looked through {verb}"
    what = f"{looked_at:,} {status} sessions that were looked through"
    if looked_at == 2 and count != 1:
        return _of_two(status, count)
    if count == looked_at:
        return f"All {what} match"
    if not count:
        return f"None of the {what} matches"
    return f"{count} of the {what} {'matches' if count == 1 else 'match'}"


def _of_two(status: str, count: int) -> str:
    if count:
        return f"Both {status} sessions that were looked through match"
    return f"Neither of the two {status} sessions that were looked through matches"


def _range(page: SessionPage, coverage: Coverage, clock: Clock) -> str:
    """Of a first page, whose newest session is that of the list, only the other end."""
    newest, oldest = (
        clock.maybe_moment(row.created) if row else None
        for row in (coverage.newest, coverage.oldest)
    )
    if oldest is None:
        return ""
    is_further = page.query.starting_after or page.query.ending_before
    start = f" from {newest.text}" if is_further and newest else ""
    return f",{start} back to {oldest.text}"
