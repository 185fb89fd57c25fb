"""Chips: each filter in force, in words, with the address that is left without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.filters import dates
from sessions_browser.filters.choices import OUTCOMES, STATUSES
from sessions_browser.filters.parameters import PLACE, SPELLED_AS_UPSTREAM, encode
from sessions_browser.objects.formats import day_words, range_words
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
    "email": gettext_lazy("E-mail"),
    "customer": gettext_lazy("Customer"),
    "customer_account": gettext_lazy("Customer account"),
    "payment_link": gettext_lazy("Payment link"),
    "payment_intent": gettext_lazy("Payment"),
    "subscription": gettext_lazy("Subscription"),
    "outcome": gettext_lazy("Outcome"),
    "status": gettext_lazy("Status"),
}
_WORDS = {"outcome": OUTCOMES, "status": STATUSES}


def chips_of(data: Mapping[str, Any], pairs: Pairs, zone: ZoneInfo, today: date) -> Iterator[Chip]:
    """`data`: name -> text, all of it valid; `pairs`: the same as an address has it."""

    def without(*names: str) -> str:
        spelled = {*(SPELLED_AS_UPSTREAM.get(name, name) for name in names), *PLACE}
        return encode(tuple(pair for pair in pairs if pair[0] not in spelled))

    for name, label in _LABELS.items():
        if value := data.get(name):
            yield Chip(str(label), str(_WORDS.get(name, {}).get(value, value)), without(name))
    days = _days(data)
    if days:
        words = {"days": range_words(*days, today.year), "zone": zone.key}
        removed = without("created_from", "created_to")
        yield Chip(_("Created"), _("%(days)s, %(zone)s") % words, removed)
    range_names = () if days else ("created_from", "created_to")
    for name in ("created", *range_names, "created_gt", "created_lte"):
        if value := data.get(name):
            yield Chip(_("Created"), _created_words(name, value, zone, today), without(name))


def _days(data: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and the last day of a range of whole days."""
    first, last = data.get("created_from"), data.get("created_to")
    if not (first and last):
        return None
    bounds = [dates.parse(value) for value in (first, last)]
    if any(bound.at or bound.offset for bound in bounds):
        return None
    return bounds[0].day, bounds[1].day


def _created_words(name: str, value: str, zone: ZoneInfo, today: date) -> str:
    if value in dates.PRESETS:
        first, last = dates.preset_days(value, today)
        preset = str(dates.PRESETS[value])
        words = {
            "preset": preset[0].lower() + preset[1:],
            "days": range_words(first, last, today.year),
            "zone": zone.key,
        }
        return _("%(preset)s, %(days)s, %(zone)s") % words
    if name in ("created", "created_gt", "created_lte"):
        at = dates.typed_at(int(value), zone).replace("T", " ")
        return _of_moment(name) % {"when": at, "zone": zone.key}
    typed = dates.parse(value)
    when = day_words(typed.day, today.year)
    if typed.at:
        when += f" {typed.at.isoformat('seconds' if typed.at.second else 'minutes')}"
    if typed.offset:
        when += f" {typed.offset}"
    return _of_bound(name, is_day=typed.at is None) % {"when": when, "zone": zone.key}


def _of_moment(name: str) -> str:
    if name == "created":
        return _("at %(when)s, %(zone)s")
    return _("after %(when)s, %(zone)s") if name == "created_gt" else _("up to %(when)s, %(zone)s")


def _of_bound(name: str, *, is_day: bool) -> str:
    if name == "created_from":
        return _("from %(when)s, %(zone)s")
    return _("to the end of %(when)s, %(zone)s") if is_day else _("to %(when)s, %(zone)s")
