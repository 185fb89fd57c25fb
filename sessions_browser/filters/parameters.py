"""The names of our query parameters, and how a query string is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from sessions_browser.filters import dates
from sessions_browser.objects.list_query import DEFAULT_LIMIT, Pairs

# Our names, in the order in which an address has them.
NAMES = (
    "email",
    "customer",
    "customer_account",
    "payment_link",
    "payment_intent",
    "subscription",
    "outcome",
    "status",
    "created",
    "created_from",
    "created_to",
    "created_gt",
    "created_lte",
    "limit",
    "expand",
    "tz",
    "columns",
    "density",
    "today",
    "starting_after",
    "ending_before",
)
# The two ends of a range of days: name -> the Unix second of what was typed there.
BOUNDS = {"created_from": dates.start_of, "created_to": dates.end_of}
CURSORS = ("starting_after", "ending_before")
# A place in the list. With a cursor travels the day from which a preset such as "last_7_days"
# counts, so that after midnight the page behind it is still of the same list.
PLACE = ("today", *CURSORS)
# How a list looks; it filters nothing.
LAYOUT = ("columns", "density")
# Spelled as Stripe does, because only Stripe has a word for them.
SPELLED_AS_UPSTREAM = {"created_gt": "created[gt]", "created_lte": "created[lte]"}
ALIASES = {wire: name for name, wire in SPELLED_AS_UPSTREAM.items()} | {
    "customer_details[email]": "email"
}
# Fields of the form that become one of NAMES.
FORM_ONLY = ("who", "items", "created_from_time", "created_to_time")
# It concerns one answer only, so that it is never part of a canonical address.
RELOAD = "reload"
UNIX_BOUNDS = {"created[gte]": "created_from", "created[lt]": "created_to"}
EXPAND = re.compile(r"expand(?:\[[0-9]{0,3}\])?\Z")


def encode(pairs: Pairs) -> str:
    return urlencode(pairs, safe=":@[]/")


def canonical_pairs(data: Mapping[str, Any]) -> Pairs:
    """`data`: name -> text, of `expand` a list. What is empty or the default is left out."""
    pairs: list[tuple[str, str]] = []
    for name in NAMES:
        value = data.get(name)
        if not value or (name == "limit" and value == str(DEFAULT_LIMIT)):
            continue
        if name == "expand":
            pairs += [("expand", path) for path in value]
        else:
            pairs.append((SPELLED_AS_UPSTREAM.get(name, name), value))
    return tuple(pairs)


def is_known(spelled: str) -> bool:
    """Whether a parameter means anything here, in our spelling or in Stripe's."""
    return (
        ALIASES.get(spelled, spelled) in NAMES
        or spelled in (*FORM_ONLY, RELOAD)
        or spelled in UNIX_BOUNDS
        or EXPAND.match(spelled) is not None
    )


def pairs_of(raw: QueryDict, *, known: bool) -> Pairs:
    """The pairs of a query string whose names are known here, or those whose names are not."""
    return tuple(
        (spelled, value)
        for spelled, values in raw.lists()
        if is_known(spelled) == known
        for value in values
    )
