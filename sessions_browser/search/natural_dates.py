"""Days and times that people write: "19 Nov 14:00", "gestern", "2 days ago", "14 to 16 Nov"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions_browser.filters import dates
from sessions_browser.objects.formats import day_words, range_words
from sessions_browser.objects.list_query import Pairs
from sessions_browser.search.clock_times import WrittenTime, written_time
from sessions_browser.search.date_words import PRESET_OF, ago
from sessions_browser.search.day_ranges import day_range
from sessions_browser.search.written_days import without_small_words, written_days

_AROUND_SECONDS = 3600
_LONGEST = 90
# Before 2019 there were no Checkout Sessions: stripe.com/blog/new-checkout
_FIRST_SECOND = 1_546_300_800
_SECONDS, _MILLISECONDS = 10, 13
# Name -> days before today.
_DAY_WORDS = {"today": 0, "yesterday": 1}
_PRESETS = {preset.replace("_", " "): preset for preset in dates.PRESETS} | PRESET_OF
_DASHES = re.compile(r"[\u2010-\u2015]")
# "27/Nov/2026:14:05:33", "2026-11-27T14:05", "14:05:33,123"
_LOG_DAY = re.compile(r"\b([0-9]{1,2})/([a-z]{3})/([0-9]{4}):(?=[0-9])")
_ISO_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t_](?=[0-9])")
_FRACTION = re.compile(r"(:[0-9]{2}),(?=[0-9]{3}\b)")


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a text says about days and times.

    params: parameters of the list.
    words: the same in words.
    error: a sentence for the person, in place of both.
    alternatives: the days or moments that an unclear text can mean, in ISO form.
    advice: what to do with the alternatives.
    """

    params: Pairs = ()
    words: str = ""
    error: str = ""
    alternatives: tuple[str, ...] = ()
    advice: str = ""


def parse_date(text: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """None when `text` is no day and no time. `now` in Unix seconds.

    A day without a year is the last such day up to today, and a time without a day the last such
    time up to now.
    """
    plain = _plain(text)
    if not 2 <= len(plain) <= _LONGEST:
        return None
    try:
        return _parse(plain, zone, now)
    except dates.DateError as error:
        return DateReading(error=str(error))
    except (ValueError, OverflowError):
        return DateReading(error=str(dates.NO_SUCH_DATE))


def parse_unix(digits: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """A moment in Unix seconds or milliseconds, from the first Checkout Session to now."""
    if not is_number(digits) or len(digits) not in (_SECONDS, _MILLISECONDS):
        return None
    seconds = int(digits[:_SECONDS])
    if not _FIRST_SECOND <= seconds <= now:
        return None
    return _around(seconds, zone, datetime.fromtimestamp(now, zone).date())


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _plain(text: str) -> str:
    plain = _DASHES.sub("-", text.lower()).replace("’", "'")
    plain = _LOG_DAY.sub(r"\1 \2 \3 ", _ISO_TIME.sub(r"\1 ", _FRACTION.sub(r"\1.", plain)))
    return " ".join(re.sub(r"\([^()]*(?:\)|\Z)|[,\[\]]", " ", plain).split())


def _parse(plain: str, zone: ZoneInfo, now: float) -> DateReading | None:
    today = datetime.fromtimestamp(now, zone).date()
    if preset := _PRESETS.get(plain.replace("_", " ").replace("-", " ")):
        first, last = dates.preset_days(preset, today)
        days = range_words(first, last, today.year)
        return DateReading((("created", preset),), _in_zone(days, zone))
    if is_number(plain):
        return _offered(plain, zone, now)
    if back := ago(plain):
        return _ago(*back, zone, now)
    if days_of_range := day_range(plain, today):
        return _range(*days_of_range, today, zone)
    return _day_and_time(plain, zone, now)


def _offered(digits: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """Ten digits can be a telephone number too, so that the moment is only offered."""
    reading = parse_unix(digits, zone, now)
    if reading is None or len(digits) != _SECONDS:
        return reading
    return DateReading(
        error=_("This may be a moment in Unix seconds, or a phone number."),
        alternatives=(dates.typed_at(int(digits), zone),),
        advice=_("Choose the moment if it is one. Stripe cannot search by a phone number."),
    )


def _ago(seconds: int, is_day: bool, zone: ZoneInfo, now: float) -> DateReading:
    today = datetime.fromtimestamp(now, zone).date()
    if is_day:
        return _whole_day(today - timedelta(seconds=seconds), today, zone)
    return _around(int(now) - seconds, zone, today)


def _range(first: date, last: date, today: date, zone: ZoneInfo) -> DateReading:
    bounds = (("created_from", first), ("created_to", last))
    params = tuple((name, str(dates.parse(day.isoformat()))) for name, day in bounds)
    return DateReading(params, _in_zone(range_words(first, last, today.year), zone))


def _day_and_time(plain: str, zone: ZoneInfo, now: float) -> DateReading | None:
    """A day, a time, or both."""
    today = datetime.fromtimestamp(now, zone).date()
    at = written_time(plain)
    rest = without_small_words(at.rest if at else plain)
    if at and not rest and re.search(r"[0-9]-[0-9]", plain):
        # From one time to another, and not an offset.
        return None
    written = written_days(rest, today)
    if at and not rest:
        return _around(_last_such(at, (today,), 1, zone, now), zone, today)
    if written is None:
        return None
    if len(written.days) > 1:
        return DateReading(
            error=_("This date is ambiguous."),
            alternatives=tuple(day.isoformat() for day in written.days),
            advice=_("Choose which day is meant."),
        )
    if at is None:
        return _whole_day(written.days[0], today, zone)
    step = 7 if written.repeats else 0
    return _around(_last_such(at, written.days, step, zone, now), zone, today)


def _last_such(
    at: WrittenTime, days: tuple[date, ...], step: int, zone: ZoneInfo, now: float
) -> int:
    """The Unix second of this time, `step` days earlier if it is still to come."""
    seconds = _seconds(at, days[0], zone)
    if step and seconds > now:
        seconds = _seconds(at, days[0] - timedelta(days=step), zone)
    return seconds


def _seconds(at: WrittenTime, day: date, zone: ZoneInfo) -> int:
    if at.offset is not None:
        return int((datetime.combine(day, at.at, UTC) - at.offset).timestamp())
    # As if it were typed into the form, which refuses a year before Unix time.
    return dates.start_of(dates.parse(str(dates.LocalTime(day, at.at))), zone)


def _whole_day(day: date, today: date, zone: ZoneInfo) -> DateReading:
    words = _in_zone(day_words(day, today.year), zone)
    if day > today:
        words = _("%(day)s, which is still to come") % {"day": words}
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
    day = day_words(datetime.fromtimestamp(seconds, zone).date(), today.year)
    words = _in_zone(
        _("%(day)s, from %(first)s to %(last)s")
        % {"day": day, "first": first[11:16], "last": last[11:16]},
        zone,
    )
    return DateReading((("created_from", first), ("created_to", last)), words)


def _in_zone(days: str, zone: ZoneInfo) -> str:
    return _("%(days)s, %(zone)s") % {"days": days, "zone": zone.key}
