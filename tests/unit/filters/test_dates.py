"""Days and times of day in a zone, as the Unix seconds of a half-open range."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions_browser.filters import dates
from sessions_browser.filters.dates import LocalTime, end_of, parse, preset_days, start_of, typed_at
from sessions_browser.objects.formats import range_words
from tests.unit.strategies import zone_infos

MINUTE, HOUR = 60, 3600
days = st.dates(date(1971, 1, 2), date(2999, 12, 31))
# Years that `parse` takes, with a day to spare for the zone.
seconds_of_use = st.integers(86_400 * 366, 32_503_000_000)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("UTC", "2026-02-28", "2026-02-28 00:00", 24),
        ("Europe/Berlin", "2026-03-29", "2026-03-28 23:00", 23),
        ("Europe/Berlin", "2026-10-25", "2026-10-24 22:00", 25),
        ("Europe/Berlin", "2026-12-31", "2026-12-30 23:00", 24),
        ("America/New_York", "2026-03-08", "2026-03-08 05:00", 23),
        ("America/New_York", "2026-11-01", "2026-11-01 04:00", 25),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04 13:00", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03 13:30", 23.5),
        ("Asia/Kathmandu", "2026-11-19", "2026-11-18 18:15", 24),
        # Their midnight does not exist on these days: the day begins at 01:00.
        ("Africa/Cairo", "2026-04-24", "2026-04-23 22:00", 23),
        ("Asia/Beirut", "2026-03-29", "2026-03-28 22:00", 23),
        ("America/Santiago", "2026-09-06", "2026-09-06 04:00", 23),
        # Midnight comes twice here: the day begins with the first.
        ("America/Havana", "2025-11-02", "2025-11-02 04:00", 25),
    ],
)
def test_a_day_lasts_from_its_midnight_to_the_next(
    zone: str, day: str, start: str, hours: float
) -> None:
    typed, where = parse(day), ZoneInfo(zone)
    assert start_of(typed, where) == utc(start)
    assert end_of(typed, where) - start_of(typed, where) == hours * HOUR


@given(days.filter(lambda day: day.year > 1990 and day < date(2999, 12, 31)), zone_infos)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    assert end_of(LocalTime(day), zone) == start_of(LocalTime(day + timedelta(days=1)), zone)


@given(seconds_of_use.filter(lambda at: at > utc("1990-01-01")), zone_infos)
def test_a_moment_lies_within_the_day_its_clock_shows(at: int, zone: ZoneInfo) -> None:
    day = LocalTime(datetime.fromtimestamp(at, zone).date())
    # St. John's once put its clocks back at 00:01, which took the day before back for an hour.
    slack = HOUR if zone.key in ("America/St_Johns", "Canada/Newfoundland") else 0
    assert start_of(day, zone) <= at < end_of(day, zone) + slack


@given(seconds_of_use, zone_infos)
@example(utc("2026-10-25 00:30"), ZoneInfo("Europe/Berlin"))
@example(utc("2026-10-25 01:30"), ZoneInfo("Europe/Berlin"))
@example(utc("2026-04-04 14:45"), ZoneInfo("Australia/Lord_Howe"))
@example(utc("2026-04-04 15:15"), ZoneInfo("Australia/Lord_Howe"))
@example(utc("2026-11-01 05:00"), ZoneInfo("America/Havana"))
def test_any_moment_as_text_reads_as_the_same_second(at: int, zone: ZoneInfo) -> None:
    typed = parse(typed_at(at, zone))
    assert start_of(typed, zone) == at
    assert end_of(typed, zone) == at


@given(seconds_of_use, zone_infos)
def test_a_text_that_was_read_is_written_the_same(at: int, zone: ZoneInfo) -> None:
    text = typed_at(at, zone)
    assert str(parse(text)) == text


def test_an_hour_that_comes_twice_is_named_by_its_offset() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert typed_at(utc("2026-10-25 00:30"), berlin) == "2026-10-25T02:30+02:00"
    assert typed_at(utc("2026-10-25 01:30"), berlin) == "2026-10-25T02:30+01:00"
    assert typed_at(utc("2026-10-25 02:30:07"), berlin) == "2026-10-25T03:30:07"


def test_a_range_takes_in_both_of_an_hour_that_comes_twice() -> None:
    berlin, typed = ZoneInfo("Europe/Berlin"), parse("2026-10-25T02:30")
    assert start_of(typed, berlin) == utc("2026-10-25 00:30")
    assert end_of(typed, berlin) == utc("2026-10-25 01:30")


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Berlin", "2026-03-29T02:30"),
        ("America/New_York", "2026-03-08 02:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15"),
        ("Africa/Cairo", "2026-04-24T00:00"),
    ],
)
def test_a_time_that_did_not_exist_is_refused_in_words(zone: str, text: str) -> None:
    for bound in (start_of, end_of):
        with pytest.raises(dates.DateError, match=f"clocks in {zone} went forward"):
            bound(parse(text), ZoneInfo(zone))


def test_lord_howe_skips_half_an_hour_only() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert start_of(parse("2026-10-04T02:30"), lord_howe) == utc("2026-10-03 15:30")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-19T14:00Z", "2026-11-19 14:00"),
        ("2026-11-19T14:00:09+05:45", "2026-11-19 08:15:09"),
        ("2026-11-19T00:30-11:00", "2026-11-19 11:30"),
        # The offset says which; that this clock never showed it does not matter.
        ("2026-03-29T02:30+01:00", "2026-03-29 01:30"),
    ],
)
def test_an_offset_outweighs_the_zone(text: str, moment: str) -> None:
    for bound in (start_of, end_of):
        assert bound(parse(text), ZoneInfo("Europe/Berlin")) == utc(moment)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("2026-11-19", LocalTime(date(2026, 11, 19))),
        ("2024-02-29", LocalTime(date(2024, 2, 29))),
        ("2026-11-19 14:00", LocalTime(date(2026, 11, 19), time(14))),
        ("2026-11-19T00:00", LocalTime(date(2026, 11, 19), time(0))),
        ("2026-11-19T23:59:59", LocalTime(date(2026, 11, 19), time(23, 59, 59))),
        ("2026-11-19T14:00Z", LocalTime(date(2026, 11, 19), time(14), "Z")),
    ],
)
def test_dates_and_times_are_read(text: str, typed: LocalTime) -> None:
    assert parse(text) == typed


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Enter a date"),
        ("today", "Enter a date"),
        ("19.11.2026", "Enter a date"),
        ("2026-1-1", "Enter a date"),
        ("２０２６-11-19", "Enter a date"),
        ("2026-11-19\n", "Enter a date"),
        ("2026-11-19T14", "Enter a date"),
        ("2026-11-19T14:00+01", "Enter a date"),
        ("2026-11-19T14:00+12:60", "Enter a date"),
        ("2026-11-19+01:00", "Enter a date"),
        ("20261119", "Enter a date"),
        ("12026-11-19", "Enter a date"),
        ("2026-02-31", "no such date"),
        ("2026-02-29", "no such date"),
        ("2026-13-01", "no such date"),
        ("2026-00-00", "no such date"),
        ("0000-01-01", "no such date"),
        ("2026-11-19T24:00", "no such date"),
        ("2026-11-19T14:60", "no such date"),
        ("2026-11-19T14:00+24:00", "no such date"),
        ("0001-01-01", "year from 1970"),
        ("1969-12-31", "year from 1970"),
        ("3000-01-01", "year from 1970"),
        ("9999-12-31", "year from 1970"),
    ],
)
def test_what_is_no_moment_is_refused_in_words(text: str, complaint: str) -> None:
    with pytest.raises(dates.DateError, match=complaint):
        parse(text)


@given(st.text(max_size=30))
def test_no_text_fails_in_another_way(text: str) -> None:
    try:
        typed = parse(text)
    except ValueError:
        return
    assert isinstance(typed, LocalTime)


@given(st.sampled_from(["1971-01-01", "2999-12-31"]), zone_infos)
def test_the_first_and_the_last_day_have_bounds(text: str, zone: ZoneInfo) -> None:
    assert 0 < start_of(parse(text), zone) < end_of(parse(text), zone)


@pytest.mark.parametrize(
    ("preset", "today", "first", "last"),
    [
        ("today", "2026-01-01", "2026-01-01", "2026-01-01"),
        ("yesterday", "2026-01-01", "2025-12-31", "2025-12-31"),
        ("yesterday", "2024-03-01", "2024-02-29", "2024-02-29"),
        ("last_7_days", "2026-01-03", "2025-12-28", "2026-01-03"),
        ("last_30_days", "2026-03-01", "2026-01-31", "2026-03-01"),
        ("this_month", "2026-11-01", "2026-11-01", "2026-11-01"),
        ("this_month", "2026-11-30", "2026-11-01", "2026-11-30"),
        ("last_month", "2026-01-31", "2025-12-01", "2025-12-31"),
        ("last_month", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("last_month", "2024-03-31", "2024-02-01", "2024-02-29"),
    ],
)
def test_presets_at_the_ends_of_months_and_years(
    preset: str, today: str, first: str, last: str
) -> None:
    days = preset_days(preset, date.fromisoformat(today))
    assert days == (date.fromisoformat(first), date.fromisoformat(last))


@given(days)
def test_seven_days_are_seven_and_thirty_are_thirty(today: date) -> None:
    for preset, number in (("last_7_days", 7), ("last_30_days", 30)):
        first, last = preset_days(preset, today)
        assert (last - first).days + 1 == number
        assert last == today


def test_every_preset_has_days_and_nothing_else_is_one() -> None:
    for preset in dates.PRESETS:
        first, last = preset_days(preset, date(2026, 11, 19))
        assert first <= last <= date(2026, 11, 19)
    with pytest.raises(ValueError, match="next_week"):
        preset_days("next_week", date(2026, 11, 19))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-17", "2026-11-17", "17 Nov"),
        ("2026-11-17", "2026-11-23", "17 to 23 Nov"),
        ("2025-11-17", "2025-11-23", "17 to 23 Nov 2025"),
        ("2026-10-28", "2026-11-03", "28 Oct to 3 Nov"),
        ("2025-10-28", "2025-11-03", "28 Oct 2025 to 3 Nov 2025"),
        ("2025-12-28", "2026-01-03", "28 Dec 2025 to 3 Jan 2026"),
        ("2025-11-17", "2026-11-17", "17 Nov 2025 to 17 Nov 2026"),
    ],
)
def test_ranges_in_words_are_never_ambiguous(first: str, last: str, words: str) -> None:
    shown = range_words(date.fromisoformat(first), date.fromisoformat(last), 2026)
    assert shown == words
