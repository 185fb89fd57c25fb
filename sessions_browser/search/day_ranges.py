"""Ranges of days in words: "14 to 16 Nov", "last week", "last 14 days"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy

from sessions_browser.filters import dates
from sessions_browser.search.date_words import LAST_WEEK, MONTHS, THIS_WEEK, last_days
from sessions_browser.search.written_days import has_year, written_days

Range = tuple[date, date]

_BEGINNING = re.compile(r"\A(?:from|between|von|vom|zwischen|du|entre|del|dal|dall'|van|de) ")
_BETWEEN = re.compile(
    r" (?:to|until|till|through|thru|and|bis|und|au|et|al|a|y|e|tot|t/m|en|até|-) | ?\.\.\.? ?"
)
# "14-16 nov", "nov 14-16"
_JOINED = re.compile(r"(?<![0-9-])([0-9]{1,2}\.?)-([0-9]{1,2}\.?)(?![0-9-])")
# "14.11.2026-16.11.2026"
_JOINED_DAYS = re.compile(r"(?<=\.[0-9]{4})-(?=[0-9]{1,2}\.)")
_MONTH_OF_YEAR = re.compile(r"(?:in )?(?P<month>[^\W\d]+)\.? (?P<year>[0-9]{4})")
_ONLY_DAY = re.compile(r"(?P<day>[0-9]{1,2})\.?(?P<year> [0-9]{4})?")
_MONTH_AND_DAY = re.compile(r"[^\d\s]+ [0-9]{1,2}")
_WRONG_WAY_ROUND = gettext_lazy("The end is before the start.")
# A range without years that ends in the future and is longer than this was written the wrong way
# round.
_LONGEST_AHEAD = timedelta(days=183)


def day_range(text: str, today: date) -> Range | None:
    """First and last day; None when `text` is no range. Raises DateError for an end before it."""
    if week := _week(text, today):
        return week
    if month := _month(text):
        return month
    if count := last_days(text):
        return today - timedelta(days=count - 1), today
    for first, last in _halves(text):
        if found := _both(first, last, today):
            return found
    return None


def _week(text: str, today: date) -> Range | None:
    monday = today - timedelta(days=today.weekday())
    if text in THIS_WEEK:
        return monday, today
    if text in LAST_WEEK:
        return monday - timedelta(days=7), monday - timedelta(days=1)
    return None


def _month(text: str) -> Range | None:
    """The whole of a month that is named with its year."""
    found = _MONTH_OF_YEAR.fullmatch(text)
    if found is None or found["month"] not in MONTHS:
        return None
    first = date(int(found["year"]), MONTHS[found["month"]], 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    plain = _JOINED_DAYS.sub(" - ", _BEGINNING.sub("", text))
    plain = _JOINED.sub(r"\1 - \2", plain)
    for match in _BETWEEN.finditer(plain):
        first, last = plain[: match.start()].strip(), plain[match.end() :].strip()
        if only := _ONLY_DAY.fullmatch(last):
            # "nov 14 - 16 2026"
            if _MONTH_AND_DAY.fullmatch(first):
                yield first + (only["year"] or ""), f"{first.split()[0]} {last}"
        elif _ONLY_DAY.fullmatch(first):
            yield re.sub(r"[0-9]{1,2}", first.rstrip("."), last, count=1), last
        else:
            yield first, last


def _both(first: str, last: str, today: date) -> Range | None:
    if has_year(last) and not has_year(first):
        year = re.findall(r"[0-9]{4}", last)[-1]
        first = f"{first}{'' if first.endswith('.') else ' '}{year}"
    one, two = written_days(first, today), written_days(last, today)
    if one is None or two is None or len(one.days + two.days) != 2:
        return None
    begin, end = one.days[0], two.days[0]
    if begin.month == end.month and begin.day > end.day and not has_year(last):
        raise dates.DateError(_WRONG_WAY_ROUND)
    if end < begin and not has_year(last) and not two.repeats:
        # Without a year each is the last such day; the end follows the beginning.
        end = end.replace(year=end.year + 1)
    if end < begin or (end > today and end - begin > _LONGEST_AHEAD):
        raise dates.DateError(_WRONG_WAY_ROUND)
    return begin, end
