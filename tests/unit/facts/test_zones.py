from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.conf import zone_names
from sessions_browser.facts import zones

YEAR = (1_767_225_600, 1_798_761_600)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Asia/Kathmandu", "2026-06-01", 24),
        ("Asia/Beirut", "2026-03-29", 23),
    ],
)
def test_a_day_has_its_true_length(name: str, day: str, hours: float) -> None:
    days = zones.local_days(ZoneInfo(name), *YEAR)
    lengths = {str(zones.date_of(number)): end - begin for number, begin, end in days}
    assert lengths[day] == hours * 3600
    assert sum(lengths.values()) == YEAR[1] - YEAR[0]


def test_every_zone_changes_at_a_quarter_hour() -> None:
    for name in sorted(zone_names()):
        for one in zones.offset_stretches(ZoneInfo(name), *YEAR):
            assert one.begin % 900 == one.offset % 900 == 0, name


@given(
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    st.integers(*YEAR),
)
def test_a_second_is_in_the_day_and_hour_that_clocks_show(name: str, second: int) -> None:
    zone = ZoneInfo(name)
    local = datetime.fromtimestamp(second, UTC).astimezone(zone)
    (number, begin, end), *more = zones.local_days(zone, second, second + 1)
    assert (begin, end, more) == (second, second + 1, [])
    assert zones.date_of(number) == local.date()
    offset = zones.offset_at(zone, second)
    assert zones.hour_of_week(second, offset) == local.weekday() * 24 + local.hour


def test_an_hour_that_comes_twice_is_two() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begin, end = at("2026-10-25T00:00+02:00"), at("2026-10-26T00:00+01:00")
    hours = zones.local_hours(berlin, begin, end)
    assert len(hours) == 25
    assert {stop - start for _, start, stop in hours} == {3600}
