"""The figures of an overview: of a range by any dimension, by day or hour, by hour of the week.

Only stretches of which every session was read are counted, so that no figure is of those that
people happened to look at; `Reach` says which they are. A range is [begin, end) in Unix seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Literal
from zoneinfo import ZoneInfo

from sessions_browser.facts import coverage, zones
from sessions_browser.facts.cells import Mode, Origin
from sessions_browser.facts.coverage import Covered, Stretch
from sessions_browser.facts.numbers import names_of_numbers
from sessions_browser.facts.only import Chosen, Only, chosen
from sessions_browser.facts.slots import DAY, HOUR
from sessions_browser.facts.sum_reader import Buckets, pulses, totals
from sessions_browser.facts.tally import Counted, Tally, merged

ANY = Only()
UTC = ZoneInfo("UTC")
Unit = Literal["day", "hour"]
# An account by its slug; for who asks several questions of it, what is read of it.
Asked = str | Covered


@dataclass(frozen=True, slots=True)
class Reach:
    """What is read of a range. stretches: oldest first. gaps: [begin, end), newest first.

    account: its number, None where nothing was ever read of it.
    """

    begin: int
    end: int
    stretches: tuple[Stretch, ...]
    gaps: tuple[tuple[int, int], ...]
    account: int | None

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def read_at(self) -> int | None:
        """When its newest end was read."""
        return self.stretches[-1].read_at if self.stretches else None

    @property
    def back_to(self) -> int | None:
        """Down to which second all is read, from the newest on."""
        return self.stretches[-1].begin if self.stretches else None

    @property
    def share(self) -> float:
        """Of the seconds of the range."""
        missing = sum(end - begin for begin, end in self.gaps)
        return 1 - missing / (self.end - self.begin) if self.end > self.begin else 1.0


@dataclass(frozen=True)
class Figures:
    """What was counted of a range, and of which part of it."""

    reach: Reach
    counted: Counted
    _by_name: dict[str, dict[str, Tally]] = field(default_factory=dict, init=False, compare=False)

    @property
    def total(self) -> Tally:
        return self.counted.tally()

    @cached_property
    def _names(self) -> dict[int, str]:
        return names_of_numbers(self.counted.values("link") | self.counted.values("currency"))

    def by_name(self, kind: Literal["link", "currency"]) -> dict[str, Tally]:
        """By payment link or currency; "" is none."""
        if kind not in self._by_name:
            names = self._names
            if kind == "currency":
                found = merged(self._by_currency_and_origin, 0)
            else:
                found = {one: tally for (one,), tally in self.counted.by(kind).items()}
            self._by_name[kind] = {names.get(one, ""): tally for one, tally in found.items()}
        return self._by_name[kind]

    @cached_property
    def _by_currency_and_origin(self) -> dict[tuple[int, ...], Tally]:
        return self.counted.by("currency", "origin")

    def by_name_and_currency(self, kind: Literal["link"] = "link") -> dict[tuple[str, str], Tally]:
        """For amounts of payment links, which mean nothing across currencies."""
        names = self._names
        return {
            (names.get(link, ""), names.get(money, "")): tally
            for (link, money), tally in self.counted.by(kind, "currency").items()
        }

    def by_currency_of(self, origin: Origin) -> dict[str, Tally]:
        """Of the sessions of one origin."""
        names = self._names
        return {
            names.get(money, ""): tally
            for (money, made_by), tally in self._by_currency_and_origin.items()
            if made_by == origin
        }

    def by_mode(self) -> dict[Mode, Tally]:
        return {Mode(value): tally for (value,), tally in self.counted.by("mode").items()}

    def by_origin(self) -> dict[Origin, Tally]:
        found = merged(self._by_currency_and_origin, 1)
        return {Origin(value): tally for value, tally in found.items()}

    def by_band(self, currency: str) -> dict[int, Tally]:
        """Bands of values are those of one currency, see `cells.BAND_STARTS`."""
        names = self._names
        return {
            band: tally
            for (money, band), tally in self.counted.by("currency", "band").items()
            if names.get(money, "") == currency
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """A local day or hour, cut to the range. is_read: whether every session of it was read.

    left: of those made.
    """

    begin: int
    end: int
    made: int
    paid: int
    is_read: bool
    left: int = 0


@dataclass(slots=True)
class Pulse:
    """Sessions made, and of them those paid and those left."""

    made: int = 0
    paid: int = 0
    left: int = 0

    def add(self, made: int, paid: int, left: int) -> None:
        self.made += made
        self.paid += paid
        self.left += left


def covered_of(slug: str) -> Covered:
    """For several questions, which then cost no query each to know what is read."""
    return coverage.coverage_of(slug, *coverage.ALWAYS)


def reach(of: Asked, begin: int, end: int) -> Reach:
    known = coverage.coverage_of(of, begin, end) if isinstance(of, str) else of
    stretches = known.within(begin, end)
    gaps = tuple(coverage.gaps(stretches, begin, end))
    return Reach(begin, end, stretches, gaps, known.account)


def figures(of: Asked, begin: int, end: int, only: Only = ANY) -> Figures:
    """Raises DatabaseError."""
    known = reach(of, begin, end)
    cells = _cells(known, only)
    if cells is None:
        return Figures(known, Counted(()))
    found = (totals(one.begin, one.end, cells) for one in known.stretches)
    return Figures(known, Counted.of(chain.from_iterable(found)))


def counts(of: Asked, begin: int, end: int, only: Only = ANY) -> tuple[Reach, Pulse]:
    """Of the range as a whole, for less than `figures` takes."""
    known, total = reach(of, begin, end), Pulse()
    for _, _, *more in _pulses(known, UTC, only, Buckets(0, HOUR, modulo=1)):
        total.add(*more)
    return known, total


def series(
    of: Asked, begin: int, end: int, zone: ZoneInfo, unit: Unit = "day", only: Only = ANY
) -> list[Bar]:
    """A bar for each local day or hour of what was read between its first and last second.

    An hour that comes twice has two bars, and every bar its true length.
    """
    known, found = reach(of, begin, end), defaultdict[object, Pulse](Pulse)
    buckets = Buckets(0, DAY if unit == "day" else HOUR)
    for one, number, *more in _pulses(known, zone, only, buckets):
        found[number if unit == "day" else (number, one.offset)].add(*more)
    if not known.stretches:
        return []
    first, last = known.stretches[0].begin, known.stretches[-1].end
    named = zones.local_days if unit == "day" else zones.local_hours
    return [
        _bar(found[name], start, stop, is_read=_is_read(known, start, stop))
        for name, start, stop in named(zone, first, last)
    ]


def _bar(pulse: Pulse, begin: int, end: int, *, is_read: bool) -> Bar:
    return Bar(begin, end, pulse.made, pulse.paid, is_read, pulse.left)


def hours_of_week(of: Asked, begin: int, end: int, zone: ZoneInfo, only: Only = ANY) -> list[Pulse]:
    """168 of them, from Monday at midnight on, local time."""
    found = [Pulse() for _ in range(zones.HOURS_OF_WEEK)]
    buckets = Buckets(0, HOUR, zones.HOURS_BEFORE_MONDAY, zones.HOURS_OF_WEEK)
    for _, hour, *more in _pulses(reach(of, begin, end), zone, only, buckets):
        found[hour].add(*more)
    return found


def _pulses(
    known: Reach, zone: ZoneInfo, only: Only, buckets: Buckets
) -> Iterator[tuple[zones.OffsetStretch, int, int, int, int]]:
    """buckets: of UTC."""
    full = _cells(known, only)
    coarse = _cells(known, only, coarse=True) if only == ANY else None
    if full is None:
        return
    for stretch in known.stretches:
        for one in zones.offset_stretches(zone, stretch.begin, stretch.end):
            local = replace(buckets, offset=one.offset)
            for row in pulses(one.begin, one.end, full, coarse, local):
                yield one, *row


def _cells(known: Reach, only: Only, *, coarse: bool = False) -> Chosen | None:
    return None if known.account is None else chosen(known.account, only, coarse=coarse)


def _is_read(known: Reach, begin: int, end: int) -> bool:
    return any(one.begin <= begin and end <= one.end for one in known.stretches)
