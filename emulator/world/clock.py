"""What time it is for the emulator: real time, or a fixed moment that moves when told."""

from __future__ import annotations

import time


class Clock:
    def __init__(self, frozen_at: int | None = None) -> None:
        self._frozen_at = frozen_at
        self._ahead = 0

    def now(self) -> int:
        base = int(time.time()) if self._frozen_at is None else self._frozen_at
        return base + self._ahead

    def move(self, seconds: int) -> None:
        self._ahead += seconds
