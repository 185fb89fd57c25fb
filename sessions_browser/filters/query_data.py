"""Data for the filters, picked from a query string in our spelling or in Stripe's. Pure."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.filters import dates
from sessions_browser.filters.parameters import ALIASES, EXPAND, UNIX_BOUNDS, is_known
from sessions_browser.pastes.secrets import NO_CARD_NUMBERS, holds_card_number

# Name of a field -> messages for people.
Errors = dict[str, tuple[str, ...]]

_MOST_IGNORED_NAMED = 10
_LONGEST_NAME = 60
_GIVEN_TWICE = gettext_lazy("This was given more than once, with different values.")


def collect(raw: QueryDict) -> tuple[dict[str, Any], tuple[str, ...], Errors]:
    """Data with one value for each name, the names that mean nothing here, and errors.

    A name that is given twice is an error, as neither value can be preferred. What looks like the
    number of a card is an error and is not kept, so that no page shows it again.
    """
    data: dict[str, Any] = {"expand": []}
    errors: Errors = {}
    for spelled, values in raw.lists():
        if not is_known(spelled):
            continue
        name = ALIASES.get(spelled, spelled)
        filled = list(dict.fromkeys(value.strip() for value in values if value.strip()))
        if EXPAND.match(spelled):
            data["expand"] = list(dict.fromkeys([*data["expand"], *filled]))
        elif any(map(holds_card_number, filled)):
            errors[UNIX_BOUNDS.get(name, name)] = (str(NO_CARD_NUMBERS),)
        elif len(filled) > 1 or (filled and data.get(name, filled[0]) != filled[0]):
            errors[UNIX_BOUNDS.get(name, name)] = (str(_GIVEN_TWICE),)
        elif filled:
            data[name] = filled[0]
    return data, _summed_up([name for name in raw if not is_known(name)]), errors


def _summed_up(ignored: list[str]) -> tuple[str, ...]:
    named = tuple(name[:_LONGEST_NAME] for name in ignored[:_MOST_IGNORED_NAMED])
    more = len(ignored) - len(named)
    return (*named, _("and %(count)s more") % {"count": more}) if more else named


def translate_unix_bounds(data: dict[str, Any], zone: ZoneInfo) -> Errors:
    """Put `created[gte]` and `created[lt]` into `data` in our spelling; return the errors."""
    errors: Errors = {}
    for wire, name in UNIX_BOUNDS.items():
        text = data.pop(wire, None)
        if text is None:
            continue
        if name in data:
            errors[name] = (str(_GIVEN_TWICE),)
        elif not re.fullmatch(r"[0-9]{1,11}", text):
            errors[name] = (_("Enter Unix seconds, such as 1700000000."),)
        else:
            # The moment is exact, so the address names the zone of its wall clock.
            data.setdefault("tz", zone.key)
            try:
                data[name] = dates.typed_at(int(text), zone)
            except (ValueError, OverflowError, OSError):
                errors[name] = (_("This moment is outside the calendar."),)
    return errors
