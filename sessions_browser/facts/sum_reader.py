"""Reads sums of a range: as coarse slots as fit into it, quarter-hours around them, facts at its
ends, since a range may begin at any second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from sessions_browser.facts.cells import LEFT, Became, Cell, mask_of
from sessions_browser.facts.only import Chosen
from sessions_browser.facts.slots import (
    DAY,
    HASH_BITS,
    HOUR,
    QUARTER,
    SLOT_BITS,
    coarser_slot,
    down,
    fact_key,
    quarter_slot,
    up,
)
from sessions_browser.facts.sums import PAID_BITS, paid_and_left
from sessions_browser.models import Fact, FactCell, FactSum

_FACT, _CELL, _SUM = (model._meta.db_table for model in (Fact, FactCell, FactSum))
_KEYS = 1 << SLOT_BITS
# Code of a cell, sessions, amounts.
Total = tuple[int, int, int]
# Number of a bucket of time, sessions made, those paid of them, and those left.
PulseRow = tuple[int, int, int, int]
# How many sessions, and their amounts or pairs, as SQL.
Sums = tuple[str, str]
# SQL and its parameters.
Select = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Buckets:
    """Number of the bucket of a second: (second + offset) // size, plus `plus`, modulo `modulo`.

    offset: a multiple of QUARTER; size: HOUR or DAY.
    """

    offset: int
    size: int
    plus: int = 0
    modulo: int = 1 << 62

    def fit(self, size: int) -> bool:
        """Whether slots of this size lie in one bucket each."""
        return self.offset % size == 0 and self.size % size == 0

    def sql(self, second: str) -> str:
        """Of whole numbers only, so none of it can be anything but a number."""
        number = f"({second} + {self.offset:d}) / {self.size:d} + {self.plus:d}"
        return f"({number}) %% {self.modulo:d}"


@dataclass(frozen=True, slots=True)
class RangePart:
    """A part of a range. size: of the slots to be read, 0 for the facts themselves."""

    begin: int
    end: int
    size: int


def parts(begin: int, end: int, coarser: int | None) -> Iterator[RangePart]:
    """Of [begin, end). coarser: the size of the coarser slots, None to do without."""
    low, high = up(begin, QUARTER), down(end, QUARTER)
    if low >= high:
        found = [RangePart(begin, end, 0)]
    else:
        found = [RangePart(begin, low, 0), *_whole(low, high, coarser), RangePart(high, end, 0)]
    yield from (part for part in found if part.begin < part.end)


def _whole(begin: int, end: int, coarser: int | None) -> list[RangePart]:
    if coarser:
        low, high = up(begin, coarser), down(end, coarser)
        if low < high:
            return [
                RangePart(begin, low, QUARTER),
                RangePart(low, high, coarser),
                RangePart(high, end, QUARTER),
            ]
    return [RangePart(begin, end, QUARTER)]


def totals(begin: int, end: int, cells: Chosen) -> list[Total]:
    """Of each cell what is in [begin, end); a cell may come more than once."""
    sums, facts = ("SUM(s.count)", "SUM(s.amount)"), ("COUNT(*)", "SUM(f.amount)")
    return _rows(
        _from_sums("c.code", sums, part, cells)
        if part.size
        else _from_facts("c.code", facts, part, cells)
        for part in parts(begin, end, DAY)
    )


def pulses(
    begin: int, end: int, full: Chosen, coarse: Chosen | None, buckets: Buckets
) -> Iterator[PulseRow]:
    """Of each bucket what is in [begin, end); a bucket may come more than once.

    coarse: the cell that is read in place of the full ones, but for the facts at the ends.
    """
    coarser = HOUR if coarse and buckets.fit(HOUR) else None
    pairs, cells = ("SUM(s.amount)", coarse) if coarse else (_pairs("s.count"), full)
    found = []
    for part in parts(begin, end, coarser):
        if part.size:
            base = coarser_slot(0, part.size) if part.size != QUARTER else 0
            bucket = buckets.sql(f"(s.key - c.id * {_KEYS} - {base}) * {part.size:d}")
            found.append(_from_sums(bucket, ("SUM(s.count)", pairs), part, cells))
        else:
            bucket = buckets.sql(f"(f.key >> {HASH_BITS})")
            found.append(_from_facts(bucket, ("COUNT(*)", _pairs("1")), part, full))
    for number, made, pair in _rows(found):
        yield number, made, *paid_and_left(pair)


def _pairs(count: str) -> str:
    """Of cells that are not coarse, what coarse ones have as their amount."""
    outcome = f"(c.code & {mask_of(['outcome'])})"
    paid = Cell(outcome=Became.PAID).code
    left = ", ".join(str(Cell(outcome=one).code) for one in sorted(LEFT))
    return (
        f"SUM(CASE WHEN {outcome} = {paid} THEN {count}"
        f" WHEN {outcome} IN ({left}) THEN {count} * {1 << PAID_BITS} ELSE 0 END)"
    )


def _from_sums(group: str, sums: Sums, part: RangePart, cells: Chosen) -> Select:
    sql = (
        f"SELECT {group} AS grp, {_whole_numbers(sums)}"  # noqa: S608  numbers
        f" FROM {_CELL} c CROSS JOIN {_SUM} s"
        f" WHERE s.key >= c.id * {_KEYS} + %s AND s.key < c.id * {_KEYS} + %s AND {cells.sql}"
        " GROUP BY grp"
    )
    return sql, (*_bounds(part), *cells.parameters)


def _from_facts(group: str, sums: Sums, part: RangePart, cells: Chosen) -> Select:
    sql = (
        f"SELECT {group} AS grp, {_whole_numbers(sums)}"  # noqa: S608  numbers
        f" FROM {_FACT} f JOIN {_CELL} c ON c.id = f.cell"
        f" WHERE f.key >= %s AND f.key < %s AND {cells.sql} GROUP BY grp"
    )
    return sql, (*_bounds(part), *cells.parameters)


def _whole_numbers(sums: Sums) -> str:
    """PostgreSQL adds up whole numbers to decimals."""
    return ", ".join(f"CAST({one} AS BIGINT)" for one in sums)


def _rows(selects: Iterable[Select]) -> list[tuple[int, int, int]]:
    """Of all of them, in one query."""
    every = list(selects)
    if not every:
        return []
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(sql for sql, _ in every)
        cursor.execute(sql, [one for _, parameters in every for one in parameters])
        found: list[tuple[int, int, int]] = cursor.fetchall()
        return found


def _bounds(part: RangePart) -> tuple[int, int]:
    if not part.size:
        return fact_key(part.begin), fact_key(part.end)
    if part.size == QUARTER:
        return quarter_slot(part.begin), quarter_slot(part.end)
    return coarser_slot(part.begin, part.size), coarser_slot(part.end, part.size)
