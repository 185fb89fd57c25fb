"""With what a customer pays: its kind, and a name that people use.

docs.stripe.com/api/charges/object, payment_method_details.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

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
    "acss_debit": (MethodKind.DEBIT, _("Canadian bank debit")),
    "au_becs_debit": (MethodKind.DEBIT, _("BECS bank debit")),
    "bacs_debit": (MethodKind.DEBIT, _("Bacs bank debit")),
    "nz_bank_account": (MethodKind.DEBIT, _("New Zealand bank debit")),
    "sepa_debit": (MethodKind.DEBIT, _("SEPA bank debit")),
    "us_bank_account": (MethodKind.DEBIT, _("US bank debit")),
    "boleto": (MethodKind.VOUCHER, _("Boleto voucher")),
    "konbini": (MethodKind.VOUCHER, _("Konbini voucher")),
    "multibanco": (MethodKind.VOUCHER, _("Multibanco voucher")),
    "oxxo": (MethodKind.VOUCHER, _("OXXO voucher")),
    "customer_balance": (MethodKind.TRANSFER, _("Bank transfer")),
}
# Names that are not their API word with a capital.
_NAMES = {
    "afterpay_clearpay": _("Afterpay or Clearpay"),
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
# Names that are no brand, as they stand within a sentence.
_PLAIN_NAMES = {
    "card": pgettext_lazy("within a sentence", "card"),
    "customer_balance": pgettext_lazy("within a sentence", "bank transfer"),
}
_BRANDS = {"amex": "American Express", "diners": "Diners Club", "jcb": "JCB"}
_WALLETS = {"apple_pay": "Apple Pay", "google_pay": "Google Pay", "samsung_pay": "Samsung Pay"}


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """word: Stripe's, such as "sepa_debit", "" where it is not known.

    brand, last4: of a card. wallet_word: Stripe's, such as "apple_pay".
    device_last4: the digits that the wallet shows to the customer.
    """

    kind: MethodKind = MethodKind.UNKNOWN
    word: str = ""
    brand: str = ""
    last4: str = ""
    wallet_word: str = ""
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
            return cls(MethodKind.CARD, word)
        kind, _name = _DELAYED.get(word, (MethodKind.OTHER, ""))
        return cls(kind, word)

    @property
    def is_delayed(self) -> bool:
        """The money arrives, or fails to, days after the customer has finished."""
        return self.kind in (MethodKind.DEBIT, MethodKind.VOUCHER, MethodKind.TRANSFER)

    @property
    def name(self) -> str:
        """Such as "Visa ending in 4242" or "SEPA bank debit", "" where it is not known."""
        if self.kind is MethodKind.CARD:
            return self._card_name
        _kind, name = _DELAYED.get(self.word, ("", _NAMES.get(self.word, _in_words(self.word))))
        return str(name)

    @property
    def _card_name(self) -> str:
        name = _BRANDS.get(self.brand, _in_words(self.brand)) or gettext("Card")
        if not self.last4:
            return name
        return gettext("%(card)s ending in %(digits)s") % {"card": name, "digits": self.last4}

    @property
    def wallet(self) -> str:
        """Such as "Apple Pay"."""
        return _WALLETS.get(self.wallet_word, _in_words(self.wallet_word))

    @property
    def in_a_sentence(self) -> str:
        """The name within a sentence: a brand keeps its capital."""
        is_plain = self.word in _PLAIN_NAMES and not (self.brand or self.last4)
        return str(_PLAIN_NAMES[self.word]) if is_plain else self.name


NOT_KNOWN = PaymentMethod()


def _card(card: Mapping[str, Any]) -> PaymentMethod:
    wallet = mapping(card.get("wallet"))
    return PaymentMethod(
        MethodKind.CARD,
        "card",
        text(card.get("brand")) or "",
        text(card.get("last4")) or "",
        text(wallet.get("type")) or "",
        text(wallet.get("dynamic_last4")) or "",
    )


def _in_words(word: str) -> str:
    return word.replace("_", " ").capitalize()
