"""The same weekdays before, and ranges in words. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions_browser.facts.slots import DAY
from sessions_browser.objects.formats import day_words, range_words

WEEK = 7 * DAY


def weekdays_before(begin: int, end: int, zone: ZoneInfo) -> tuple[int, int]:
    """As many whole weeks earlier as are needed not to overlap, by the clock on the wall."""
    weeks = max(1, -(-(end - begin - DAY // 8) // WEEK))
    return moved(begin, -weeks, zone), moved(end, -weeks, zone)


def moved(second: int, weeks: int, zone: ZoneInfo) -> int:
    """The second with the same clock time so many weeks later; of one that comes twice, the
    first."""
    local = datetime.fromtimestamp(second, zone).replace(tzinfo=None) + timedelta(weeks=weeks)
    return int(local.replace(tzinfo=zone).timestamp())


def range_text(begin: int, end: int, zone: ZoneInfo, this_year: int) -> str:
    """Such as "22 to 28 Nov" of whole days, or "24 Nov 09:00 to 28 Nov 23:10"."""
    first, last = (datetime.fromtimestamp(second, zone) for second in (begin, end))
    if _is_midnight(first) and _is_midnight(last):
        until = (last - timedelta(days=1)).date()
        return range_words(first.date(), max(first.date(), until), this_year)
    start = day_words(first.date(), this_year) if _is_midnight(first) else _moment(first, this_year)
    if first.date() == last.date():
        words = {"start": start, "end": f"{last:%H:%M}"}
        return _("%(start)s until %(end)s") % words
    return _("%(first)s to %(last)s") % {"first": start, "last": _moment(last, this_year)}


def _is_midnight(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second)


def _moment(moment: datetime, this_year: int) -> str:
    day = day_words(moment.date(), this_year)
    return _("%(day)s %(hour)s") % {"day": day, "hour": f"{moment:%H:%M}"}
