"""With what a customer pays: its kind, and a name that people use.

docs.stripe.com/api/charges/object, payment_method_details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sessions_browser.objects.json_fields import mapping, text


class MethodKind(StrEnum):
    """VOUCHER: paid later in a shop or by a bank's form. TRANSFER: sent by the customer's bank."""

    CARD = "card"
    DEBIT = "debit"
    VOUCHER = "voucher"
    TRANSFER = "transfer"
    OTHER = "other"
    UNKNOWN = ""


# Methods whose money arrives days after the customer has finished.
_DELAYED = {
    "acss_debit": (MethodKind.DEBIT, "Canadian bank debit"),
    "au_becs_debit": (MethodKind.DEBIT, "BECS bank debit"),
    "bacs_debit": (MethodKind.DEBIT, "Bacs bank debit"),
    "nz_bank_account": (MethodKind.DEBIT, "New Zealand bank debit"),
    "sepa_debit": (MethodKind.DEBIT, "SEPA bank debit"),
    "us_bank_account": (MethodKind.DEBIT, "US bank debit"),
    "boleto": (MethodKind.VOUCHER, "Boleto voucher"),
    "konbini": (MethodKind.VOUCHER, "Konbini voucher"),
    "multibanco": (MethodKind.VOUCHER, "Multibanco voucher"),
    "oxxo": (MethodKind.VOUCHER, "OXXO voucher"),
    "customer_balance": (MethodKind.TRANSFER, "Bank transfer"),
}
# Names that are not their API word with a capital.
_NAMES = {
    "afterpay_clearpay": "Afterpay or Clearpay",
    "amazon_pay": "Amazon Pay",
    "blik": "BLIK",
    "cashapp": "Cash App Pay",
    "eps": "EPS",
    "fpx": "FPX",
    "ideal": "iDEAL",
    "mobilepay": "MobilePay",
    "p24": "Przelewy24",
    "paynow": "PayNow",
    "paypal": "PayPal",
    "promptpay": "PromptPay",
    "revolut_pay": "Revolut Pay",
    "twint": "TWINT",
    "upi": "UPI",
    "wechat_pay": "WeChat Pay",
}
_PLAIN_NAMES = ("Card", "Bank transfer")
_BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB"}
_WALLETS = {"apple_pay": "Apple Pay", "google_pay": "Google Pay", "samsung_pay": "Samsung Pay"}


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """name: such as "Visa ending in 4242" or "SEPA bank debit", "" where it is not known.

    wallet: such as "Apple Pay". device_last4: the digits that the wallet shows to the customer.
    """

    kind: MethodKind = MethodKind.UNKNOWN
    name: str = ""
    wallet: str = ""
    device_last4: str = ""

    @classmethod
    def from_details(cls, details: Mapping[str, Any]) -> PaymentMethod:
        """Read an object with a `type` and the details under its name."""
        word = text(details.get("type")) or ""
        if word == "card":
            return _card(mapping(details.get("card")))
        return cls.of_type(word)

    @classmethod
    def of_type(cls, word: str) -> PaymentMethod:
        """word: Stripe's, such as "sepa_debit"; "" where it is not known."""
        if not word:
            return NOT_KNOWN
        if word == "card":
            return cls(MethodKind.CARD, "Card")
        kind, name = _DELAYED.get(word, (MethodKind.OTHER, _NAMES.get(word, _in_words(word))))
        return cls(kind, name)

    @property
    def is_delayed(self) -> bool:
        """The money arrives, or fails to, days after the customer has finished."""
        return self.kind in (MethodKind.DEBIT, MethodKind.VOUCHER, MethodKind.TRANSFER)

    @property
    def in_a_sentence(self) -> str:
        """The name within a sentence: a brand keeps its capital."""
        return self.name.lower() if self.name in _PLAIN_NAMES else self.name


NOT_KNOWN = PaymentMethod()


def _card(card: Mapping[str, Any]) -> PaymentMethod:
    brand, last4 = text(card.get("brand")) or "", text(card.get("last4"))
    name = _BRANDS.get(brand, _in_words(brand)) or "Card"
    wallet = mapping(card.get("wallet"))
    word = text(wallet.get("type")) or ""
    return PaymentMethod(
        MethodKind.CARD,
        f"{name} ending in {last4}" if last4 else name,
        _WALLETS.get(word, _in_words(word)),
        text(wallet.get("dynamic_last4")) or "",
    )


def _in_words(word: str) -> str:
    return word.replace("_", " ").capitalize()
