"""Secret keys and card numbers in a pasted text, which are never shown again."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sessions_browser.search.interpretation import Interpretation, Kind

_SECRET_KEY = re.compile(r"\b(?:[sr]k_(?:live|test|org)|whsec)_[A-Za-z0-9_+/=-]*", re.IGNORECASE)


def interpret_secret(text: str) -> Interpretation | None:
    """None when `text` holds no secret. The result does not repeat any of the text."""
    if _SECRET_KEY.search(unquote(text)):
        return _secret(
            "This holds a secret key of Stripe. Nothing was searched.",
            "A secret key does not belong into any box or message. Whoever owns it should roll it"
            " in Stripe now, at Developers, API keys.",
        )
    digits = re.sub(r"[ -]", "", text)
    if re.fullmatch(r"[2-6][0-9]{12,18}", digits) and _passes_luhn(digits):
        return _secret(
            "This looks like the number of a card. Nothing was searched.",
            "Card numbers do not belong here, and Stripe never shows them."
            " Ask for the e-mail that was used.",
        )
    return None


def _secret(summary: str, advice: str) -> Interpretation:
    return Interpretation(Kind.EXPLAINED, summary, advice=advice, is_secret=True)


def _passes_luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
