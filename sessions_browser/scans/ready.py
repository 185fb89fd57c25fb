"""Ready views: the questions that are asked each morning, each one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sessions_browser.facts import queries
from sessions_browser.facts.cells import (
    BAND_STARTS,
    CONVERTED,
    LEFT,
    Became,
    Cell,
    codes_of_account,
    conditions,
    mask_of,
)
from sessions_browser.facts.only import Chosen
from sessions_browser.facts.slots import DAY, HOUR, fact_key
from sessions_browser.models import Fact, FactCell
from sessions_browser.objects.list_query import Pairs
from sessions_browser.scans.wanted import SqlPart, Wanted

LONG_PROCESSING = 3 * DAY
# A session is open for a day at most; its link to go on holds for 30 days more.
OPEN_SECONDS, RECOVERY_SECONDS = 25 * HOUR, 31 * DAY
# An event that has not come by then was lost.
EVENT_SECONDS, UNTOLD_SECONDS = HOUR, 7 * DAY
HIGH_SHARE, HIGH_SECONDS = 0.1, 30 * DAY
_FACT, _CELL = Fact._meta.db_table, FactCell._meta.db_table


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """[begin, end) in Unix seconds, and a condition as `Wanted.chosen` gives it.

    filters: of Stripe's, which all that match have in common.
    """

    begin: int
    end: int
    chosen: Chosen
    filters: Pairs
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class ReadyAsked:
    """For which account, by its number too, and when.

    yesterday: Unix second at which it began. oldest: before which nothing is kept.
    """

    slug: str
    account: int
    now: int
    yesterday: int
    oldest: int

    def query(
        self, begin: int, end: int, outcomes: frozenset[Became], *more: SqlPart, **how: bool
    ) -> ReadyQuery:
        """more: conditions beside the outcomes."""
        wanted = Wanted(outcomes=outcomes)
        chosen = wanted.chosen(self.account)
        sql, values = chosen.sql, chosen.parameters
        for part, parameters in more:
            sql, values = f"{sql} AND {part}", (*values, *parameters)
        first = max(self.oldest, begin)
        return ReadyQuery(first, max(first, end), Chosen(sql, values), wanted.filters(), **how)


def _processing(asked: ReadyAsked) -> ReadyQuery:
    end = asked.now - LONG_PROCESSING
    return asked.query(0, end, frozenset((Became.PROCESSING,)), oldest_first=True)


def _to_write_to(asked: ReadyAsked) -> ReadyQuery:
    holds: SqlPart = ("f.consent = 1 AND f.recovery_until > %s", [asked.now])
    begin, left = asked.now - RECOVERY_SECONDS, frozenset((Became.LEFT_KNOWN,))
    return asked.query(begin, asked.now, left, holds, _never_completed_later(asked.account))


def _never_completed_later(account: int) -> SqlPart:
    """Whoever has bought since would be asked to buy it again."""
    ((mask, codes),) = conditions({"outcome": sorted(CONVERTED | {Became.PROCESSING})})
    marks = ", ".join(["%s"] * len(codes))
    sql = (
        f"NOT EXISTS (SELECT 1 FROM {_FACT} n JOIN {_CELL} m ON m.id = n.cell"  # noqa: S608  constants
        f" WHERE n.person = f.person AND n.key > f.key AND m.code BETWEEN %s AND %s"
        f" AND (m.code & %s) IN ({marks}))"
    )
    return sql, [*codes_of_account(account, coarse=False), mask, *codes]


def _several_open(asked: ReadyAsked) -> ReadyQuery:
    """Of one person, who may be about to pay twice."""
    begin, outcomes = asked.now - OPEN_SECONDS, frozenset((Became.OPEN,))
    chosen = Wanted(outcomes=outcomes).chosen(asked.account)
    sql = (
        f"f.person IN (SELECT f.person FROM {_FACT} f JOIN {_CELL} c ON c.id = f.cell"  # noqa: S608  constants
        f" WHERE f.key >= %s AND f.key < %s AND f.person IS NOT NULL AND {chosen.sql}"
        " GROUP BY f.person HAVING COUNT(*) > 1)"
    )
    bounds = (fact_key(max(asked.oldest, begin)), fact_key(asked.now))
    return asked.query(begin, asked.now, outcomes, (sql, [*bounds, *chosen.parameters]))


def _untold(asked: ReadyAsked) -> ReadyQuery:
    begin, end = asked.now - UNTOLD_SECONDS, asked.now - EVENT_SECONDS
    return asked.query(begin, end, CONVERTED | {Became.PROCESSING}, ("f.told IS NULL", []))


def _high(asked: ReadyAsked) -> ReadyQuery:
    """Left since yesterday: worth as much as the dearest tenth of the last 30 days."""
    codes = [
        Cell(currency=currency, band=band).code
        for currency, least in high_bands(asked).items()
        for band in range(least, len(BAND_STARTS) + 2)
    ]
    marks = ", ".join(["%s"] * len(codes))
    mask = mask_of(["currency", "band"])
    part: SqlPart = (f"(c.code & %s) IN ({marks})", [mask, *codes]) if codes else ("1 = 0", [])
    return asked.query(asked.yesterday, asked.now, LEFT, part)


def high_bands(asked: ReadyAsked) -> dict[int, int]:
    """By number of the currency the lowest band of values at or above which a tenth of all lies.

    The dearest band that there is always counts.
    """
    counted = queries.figures(asked.slug, asked.now - HIGH_SECONDS, asked.now).counted
    made: dict[int, dict[int, int]] = {}
    for (currency, band), tally in counted.by("currency", "band").items():
        if band and currency:
            made.setdefault(currency, {})[band] = tally.made
    found = {}
    for currency, bands in made.items():
        room = HIGH_SHARE * sum(bands.values())
        above, lowest = 0, max(bands)
        for band in sorted(bands, reverse=True):
            above += bands[band]
            if above > room:
                break
            lowest = band
        found[currency] = lowest
    return found


READY: dict[str, Callable[[ReadyAsked], ReadyQuery]] = {
    "processing": _processing,
    "write_to": _to_write_to,
    "several_open": _several_open,
    "untold": _untold,
    "high": _high,
}
