"""How much of a range is read, and what that means for its figures, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.facts.queries import Reach
from sessions_browser.objects.formats import grouped
from sessions_browser.overview.numbers_in_words import whole_share
from sessions_browser.presentation.times import Clock

UNREADABLE = gettext_lazy("The dashboard cannot read its database. Reload the page in a while.")
# So long before this moment reading ends at the latest, for the clocks' sake; see `facts`.
NEWEST_UNREAD = 15 * 60


@dataclass(frozen=True, slots=True)
class KnownPart:
    """Of a range. end: to where it is read from its newest stretch on; nothing later is counted.

    is_whole: there is no gap before `end`.
    percent: of the range to `end`.
    """

    begin: int
    end: int
    is_any: bool
    is_whole: bool
    percent: int
    back_to: int | None
    read_at: int | None
    is_behind: bool


def known_part(reach: Reach) -> KnownPart:
    """What comes after the newest that was read is no gap: figures end there and say so."""
    if not reach.stretches:
        return KnownPart(reach.begin, reach.end, False, False, 0, None, None, False)
    end = reach.stretches[-1].end
    inner = [gap for gap in reach.gaps if gap[0] < end]
    missing = sum(stop - start for start, stop in inner)
    share = 100 * (end - reach.begin - missing) / max(1, end - reach.begin)
    return KnownPart(
        begin=reach.begin,
        end=end,
        is_any=True,
        is_whole=not inner,
        percent=100 if not inner else min(99, int(share)),
        back_to=reach.back_to,
        read_at=reach.read_at,
        is_behind=reach.end - end > NEWEST_UNREAD,
    )


def reading_words(known: KnownPart, clock: Clock) -> str:
    """How far the figures reach."""
    if not known.is_any or known.back_to is None:
        return _("Nothing of this range has been read yet, so there are no figures.")
    words = {
        "end": clock.moment(known.end).text,
        "back": clock.moment(known.back_to).text,
        "percent": whole_share(known.percent, 100),
    }
    if known.is_whole:
        return _("All sessions made until %(end)s are counted.") % words
    return (
        _(
            "Only %(percent)s of this range is read so far, without a gap from %(end)s back to"
            " %(back)s. The figures count these sessions alone."
        )
        % words
    )


def behind_words(known: KnownPart, clock: Clock) -> str:
    """What was made since the newest reading."""
    if not known.is_behind:
        return ""
    words = {"end": clock.moment(known.end).text}
    return _("Sessions made after %(end)s are not counted yet.") % words


def open_words(open_now: int) -> str:
    """Why figures of the last day still change."""
    if not open_now:
        return ""
    return ngettext(
        "%(count)s session was open when it was last read, and may be paid by now.",
        "%(count)s sessions were open when they were last read, and may be paid by now.",
        open_now,
    ) % {"count": grouped(open_now)}


def trouble_words(at: float, kind: str, clock: Clock) -> str:
    """When what people read could not be remembered. kind: class of the database's error."""
    words = {"when": clock.moment(at).text, "error": kind}
    return (
        _(
            "At %(when)s the dashboard could not write to its database, which is full or locked"
            " (%(error)s). No page fails for it. Figures may lack what came then, until all"
            " sessions are read again."
        )
        % words
    )
