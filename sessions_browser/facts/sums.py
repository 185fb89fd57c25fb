"""Counts and amounts by cell and slot, changed by what changed in the facts.

Of a coarse cell, whose amounts would be of several currencies, the second number is a pair: how
many of its sessions are paid, and above the bits of that how many were left (`paid_and_left`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from sessions_browser.facts.cells import LEFT, Became, coarse_code, value_of
from sessions_browser.facts.numbers import numbers_of_cells
from sessions_browser.facts.slots import slots_of, sum_key
from sessions_browser.models import FactSum

_TABLE = FactSum._meta.db_table
_ADD = (
    f'INSERT INTO {_TABLE} ("key", "count", "amount") VALUES (%s, %s, %s)'  # noqa: S608  a constant
    f' ON CONFLICT ("key") DO UPDATE SET "count" = {_TABLE}."count" + excluded."count",'
    f' "amount" = {_TABLE}."amount" + excluded."amount"'
)
# Of the number of those who paid; no account has so many sessions.
PAID_BITS = 32
# Second of creation, code of the cell, how many more (or fewer), how much more.
Change = tuple[int, int, int, int]


def paid_and_left(pair: int) -> tuple[int, int]:
    return pair & (1 << PAID_BITS) - 1, pair >> PAID_BITS


def _weight(outcome: int) -> int:
    """Of one session in the pair of a coarse cell."""
    if outcome == Became.PAID:
        return 1
    return 1 << PAID_BITS if outcome in LEFT else 0


def add(changes: Iterable[Change]) -> None:
    """In the transaction in which the facts are written. Raises DatabaseError."""
    changes = list(changes)
    codes = {code for _, code, _, _ in changes}
    numbers = numbers_of_cells(codes | {coarse_code(code) for code in codes})
    totals: dict[int, tuple[int, int]] = {}
    for created, code, count, amount in changes:
        pair = count * _weight(value_of(code, "outcome"))
        for one, more in ((code, amount), (coarse_code(code), pair)):
            for slot in slots_of(created, is_coarse=one != code):
                key = sum_key(numbers[one], slot)
                before = totals.get(key, (0, 0))
                totals[key] = before[0] + count, before[1] + more
    rows = [(key, *more) for key, more in sorted(totals.items()) if more != (0, 0)]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)
    if fewer := [key for key, count, _ in rows if count < 0]:
        FactSum.objects.filter(key__in=fewer, count=0).delete()
