"""Which rows each person has, as chains of rows: the newest, and from each row the one before."""

from __future__ import annotations

from array import array

from emulator.world.people import FIRST_NAMED

_NO_ROW = 0xFFFFFFFF


class RowsOfPeople:
    """Some four bytes a row. capacity: how many people have no given name."""

    def __init__(self, capacity: int) -> None:
        # Per row: the previous row of the same person.
        self._previous = array("I")
        # The newest row of each person. Named people have high numbers and so a table of their own.
        self._latest = array("I", [_NO_ROW]) * capacity
        self._latest_of_named: dict[int, int] = {}

    def add(self, row: int, person: int) -> None:
        """Note the person of a row; those from there on move up by one."""
        if row < len(self._previous):
            self._move_up(row)
        latest: dict[int, int] | array[int] = self._latest
        if person >= FIRST_NAMED:
            latest = self._latest_of_named
            latest.setdefault(person, _NO_ROW)
        self._previous.insert(row, latest[person])
        latest[person] = row

    def rows(self, person: int) -> list[int]:
        """The ascending rows of one person: a few dozen at most."""
        found = []
        row = self._latest_of_named.get(person, _NO_ROW)
        if person < len(self._latest):
            row = self._latest[person]
        while row != _NO_ROW:
            found.append(row)
            row = self._previous[row]
        return sorted(found)

    def _move_up(self, first: int) -> None:
        self._previous = moved_up(self._previous, first)
        self._latest = moved_up(self._latest, first)
        for person, row in self._latest_of_named.items():
            self._latest_of_named[person] = row + (first <= row < _NO_ROW)


def moved_up(rows: array[int], first: int) -> array[int]:
    """These rows after one was inserted before row `first`."""
    return array("I", [row + (first <= row < _NO_ROW) for row in rows])
