"""How days, numbers and quotations are written in the language in force. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

_MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)

_WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


def weekday_words(day: date) -> str:
    """In short, such as "Mon"."""
    return str(_WEEKDAYS[day.weekday()])


def weekday_names() -> tuple[str, ...]:
    """All, from Monday on."""
    return tuple(map(str, _WEEKDAYS))


def day_words(day: date, this_year: int) -> str:
    """Such as "17 Nov", or "17 Nov 2025" in another year than this."""
    words = {"day": day.day, "month": _MONTHS[day.month - 1], "year": day.year}
    if day.year == this_year:
        return pgettext("day", "%(day)s %(month)s") % words
    return pgettext("day", "%(day)s %(month)s %(year)s") % words


def range_words(first: date, last: date, this_year: int) -> str:
    """Such as "17 to 23 Nov" or "28 Oct to 3 Nov 2025"."""
    if first == last:
        return day_words(first, this_year)
    if (first.year, first.month) == (last.year, last.month):
        start = pgettext("first of several days in a month", "%(day)s") % {"day": first.day}
    else:
        year_once = this_year if first.year == last.year == this_year else 0
        start, this_year = day_words(first, year_once), year_once
    return _("%(first)s to %(last)s") % {"first": start, "last": day_words(last, this_year)}


def grouped(number: int) -> str:
    """With a sign between thousands."""
    return str(number) if -1000 < number < 1000 else grouping()(number)


def grouping() -> Callable[[int], str]:
    """`grouped` in the language in force, for a page that has hundreds of numbers."""
    between = _between_thousands(get_language())
    return lambda number: f"{number:,}".replace(",", between)


@lru_cache(maxsize=16)
def _between_thousands(language: str | None) -> str:
    separator: str = get_format("THOUSAND_SEPARATOR", language)
    return separator


def quotation(text: str) -> str:
    return _("“%(text)s”") % {"text": text}
