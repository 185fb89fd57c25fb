"""All that the page of an overview shows of the facts, put together of the modules beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sessions_browser.facts import queries
from sessions_browser.facts.coverage import Covered
from sessions_browser.facts.queries import Bar, Figures, Reach
from sessions_browser.facts.slots import DAY
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.address import OverviewAddress
from sessions_browser.overview.bars import PAID, Chart, Unit, chart_of, unit_of
from sessions_browser.overview.groups import Group, bands_of, groups_of
from sessions_browser.overview.headline import Figure, LinkedNumber, ScopedTally, figures_of
from sessions_browser.overview.jumps import WEEKS_BEFORE, Reading, usual_share
from sessions_browser.overview.money_lines import MoneyLine, money_lines
from sessions_browser.overview.numbers_in_words import share_text
from sessions_browser.overview.periods import WEEK, moved, range_text, weekdays_before
from sessions_browser.overview.reading import KnownPart, known_part
from sessions_browser.overview.scope import Scope
from sessions_browser.overview.week import Week, week_of
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock


@dataclass(frozen=True, slots=True)
class SameHours:
    """The day that has not ended, beside the same hours a week earlier. until: such as "14:05"."""

    until: str
    made: LinkedNumber
    paid: LinkedNumber
    made_before: LinkedNumber
    paid_before: LinkedNumber


@dataclass(frozen=True, slots=True)
class Overview:
    """of, compared: the ranges in words.

    is_compared: whether there is something to compare with; why it is not read, `before` tells.
    lengths_differ: so that only rates can be compared.
    usual: the share that is usually paid, in words, or "".
    """

    of: str
    compared: str
    known: KnownPart
    before: KnownPart
    is_compared: bool
    lengths_differ: bool
    made: int
    open_now: int
    absent: int
    figures: list[Figure]
    money: list[MoneyLine]
    groups: list[Group]
    chart: Chart
    same_hours: SameHours | None
    usual: str
    bands: Group | None
    week: Week | None


def overview_of(
    covered: Covered,
    address: OverviewAddress,
    clock: Clock,
    urls: AccountUrls,
    links: PaymentLinks,
    readings: Sequence[Reading],
) -> Overview:
    """Some queries of sums, and no call. Raises DatabaseError."""
    found = queries.figures(covered, address.begin, address.end, address.only)
    known = known_part(found.reach)
    scope = replace(address.scope, end=known.end, is_whole=known.is_whole)
    begin, end = address.compared or weekdays_before(scope.begin, scope.end, scope.zone)
    known_before = _known_before(queries.reach(covered, begin, end), end)
    is_compared = known.is_any and known_before.is_whole
    before = queries.figures(covered, begin, end, address.only) if is_compared else None
    tally, year = found.total, clock.this_year
    now = ScopedTally(tally, scope)
    earlier = replace(scope, begin=begin, end=end, is_whole=True)
    then = ScopedTally(before.total, earlier) if before else None
    currency = _currency(found, address)
    unit = unit_of(address.begin, address.end)
    bars = _bars(covered, scope, unit)
    usual = _usual(covered, scope)
    return Overview(
        of=range_text(scope.begin, _shown_end(scope, address), scope.zone, year),
        compared=range_text(begin, end, scope.zone, year),
        known=known,
        before=known_before,
        is_compared=is_compared,
        lengths_differ=abs((end - begin) - (scope.end - scope.begin)) > 2 * 3600,
        made=tally.made,
        open_now=tally.open,
        absent=tally.made - tally.present,
        figures=figures_of(now, then, urls),
        money=money_lines(found, before, scope, urls),
        groups=groups_of(found, scope, urls, links, address.sort, all_links=address.all_links),
        chart=chart_of(bars, scope, urls, unit, year, usual, readings),
        same_hours=_same_hours(covered, bars, scope, urls),
        usual=share_text(usual) if usual is not None else "",
        bands=bands_of(found, scope, urls, currency) if currency else None,
        week=_week(covered, scope, urls) if known.is_any and _is_a_week(scope) else None,
    )


def _known_before(before: Reach, end: int) -> KnownPart:
    """Here what comes after the newest that was read is a gap as well."""
    known = known_part(before)
    return replace(known, is_whole=known.is_whole and known.end == end)


def _shown_end(scope: Scope, address: OverviewAddress) -> int:
    """Where the range was cut for being read no further by some minutes, the range itself."""
    return address.end if address.end - scope.end < 60 else scope.end


def _currency(found: Figures, address: OverviewAddress) -> str:
    """Of which values are shown: the one chosen, else the one with the most sessions."""
    if address.only.currency:
        return address.only.currency
    tallies = {name: tally.made for name, tally in found.by_name("currency").items() if name}
    return max(tallies, key=lambda name: (tallies[name], name), default="")


def _usual(covered: Covered, scope: Scope) -> float | None:
    earlier = scope.begin - WEEKS_BEFORE * WEEK
    _, total = queries.counts(covered, earlier, scope.begin, scope.only)
    return usual_share(total.made, total.paid)


def _bars(covered: Covered, scope: Scope, unit: Unit) -> list[Bar]:
    """Days of a chart of weeks."""
    by: Literal["day", "hour"] = "hour" if unit == "hour" else "day"
    return queries.series(covered, scope.begin, scope.end, scope.zone, by, scope.only)


def _is_a_week(scope: Scope) -> bool:
    """Nearly: one that ends today, or has an hour less."""
    return scope.end - scope.begin > 6 * DAY


def _week(covered: Covered, scope: Scope, urls: AccountUrls) -> Week:
    found = queries.hours_of_week(covered, scope.begin, scope.end, scope.zone, scope.only)
    return week_of(found, scope, urls)


def _same_hours(
    covered: Covered, bars: Sequence[Bar], scope: Scope, urls: AccountUrls
) -> SameHours | None:
    """None where the range ends with a day, or begins amid the last one. bars: of the range."""
    end = datetime.fromtimestamp(scope.end, scope.zone)
    midnight = int(end.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).timestamp())
    if midnight >= scope.end or midnight < scope.begin or scope.begin == midnight:
        return None
    today = replace(scope, begin=midnight, is_whole=True)
    before = replace(
        today, begin=moved(midnight, -1, scope.zone), end=moved(scope.end, -1, scope.zone)
    )
    reach, earlier = queries.counts(covered, before.begin, before.end, before.only)
    last = [bar for bar in bars if bar.begin >= midnight]
    is_read = all(bar.is_read for bar in last) and last and last[0].begin == midnight
    if not (reach.is_complete and is_read):
        return None
    numbers = [
        LinkedNumber(grouped(number), where.url(urls))
        for made, paid, one in (
            (sum(bar.made for bar in last), sum(bar.paid for bar in last), today),
            (earlier.made, earlier.paid, before),
        )
        for number, where in ((made, one), (paid, one.narrowed(outcomes=PAID)))
    ]
    return SameHours(f"{end:%H:%M}", *numbers)
