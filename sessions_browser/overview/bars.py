"""Sessions made against those paid, as bars of days, hours or weeks, and the table of the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions_browser.facts import zones
from sessions_browser.facts.cells import Became
from sessions_browser.facts.queries import Bar
from sessions_browser.facts.slots import DAY
from sessions_browser.objects.formats import day_words, grouped, grouping, weekday_words
from sessions_browser.overview.headline import LinkedNumber
from sessions_browser.overview.jumps import Reading, falls_short, is_judged
from sessions_browser.overview.numbers_in_words import whole_shares
from sessions_browser.overview.scope import Scope, UrlOfRange
from sessions_browser.presentation.page_urls import AccountUrls

Unit = Literal["hour", "day", "week"]
# Of the drawing: a bar with its gap, and how high it is. It is stretched to the page's width.
STEP, BAR, HEIGHT = 20, 14, 1000
LONGEST_IN_HOURS = 50 * 3600
MOST_DAYS = 98
# Places for bars at least, so that the first hours of a day do not fill the page.
FEWEST: dict[Unit, int] = {"hour": 24, "day": 7, "week": 7}
SECONDS: dict[Unit, int] = {"hour": 3600, "day": DAY, "week": 7 * DAY}
PAID = frozenset((Became.PAID,))


class ChartBar(NamedTuple):
    """x to paid_height: of the drawing. label: of its time, in words; name: with what it shows.

    is_read: whether all of it was. is_partial: it has not ended. is_short: see `jumps`.
    """

    label: str
    name: str
    made: LinkedNumber
    paid: LinkedNumber
    share: str
    x: int
    made_y: int
    made_height: int
    paid_y: int
    paid_height: int
    is_read: bool
    is_partial: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """width: of the drawing. highest: what its full height is, in words; ticks: labels below it."""

    unit: Unit
    bars: tuple[ChartBar, ...]
    width: int
    highest: str
    ticks: tuple[str, ...]
    has_partial: bool
    has_unread: bool
    has_short: bool

    @property
    def bar(self) -> int:
        return BAR

    @property
    def height(self) -> int:
        return HEIGHT


def unit_of(begin: int, end: int) -> Unit:
    if end - begin <= LONGEST_IN_HOURS:
        return "hour"
    return "day" if end - begin <= MOST_DAYS * DAY else "week"


def chart_of(
    found: Sequence[Bar],
    scope: Scope,
    urls: AccountUrls,
    unit: Unit,
    this_year: int,
    usual: float | None,
    readings: Sequence[Reading],
) -> Chart:
    """found: days of a chart of weeks. scope: of all bars, to the end of what was read."""
    whole = _whole(found, scope, unit)
    highest = max((bar.made for bar in whole), default=0)
    frame = _Frame(
        scope=scope,
        made_url=scope.urls_by_range(urls),
        paid_url=scope.narrowed(outcomes=PAID).urls_by_range(urls),
        unit=unit,
        this_year=this_year,
        highest=highest,
        usual=usual,
        readings=readings,
        name=_("%(when)s: %(made)s made, %(paid)s paid"),
        share=whole_shares(),
        grouped=grouping(),
        language=get_language(),
    )
    bars = tuple(_bar(number, bar, frame) for number, bar in enumerate(whole))
    return Chart(
        unit=unit,
        bars=bars,
        width=max(len(bars), FEWEST[unit]) * STEP,
        highest=grouped(highest),
        ticks=_ticks(whole, scope, unit, this_year),
        has_partial=any(bar.is_partial for bar in bars),
        has_unread=any(not bar.is_read for bar in bars),
        has_short=any(bar.is_short for bar in bars),
    )


def _whole(found: Sequence[Bar], scope: Scope, unit: Unit) -> list[Bar]:
    """From the range's begin on, though nothing was read there yet; days joined to weeks."""
    first = found[0].begin if found else scope.end
    named = zones.local_hours if unit == "hour" else zones.local_days
    before = [
        Bar(begin, end, 0, 0, is_read=False)
        for _name, begin, end in named(scope.zone, scope.begin, first)
    ]
    bars = [*before, *found]
    if (
        len(before)
        and found
        and before[-1].end == first
        and _are_one(before[-1], found[0], scope.zone, unit)
    ):
        bars[len(before) - 1 : len(before) + 1] = [_joined([before[-1], found[0]])]
    return _weeks(bars, scope.zone) if unit == "week" else bars


