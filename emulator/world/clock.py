"""The emulator's clock: real time, or a fixed time that only `advance` changes."""

from __future__ import annotations

import time


class Clock:
    """All times are Unix seconds; `frozen_at` stops the clock there."""

    def __init__(self, frozen_at: int | None = None) -> None:
        self._frozen_at = frozen_at
        self._ahead = 0

    def now(self) -> int:
        base = int(time.time()) if self._frozen_at is None else self._frozen_at
        return base + self._ahead

    def advance(self, seconds: int) -> None:
        """Move the clock forward."""
        self._ahead += seconds
