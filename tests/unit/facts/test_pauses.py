"""How long a fill waits after calls that brought nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sessions_browser.facts.pauses import Pause, pause_after, until_room
from sessions_browser.stripe_api.errors import (
    AllowanceError,
    APIError,
    BudgetError,
    BusyError,
    CircuitOpenError,
    RateLimitError,
    UpstreamError,
)

DOWN, ROOM_IN = APIError("down", status=503), 4.0


def test_failures_in_a_row_double_the_pause_up_to_five_minutes() -> None:
    failed, seconds = 0, []
    for _ in range(10):
        pause = pause_after([DOWN], failed, ROOM_IN, is_empty=True)
        assert (pause.note, pause.failed) == ("upstream", failed + 1)
        failed = pause.failed
        seconds.append(pause.seconds)
    assert seconds == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    # What comes begins anew.
    assert pause_after([], failed, ROOM_IN, is_empty=False) == Pause(0.0, "", 0)
    assert pause_after([DOWN], failed, ROOM_IN, is_empty=False) == Pause(0.0, "", 0)


@pytest.mark.parametrize(("asked_for", "seconds"), [(1, 8), (77, 77), (900, 900)])
def test_it_waits_at_least_as_long_as_stripe_asks(asked_for: int, seconds: float) -> None:
    failures = [DOWN, RateLimitError("slower", status=429, retry_after=asked_for)]
    assert pause_after(failures, 2, ROOM_IN, is_empty=True) == Pause(seconds, "upstream", 3)


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        ([AllowanceError("")], Pause(3600.0, "allowance", 0)),
        ([DOWN, BudgetError(""), AllowanceError("")], Pause(3600.0, "allowance", 6)),
        ([BudgetError("")], Pause(ROOM_IN, "budget", 0)),
        ([BusyError(""), BudgetError("")], Pause(ROOM_IN, "budget", 0)),
        ([BusyError("")], Pause(0.5, "budget", 0)),
        # Nobody was asked, so nobody failed.
        ([CircuitOpenError("", retry_after=3)], Pause(3.0, "upstream", 0)),
    ],
)
def test_what_was_not_asked_waits_for_its_reason(
    failures: Sequence[UpstreamError], expected: Pause
) -> None:
    assert pause_after(failures, 5, ROOM_IN, is_empty=True) == expected


@pytest.mark.parametrize(("room_in", "note"), [(4.0, ""), (11.0, "budget")])
def test_a_short_pause_after_pages_that_came_needs_no_word(room_in: float, note: str) -> None:
    pause = pause_after([BudgetError("")], 0, room_in, is_empty=False)
    assert pause == Pause(room_in, note, 0)


def test_there_is_always_some_pause_for_room() -> None:
    assert until_room(0.0) == 0.05
    assert until_room(7.5) == 7.5
