"""How much was looked through for a page, and what of it is not shown, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.objects.formats import grouped
from sessions_browser.objects.list_query import Coverage, SessionPage
from sessions_browser.presentation.times import Clock


def strangers_words(count: int) -> str:
    """Of sessions that came though they were not asked for; "" of none."""
    if not count:
        return ""
    return ngettext(
        "Stripe answered with one session that was not asked for. Not shown and not counted here.",
        "Stripe answered with %(count)s sessions that were not asked for."
        " Not shown and not counted here.",
        count,
    ) % {"count": grouped(count)}


def coverage_words(page: SessionPage, clock: Clock) -> str:
    """Such as "8 of the 180 complete sessions that were looked through match, back to …".

    "" for a page that shows all that was read. Only lists of complete sessions are looked through.
    """
    coverage = page.coverage
    if coverage is None:
        return ""
    words = _with_range(_found(coverage, len(page.rows)), page, coverage, clock)
    if coverage.is_cut_short:
        return f"{words} " + _("Looking further failed.")
    if not page.has_more and not page.query.ending_before:
        return f"{words} " + _("The list ends there.")
    return words


def _found(coverage: Coverage, count: int) -> str:
    """Without a full stop."""
    looked_at = coverage.looked_at
    if not looked_at:
        return _("There was no complete session to look through")
    if looked_at == 1:
        return _the_one(count)
    if looked_at == 2 and count != 1:
        return _both(count)
    words = {"count": grouped(count), "looked_at": grouped(looked_at)}
    if count == looked_at:
        return _("All %(looked_at)s complete sessions that were looked through match") % words
    if not count:
        return (
            _("None of the %(looked_at)s complete sessions that were looked through matches")
            % words
        )
    return (
        ngettext(
            "%(count)s of the %(looked_at)s complete sessions that were looked through matches",
            "%(count)s of the %(looked_at)s complete sessions that were looked through match",
            count,
        )
        % words
    )


def _the_one(count: int) -> str:
    if count:
        return _("The one complete session that was looked through matches")
    return _("The one complete session that was looked through does not match")


def _both(count: int) -> str:
    if count:
        return _("Both complete sessions that were looked through match")
    return _("Neither of the two complete sessions that were looked through matches")


def _with_range(found: str, page: SessionPage, coverage: Coverage, clock: Clock) -> str:
    """Of a first page, whose newest session is that of the list, only the other end."""
    newest, oldest = (
        clock.maybe_moment(row.created) if row else None
        for row in (coverage.newest, coverage.oldest)
    )
    if oldest is None:
        return f"{found}."
    is_further = page.query.starting_after or page.query.ending_before
    if is_further and newest:
        return _("%(found)s, from %(newest)s back to %(oldest)s.") % {
            "found": found,
            "newest": newest.text,
            "oldest": oldest.text,
        }
    return _("%(found)s, back to %(oldest)s.") % {"found": found, "oldest": oldest.text}
