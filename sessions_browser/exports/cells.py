"""How values are written: as a cell of CSV, and as JSON. Pure.

What spreadsheets and programs make of cells was tried out with nine of them. Nothing that begins
with = is inert in a spreadsheet by being quoted. An apostrophe before it is, and it keeps `00123`
and `+49…` as text everywhere; programs take exactly one off to undo it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.exports.columns import Column, ValueKind

# Texts that begin so are kept from being a formula, a number or somebody else's guard.
GUARDED = "=+-@'\t\r\n"
# Of Excel: a text, and a number that it holds exactly.
LONGEST_CELL, LARGEST_NUMBER = 32_767, 2**53
Cell = Callable[[Any], str]
# `json.dumps` would make an encoder for each text.
json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def moment_text(seconds: int, zone: ZoneInfo) -> str:
    """As ISO 8601, whose offset says which zone; Z for UTC."""
    if zone.key == "UTC":
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return datetime.fromtimestamp(seconds, zone).isoformat()


def guarded(value: str | None) -> str:
    """Inert in a spreadsheet."""
    if not value:
        return ""
    return f"'{value}" if value[0] in GUARDED else value


def csv_cell(column: Column, zone: ZoneInfo, *, guard: bool) -> Cell:
    """What writes the values of a column as text; what is not there is empty.

    guard: for spreadsheets; without it each text is exactly what Stripe sent.
    """
    kind = column.kind
    if kind is ValueKind.TEXT:
        return guarded if guard else _or_empty
    write: Cell = str
    if kind is ValueKind.MOMENT:
        write = partial(moment_text, zone=zone)
    elif kind is ValueKind.FLAG:
        write = _flag
    elif kind is ValueKind.AMOUNT:
        write = "{:f}".format
    elif kind is ValueKind.JSON:
        write = json_text
    return lambda value: "" if value is None else write(value)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def json_cell(column: Column, zone: ZoneInfo) -> Callable[[Any], Any]:
    """What makes JSON of the values of a column.

    An amount is a number, which all that read JSON hold exactly up to 15 digits.
    """
    if column.kind is ValueKind.AMOUNT:
        return lambda value: None if value is None else float(value)
    if column.kind is ValueKind.MOMENT:
        return lambda value: None if value is None else moment_text(value, zone)
    return lambda value: value


def _or_empty(value: str | None) -> str:
    return value or ""


def line_ends(value: str) -> str:
    """As cells of Excel have them: LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def local(seconds: int, zone: ZoneInfo) -> datetime:
    """Excel knows no zones: the wall clock, which the heading names."""
    return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)
