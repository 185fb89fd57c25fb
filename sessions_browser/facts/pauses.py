"""How long work that reads many pages waits after calls that brought nothing, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sessions_browser.stripe_api.errors import (
    AllowanceError,
    BudgetError,
    BusyError,
    NotAskedError,
    UpstreamError,
)

ALLOWANCE_SECONDS = 3600.0
# Seconds before the next try, doubled with each failure in a row.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
BUSY_SECONDS = 0.5


# However soon the budget has room again.
SHORTEST_PAUSE = 0.05
# A shorter one after pages that came needs no word.
LONGEST_UNTOLD = 10.0


class Pause(NamedTuple):
    """note: of the job, a key of why it waits. failed: how often in a row nothing came."""

    seconds: float
    note: str
    failed: int


def until_room(seconds_to_next: float) -> float:
    """Seconds until the budget has room for another call."""
    return max(SHORTEST_PAUSE, seconds_to_next)


def pause_after(
    failures: Sequence[UpstreamError], failed: int, room_in: float, *, is_empty: bool
) -> Pause:
    """After calls of which some failed or were not made.

    failed: how often in a row nothing came before. room_in: seconds until the budget has room.
    is_empty: nothing came this time.
    """
    refused = [error for error in failures if isinstance(error, NotAskedError)]
    is_stuck = bool(failures) and is_empty
    failed = failed + 1 if is_stuck and len(refused) < len(failures) else 0
    if not (refused or is_stuck):
        return Pause(0.0, "", failed)
    seconds, note = _pause(failures, failed, room_in)
    return Pause(seconds, note if is_stuck or seconds > LONGEST_UNTOLD else "", failed)


def _pause(failures: Sequence[UpstreamError], failed: int, room_in: float) -> tuple[float, str]:
    if any(isinstance(error, AllowanceError) for error in failures):
        return ALLOWANCE_SECONDS, "allowance"
    if any(isinstance(error, BudgetError) for error in failures):
        return room_in, "budget"
    if all(isinstance(error, BusyError) for error in failures):
        return BUSY_SECONDS, "budget"
    asked_for = max(error.retry_after or 0 for error in failures)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, failed - 1))
    return max(float(asked_for), pause), "upstream"
