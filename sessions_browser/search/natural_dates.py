"""Days and times that people write in words: "19 Nov 14:00", "yesterday", "last 7 days". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions_browser.filters import dates
from sessions_browser.objects.list_query import Pairs

_AROUND_SECONDS = 3600
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The names and their first three letters -> 0 for Monday.
_WEEKDAYS = {
    spelled: number for number, name in enumerate(_WEEKDAY_NAMES) for spelled in (name, name[:3])
}
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?\s?(?P<half>am|pm)?"
)
# A piece of a text that is a time by itself, unlike a bare number.
_TIME_PIECE = re.compile(r"[0-9]{1,2}(?::[0-9]{2}){1,2}(?:am|pm)?|[0-9]{1,2}(?:am|pm)")
_OFFSET = re.compile(r"[tT ][0-9:]{5,8}(?:[zZ]|[+-][0-9]{2}:?[0-9]{2})\Z")
# Name -> days before today.
_DAY_WORDS = {"today": 0, "yesterday": 1}
_PRESETS = {preset.replace("_", " "): preset for preset in dates.PRESETS}
_DAY_FORMS = (
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
    """What a text says about days and times.

    params: parameters of the list.
    words: the same in words.
    error: a sentence for the person, in place of both.
    alternatives: the days that an ambiguous text can mean, in ISO form.
    """

    params: Pairs = ()
    words: str = ""
    error: str = ""
    alternatives: tuple[str, ...] = ()


def parse_date(text: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """None when `text` is no day and no time. `now` in Unix seconds.

    A day without a year is the last such day up to today.
    """
    plain = " ".join(text.lower().replace(",", " ").split())
    if not 2 <= len(plain) <= 60:
        return None
    today = datetime.fromtimestamp(now, zone).date()
    try:
        return _parse(plain, zone, today)
    except dates.DateError as error:
        return DateReading(error=str(error))
    except (ValueError, OverflowError):
        return DateReading(error=dates.NO_SUCH_DATE)


def _parse(plain: str, zone: ZoneInfo, today: date) -> DateReading | None:
    if preset := _PRESETS.get(plain.replace("_", " ").replace("-", " ")):
        first, last = dates.preset_days(preset, today)
        days = dates.range_words(first, last, today.year)
        return DateReading((("created", preset),), f"{days}, {zone.key}")
    if plain.isdecimal() and plain.isascii():
        return _unix(plain, zone, today)
    if _OFFSET.search(plain):
        return _with_offset(plain, zone, today)
    return _day_and_time(plain, zone, today)


def _unix(digits: str, zone: ZoneInfo, today: date) -> DateReading | None:
    """`digits`: Unix seconds, or milliseconds, from 2001 to 2096."""
    number = int(digits) if len(digits) <= 13 else 0
    if len(digits) == 13:
        number //= 1000
    return _around(number, zone, today) if 1_000_000_000 <= number <= 4_000_000_000 else None


def _with_offset(plain: str, zone: ZoneInfo, today: date) -> DateReading | None:
    try:
        at = datetime.fromisoformat(plain.upper().replace("Z", "+00:00"))
    except ValueError:
        return None
    return _around(int(at.timestamp()), zone, today)


def _day_and_time(plain: str, zone: ZoneInfo, today: date) -> DateReading | None:
    """A day, a time of today, or both."""
    day_text, time_text = _parted(plain)
    days = _days(day_text, today) if day_text else [today]
    if not days:
        return None
    if len(days) > 1:
        return DateReading(
            error="This day can be read in two ways.",
            alternatives=tuple(day.isoformat() for day in days),
        )
    if not time_text:
        return _whole_day(days[0], today, zone)
    # As if it were typed into the form, which refuses a year before Unix time.
    typed = dates.parse(str(dates.LocalTime(days[0], _clock(time_text))))
    return _around(dates.start_of(typed, zone), zone, today)


def _parted(plain: str) -> tuple[str, str]:
    """The day and the time in a text, in either order; either may be ""."""
    words = re.sub(r"\A([0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", r"\1 ", plain)
    words = words.replace(" at ", " ").removeprefix("at ").replace(" o'clock", ":00")
    words = re.sub(r"([0-9]) (am|pm)\b", r"\1\2", words)
    pieces = words.split()
    for place, piece in ((len(pieces) - 1, pieces[-1]), (0, pieces[0])):
        if _TIME_PIECE.fullmatch(piece):
            return " ".join(pieces[:place] + pieces[place + 1 :]), piece
    return words, ""


def _days(text: str, today: date) -> list[date]:
    """The day that `text` names: none, or two when it can be read in two ways."""
    if slashed := _SLASHES.fullmatch(text):
        return _slashed_days(slashed, today)
    if text in _DAY_WORDS:
        return [today - timedelta(days=_DAY_WORDS[text])]
    day = _weekday(text, today) or _calendar_day(text, today)
    return [day] if day else []


def _weekday(text: str, today: date) -> date | None:
    """The last such weekday, today included unless `text` begins with "last"."""
    number = _WEEKDAYS.get(text.removeprefix("last ").removeprefix("on "))
    if number is None:
        return None
    back = (today.weekday() - number) % 7
    return today - timedelta(days=back or (7 if text.startswith("last ") else 0))


def _calendar_day(text: str, today: date) -> date | None:
    for form in _DAY_FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = parts.get("month")
            number = _MONTHS.index(month) + 1 if month else int(parts["number"])
            return _dated(int(match["day"]), number, match["year"], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Without a year, the last such day up to today. Raises ValueError when there is none."""
    if year:
        return date(int(year), month, day)
    # 29 February is not in every year.
    for back in range(9):
        try:
            dated = date(today.year - back, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if dated <= today:
            return dated
    raise dates.DateError(dates.NO_SUCH_DATE)


def _slashed_days(slashed: re.Match[str], today: date) -> list[date]:
    """The day read with its day first and with its month first, where that is in the calendar."""
    days: dict[date, None] = {}
    for day, month in ((slashed["one"], slashed["two"]), (slashed["two"], slashed["one"])):
        try:
            days[_dated(int(day), int(month), slashed["year"], today)] = None
        except ValueError:
            continue
    if not days:
        raise dates.DateError(dates.NO_SUCH_DATE)
    return list(days)


def _clock(text: str) -> time:
    match = _TIME.fullmatch(text)
    assert match
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise dates.DateError(dates.NO_SUCH_DATE)
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0))


def _whole_day(day: date, today: date, zone: ZoneInfo) -> DateReading:
    ahead = ", which is still to come" if day > today else ""
    words = f"{dates.day_words(day, today.year)}, {zone.key}{ahead}"
    for preset, back in _DAY_WORDS.items():
        if day == today - timedelta(days=back):
            return DateReading((("created", preset),), words)
    text = str(dates.parse(day.isoformat()))
    return DateReading((("created_from", text), ("created_to", text)), words)


def _around(seconds: int, zone: ZoneInfo, today: date) -> DateReading:
    """An hour to either side of a Unix second, because nobody remembers the minute."""
    first = dates.typed_at(max(0, seconds - _AROUND_SECONDS), zone)
    last = dates.typed_at(seconds + _AROUND_SECONDS, zone)
    for bound in (first, last):
        # Raises DateError for a year that the list does not take.
        dates.parse(bound)
    day = dates.day_words(datetime.fromtimestamp(seconds, zone).date(), today.year)
    words = f"{day}, from {first[11:16]} to {last[11:16]}, {zone.key}"
    return DateReading((("created_from", first), ("created_to", last)), words)
