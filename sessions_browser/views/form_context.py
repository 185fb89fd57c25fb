"""What the template of the filter form needs."""

from __future__ import annotations

from typing import Any

from sessions_browser.address import Reading
from sessions_browser.filters import LINE_ITEMS, SessionFilterSet

SECONDARY = ("payment_intent", "subscription", "customer", "customer_account", "tz")
RANGE = ("created_from", "created_from_time", "created_to", "created_to_time")


def form_context(reading: Reading) -> dict[str, Any]:
    """form: bound, with the errors of `reading`; carried: hidden names and values.

    more_count: how many of the filters that are folded away are in use.
    """
    data, errors = reading.form_data(), reading.errors
    form = SessionFilterSet(data, reading.zone).shown_form(errors)
    more_count = sum(bool(data.get(name)) for name in SECONDARY) + (LINE_ITEMS in data["expand"])
    return {
        "form": form,
        "carried": reading.carried(),
        "more_count": more_count,
        "more_open": any(name in errors for name in (*SECONDARY, "limit", "expand")),
        "range_open": any(data.get(name) or name in errors for name in RANGE),
    }
