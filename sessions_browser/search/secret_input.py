"""Secret keys and card numbers, which are never shown again."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sessions_browser.search.interpretation import Interpretation, Kind

_SECRET_KEY = re.compile(r"\b(?:[sr]k_(?:live|test|org)|whsec)_[A-Za-z0-9_+/=-]*", re.IGNORECASE)


def secret_in(plain: str) -> Interpretation | None:
    """What should be nowhere but where it belongs is not even repeated."""
    if _SECRET_KEY.search(unquote(plain)):
        return _kept_secret(
            "This holds a secret key of Stripe. Nothing was searched.",
            "A secret key does not belong into any box or message. Whoever owns it should roll it"
            " in Stripe now, at Developers, API keys.",
        )
    digits = re.sub(r"[ -]", "", plain)
    if re.fullmatch(r"[2-6][0-9]{12,18}", digits) and _luhn(digits):
        return _kept_secret(
            "This looks like the number of a card. Nothing was searched.",
            "Card numbers do not belong here, and Stripe never shows them."
            " Ask for the e-mail that was used.",
        )
    return None


def _kept_secret(summary: str, advice: str) -> Interpretation:
    return Interpretation(Kind.EXPLAINED, summary, advice=advice, is_secret=True)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
