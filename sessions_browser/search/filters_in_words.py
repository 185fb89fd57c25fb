"""Filters that are set by words, as a list of what was understood."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from sessions_browser.filters.choices import OUTCOMES
from sessions_browser.filters.dates import PRESETS

# Name of the parameter -> how the filter is told.
_LABELS = {
    "status": gettext_lazy("status %(value)s"),
    "outcome": gettext_lazy("outcome %(value)s"),
    "email": gettext_lazy("e-mail %(value)s"),
    "customer": gettext_lazy("customer %(value)s"),
    "customer_account": gettext_lazy("customer account %(value)s"),
    "payment_link": gettext_lazy("payment link %(value)s"),
    "payment_intent": gettext_lazy("payment %(value)s"),
    "subscription": gettext_lazy("subscription %(value)s"),
    "created_from": gettext_lazy("created from %(value)s"),
    "created_to": gettext_lazy("created to %(value)s"),
    "created": gettext_lazy("created %(value)s"),
    "limit": gettext_lazy("%(value)s rows a page"),
}


def filters_in_words(params: Mapping[str, str]) -> str:
    """params: by name of the parameter."""
    return ", ".join(_in_words(name, value) for name, value in params.items())


def _in_words(name: str, value: str) -> str:
    words = {"outcome": OUTCOMES, "created": PRESETS}.get(name, {}).get(value, value)
    return str(_LABELS[name]) % {"value": words}
