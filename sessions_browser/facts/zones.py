"""The days, hours and hours of the week of a zone, as stretches of Unix time. Pure.

Where the offset of a zone changes, a day has 23, 24.5 or 25 hours; a stretch never crosses such a
change, so that a local clock time is the Unix time and one number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from sessions_browser.facts.slots import DAY, HOUR

HOURS_OF_WEEK = 168
# The first day of Unix time was a Thursday; weeks here begin on Monday.
HOURS_BEFORE_MONDAY = 3 * 24
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class OffsetStretch:
    """[begin, end) in Unix seconds, in which local time is `offset` seconds ahead of UTC."""

    begin: int
    end: int
    offset: int


# Ranges with another end begin at the same midnights.
@lru_cache(maxsize=4096)
def offset_at(zone: ZoneInfo, second: int) -> int:
    shift = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    return int((shift or timedelta()).total_seconds())


# A page asks several times for each of its ranges.
@lru_cache(maxsize=256)
def offset_stretches(zone: ZoneInfo, begin: int, end: int) -> tuple[OffsetStretch, ...]:
    """[begin, end), parted where the offset changes."""
    found: list[OffsetStretch] = []
    at, offset = begin, offset_at(zone, begin)
    look = begin
    while look < end:
        further = min(look + DAY, end)
        if offset_at(zone, further) != offset:
            change = _change(zone, look, further, offset)
            if change < end:
                found.append(OffsetStretch(at, change, offset))
                at, offset = change, offset_at(zone, change)
            further = change
        look = further
    return (*found, OffsetStretch(at, end, offset)) if at < end else tuple(found)


def _change(zone: ZoneInfo, low: int, high: int, offset: int) -> int:
    """The first second with another offset; at `low` it is this one, at `high` it is not."""
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def day_number(second: int, offset: int) -> int:
    """Days from 1 January 1970 to the local day of this second."""
    return (second + offset) // DAY


def date_of(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)


def hour_of_week(second: int, offset: int) -> int:
    """0 is Monday from midnight to one o'clock, local time."""
    return ((second + offset) // HOUR + HOURS_BEFORE_MONDAY) % HOURS_OF_WEEK


def local_days(zone: ZoneInfo, begin: int, end: int) -> list[tuple[int, int, int]]:
    """Number, begin and end of each local day, cut to [begin, end)."""
    return _joined(zone, begin, end, DAY, lambda unit, _offset: unit)


def local_hours(zone: ZoneInfo, begin: int, end: int) -> list[tuple[tuple[int, int], int, int]]:
    """Each local hour: its number since 1970 with the offset, begin and end.

    An hour that comes twice is two, one that the clocks cut into is short.
    """
    return _joined(zone, begin, end, HOUR, lambda unit, offset: (unit, offset))


def _joined(
    zone: ZoneInfo, begin: int, end: int, size: int, name: Callable[[int, int], N]
) -> list[tuple[N, int, int]]:
    found: list[tuple[N, int, int]] = []
    for named, start, stop in _units(zone, begin, end, size, name):
        if found and found[-1][0] == named:
            found[-1] = named, found[-1][1], stop
        else:
            found.append((named, start, stop))
    return found


def _units(
    zone: ZoneInfo, begin: int, end: int, size: int, name: Callable[[int, int], N]
) -> Iterator[tuple[N, int, int]]:
    for one in offset_stretches(zone, begin, end):
        at = one.begin
        while at < one.end:
            unit = (at + one.offset) // size
            stop = min(one.end, (unit + 1) * size - one.offset)
            yield name(unit, one.offset), at, stop
            at = stop
