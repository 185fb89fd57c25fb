"""Moments and lengths of time in words, in the viewer's time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Clock:
    """When and where a page is looked at.

    zone: the viewer's time zone, in which days and hours are meant.
    now: Unix seconds.
    this_year: the year of `now` in `zone`, which is left out of dates.
    """

    zone: ZoneInfo
    now: float
    this_year: int = field(init=False)

    def __post_init__(self) -> None:
        year = datetime.fromtimestamp(self.now, self.zone).year
        object.__setattr__(self, "this_year", year)

    def moment(self, unix: float) -> Moment:
        utc = datetime.fromtimestamp(int(unix), UTC)
        try:
            local = utc.astimezone(self.zone)
        except OverflowError:  # the last hours of the year 9999 in a zone east of Greenwich
            local = utc
        year = "" if local.year == self.this_year else f" {local.year}"
        return Moment(
            unix=int(unix),
            iso=utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            text=f"{local.day} {local:%b}{year} {local:%H:%M}",
            full=_full(local, utc),
        )

    def maybe_moment(self, unix: int | None) -> Moment | None:
        return None if unix is None else self.moment(unix)

    def start_of_year(self) -> Clock:
        """The same for every moment of one year: a key of what depends on the year alone."""
        return Clock(self.zone, datetime(self.this_year, 1, 1, tzinfo=self.zone).timestamp())

    def end_of_year(self) -> float:
        """Unix seconds."""
        return datetime(self.this_year + 1, 1, 1, tzinfo=self.zone).timestamp()

    def span(self, rows: Sequence[SessionRow]) -> str:
        """From the newest to the oldest; the day stands once when it is the same."""
        known = [row.created for row in rows if row.created is not None]
        if not known:
            return ""
        newest, oldest = self.moment(known[0]), self.moment(known[-1])
        if newest.text == oldest.text:
            return newest.text
        day, _, hour = oldest.text.rpartition(" ")
        return f"{newest.text} – {hour if newest.text.startswith(f'{day} ') else oldest.text}"


def _full(local: datetime, utc: datetime) -> str:
    """In UTC beside the viewer's zone, where that is another."""
    own = f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"
    return own if local.tzname() == "UTC" else f"{own} ({utc:%Y-%m-%d %H:%M:%S} UTC)"


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


def age(seconds: float) -> str:
    """As `duration`, without minutes beside hours."""
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 86_400 else f"{seconds // 86_400} d"
