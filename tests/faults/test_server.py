"""The faulty upstream itself: a fault that is not one would prove nothing."""

from __future__ import annotations

from collections import Counter

from tests.faults.expected import DEEP, FAILURES, LEGAL, ODD, OTHER
from tests.faults.server import MODES


def test_every_mode_has_one_expected_end() -> None:
    assert Counter([*FAILURES, *LEGAL, *ODD, *DEEP, *OTHER]) == Counter(MODES)
