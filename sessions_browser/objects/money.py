"""Amounts as people read them.

Stripe sends an integer in the currency's smallest unit. How many decimals that unit has is Stripe's
own table (docs.stripe.com/currencies), which differs from ISO 4217 for ISK, UGX and MGA.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language, pgettext

from sessions_browser.objects.formats import grouped

ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"}
    | {"PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMAL = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
# Whole currencies that the API still sends times 100; UGX stands on the zero-decimal list too, and
# the special case wins.
WHOLE_BUT_SENT_AS_HUNDREDTHS = frozenset(("ISK", "UGX"))
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Money:
    """In the language in force. currency: an upper-case ISO code, or "" when Stripe sent none."""

    currency: str
    number: str

    def __str__(self) -> str:
        if not self.currency:
            return self.number
        parts = (self.number, self.currency) if _is_behind() else (self.currency, self.number)
        return " ".join(parts)

    @property
    def before(self) -> str:
        """The currency, where the language has it before the number; else ""."""
        return "" if _is_behind() else self.currency

    @property
    def after(self) -> str:
        return self.currency if _is_behind() else ""


def _is_behind() -> bool:
    return _is_behind_in(get_language())


@lru_cache(maxsize=16)
def _is_behind_in(language: str | None) -> bool:  # noqa: ARG001  the one in force
    return pgettext("amount", "%(currency)s %(number)s").startswith("%(number)s")


def exponent(currency: str) -> int:
    """How many of the last digits of Stripe's integer are decimals."""
    code = currency.upper()
    if code in ZERO_DECIMAL:
        return 0
    return 3 if code in THREE_DECIMAL else 2


def money(amount: int | None, currency: str | None) -> Money | None:
    """`amount` in the smallest unit of `currency`; None stays None, it does not become 0."""
    if amount is None:
        return None
    code = (currency or "").upper()
    sign = MINUS if amount < 0 else ""
    if not code:
        # Without a currency nobody knows where the point belongs: show what was sent.
        return Money("", f"{sign}{grouped(abs(amount))}")
    digits = exponent(code)
    whole, rest = divmod(abs(amount), 10**digits)
    if digits == 0 or (code in WHOLE_BUT_SENT_AS_HUNDREDTHS and rest == 0):
        return Money(code, f"{sign}{grouped(whole)}")
    point = get_format("DECIMAL_SEPARATOR")
    return Money(code, f"{sign}{grouped(whole)}{point}{rest:0{digits}}")
