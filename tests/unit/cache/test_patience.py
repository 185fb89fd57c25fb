"""How long a page waits for all its calls, and when an old answer is none."""

from __future__ import annotations

import pytest

from sessions_browser.cache.patience import (
    ANSWER_MAX_AGE_SECONDS,
    REFRESH_SECONDS,
    Patience,
    is_old_answer,
    may_have_changed,
)
from sessions_browser.objects.session_row import SessionRow
from tests.unit.conftest import START, Clock


def seconds_of(patience: Patience, clock: Clock, *, takes: float, old_is_known: bool) -> float:
    """What one call may take, which then takes `takes` seconds."""
    with patience.for_a_call(old_is_known=old_is_known) as seconds:
        clock.now += takes
    return seconds


def test_calls_for_which_an_old_answer_is_known_share_two_seconds(clock: Clock) -> None:
    patience = Patience(9)
    waits = [seconds_of(patience, clock, takes=1.5, old_is_known=True) for _ in range(3)]
    assert waits == [REFRESH_SECONDS, REFRESH_SECONDS - 1.5, 0]


def test_calls_of_a_page_share_the_time_of_one(clock: Clock) -> None:
    patience = Patience(9)
    assert seconds_of(patience, clock, takes=8, old_is_known=False) == 9
    assert seconds_of(patience, clock, takes=0, old_is_known=True) == 1
    assert seconds_of(patience, clock, takes=3, old_is_known=False) == 1
    assert seconds_of(patience, clock, takes=0, old_is_known=False) == 0


def test_a_slow_first_call_leaves_the_time_of_a_renewal(clock: Clock) -> None:
    patience = Patience(9)
    seconds_of(patience, clock, takes=5, old_is_known=False)
    assert seconds_of(patience, clock, takes=0, old_is_known=True) == REFRESH_SECONDS


@pytest.mark.parametrize(
    ("age", "old"), [(0, False), (ANSWER_MAX_AGE_SECONDS - 1, False), (30, True), (600, True)]
)
def test_an_answer_is_old_after_thirty_seconds(age: float, old: bool) -> None:
    assert is_old_answer(START - age, START) is old


@pytest.mark.parametrize(
    ("status", "payment_status", "may"),
    [
        ("open", "unpaid", True),
        ("open", "no_payment_required", True),
        ("complete", "unpaid", True),
        ("complete", "paid", False),
        ("complete", "no_payment_required", False),
        ("expired", "unpaid", False),
    ],
)
@pytest.mark.parametrize("ends_in", [-60, 60])
def test_what_is_open_past_its_end_or_on_its_way_may_have_changed(
    status: str, payment_status: str, may: bool, ends_in: int
) -> None:
    row = SessionRow.from_object(
        {
            "id": "cs_test_1",
            "status": status,
            "payment_status": payment_status,
            "expires_at": int(START) + ends_in,
        }
    )
    assert may_have_changed(row, START) is may
