"""What the customer still has to do before a payment can succeed.

docs.stripe.com/api/payment_intents/object, next_action. Nothing here raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sessions_browser.objects.json_fields import integer, mapping, moment, text
from sessions_browser.objects.payment_method import NOT_KNOWN, PaymentMethod


class Todo(StrEnum):
    """CONFIRM: at the bank or in an app, as with 3-D Secure. SCAN: a QR code.

    DEPOSITS: name two small deposits of the bank account. UNKNOWN: a word not known here.
    """

    PAY_VOUCHER = "pay voucher"
    TRANSFER = "transfer"
    CONFIRM = "confirm"
    SCAN = "scan"
    DEPOSITS = "deposits"
    UNKNOWN = "unknown"


_VOUCHERS = frozenset(("boleto", "konbini", "multibanco", "oxxo"))
_SHOWN = "_display_details"
_CODE = "_display_qr_code"
_TODOS = {
    "display_bank_transfer_instructions": Todo.TRANSFER,
    "verify_with_microdeposits": Todo.DEPOSITS,
    "redirect_to_url": Todo.CONFIRM,
    "use_stripe_sdk": Todo.CONFIRM,
    "card_await_notification": Todo.CONFIRM,
    "blik_authorize": Todo.CONFIRM,
}
_METHODS = {
    "display_bank_transfer_instructions": "customer_balance",
    "verify_with_microdeposits": "",
    "card_await_notification": "card",
    "blik_authorize": "blik",
}


@dataclass(frozen=True, slots=True)
class NextAction:
    """word: Stripe's, such as "konbini_display_details".

    until: Unix seconds, None where Stripe gives no end.
    missing, currency: what has not arrived of a bank transfer, in minor units.
    """

    todo: Todo
    word: str
    method: PaymentMethod = NOT_KNOWN
    until: int | None = None
    missing: int | None = None
    currency: str | None = None

    @classmethod
    def from_intent(cls, intent: Mapping[str, Any]) -> NextAction | None:
        """None where the intent names nothing to do."""
        action = mapping(intent.get("next_action"))
        word = text(action.get("type"))
        if word is None:
            return None
        details = mapping(action.get(word))
        return cls(
            _todo(word),
            word,
            PaymentMethod.of_type(_method_word(word)),
            moment(details.get("expires_at")) or moment(details.get("expires_after")),
            integer(details.get("amount_remaining")),
            text(details.get("currency")),
        )


def _todo(word: str) -> Todo:
    if word in _TODOS:
        return _TODOS[word]
    if word.removesuffix(_SHOWN) in _VOUCHERS:
        return Todo.PAY_VOUCHER
    if word.endswith(_CODE):
        return Todo.CONFIRM if "_handle_redirect_or" in word else Todo.SCAN
    if "_handle_redirect" in word or "_redirect_to_" in word:
        return Todo.CONFIRM
    return Todo.UNKNOWN


def _method_word(word: str) -> str:
    """The payment method that the name of an action begins with, "" where it names none."""
    if word in _METHODS:
        return _METHODS[word]
    for ending in (_SHOWN, "_handle_redirect", "_redirect_to_", _CODE):
        method, found, _ = word.partition(ending)
        if found:
            return method
    return ""
