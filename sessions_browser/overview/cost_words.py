"""What reading all sessions will cost, told before it starts. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.facts.estimate import Estimate
from sessions_browser.objects.formats import grouped
from sessions_browser.overview.numbers_in_words import share_text
from sessions_browser.presentation.times import duration


@dataclass(frozen=True, slots=True)
class Cost:
    """Sentences."""

    sessions: str
    calls: str
    left: str
    pace: str


def cost_of(
    found: Estimate,
    *,
    used: int,
    share: int,
    allowance: int,
    calls_a_second: float,
    keep_days: int,
) -> Cost:
    """used, share: reads of 30 days that filling has made and may make. allowance: of all."""
    fits = found.calls <= share - used
    return Cost(
        sessions=_sessions_words(found, keep_days),
        calls=_(
            "Reading them takes about %(calls)s calls: %(percent)s of the %(allowance)s reads that"
            " the account has in 30 days."
        )
        % {
            "calls": grouped(found.calls),
            "percent": share_text(found.calls / max(1, allowance)),
            "allowance": grouped(allowance),
        },
        left=_left_words(used, share, fits=fits),
        pace=_(
            "It takes %(time)s at least. People who look something up go first, and it goes on"
            " when you leave this page."
        )
        % {"time": duration(math.ceil(found.calls / calls_a_second))},
    )


def _sessions_words(found: Estimate, keep_days: int) -> str:
    words = {"count": grouped(found.sessions), "days": keep_days}
    if found.is_exact:
        return (
            ngettext(
                "%(count)s session of the last %(days)s days is not read yet.",
                "%(count)s sessions of the last %(days)s days are not read yet.",
                found.sessions,
            )
            % words
        )
    return _("About %(count)s sessions of the last %(days)s days are not read yet.") % words


def _left_words(used: int, share: int, *, fits: bool) -> str:
    words = {"used": grouped(used), "share": grouped(share)}
    if fits:
        return _("This work may use %(share)s of them, and has used %(used)s so far.") % words
    return (
        _(
            "This work may use %(share)s of them, and has used %(used)s so far. That is not enough:"
            " it waits when they are used up, and goes on by itself when there are more."
        )
        % words
    )
