"""Slots of time in which sessions are counted, and the keys of facts and sums. Pure.

Every cell is counted by UTC quarter-hour, since all zones of today begin their days at one. That a
long range costs little, it is counted in coarser slots too: a cell by UTC day, a coarse one by UTC
hour.
"""

from __future__ import annotations

QUARTER, HOUR, DAY = 900, 3600, 86_400
HASH_BITS = 30
SLOT_BITS = 24
# From here on slots are those of the coarser size.
_COARSER = 1 << SLOT_BITS - 1


def quarter_slot(second: int) -> int:
    return second // QUARTER


def coarser_slot(second: int, size: int) -> int:
    """size: DAY, or HOUR of a coarse cell."""
    return _COARSER + second // size


def slots_of(created: int, *, is_coarse: bool) -> tuple[int, int]:
    """Those in which a session of this second is counted."""
    return quarter_slot(created), coarser_slot(created, HOUR if is_coarse else DAY)


def sum_key(cell: int, slot: int) -> int:
    """cell: its number in FactCell."""
    return cell << SLOT_BITS | slot


def fact_key(created: int, place: int = 0) -> int:
    """place: within the second; the first key of a second is that of 0."""
    return created << HASH_BITS | place


def created_of(key: int) -> int:
    return key >> HASH_BITS


def next_place(key: int) -> int:
    """Where to look next for a session whose place is taken by another of the same second."""
    mask = (1 << HASH_BITS) - 1
    return key & ~mask | (key + 1) & mask


def up(second: int, size: int) -> int:
    """The first border of slots of this size from there on."""
    return -(-second // size) * size


def down(second: int, size: int) -> int:
    return second // size * size