def _are_one(one: Bar, other: Bar, zone: ZoneInfo, unit: Unit) -> bool:
    """Whether both are parts of one hour or day, in the midst of which reading has begun."""
    start, stop = (datetime.fromtimestamp(at, zone) for at in (one.begin, other.begin))
    if unit == "hour":
        return (start.date(), start.hour, start.fold) == (stop.date(), stop.hour, stop.fold)
    return start.date() == stop.date()


def _joined(bars: Sequence[Bar]) -> Bar:
    return Bar(
        bars[0].begin,
        bars[-1].end,
        sum(bar.made for bar in bars),
        sum(bar.paid for bar in bars),
        all(bar.is_read for bar in bars),
        sum(bar.left for bar in bars),
    )


def _weeks(days: Sequence[Bar], zone: ZoneInfo) -> list[Bar]:
    """From Monday on."""
    weeks: dict[str, list[Bar]] = {}
    for bar in days:
        day = datetime.fromtimestamp(bar.begin, zone).date()
        weeks.setdefault(str(day - timedelta(days=day.weekday())), []).append(bar)
    return [_joined(bars) for bars in weeks.values()]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all bars of a chart have in common. name: the sentence for one. share: in words."""

    scope: Scope
    made_url: UrlOfRange
    paid_url: UrlOfRange
    unit: Unit
    this_year: int
    highest: int
    usual: float | None
    readings: Sequence[Reading]
    name: str
    share: Callable[[int, int], str]
    grouped: Callable[[int], str]
    language: str


def _bar(number: int, bar: Bar, of: _Frame) -> ChartBar:
    span = bar.begin, bar.end, bar.is_read
    made_height, paid_height = (
        round(HEIGHT * count / of.highest) if of.highest else 0 for count in (bar.made, bar.paid)
    )
    label = _label(bar.begin, of.scope.zone, of.unit, of.this_year, of.language)
    made, paid = of.grouped(bar.made), of.grouped(bar.paid)
    # Before it is judged, all that have not expired may be paid by now.
    judged = is_judged(bar.begin, bar.end, of.readings)
    may_be_paid = bar.paid if judged else bar.made - bar.left
    return ChartBar(
        label=label,
        name=of.name % {"when": label, "made": made, "paid": paid},
        made=LinkedNumber(made, of.made_url(*span)),
        paid=LinkedNumber(paid, of.paid_url(*span)),
        share=of.share(bar.paid, bar.made) if bar.made else "",
        x=number * STEP + (STEP - BAR) // 2,
        made_y=HEIGHT - made_height,
        made_height=made_height,
        paid_y=HEIGHT - paid_height,
        paid_height=paid_height,
        is_read=bar.is_read,
        is_partial=bar.end == of.scope.end and not _has_ended(bar.end, of.scope.zone, of.unit),
        is_short=bar.is_read and falls_short(bar.made, may_be_paid, of.usual),
    )


def _has_ended(end: int, zone: ZoneInfo, unit: Unit) -> bool:
    """Whether this is where an hour, a day or a week ends."""
    last, then = (datetime.fromtimestamp(at, zone) for at in (end - 1, end))
    if unit == "hour":
        return (last.hour, last.fold) != (then.hour, then.fold)
    return last.date() != then.date() and (unit == "day" or then.weekday() == 0)


def bar_label(begin: int, zone: ZoneInfo, unit: Unit, this_year: int) -> str:
    return _label(begin, zone, unit, this_year, get_language())


@lru_cache(maxsize=4096)
def _label(
    begin: int,
    zone: ZoneInfo,
    unit: Unit,
    this_year: int,
    language: str,  # noqa: ARG001  the one in force
) -> str:
    local = datetime.fromtimestamp(begin, zone)
    if unit == "hour":
        hour = f"{local:%H:%M}"
        return _("%(weekday)s %(hour)s") % {
            "weekday": weekday_words(local.date()),
            "hour": f"{hour} {local:%Z}" if _comes_twice(local) else hour,
        }
    day = day_words(local.date(), this_year)
    if unit == "week":
        return _("week of %(day)s") % {"day": day}
    return _("%(weekday)s %(day)s") % {"weekday": weekday_words(local.date()), "day": day}


def _comes_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _ticks(bars: Sequence[Bar], scope: Scope, unit: Unit, this_year: int) -> tuple[str, ...]:
    """Of the first place, the middle one and the last: all that fits on a phone."""
    if not bars:
        return ()
    begins = [bar.begin for bar in bars]
    while len(begins) < FEWEST[unit]:
        begins.append(begins[-1] + SECONDS[unit])
    chosen = (begins[0], begins[(len(begins) - 1) // 2], begins[-1])
    return tuple(bar_label(begin, scope.zone, unit, this_year) for begin in chosen)
