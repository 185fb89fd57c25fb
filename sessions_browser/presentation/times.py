"""Moments and lengths of time in words, in the viewer's time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.objects.formats import day_words
from sessions_browser.objects.session_row import SessionRow

TURNED = str.maketrans("+-", "-+")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, for a `<time>` element.

    iso: in UTC, for machines; full: with zone and UTC.
    day, hour: in words, in the viewer's zone.
    """

    unix: int
    iso: str
    day: str
    hour: str
    full: str

    @property
    def text(self) -> str:
        """Short, such as "19 Nov 14:05"."""
        return _("%(day)s %(hour)s") % {"day": self.day, "hour": self.hour}


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
        return Moment(
            unix=int(unix),
            iso=utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            day=day_words(local.date(), self.this_year),
            hour=f"{local:%H:%M}",
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

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.now, self.zone).date()

    @property
    def place(self) -> str:
        """A short word for the zone, such as "Berlin"."""
        return self.zone_words.rpartition("/")[2].replace("_", " ")

    @property
    def zone_words(self) -> str:
        return zone_words(self.zone.key)

    def span(self, rows: Sequence[SessionRow]) -> str:
        """From the newest to the oldest; the day stands once when it is the same."""
        known = [row.created for row in rows if row.created is not None]
        if not known:
            return ""
        newest, oldest = self.moment(known[0]), self.moment(known[-1])
        if newest.text == oldest.text:
            return newest.text
        return f"{newest.text} – {oldest.hour if newest.day == oldest.day else oldest.text}"


def zone_words(name: str) -> str:
    """Of `Etc/GMT-2`, whose sign is turned, "UTC+2"."""
    if not name.startswith(("Etc/GMT+", "Etc/GMT-")):
        return name
    return f"UTC{name.removeprefix('Etc/GMT').translate(TURNED)}"


def _full(local: datetime, utc: datetime) -> str:
    """In UTC beside the viewer's zone, where that is another."""
    own = f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}"
    return own if local.tzname() == "UTC" else f"{own} ({utc:%Y-%m-%d %H:%M:%S} UTC)"


def duration(seconds: float) -> str:
    """A length of time in its largest whole unit; days from two of them on."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _("%(count)s s") % {"count": whole}
    if whole < 3600:
        return _("%(count)s min") % {"count": whole // 60}
    hours, minutes, days = whole // 3600, whole % 3600 // 60, whole // 86_400
    if days > 1:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes and hours < 10:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(count)s h") % {"count": hours}


def ago(seconds: float) -> str:
    """How long it is since something, in one unit, as the scripts say it."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _("%(count)s s ago") % {"count": whole}
    if whole < 3600:
        return _("%(count)s min ago") % {"count": whole // 60}
    if whole < 86_400:
        return _("%(count)s h ago") % {"count": whole // 3600}
    days = whole // 86_400
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
