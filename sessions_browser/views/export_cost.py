"""What an export will cost, told before it starts: rows, calls, time, share of the month."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.conf import Account, get_conf
from sessions_browser.facts import coverage, queries
from sessions_browser.facts.cells import Became
from sessions_browser.facts.estimate import MORE_CALLS, Estimate, estimate
from sessions_browser.facts.only import Only
from sessions_browser.facts.slots import DAY, HOUR
from sessions_browser.facts.walker import Ask, checked
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, Pairs
from sessions_browser.overview.numbers_in_words import share_text
from sessions_browser.presentation.times import duration
from sessions_browser.services import export_calls, get_read_quota, get_store
from sessions_browser.views.export_asked import ExportAsked
from sessions_browser.views.named_cost import MOST_NAMED, named_cost

KEPT_SECONDS = 600.0
# How far back is looked for the oldest session where the filters do not say, in seconds.
REACHES = (10 * 86_400, 100 * 86_400, 1000 * 86_400)
SAMPLES = 4
# Each takes calls; with more of them, all is estimated as one.
MOST_GAPS = 2
# An export leaves the rest of the budget to people.
PART_OF_BUDGET = 0.95


@dataclass(frozen=True, slots=True)
class ExportCost:
    """Sentences. sessions: that are read, in number."""

    rows: str
    calls: str
    left: str
    number: int


def cost_of_export(account: Account, asked: ExportAsked, now: int) -> ExportCost:
    """Raises UpstreamError. Eleven calls at most for a list, then none for ten minutes.

    None for sessions that are known one by one.
    """
    found, exact_rows = _found(account, asked, now)
    conf, calls = get_conf(), found.calls
    seconds = math.ceil(calls / (conf.calls_a_second(account) * PART_OF_BUDGET))
    used = get_read_quota().in_30_days(account.slug)
    return ExportCost(
        rows=_rows_words(
            found,
            exact_rows,
            is_sieved=bool(asked.outcome),
            is_named=asked.named is not None,
            most=conf.exports_most_rows,
        ),
        calls=_(
            "Reading them takes about %(calls)s calls and %(time)s: %(percent)s of the"
            " %(allowance)s reads that the account has in 30 days."
        )
        % {
            "calls": grouped(calls),
            "time": duration(seconds),
            "percent": share_text(calls / max(1, conf.reads_per_month)),
            "allowance": grouped(conf.reads_per_month),
        },
        left=_left_words(used, conf.reads_per_month, calls),
        number=found.sessions,
    )


def _found(account: Account, asked: ExportAsked, now: int) -> tuple[Estimate, int | None]:
    """With how many rows there are, where that is known exactly."""
    if asked.named is not None:
        found = named_cost(account, asked.named, asked.listings[0])
        return found, found.sessions if found.sessions <= MOST_NAMED else None
    found = _estimate(account, asked, now)
    if asked.end is None or asked.end > now:
        # One more to find the newest.
        found = replace(found, calls=found.calls + 1)
    return found, _rows_by_facts(account, asked, now)


def _rows_words(
    found: Estimate, exact_rows: int | None, *, is_sieved: bool, is_named: bool, most: int
) -> str:
    """most: which the site allows of one file."""
    if is_named and found.sessions > MOST_NAMED:
        words = _("There are more than %(count)s sessions. The file gets the newest %(most)s.")
        return words % {"count": grouped(MOST_NAMED), "most": grouped(min(most, MOST_NAMED))}
    if exact_rows is None and is_sieved:
        words = _("About %(count)s sessions are read; those with this outcome become rows.")
        return words % {"count": grouped(found.sessions)}
    rows = found.sessions if exact_rows is None else exact_rows
    is_exact = exact_rows is not None or found.is_exact
    counts = {"count": grouped(rows), "most": grouped(most)}
    if rows > most:
        if is_exact:
            return _("There are %(count)s sessions. The file gets the newest %(most)s.") % counts
        return _("There are about %(count)s sessions. The file gets the newest %(most)s.") % counts
    if is_exact:
        words = ngettext("The file gets %(count)s row.", "The file gets %(count)s rows.", rows)
        return words % counts
    return _("The file gets about %(count)s rows.") % counts


def _left_words(used: int, allowance: int, calls: int) -> str:
    words = {"used": grouped(used), "allowance": grouped(allowance)}
    if used + calls <= allowance:
        return _("%(used)s of them were made in the last 30 days.") % words
    return (
        _(
            "%(used)s of them were made in the last 30 days. The rest is not enough: the export"
            " waits when they are used up, and goes on by itself when there are more."
        )
        % words
    )


def _estimate(account: Account, asked: ExportAsked, now: int) -> Estimate:
    """Facts tell what they know, and calls the rest."""
    known = _known_by_facts(account, asked, now)
    spelled = f"{asked.listings}{asked.begin}{asked.end}{known.named if known else ''}"
    digest = hashlib.sha256(spelled.encode()).hexdigest()[:32]
    key, store = f"export-estimate:{account.slug}:{digest}", get_store()
    told = store.get(key)
    if not told:
        ask = export_calls(account.slug).ask
        parts = [_of_listing(ask, one, asked, now, known) for one in asked.listings]
        calls = sum(part.calls for part in parts)
        told = [sum(part.sessions for part in parts), calls, all(p.is_exact for p in parts)]
        store.set(key, told, KEPT_SECONDS)
    rest = Estimate(*told)
    if known is None:
        return rest
    sessions = rest.sessions + known.sessions
    calls = max(rest.calls, math.ceil(sessions / MAX_LIMIT * MORE_CALLS))
    return Estimate(sessions, calls, rest.is_exact and known.is_exact)


def _of_listing(
    ask: Ask, listing: Pairs, asked: ExportAsked, now: int, known: _Known | None
) -> Estimate:
    def filtered(query: ListQuery) -> dict[str, object]:
        filters = tuple(sorted((*listing, *query.filters)))
        return ask(ListQuery(filters=filters, limit=query.limit))

    if len(asked.listings) > 1:
        return estimate(filtered, asked.begin, _end(asked, now), samples=1)
    parts = []
    for begin, end in known.gaps if known else ((asked.begin, _end(asked, now)),):
        if begin == asked.begin:
            begin = max(begin, _oldest(filtered, begin, end))
        parts.append(estimate(filtered, begin, end, SAMPLES))
    calls, sessions = sum(part.calls for part in parts), sum(part.sessions for part in parts)
    return Estimate(sessions, calls, all(part.is_exact for part in parts))


def _end(asked: ExportAsked, now: int) -> int:
    return min(asked.end or now + 1, now + 1)


@dataclass(frozen=True, slots=True)
class _Known:
    """How many sessions of the list facts know. gaps: what they know nothing of, newest first.

    named: the stretches, as long as they change little. is_exact: whether none is counted amiss.
    """

    sessions: int
    gaps: tuple[tuple[int, int], ...]
    named: str
    is_exact: bool


def _known_by_facts(account: Account, asked: ExportAsked, now: int) -> _Known | None:
    """None where they know little, or cannot tell which the list has."""
    only = _read_only(asked)
    if only is None:
        return None
    begin, end = asked.begin, _end(asked, now)
    try:
        reach = queries.reach(account.slug, begin, end)
        long = [one for one in reach.stretches if one.end - one.begin >= DAY]
        gaps = coverage.gaps(long, begin, end)
        if not long or len(gaps) > MOST_GAPS:
            return None
        made = [queries.counts(account.slug, one.begin, one.end, only)[1].made for one in long]
    except DatabaseError:
        return None
    named = ",".join(f"{one.begin // HOUR}-{one.end // HOUR}" for one in long)
    return _Known(sum(made), tuple(gaps), named, is_exact=only.outcomes is None)


def _read_only(asked: ExportAsked) -> Only | None:
    """The filter of facts for what is read; which of it become rows is another matter."""
    if len(asked.listings) != 1:
        return None
    values = dict(asked.listings[0])
    link, status = values.pop("payment_link", None), values.pop("status", None)
    if values or status not in (None, "complete"):
        return None
    return Only(outcomes=_COMPLETE if status else None, link=link)


def _oldest(ask: Ask, begin: int, end: int) -> int:
    """Before which there is nothing, roughly."""
    for reach in REACHES:
        if end - reach <= begin:
            return begin
        bounds = (("created[gte]", str(begin)), ("created[lt]", str(end - reach)))
        query = ListQuery(filters=bounds, limit=1)
        if not checked(ask(query), query):
            return end - reach
    return begin


def _rows_by_facts(account: Account, asked: ExportAsked, now: int) -> int | None:
    """Exactly, where facts know every session that the list has."""
    only = _only(asked)
    if only is None or asked.end is None or asked.end > now:
        return None
    try:
        known, counted = queries.counts(account.slug, asked.begin, asked.end, only)
    except DatabaseError:
        return None
    return counted.made if known.is_complete else None


def _only(asked: ExportAsked) -> Only | None:
    """The filter of facts that counts the same; None where there is none."""
    if len(asked.listings) != 1:
        return None
    values, outcomes = dict(asked.listings[0]), _OUTCOMES.get(asked.outcome)
    link = values.pop("payment_link", None)
    status = values.pop("status", None)
    if values or (asked.outcome and outcomes is None) or (status and status != "complete"):
        return None
    if status and not asked.outcome:
        return None
    return Only(outcomes=outcomes, link=link)


_OUTCOMES = {
    "paid": frozenset((Became.PAID,)),
    "processing": frozenset((Became.PROCESSING,)),
    "no_payment_due": frozenset((Became.NOTHING_DUE,)),
}
_COMPLETE = frozenset((Became.PAID, Became.PROCESSING, Became.NOTHING_DUE))
