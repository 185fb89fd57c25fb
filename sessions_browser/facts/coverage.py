"""Of which stretches of time every session was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sessions_browser.models import FactAccount, FactCoverage

_COVERED = (
    'SELECT a.id, a.changes, c."begin", c."end", c.read_at'  # noqa: S608  names of tables
    f" FROM {FactAccount._meta.db_table} a LEFT JOIN {FactCoverage._meta.db_table} c"
    ' ON c.account = a.id AND c."begin" < %s AND c."end" > %s AND %s < %s'
    ' WHERE a.slug = %s ORDER BY c."begin"'
)


# Wider than every range.
ALWAYS = (0, 1 << 40)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Unix seconds, half-open. read_at: when its newest end was read, as of which it is so."""

    begin: int
    end: int
    read_at: int


def add(account: int, begin: int, end: int, read_at: int) -> None:
    """Join it with those that it touches. In a transaction with the facts of the stretch."""
    if begin >= end:
        return
    touching = list(FactCoverage.objects.filter(account=account, begin__lte=end, end__gte=begin))
    # The moment of the one that reaches furthest.
    _, latest = max([(end, read_at), *((one.end, one.read_at) for one in touching)])
    FactCoverage.objects.filter(pk__in=[one.pk for one in touching]).delete()
    FactCoverage.objects.create(
        account=account,
        begin=min([begin, *(one.begin for one in touching)]),
        end=max([end, *(one.end for one in touching)]),
        read_at=latest,
    )


def forget_before(account: int, second: int) -> None:
    FactCoverage.objects.filter(account=account, end__lte=second).delete()
    FactCoverage.objects.filter(account=account, begin__lt=second).update(begin=second)


@dataclass(frozen=True, slots=True)
class Covered:
    """What is read of an account. stretches: oldest first.

    account: its number, None where nothing was ever read of it. changes: as in FactAccount, 0 then.
    """

    account: int | None
    changes: int
    stretches: tuple[Stretch, ...]

    def within(self, begin: int, end: int) -> tuple[Stretch, ...]:
        """Cut to [begin, end)."""
        return tuple(
            Stretch(max(begin, one.begin), min(end, one.end), one.read_at)
            for one in self.stretches
            if one.begin < end and one.end > begin and begin < end
        )


def covered(slug: str, begin: int, end: int) -> list[Stretch]:
    """What is read of [begin, end), oldest first, cut to it."""
    return list(coverage_of(slug, begin, end).within(begin, end))


def coverage_of(slug: str, begin: int, end: int) -> Covered:
    """With the stretches that touch [begin, end): one query, and as cheap as one can be."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, (end, begin, begin, end, slug))
        rows = cursor.fetchall()
    if not rows:
        return Covered(None, 0, ())
    found = (Stretch(*stretch) for _, _, *stretch in rows if stretch[0] is not None)
    return Covered(rows[0][0], rows[0][1], tuple(found))


def gaps(known: Iterable[Stretch], begin: int, end: int) -> list[tuple[int, int]]:
    """What is not read of [begin, end), newest first. Pure."""
    found = []
    at = begin
    for one in known:
        if one.begin > at:
            found.append((at, one.begin))
        at = max(at, one.end)
    if at < end:
        found.append((at, end))
    return found[::-1]
