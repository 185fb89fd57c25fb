from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.overview.periods import range_text, weekdays_before

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


@pytest.mark.parametrize(
    ("begin", "end", "before", "until"),
    [
        ("2026-11-28", "2026-11-28T14:05", "2026-11-21", "2026-11-21T14:05"),
        ("2026-11-22", "2026-11-29", "2026-11-15", "2026-11-22"),
        ("2026-11-22", "2026-11-28T14:05", "2026-11-15", "2026-11-21T14:05"),
        ("2026-10-24", "2026-10-31", "2026-10-17", "2026-10-24"),  # with a day of 25 hours
        ("2026-03-24", "2026-03-31", "2026-03-17", "2026-03-24"),  # with one of 23
        ("2026-10-30", "2026-11-29", "2026-09-25", "2026-10-25"),  # 30 days: five weeks
        ("2026-02-01", "2026-03-01", "2026-01-04", "2026-02-01"),  # 28 days: four
    ],
)
def test_the_same_weekdays_before(begin: str, end: str, before: str, until: str) -> None:
    assert weekdays_before(at(begin), at(end), BERLIN) == (at(before), at(until))


def test_ranges_never_overlap_with_those_before() -> None:
    for days in range(1, 100):
        begin = at("2026-06-01")
        end = begin + days * 86_400
        assert weekdays_before(begin, end, BERLIN)[1] <= begin + 3600


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("2026-11-22", "2026-11-29", "22 to 28 Nov"),
        ("2026-11-28", "2026-11-29", "28 Nov"),
        ("2026-11-28", "2026-11-28T14:05", "28 Nov until 14:05"),
        ("2026-11-24T09:00", "2026-11-28T14:05", "24 Nov 09:00 to 28 Nov 14:05"),
        ("2025-12-30", "2026-01-02", "30 Dec 2025 to 1 Jan 2026"),
    ],
)
def test_ranges_in_words(begin: str, end: str, words: str) -> None:
    assert range_text(at(begin), at(end), BERLIN, 2026) == words
