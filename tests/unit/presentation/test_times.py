"""Moments and lengths of time in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.json_fields import LATEST_MOMENT
from sessions_browser.presentation.times import Clock, duration
from tests.unit.strategies import zone_infos

BERLIN = ZoneInfo("Europe/Berlin")


def in_year(year: int, zone: ZoneInfo = BERLIN) -> Clock:
    """Somebody looks in the middle of this year."""
    return Clock(zone, datetime(year, 7, 1, tzinfo=zone).timestamp())


def test_a_moment_is_shown_in_the_viewers_zone_and_in_utc() -> None:
    moment = in_year(2026).moment(1_795_042_801.9)
    assert moment.text == "19 Nov 00:00"
    assert moment.iso == "2026-11-18T23:00:01Z"
    assert moment.full == "2026-11-19 00:00:01 CET (2026-11-18 23:00:01 UTC)"
    assert in_year(2027).moment(1_795_042_801).text == "19 Nov 2026 00:00"


@pytest.mark.parametrize(
    ("unix", "zone", "this_year", "shown"),
    [
        # The year of the zone counts, not that of UTC.
        (1_798_740_000, "Asia/Kathmandu", 2026, "31 Dec 23:45"),
        (1_798_741_800, "Asia/Kathmandu", 2026, "1 Jan 2027 00:15"),
        (0, "America/Lima", 2026, "31 Dec 1969 19:00"),
        (1_792_888_200, "Europe/Berlin", 2026, "25 Oct 02:30"),
    ],
)
def test_the_year_is_shown_when_it_is_another(
    unix: int, zone: str, this_year: int, shown: str
) -> None:
    assert in_year(this_year, ZoneInfo(zone)).moment(unix).text == shown


def test_the_two_passes_of_an_hour_are_kept_apart() -> None:
    first, second = (in_year(2026).moment(unix) for unix in (1_792_888_200, 1_792_891_800))
    assert first.text == second.text
    assert first.full != second.full


@given(st.integers(0, LATEST_MOMENT), zone_infos)
def test_every_moment_that_is_let_in_can_be_shown(unix: int, zone: ZoneInfo) -> None:
    moment = in_year(2026, zone).moment(unix)
    assert moment.unix == unix
    assert moment.text


def test_the_last_second_of_all_is_shown_in_utc() -> None:
    assert in_year(2026, ZoneInfo("Asia/Tokyo")).moment(LATEST_MOMENT).text == "31 Dec 9999 23:59"


def test_no_moment_is_none() -> None:
    assert in_year(2026).maybe_moment(None) is None
    assert in_year(2026).maybe_moment(0) is not None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (86_400, "24 h"),
        (2 * 86_400, "2 days"),
    ],
)
def test_spans_are_shown_in_the_largest_unit(seconds: int, words: str) -> None:
    assert duration(seconds) == words
