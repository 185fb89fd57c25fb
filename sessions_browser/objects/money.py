"""Amounts as people read them.

Stripe sends an integer in the currency's smallest unit. How many decimals that unit has is Stripe's
own table (docs.stripe.com/currencies), which differs from ISO 4217 for ISK, UGX and MGA.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """`currency` is an upper-case ISO code, or "" when Stripe sent none."""

    currency: str
    number: str

    def __str__(self) -> str:
        return f"{self.currency} {self.number}".strip()


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
        return Money("", f"{sign}{abs(amount):,}")
    digits = exponent(code)
    whole, rest = divmod(abs(amount), 10**digits)
    if digits == 0 or (code in WHOLE_BUT_SENT_AS_HUNDREDTHS and rest == 0):
        return Money(code, f"{sign}{whole:,}")
    return Money(code, f"{sign}{whole:,}.{rest:0{digits}}")
