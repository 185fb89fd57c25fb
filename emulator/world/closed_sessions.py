"""The rows that have closed, in the order in which they did and in which their money came."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from emulator.world.closing import LONGEST_LIFE, LONGEST_SETTLING
from emulator.world.rows_in_time import RowsInTime

# Stripe keeps events for so long (docs.stripe.com/api/events).
EVENT_SECONDS = 30 * 86_400
# What was created longer ago has no event.
LONGEST_TOLD = EVENT_SECONDS + LONGEST_LIFE + LONGEST_SETTLING


class ClosedSessions:
    """What events are found by: eight bytes a row at most.

    closes_at, settles_at: the times of a row, in Unix seconds.
    is_delayed: whether its payment takes days.
    """

    def __init__(
        self,
        closes_at: Callable[[int], int],
        settles_at: Callable[[int], int],
        is_delayed: Callable[[int], bool],
    ) -> None:
        self.by_end = RowsInTime(closes_at)
        self.by_settlement = RowsInTime(settles_at)
        self._is_delayed = is_delayed

    def fill(self, rows: Iterable[int]) -> None:
        """Take these ascending rows in place of all others."""
        self.by_end.fill(rows)
        self.by_settlement.fill(filter(self._is_delayed, self.by_end))

    def add(self, row: int) -> None:
        self.by_end.add(row)
        if self._is_delayed(row):
            self.by_settlement.add(row)

    def move_up(self, first: int) -> None:
        """Renumber the rows from `first` on, once a session was inserted there."""
        self.by_end.move_up(first)
        self.by_settlement.move_up(first)
