"""Chips: each filter in force, in words, with the address that is left without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.filters import dates
from sessions_browser.filters.choices import OUTCOMES, STATUSES
from sessions_browser.filters.parameters import PLACE, SPELLED_AS_UPSTREAM, encode
from sessions_browser.objects.list_query import Pairs


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is in force, in words.

    remove: the query string without this filter, at its first page.
    """

    label: str
    value: str
    remove: str


_LABELS = {
    "email": "E-mail",
    "customer": "Customer",
    "customer_account": "Customer account",
    "payment_link": "Payment link",
    "payment_intent": "Payment",
    "subscription": "Subscription",
    "outcome": "Outcome",
    "status": "Status",
}
_WORDS = {"outcome": OUTCOMES, "status": STATUSES}


def chips_of(data: Mapping[str, Any], pairs: Pairs, zone: ZoneInfo, today: date) -> Iterator[Chip]:
    """`data`: name -> text, all of it valid; `pairs`: the same as an address has it."""

    def without(name: str) -> str:
        spelled = {SPELLED_AS_UPSTREAM.get(name, name), *PLACE}
        return encode(tuple(pair for pair in pairs if pair[0] not in spelled))

    for name, label in _LABELS.items():
        if value := data.get(name):
            yield Chip(label, _WORDS.get(name, {}).get(value, value), without(name))
    for name in ("created", "created_from", "created_to", "created_gt", "created_lte"):
        if value := data.get(name):
            yield Chip("Created", _created_words(name, value, zone, today), without(name))


def _created_words(name: str, value: str, zone: ZoneInfo, today: date) -> str:
    if value in dates.PRESETS:
        first, last = dates.preset_days(value, today)
        days = dates.range_words(first, last, today.year)
        return f"{dates.PRESETS[value].lower()}, {days}, {zone.key}"
    if name in ("created", "created_gt", "created_lte"):
        words = {"created": "at", "created_gt": "after", "created_lte": "up to"}[name]
        at = dates.typed_at(int(value), zone).replace("T", " ")
        return f"{words} {at}, {zone.key}"
    typed = dates.parse(value)
    words = "from" if name == "created_from" else "to" if typed.at else "to the end of"
    day = dates.day_words(typed.day, today.year)
    at = f" {typed.at.isoformat('seconds' if typed.at.second else 'minutes')}" if typed.at else ""
    return f"{words} {day}{at}{f' {typed.offset}' if typed.offset else ''}, {zone.key}"
