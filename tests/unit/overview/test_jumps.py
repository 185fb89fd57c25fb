from __future__ import annotations

import pytest

from sessions_browser.overview.jumps import Reading, falls_short, is_judged, usual_share

HOUR = 3600


@pytest.mark.parametrize(
    ("made", "paid", "usual", "marked"),
    [
        (9, 0, 0.9, False),  # too few to tell
        (10, 0, 0.5, True),
        (10, 1, 0.5, False),  # 5 less three times 1.58
        (40, 10, 0.5, True),
        (40, 11, 0.5, False),
        (100, 0, 0.05, False),  # five were expected, and chance gives none now and then
        (400, 3, 0.05, True),
        (20, 20, 0.5, False),
        (20, 19, 1.0, True),
        (20, 0, 0.0, False),
        (1000, 0, None, False),
    ],
)
def test_marked_is_what_chance_does_not_explain(
    made: int, paid: int, usual: float | None, marked: bool
) -> None:
    assert falls_short(made, paid, usual) is marked


def test_what_is_usual_takes_a_hundred_sessions() -> None:
    assert usual_share(99, 50) is None
    assert usual_share(100, 50) == 0.5


def test_a_time_is_judged_once_its_customers_had_time_to_pay() -> None:
    begin, end = 10 * HOUR, 11 * HOUR
    assert not is_judged(begin, end, [])
    assert not is_judged(begin, end, [Reading(since=0, at=end + HOUR - 1)])
    assert is_judged(begin, end, [Reading(since=0, at=end + HOUR)])
    assert not is_judged(begin, end, [Reading(since=begin + 1, at=end + HOUR)]), "half of it"
    settled = Reading(since=end + 99 * HOUR, at=end + 26 * HOUR)
    assert is_judged(begin, end, [settled]), "nothing in it can change any more"
