"""Dates and times that people type, in their zone, as the Unix seconds that Stripe wants. Pure.

A day is half-open, from its local midnight to the next, so a day of 23 or 25 hours is right too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_TYPED = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?P<offset>Z|[+-][0-9]{2}:[0-5][0-9])?)?\Z"
)
EARLIEST_YEAR, LATEST_YEAR = 1970, 2999
NO_SUCH_DATE = gettext_lazy("There is no such date or time in the calendar.")
PRESETS = {
    "today": gettext_lazy("Today"),
    "yesterday": gettext_lazy("Yesterday"),
    "last_7_days": gettext_lazy("Last 7 days"),
    "last_30_days": gettext_lazy("Last 30 days"),
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
}


class DateError(ValueError):
    """Its text is a sentence for the person who typed the date."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A day, or a moment when `at` is set, as it was typed.

    offset: "Z", "+01:00" or "".
    """

    day: date
    at: time | None = None
    offset: str = ""

    def __str__(self) -> str:
        if self.at is None:
            return self.day.isoformat()
        seconds = "seconds" if self.at.second else "minutes"
        return f"{self.day.isoformat()}T{self.at.isoformat(seconds)}{self.offset}"


def parse(text: str) -> LocalTime:
    """`text`: such as "2026-11-19" or "2026-11-19 14:00+01:00". Raises DateError."""
    parts = _TYPED.match(text)
    if not parts:
        raise DateError(_("Enter a date such as 2026-11-19, or with a time, 2026-11-19 14:00."))
    try:
        day = date.fromisoformat(parts["date"])
        at = time.fromisoformat(parts["time"]) if parts["time"] else None
        if parts["offset"]:
            datetime.fromisoformat(f"2000-01-01T00:00{parts['offset']}")
    except ValueError:
        raise DateError(str(NO_SUCH_DATE)) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        years = {"first": EARLIEST_YEAR, "last": LATEST_YEAR}
        raise DateError(_("Enter a year from %(first)s to %(last)s.") % years)
    return LocalTime(day, at, parts["offset"] or "")


def start_of(typed: LocalTime, zone: ZoneInfo) -> int:
    """The Unix second at which a range that begins with `typed` begins.

    Of an hour that comes twice, the first. Raises DateError for a time that the clocks skip.
    """
    return _seconds(typed, typed.day, zone, fold=0)


def end_of(typed: LocalTime, zone: ZoneInfo) -> int:
    """The first Unix second after a range that ends with `typed`: a day is included as a whole.

    Of an hour that comes twice, the second. Raises DateError for a time that the clocks skip.
    """
    day = typed.day if typed.at else typed.day + timedelta(days=1)
    return _seconds(typed, day, zone, fold=1)


def _seconds(typed: LocalTime, day: date, zone: ZoneInfo, *, fold: int) -> int:
    if typed.offset:
        return int(datetime.fromisoformat(str(typed)).timestamp())
    local = datetime.combine(day, typed.at or time(), zone).replace(fold=fold if typed.at else 0)
    if typed.at and local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(
        tzinfo=None
    ):
        skipped = {"zone": zone.key, "time": f"{typed.at:%H:%M}"}
        raise DateError(
            _("The clocks in %(zone)s went forward then: %(time)s did not exist.") % skipped
        )
    # East of Greenwich the first day of 1970 began before Unix time did.
    return max(0, int(local.timestamp()))


def typed_at(seconds: int, zone: ZoneInfo) -> str:
    """The text that `start_of` and `end_of` both read as exactly these Unix seconds."""
    local = datetime.fromtimestamp(seconds, zone)
    naive = local.replace(tzinfo=None)
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    text = naive.isoformat(timespec="seconds" if naive.second else "minutes")
    return local.isoformat(timespec="seconds" if naive.second else "minutes") if twice else text


def preset_days(preset: str, today: date) -> tuple[date, date]:
    """First and last day of one of PRESETS, both included."""
    month = today.replace(day=1)
    match preset:
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "last_7_days":
            return today - timedelta(days=6), today
        case "last_30_days":
            return today - timedelta(days=29), today
        case "this_month":
            return month, today
        case "last_month":
            last = month - timedelta(days=1)
            return last.replace(day=1), last
    raise ValueError(preset)
