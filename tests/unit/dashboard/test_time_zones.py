"""Days are those of the pinned package tzdata, whatever tables the machine has."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest


def test_no_table_of_the_machine_is_read() -> None:
    assert zoneinfo.TZPATH == ()


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        # British Columbia and Alberta stay on summer time from November 2026 on (tzdata 2026f).
        ("America/Vancouver", "07:00"),
        ("America/Edmonton", "06:00"),
        ("Europe/Berlin", "23:00"),
    ],
)
def test_a_day_begins_when_the_newest_rules_say(zone: str, begins: str) -> None:
    midnight = datetime(2026, 11, 28, tzinfo=ZoneInfo(zone))
    assert midnight.astimezone(UTC).strftime("%H:%M") == begins
