"""Moments and lengths of time in words, in the viewer's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sessions_browser.objects.session_row import SessionRow


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, for a `<time>` element.

    iso: in UTC, for machines; `text`: short, in the viewer's zone; `full`: with zone and UTC.
    """

    unix: int
    iso: str
    text: str
    full: str


def moment_in(unix: float, zone: ZoneInfo, this_year: int) -> Moment:
    """The year is left out of `text` when it is `this_year`."""
    utc = datetime.fromtimestamp(int(unix), UTC)
    try:
        local = utc.astimezone(zone)
    except OverflowError:  # the last hours of the year 9999 in a zone east of Greenwich
        local = utc
    year = "" if local.year == this_year else f" {local.year}"
    return Moment(
        unix=int(unix),
        iso=utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        text=f"{local.day} {local:%b}{year} {local:%H:%M}",
        full=f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()} ({utc:%Y-%m-%d %H:%M:%S} UTC)",
    )


def maybe_moment_in(unix: int | None, zone: ZoneInfo, this_year: int) -> Moment | None:
    return None if unix is None else moment_in(unix, zone, this_year)


def duration(seconds: float) -> str:
    """A length of time in its largest whole unit; days from two of them on."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 2 * 86_400:
        hours, minutes = whole // 3600, whole % 3600 // 60
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{whole // 86_400} days"


def age_words(seconds: float) -> str:
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 86_400 else f"{seconds // 86_400} d"


def minutes(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def span_of(rows: tuple[SessionRow, ...], zone: ZoneInfo, now: float) -> str:
    """From the newest to the oldest; the day stands once when it is the same."""
    known = [row.created for row in rows if row.created is not None]
    if not known:
        return ""
    this_year = datetime.fromtimestamp(now, zone).year
    newest, oldest = (moment_in(at, zone, this_year) for at in (known[0], known[-1]))
    if newest.text == oldest.text:
        return newest.text
    day, _, clock = oldest.text.rpartition(" ")
    return f"{newest.text} – {clock if newest.text.startswith(f'{day} ') else oldest.text}"
