"""The sessions behind a figure, newest first, from the facts and without a call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection

from sessions_browser.facts import coverage, zones
from sessions_browser.facts.cells import Became, Cell
from sessions_browser.facts.numbers import account_number, names_of_numbers
from sessions_browser.facts.only import Chosen, Only, chosen
from sessions_browser.facts.packed_ids import unpack
from sessions_browser.facts.slots import HASH_BITS, HOUR, created_of, fact_key
from sessions_browser.models import Fact, FactCell

CURSOR = re.compile(r"\A[0-9]{1,19}\Z")
# Key, packed id, code of its cell, amount, until when its link holds, consent.
FoundFact = tuple[int, bytes, int, int, int | None, int]
_FACT, _CELL = Fact._meta.db_table, FactCell._meta.db_table


@dataclass(frozen=True, slots=True)
class FactRow:
    """What is remembered of a session. amount: in minor units of `currency`, 0 without one.

    recovery_until: Unix second until which the link holds that continues it.
    consented: to promotion.
    """

    id: str
    created: int
    outcome: Became
    amount: int
    currency: str
    link: str
    recovery_until: int | None
    consented: bool


@dataclass(frozen=True, slots=True)
class FactPage:
    """further: the cursor of the page below; None at the end. top: of the first row, if any."""

    rows: tuple[FactRow, ...]
    further: str | None
    top: str | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week in a zone, as in `queries.hours_of_week`."""

    zone: ZoneInfo
    hour: int


def sessions(
    slug: str,
    begin: int,
    end: int,
    only: Only,
    *,
    hour: Hour | None = None,
    after: str | None = None,
    limit: int = 100,
) -> FactPage:
    """Exactly the sessions that `queries.figures` counts of [begin, end).

    hour: only those made in this hour of any week.
    after: `further` of the page above; one that means nothing shows the first page.
    Raises DatabaseError.
    """
    account = account_number(slug)
    cells = None if account is None else chosen(account, only)
    if cells is None:
        return FactPage((), None)
    below = min([fact_key(end), *_cursor(after)])
    found: list[FoundFact] = []
    for first, last, condition in _stretches(slug, begin, end, hour):
        if len(found) <= limit and fact_key(first) < below:
            room = limit + 1 - len(found)
            found += _rows(fact_key(first), min(below, fact_key(last)), cells, condition, room)
    return _page(found, limit)


def matching(
    slug: str,
    begin: int,
    end: int,
    wanted: Chosen,
    *,
    oldest_first: bool = False,
    after: str | None = None,
    limit: int = 100,
) -> FactPage:
    """Those of [begin, end) of which every session was read that match. Raises DatabaseError.

    wanted: a condition on the codes of cells `c` and on the facts `f`.
    after: as in `sessions`, of a page in the same order.
    """
    first, last = fact_key(begin), fact_key(end)
    for key in _cursor(after):
        if oldest_first:
            first = max(first, min(last, key + 1))
        else:
            last = min(last, key)
    stretches, found = _stretches(slug, begin, end, None), list[FoundFact]()
    for low, high, _ in stretches[::-1] if oldest_first else stretches:
        if len(found) <= limit:
            bounds = max(first, fact_key(low)), min(last, fact_key(high))
            order, room = "ASC" if oldest_first else "DESC", limit + 1 - len(found)
            found += _rows(*bounds, wanted, "", room, order)
    return _page(found, limit)


def count_of(slug: str, begin: int, end: int, wanted: Chosen, most: int) -> int:
    """How many there are, as `matching` finds them; at most `most`. Raises DatabaseError."""
    sql = (
        f"SELECT COUNT(*) FROM (SELECT 1 FROM {_FACT} f JOIN {_CELL} c ON c.id = f.cell"  # noqa: S608  constants
        f" WHERE f.key >= %s AND f.key < %s AND {wanted.sql} LIMIT %s) found"
    )
    count = 0
    with connection.cursor() as cursor:
        for low, high, _ in _stretches(slug, begin, end, None):
            bounds = (fact_key(low), fact_key(high))
            cursor.execute(sql, [*bounds, *wanted.parameters, most - count])
            count += cursor.fetchone()[0]
            if count >= most:
                break
    return count


def _cursor(after: str | None) -> list[int]:
    return list(map(int, CURSOR.findall(after or "")))


def _page(found: list[FoundFact], limit: int) -> FactPage:
    rows = found[:limit]
    further = str(rows[-1][0]) if len(found) > limit else None
    return FactPage(_named(rows), further, str(rows[0][0]) if rows else None)


def _stretches(slug: str, begin: int, end: int, hour: Hour | None) -> list[tuple[int, int, str]]:
    """Those that were read, newest first, and a condition on the facts `f` in each."""
    known = coverage.covered(slug, begin, end)[::-1] if begin < end else []
    if hour is None:
        return [(one.begin, one.end, "") for one in known]
    return [
        (
            part.begin,
            part.end,
            f" AND (((f.key >> {HASH_BITS}) + {part.offset:d}) / {HOUR}"
            f" + {zones.HOURS_BEFORE_MONDAY}) %% {zones.HOURS_OF_WEEK} = {hour.hour:d}",
        )
        for one in known
        for part in zones.offset_stretches(hour.zone, one.begin, one.end)[::-1]
    ]


def _rows(
    first: int, below: int, cells: Chosen, condition: str, limit: int, order: str = "DESC"
) -> list[FoundFact]:
    sql = (
        "SELECT f.key, f.session, c.code, f.amount, f.recovery_until,"  # noqa: S608  constants
        " f.consent"
        f" FROM {_FACT} f JOIN {_CELL} c ON c.id = f.cell"
        f" WHERE f.key >= %s AND f.key < %s AND {cells.sql}{condition}"
        f" ORDER BY f.key {order} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, below, *cells.parameters, limit])
        return list(cursor.fetchall())


def _named(rows: list[FoundFact]) -> tuple[FactRow, ...]:
    cells = [Cell.from_code(code) for _, _, code, *_ in rows]
    names = names_of_numbers(number for cell in cells for number in (cell.link, cell.currency))
    return tuple(
        FactRow(
            id=unpack(bytes(session)),
            created=created_of(key),
            outcome=cell.outcome,
            amount=amount,
            currency=names.get(cell.currency, ""),
            link=names.get(cell.link, ""),
            recovery_until=recovery_until,
            consented=consent == 1,
        )
        for cell, (key, session, _, amount, recovery_until, consent) in zip(
            cells, rows, strict=True
        )
    )
