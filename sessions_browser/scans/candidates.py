"""What has to be read for a text: what facts leave over, newest first, in ranges of time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from sessions_browser.facts import coverage, queries
from sessions_browser.facts.cells import codes_of_account
from sessions_browser.facts.only import Chosen
from sessions_browser.facts.slots import DAY, created_of, fact_key
from sessions_browser.models import Fact, FactCell
from sessions_browser.objects.list_query import MAX_LIMIT
from sessions_browser.scans.wanted import Wanted

# Sessions that are put into a walk at once: its slices are as many, so that the newest come first.
AT_ONCE = 5000
MOST_RANGES = 40
_FACT, _CELL = Fact._meta.db_table, FactCell._meta.db_table


@dataclass(frozen=True, slots=True)
class Portion:
    """ranges: [begin, end), newest first. below: down to there nothing else has to be read."""

    ranges: tuple[tuple[int, int], ...]
    below: int


def next_portion(
    slug: str, wanted: Wanted, begin: int, below: int, density: float | None, stride: int = 1
) -> Portion:
    """Of [begin, below). Raises DatabaseError.

    density: sessions a second of what was read, which counts where facts tell none.
    stride: how many times as long as usual.
    """
    dense = _density(slug, begin, below) or density
    length = stride * (max(1, round(AT_ONCE / dense)) if dense else DAY)
    known = coverage.covered(slug, begin, below) if wanted != Wanted() else []
    newest = known[-1] if known else None
    if newest is None or newest.end < below:
        # Of this nothing is known.
        bottom = max(begin, below - length, newest.end if newest else begin)
        return Portion(((bottom, below),), bottom)
    bottom = max(newest.begin, below - length)
    seconds = _seconds(slug, wanted, bottom, below)
    hole = max(1.0, MAX_LIMIT / dense) if dense else float(DAY)
    ranges = _joined(seconds, hole)
    if len(ranges) > MOST_RANGES:
        ranges = ranges[:MOST_RANGES]
        return Portion(tuple(ranges), ranges[-1][0])
    return Portion(tuple(ranges), bottom)


def _density(slug: str, begin: int, end: int) -> float:
    known, made = queries.counts(slug, begin, end)
    seconds = sum(one.end - one.begin for one in known.stretches)
    return made.made / seconds if seconds else 0.0


def _seconds(slug: str, wanted: Wanted, begin: int, end: int) -> list[int]:
    """In which sessions were made that can match, newest first: as they are, or changed since."""
    account = queries.reach(slug, 0, 1).account or 0
    chosen = _can_match(account, wanted)
    sql = (
        f"SELECT f.key FROM {_FACT} f JOIN {_CELL} c ON c.id = f.cell"  # noqa: S608  constants
        f" WHERE f.key >= %s AND f.key < %s AND ({chosen.sql}) ORDER BY f.key DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [fact_key(begin), fact_key(end), *chosen.parameters])
        return [created_of(key) for (key,) in cursor.fetchall()]


def _can_match(account: int, wanted: Wanted) -> Chosen:
    """What is not settled may have changed; what was written long ago may lack what is asked."""
    chosen, bounds = wanted.chosen(account), codes_of_account(account, coarse=False)
    unknown = "f.due IS NOT NULL"
    if wanted.has or wanted.lacks:
        unknown += " OR f.given IS NULL"
    sql = f"({chosen.sql}) OR (c.code BETWEEN %s AND %s AND ({unknown}))"
    return Chosen(sql, (*chosen.parameters, *bounds))


def _joined(seconds: list[int], hole: float) -> list[tuple[int, int]]:
    """Ranges around seconds, newest first, parted where what lies between costs a page or more."""
    found: list[tuple[int, int]] = []
    for second in seconds:
        if found and found[-1][0] - second <= hole:
            found[-1] = second, found[-1][1]
        else:
            found.append((second, second + 1))
    return found
