"""When the next session arrives after the start of the world."""

from __future__ import annotations

from emulator.world.seeded_random import random_bits


class Arrivals:
    """count: how many sessions have arrived. next: when one does, in Unix seconds.

    per_minute: the mean rate; 0 for none.
    """

    def __init__(self, seed: int, start: int, per_minute: float) -> None:
        self.count = 0
        self.next: float = start
        self._seed = seed
        self._per_minute = per_minute
        self.schedule()

    def schedule(self) -> None:
        """Find the time of the one after `next`."""
        if self._per_minute <= 0:
            self.next = float("inf")
            return
        mean = 60 / self._per_minute
        self.next += mean * (0.2 + 1.6 * random_bits(self._seed, self.count) / 2**64)
