"""Which hours or days are marked: many sessions were made, and far fewer of them paid than usual.

The rule is stated on the page. It compares with the share paid in the four weeks before the range,
as sessions that nobody opens wreck any fixed number. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sessions_browser.facts.slots import HOUR

FEWEST_MADE = 10
# Of the weeks before, that a share of them means something.
FEWEST_BEFORE = 100
DEVIATIONS = 3.0
# After the end of an hour its last customers may still be paying.
GRACE = HOUR
WEEKS_BEFORE = 4
# A session is open for a day at most, and settled when it is read an hour later.
SETTLED_AFTER = 26 * HOUR


@dataclass(frozen=True, slots=True)
class Reading:
    """At Unix second `at` everything made since `since` was read again."""

    since: int
    at: int


def usual_share(made: int, paid: int) -> float | None:
    """None where too little was made before to tell."""
    return paid / made if made >= FEWEST_BEFORE else None


def falls_short(made: int, paid: int, usual: float | None) -> bool:
    """Whether chance hardly explains that so few of these were paid."""
    if usual is None or made < FEWEST_MADE:
        return False
    expected = made * usual
    return paid < expected - DEVIATIONS * math.sqrt(expected * (1 - usual))


def is_judged(begin: int, end: int, readings: Iterable[Reading]) -> bool:
    """Whether it is known of these sessions who paid: read when they had had time to."""
    return any(
        (one.since <= begin and one.at >= end + GRACE) or one.at >= end + SETTLED_AFTER
        for one in readings
    )
