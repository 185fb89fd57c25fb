"""Days and moments as people write them: "19 Nov 14:00", "yesterday", "last 7 days". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions_browser.filters import dates
from sessions_browser.objects.list_query import Pairs

AROUND_SECONDS = 3600
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?\s?(?P<half>am|pm)?"
)
_OFFSET = re.compile(r"[tT ][0-9:]{5,8}(?P<offset>[zZ]|[+-][0-9]{2}:?[0-9]{2})\Z")
_DAY_WORDS = {"today": 0, "yesterday": 1}
_PRESETS = {preset.replace("_", " "): preset for preset in dates.PRESETS}
_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})\.\s?(?P<number>[0-9]{1,2})\.(?:\s?(?P<year>[0-9]{4}))?"),
    re.compile(
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ -](?:of )?{_MONTH}\.?"
        r"(?:[ -](?P<year>[0-9]{4}))?"
    ),
    re.compile(rf"{_MONTH}\.?[ -](?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>[0-9]{{4}}))?"),
)
_SLASHES = re.compile(r"(?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})(?:/(?P<year>[0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class DateReading:
    """What was written, as parameters of the list, and in words; `mistake` in place of both.

    readings: the days that an ambiguous one can be, in ISO form.
    """

    params: Pairs = ()
    words: str = ""
    mistake: str = ""
    readings: tuple[str, ...] = ()


def parse_date(text: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """None when `text` speaks of no day and no moment. A day without a year is the last such."""
    plain = " ".join(text.lower().replace(",", " ").split())
    if not 2 <= len(plain) <= 60:
        return None
    today = datetime.fromtimestamp(now, zone).date()
    if (preset := _PRESETS.get(plain.replace("_", " ").replace("-", " "))) is not None:
        first, last = dates.preset_days(preset, today)
        days = dates.range_words(first, last, today.year)
        return DateReading((("created", preset),), f"{days}, {zone.key}")
    try:
        if plain.isdecimal() and plain.isascii():
            return _unix(plain, zone, today)
        if offset := _OFFSET.search(plain):
            return _exact(plain, offset["offset"], zone, today)
        return _spoken(plain, zone, today)
    except (ValueError, OverflowError) as error:
        return DateReading(mistake=_mistake(error))


def _mistake(error: Exception) -> str:
    words = str(error)
    ours = words.endswith(".") and words[:1].isupper()
    return words if ours else "There is no such date or time in the calendar."


def _unix(digits: str, zone: ZoneInfo, today: date) -> DateReading | None:
    """Seconds of this century's first half, or the same in milliseconds."""
    number = int(digits) if len(digits) <= 13 else 0
    if len(digits) == 13:
        number //= 1000
    return _around(number, zone, today) if 1_000_000_000 <= number <= 4_000_000_000 else None


def _exact(plain: str, offset: str, zone: ZoneInfo, today: date) -> DateReading | None:
    try:
        at = datetime.fromisoformat(plain.upper().replace("Z", "+00:00"))
    except ValueError:
        return None
    if offset.upper() == "Z":
        at = at.astimezone(UTC)
    return _around(int(at.timestamp()), zone, today)


def _spoken(plain: str, zone: ZoneInfo, today: date) -> DateReading | None:
    day_text, at_text = _parted(plain)
    day: date | None = today
    if day_text:
        slashed = _SLASHES.fullmatch(day_text)
        if slashed:
            readings = _slashed_days(slashed, today)
            if len(readings) > 1:
                return DateReading(
                    mistake="This day can be read in two ways.",
                    readings=tuple(reading.isoformat() for reading in readings),
                )
            day = readings[0]
        else:
            day = _day(day_text, today)
    if day is None or (at_text and _TIME.fullmatch(at_text) is None):
        return None
    if not at_text:
        return _whole_day(day, today, zone)
    clock = _clock(at_text)
    return _around(dates.start_of(dates.LocalTime(day, clock), zone), zone, today)


def _parted(plain: str) -> tuple[str, str]:
    """The day and the time in a text, in either order; either may be ""."""
    words = plain.replace(" at ", " ").replace("t", " ", 1) if _is_iso(plain) else plain
    words = words.replace(" at ", " ").removeprefix("at ").replace(" o'clock", ":00")
    words = re.sub(r"([0-9]) (am|pm)\b", r"\1\2", words)
    pieces = words.split()
    for place, piece in ((len(pieces) - 1, pieces[-1]), (0, pieces[0])):
        if re.fullmatch(r"[0-9]{1,2}(?::[0-9]{2}){1,2}(?:am|pm)?|[0-9]{1,2}(?:am|pm)", piece):
            rest = pieces[:place] + pieces[place + 1 :]
            return " ".join(rest), piece
    return words, ""


def _is_iso(plain: str) -> bool:
    return re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]", plain) is not None


def _day(text: str, today: date) -> date | None:
    if text in _DAY_WORDS:
        return today - timedelta(days=_DAY_WORDS[text])
    weekday = text.removeprefix("last ").removeprefix("on ")
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if weekday in names or weekday in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS.index(weekday[:3])) % 7
        return today - timedelta(days=back or (7 if text.startswith("last ") else 0))
    for form in _DAYS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            month = parts.get("month")
            number = _MONTHS.index(month) + 1 if month else int(parts["number"])
            return _dated(int(found["day"]), number, found["year"], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year), month, day)
    # 29 February is not in every year.
    for back in range(9):
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if found <= today:
            return found
    raise ValueError("no such day")


def _slashed_days(slashed: re.Match[str], today: date) -> list[date]:
    """Day first and month first, where each is a day at all."""
    found: dict[date, None] = {}
    for day, month in ((slashed["one"], slashed["two"]), (slashed["two"], slashed["one"])):
        try:
            found[_dated(int(day), int(month), slashed["year"], today)] = None
        except ValueError:
            continue
    if not found:
        raise ValueError("no such day")
    return list(found)


def _clock(text: str) -> time:
    found = _TIME.fullmatch(text)
    assert found
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0))


def _whole_day(day: date, today: date, zone: ZoneInfo) -> DateReading:
    ahead = ", which is still to come" if day > today else ""
    words = f"{dates.day_words(day, today.year)}, {zone.key}{ahead}"
    for preset, back in _DAY_WORDS.items():
        if day == today - timedelta(days=back):
            return DateReading((("created", preset),), words)
    text = str(dates.parse(day.isoformat()))
    return DateReading((("created_from", text), ("created_to", text)), words)


def _around(seconds: int, zone: ZoneInfo, today: date) -> DateReading:
    """An hour to either side: nobody remembers the minute."""
    first = dates.typed_at(max(0, seconds - AROUND_SECONDS), zone)
    last = dates.typed_at(seconds + AROUND_SECONDS, zone)
    dates.parse(first), dates.parse(last)
    day = dates.day_words(datetime.fromtimestamp(seconds, zone).date(), today.year)
    words = f"{day}, from {first[11:16]} to {last[11:16]}, {zone.key}"
    return DateReading((("created_from", first), ("created_to", last)), words)
