"""How often a store has failed lately; reads and writes apart, as one can work without the other.

Counted is a share and not a row: a store that fails one command of three never fails for long, and
still makes every page slow.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal["reads", "writes"]
RECENT_COMMANDS = 16
MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """How the store is doing in this process.

    kind: "Redis" or "in-process".
    is_shared: other processes see what this one stores now.
    failures: since the start.
    last_error: class of the last failure, or "".
    last_failed: Unix seconds.
    last_kind: "reads" or "writes", or "".
    """

    kind: str
    is_shared: bool
    failures: int
    last_error: str
    last_failed: float | None
    last_kind: str


class RecentFailures:
    """Its owner locks it, but for `none_in`, which is one step."""

    def __init__(self) -> None:
        self._failed: dict[Kind, deque[bool]] = {
            "reads": deque(maxlen=RECENT_COMMANDS),
            "writes": deque(maxlen=RECENT_COMMANDS),
        }
        self._count = 0
        self._last_error = ""
        self._last_failed: float | None = None
        self._last_kind = ""

    def none_in(self, kind: Kind) -> None:
        """A command has succeeded."""
        self._failed[kind].append(False)

    def are_too_many_with(self, kind: Kind, error: Exception) -> bool:
        """Count one; whether the store is to be left alone."""
        self._count += 1
        self._last_error, self._last_failed = type(error).__name__, time.time()
        self._last_kind = kind
        self._failed[kind].append(True)
        return sum(self._failed[kind].copy()) >= MOST_FAILURES

    def forget_recent(self) -> None:
        for failed in self._failed.values():
            failed.clear()

    def health(self, kind: str, *, is_shared: bool) -> StoreHealth:
        return StoreHealth(
            kind, is_shared, self._count, self._last_error, self._last_failed, self._last_kind
        )
