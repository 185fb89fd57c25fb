"""Whether a person made a later session within seven days, kept true however facts arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from sessions_browser.facts.slots import DAY, created_of
from sessions_browser.models import Fact

TRIED_AGAIN_SECONDS = 7 * DAY
# Key of a fact, the person it was of before (None for nobody or when it is new), and the one it is
# of now.
Move = tuple[int, int | None, int | None]
_AT_ONCE = 500
_TABLE = Fact._meta.db_table
_NEIGHBOURS = (
    f"SELECT f.key,"  # noqa: S608  a constant
    f" (SELECT MIN(n.key) FROM {_TABLE} n WHERE n.person = f.person AND n.key > f.key),"
    f" (SELECT MAX(n.key) FROM {_TABLE} n WHERE n.person = f.person AND n.key < f.key)"
    f" FROM {_TABLE} f WHERE f.key IN "
)


def tried_again(moves: Sequence[Move]) -> dict[int, bool]:
    """By key what holds now of the facts that have moved, and of their neighbours.

    The facts have to be written already. Of two in one second the one with the higher key counts
    as the later. Only the session before can be concerned: those before it had it to follow.
    """
    found = {key: False for key, _, new in moves if new is None}
    for key, after, before in _neighbours([key for key, _, new in moves if new is not None]):
        found[key] = _is_soon_after(after, key)
        if before is not None:
            found[before] = _is_soon_after(key, before)
    for key, old, new in moves:
        if old is not None and old != new and (before := _left_behind(old, key)) is not None:
            found[before] = _is_soon_after(_next(old, before), before)
    return found


def _neighbours(keys: Sequence[int]) -> Iterator[tuple[int, int | None, int | None]]:
    """Each key with the next and the last one before of the same person."""
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(f"{_NEIGHBOURS}({marks})", some)
            yield from cursor.fetchall()


def _next(person: int, key: int) -> int | None:
    later = Fact.objects.filter(person=person, key__gt=key).order_by("key")
    return later.values_list("key", flat=True).first()


def _left_behind(person: int, key: int) -> int | None:
    earlier = Fact.objects.filter(person=person, key__lt=key).order_by("-key")
    return earlier.values_list("key", flat=True).first()


def _is_soon_after(later: int | None, earlier: int) -> bool:
    return later is not None and created_of(later) - created_of(earlier) <= TRIED_AGAIN_SECONDS
