"""The numbers of sessions in their ids: they stay when a story takes a row among older ones."""

from __future__ import annotations

from bisect import insort

# Above all rows, and small enough for the numbers of line items.
_FIRST = 1 << 32


class SessionNumbers:
    """The number of a session is its row, as if there were no stories. Stories have their own."""

    def __init__(self) -> None:
        # In the order in which they were added, and ascending.
        self._story_rows: list[int] = []
        self._ascending: list[int] = []

    def add_story(self, row: int) -> None:
        """A session of a story is inserted in this row; those from there on move up by one."""
        for rows in (self._story_rows, self._ascending):
            rows[:] = [other + (other >= row) for other in rows]
        self._story_rows.append(row)
        insort(self._ascending, row)

    def number(self, row: int) -> int:
        """The number of the session in this row."""
        if row in self._ascending:
            return _FIRST + self._story_rows.index(row)
        return row - sum(other < row for other in self._ascending)

    def row(self, number: int) -> int | None:
        """The row of the session with this number, which may be beyond the last; None: no story."""
        if number >= _FIRST:
            index = number - _FIRST
            return self._story_rows[index] if index < len(self._story_rows) else None
        row = number
        for other in self._ascending:
            row += other <= row
        return row
