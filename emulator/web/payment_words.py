"""How one can pay on a payment page, and the least that Stripe takes of each currency."""

from __future__ import annotations

from emulator.world.catalog import smallest_step

METHODS = {
    "card": "Card", "link": "Link", "paypal": "PayPal", "sepa_debit": "SEPA Direct Debit",
    "us_bank_account": "US bank account", "bacs_debit": "Bacs Direct Debit",
    "konbini": "Voucher: Konbini", "boleto": "Voucher: Boleto", "oxxo": "Voucher: OXXO",
    "multibanco": "Voucher: Multibanco",
}  # fmt: skip
# The methods whose money comes days later, each with its one currency.
DELAYED = {
    "sepa_debit": "eur",
    "us_bank_account": "usd",
    "bacs_debit": "gbp",
    "konbini": "jpy",
    "boleto": "brl",
    "oxxo": "mxn",
    "multibanco": "eur",
}
_NO_DECIMALS = ("jpy",)
# docs.stripe.com/currencies, minimum charge amounts: in minor units, and as Stripe writes them.
_LEAST = {
    "eur": (50, "€{}"), "usd": (50, "${}"), "gbp": (30, "£{}"), "jpy": (50, "¥{}"),
    "chf": (50, "{}"), "sek": (300, "{} kr"), "brl": (50, "R${}"), "mxn": (1000, "${}"),
    "cad": (50, "${}"), "pln": (200, "{} zł"), "sgd": (50, "${}"), "thb": (1000, "฿{}"),
    "inr": (50, "₹{}"), "aud": (50, "${}"), "nok": (300, "{} kr"), "dkk": (250, "{} kr."),
}  # fmt: skip


def too_little(total: int, currency: str) -> str | None:
    """The least that can be paid, in words, if this is less; nothing at all is no payment."""
    least, form = _LEAST.get(currency, (0, ""))
    if not 0 < total < least:
        return None
    return f"{form.format(figure(least, currency))} {currency}"


def figure(amount: int, currency: str) -> str:
    """An amount in minor units as a plain number."""
    if currency in _NO_DECIMALS:
        return str(amount)
    places = 3 if smallest_step(currency) == 10 else 2
    return f"{amount / 10**places:.{places}f}"
