"""Days as people write them: in figures, with the names of months, by weekday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext

from sessions_browser.filters import dates
from sessions_browser.objects.formats import day_words
from sessions_browser.search.date_words import (
    DAYS_BACK,
    ENGLISH_WEEKDAYS,
    LAST,
    MONTHS,
    SHORT_WEEKDAYS,
    SMALL_WORDS,
    UNCLEAR_MONTHS,
    WEEKDAYS,
)

_CENTURY = 2000
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª|°)?"
_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<number>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})\.\s?(?P<number>[0-9]{1,2})\.(?:\s?(?P<year>[0-9]{4}))?"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[0-9]{2})"),
    re.compile(rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}[ /-]{_MONTH}\.?(?:[ /-](?P<year>[0-9]{{4}}))?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})-{_MONTH}-(?P<year>[0-9]{{2}})"),
    re.compile(rf"{_MONTH}\.?[ -](?P<day>[0-9]{{1,2}}){_ORDINAL}(?: (?P<year>[0-9]{{4}}))?"),
)
# A card's 12/28 and 24/7 are no days: without a year this is none.
_EITHER_ORDER = re.compile(
    r"(?P<one>[0-9]{1,2})(?:/(?P<two>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})"
    r"|-(?P<second>[0-9]{1,2})-(?P<whole_year>[0-9]{4}))"
)


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """days: one, or two when the text can be read in two ways. repeats: it names a weekday."""

    days: tuple[date, ...]
    repeats: bool = False


def written_days(text: str, today: date) -> WrittenDays | None:
    """None when `text`, which is in small letters, is no day. Raises ValueError for 31 February.

    A day without a year is the last such day up to today.
    """
    plain = without_small_words(text)
    if found := _EITHER_ORDER.fullmatch(plain):
        days = _both_orders(found, today)
        return WrittenDays(days) if days else None
    if plain in DAYS_BACK:
        return WrittenDays((today - timedelta(days=DAYS_BACK[plain]),))
    if day := _weekday(plain, today):
        return WrittenDays((day,), repeats=True)
    if day := _calendar_day(plain, today):
        return WrittenDays((day,))
    first, _, others = plain.partition(" ")
    if others and (first.rstrip(".") in SHORT_WEEKDAYS or first in WEEKDAYS):
        rest = written_days(others, today)
        return None if rest is None or rest.repeats else _on_weekday(first, rest)
    return None


def _on_weekday(name: str, written: WrittenDays) -> WrittenDays:
    """Of two readings the one on this weekday. Raises DateError when there is none."""
    number = WEEKDAYS.get(name, ENGLISH_WEEKDAYS.get(name.rstrip(".")))
    days = tuple(day for day in written.days if number in (None, day.weekday()))
    if not days:
        day = written.days[0]
        words = gettext("%(day)s is a %(weekday)s: the weekday is another.")
        weekday = date_format(day, "l")
        raise dates.DateError(words % {"day": day_words(day, 0), "weekday": weekday})
    return WrittenDays(days)


def without_small_words(text: str) -> str:
    return " ".join(word for word in text.split() if word not in SMALL_WORDS)


def has_year(text: str) -> bool:
    return re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text) is not None


def _weekday(text: str, today: date) -> date | None:
    """The last such weekday, today included unless `text` says "last"."""
    name = " ".join(LAST.sub(" ", text).split())
    number = WEEKDAYS.get(name, ENGLISH_WEEKDAYS.get(name))
    if number is None:
        return None
    back = (today.weekday() - number) % 7
    return today - timedelta(days=back or (7 if name != text else 0))


def _calendar_day(text: str, today: date) -> date | None:
    for form in _FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = parts.get("month")
            if month in UNCLEAR_MONTHS and not parts["year"]:
                return None
            number = MONTHS[month] if month else int(parts["number"])
            return _dated(int(parts["day"]), number, parts["year"], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Without a year, the last such day up to today. Raises ValueError when there is none."""
    if year:
        return date(int(year) + (_CENTURY if len(year) == 2 else 0), month, day)
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


def _both_orders(found: re.Match[str], today: date) -> tuple[date, ...]:
    """The day read with its day first and with its month first, where that is in the calendar."""
    one, two = found["one"], found["two"] or found["second"]
    year = found["year"] or found["whole_year"]
    days: dict[date, None] = {}
    for day, month in ((one, two), (two, one)):
        try:
            days[_dated(int(day), int(month), year, today)] = None
        except ValueError:
            continue
    if not days and found["two"]:
        raise dates.DateError(dates.NO_SUCH_DATE)
    return tuple(days)
