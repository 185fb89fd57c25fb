"""The time of day within a written date, and the zone that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

_HALF = r"(?P<half>[ap]\.?m\b\.?)"
_AFTER = r"(?:\s?(?:uhr|uur|h|o'clock)\b)?"
_FORMS = (
    re.compile(
        r"(?<![\w:.+-])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
        rf"(?::(?P<second>[0-9]{{2}})(?:\.[0-9]{{1,9}})?)?(?![:\d])(?:\s?{_HALF})?{_AFTER}"
    ),
    re.compile(rf"(?<![\w:./+-])(?P<hour>[0-9]{{1,2}})\s?{_HALF}"),
    re.compile(r"(?<![\w:./+-])(?P<hour>[0-9]{1,2})h(?P<minute>[0-9]{2})?\b"),
    re.compile(r"(?<![\w:./+-])(?P<hour>[0-9]{1,2})(?:[.](?P<minute>[0-9]{2}))?\s?(?:uhr|uur)\b"),
    re.compile(r"\bore\s(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))?(?![\w:.])"),
    # "19.11.26 14.30": behind a day that is written with points a point is no decimal point.
    re.compile(
        r"(?:(?<=\.[0-9]{2} )|(?<=\.[0-9]{4} ))(?P<hour>[01]?[0-9]|2[0-3])"
        r"\.(?P<minute>[0-5][0-9])\Z"
    ),
    re.compile(r"(?<![\w:./+-])(?P<hour>[0-9]{1,2})\so'clock\b"),
)
# Hours east of Greenwich.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
    "pdt": -7, "pst": -8, "jst": 9, "aest": 10, "aedt": 11,
}  # fmt: skip
_ZONE = re.compile(
    rf"\s?(?:(?P<name>utc|gmt)?\s?(?P<sign>[+-])(?P<hours>0?[0-9]|1[0-4])(?::?(?P<minutes>[0-9]{{2}}))?"
    rf"|(?P<abbreviation>{'|'.join(_ZONES)}))(?![\w:])"
)


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """at: the time of day. offset: from UTC, or None where the viewer's zone is meant.

    rest: the text without it.
    """

    at: time
    offset: timedelta | None
    rest: str


def written_time(text: str) -> WrittenTime | None:
    """None when no time stands in `text`. Raises ValueError for 25:00.

    text: in small letters.
    """
    for form in _FORMS:
        if match := form.search(text):
            end, offset = match.end(), None
            if zone := _ZONE.match(text, end):
                end, offset = zone.end(), _offset(zone)
            rest = f"{text[: match.start()]} {text[end:]}"
            return WrittenTime(_time(match.groupdict()), offset, " ".join(rest.split()))
    return None


def _time(parts: dict[str, str | None]) -> time:
    hour = int(parts["hour"] or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))


def _offset(zone: re.Match[str]) -> timedelta:
    if zone["abbreviation"]:
        return timedelta(hours=_ZONES[zone["abbreviation"]])
    hours, minutes = int(zone["hours"]), int(zone["minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone["sign"] == "-" else offset
