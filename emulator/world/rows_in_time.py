"""Rows in the order of a time of theirs, which is not that of their creation."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator

from emulator.world.rows_of_people import moved_up


class RowsInTime:
    """Four bytes a row. time_of: the time of a row, which never changes once the row is here."""

    def __init__(self, time_of: Callable[[int], int]) -> None:
        self._time_of = time_of
        self._rows = array("I")

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def fill(self, rows: Iterable[int]) -> None:
        """Take these rows in place of all others."""
        # Sorting keeps the order of rows whose time is the same.
        self._rows = array("I", sorted(sorted(rows), key=self._time_of))

    def add(self, row: int) -> None:
        insort(self._rows, row, key=self._place)

    def move_up(self, first: int) -> None:
        """Renumber the rows from `first` on, once a session was inserted there."""
        self._rows = moved_up(self._rows, first)

    def between(self, first: int, end: int, newest_first: bool) -> Iterator[tuple[int, int]]:
        """Time and row of each with first <= time < end, in this order; found one by one."""
        low, high = (bisect_left(self._rows, time, key=self._time_of) for time in (first, end))
        places = range(low, high)
        for place in reversed(places) if newest_first else places:
            row = self._rows[place]
            yield self._time_of(row), row

    def _place(self, row: int) -> tuple[int, int]:
        """Of one time, the older row is first."""
        return self._time_of(row), row
