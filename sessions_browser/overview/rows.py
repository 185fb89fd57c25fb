"""The sessions behind a number: which they are, in words, and what facts alone tell of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.facts import queries
from sessions_browser.facts.cells import CONVERTED, LEFT, SETTLED, Became
from sessions_browser.facts.fact_pages import FactRow, Hour, sessions
from sessions_browser.objects.formats import weekday_names
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.overview.groups import band_words, mode_words, money_name, origin_words
from sessions_browser.overview.headline import COUNTS, OTHER
from sessions_browser.overview.periods import range_text
from sessions_browser.overview.scope import Scope
from sessions_browser.presentation.times import Clock

LIMIT = 25
_SETS = {
    CONVERTED: gettext_lazy("Paid or no payment due"),
    LEFT: gettext_lazy("Abandoned"),
    SETTLED: gettext_lazy("Settled: paid, no payment due or abandoned"),
}
# What Stripe says of a session that has become so.
_STATES = {
    Became.OPEN: ("open", "unpaid"),
    Became.PAID: ("complete", "paid"),
    Became.PROCESSING: ("complete", "unpaid"),
    Became.NOTHING_DUE: ("complete", "no_payment_required"),
    Became.LEFT_KNOWN: ("expired", "unpaid"),
    Became.LEFT_UNKNOWN: ("expired", "unpaid"),
}


@dataclass(frozen=True, slots=True)
class RowsPage:
    """further: the cursor of the page below, or None. count: of all; None where it takes long."""

    rows: tuple[FactRow, ...]
    further: str | None
    count: int | None


def page_of(slug: str, scope: Scope, after: str) -> RowsPage:
    """Raises DatabaseError."""
    hour = None if scope.hour is None else Hour(scope.zone, scope.hour)
    begin, end, only = scope.begin, scope.end, scope.only
    page = sessions(slug, begin, end, only, hour=hour, after=after or None, limit=LIMIT)
    if scope.hour is None:
        count = queries.figures(slug, begin, end, only).total.made
    else:
        count = queries.hours_of_week(slug, begin, end, scope.zone, only)[scope.hour].made
    return RowsPage(page.rows, page.further, count)


def row_of(fact: FactRow) -> SessionRow:
    """As far as it is remembered."""
    status, payment_status = _STATES.get(fact.outcome, (None, None))
    return SessionRow(
        id=fact.id,
        created=fact.created,
        status=status,
        payment_status=payment_status,
        amount_total=fact.amount if fact.currency else None,
        currency=fact.currency or None,
        payment_link=fact.link or None,
    )


def title_of(scope: Scope) -> str:
    """What became of them."""
    outcomes = scope.only.outcomes
    for one in (*COUNTS, OTHER):
        if one.outcomes == outcomes and outcomes is not None:
            return str(one.label)
    if outcomes in _SETS:
        return str(_SETS[outcomes])
    return _("Sessions")


def conditions_of(scope: Scope, links: PaymentLinks, clock: Clock) -> list[str]:
    """All the others, in words, the range first."""
    only = scope.only
    found = [range_text(scope.begin, scope.end, scope.zone, clock.this_year)]
    if scope.hour is not None:
        day, hour = divmod(scope.hour, 24)
        words = {"weekday": weekday_names()[day], "hour": f"{hour:02}:00"}
        found.append(_("%(weekday)s from %(hour)s, one hour") % words)
    if only.link is not None:
        found.append(links.words_for(only.link) or _("Without a payment link"))
    if only.origin is not None:
        found.append(origin_words(only.origin))
    if only.mode is not None:
        found.append(mode_words(only.mode))
    if only.band is not None and only.currency:
        found.append(band_words(only.band, only.currency))
    elif only.currency is not None:
        found.append(money_name(only.currency))
    return [*found, *_flags(scope)]


def _flags(scope: Scope) -> list[str]:
    only, found = scope.only, list[str]()
    if only.present is not None:
        found.append(_("Somebody was there") if only.present else _("No sign of a person"))
    if only.tried_again is not None:
        found.append(_("Tried again") if only.tried_again else _("Did not try again"))
    if only.once:
        found.append(_("A person's tries count once"))
    return found
