"""The payment of a session: its expanded PaymentIntent and the latest charge. Nothing here raises.

docs.stripe.com/api/payment_intents/object, docs.stripe.com/api/charges/object. Since API version
2022-08-01 a PaymentIntent is made when the customer presses Pay, so its `created` is the first try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sessions_browser.objects.json_fields import integer, mapping, moment, text

# Methods whose money arrives days after the customer has finished.
DELAYED_METHODS = {
    "acss_debit": "Bank debit",
    "au_becs_debit": "Bank debit",
    "bacs_debit": "Bank debit",
    "boleto": "Voucher",
    "customer_balance": "Bank transfer",
    "konbini": "Voucher",
    "multibanco": "Voucher",
    "oxxo": "Voucher",
    "sepa_debit": "Bank debit",
    "us_bank_account": "Bank debit",
}
LONGEST_URL = 2000


class PaymentState(Enum):
    """How a payment stands: UNREAD when only its id came, UNKNOWN for a status not known here."""

    NONE = "none"
    UNREAD = "unread"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    FAILED = "failed"


_STATES = {
    "succeeded": PaymentState.SUCCEEDED,
    "processing": PaymentState.PROCESSING,
    "requires_capture": PaymentState.AUTHORISED,
    "requires_payment_method": PaymentState.FAILED,
    "canceled": PaymentState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Payment:
    """Times are Unix seconds, amounts minor units of the session's currency.

    declined: the bank's words for the last try that failed.
    method: such as "Visa ending in 4242".
    """

    state: PaymentState
    tried_at: int | None = None
    settled_at: int | None = None
    declined: str = ""
    decline_code: str = ""
    method: str = ""
    refunded: int = 0
    is_refunded: bool = False
    is_disputed: bool = False
    receipt_url: str = ""
    has_charge: bool = False

    @classmethod
    def from_intent(cls, intent: object) -> Payment:
        """Read a session's `payment_intent`: null, an id, or the expanded object."""
        if not intent:
            return cls(PaymentState.NONE)
        if not isinstance(intent, dict):
            return cls(PaymentState.UNREAD)
        charge = mapping(intent.get("latest_charge"))
        error = mapping(intent.get("last_payment_error"))
        return cls(
            state=_STATES.get(text(intent.get("status")) or "", PaymentState.UNKNOWN),
            tried_at=moment(charge.get("created")) or moment(intent.get("created")),
            settled_at=_settled_at(charge),
            declined=_declined(charge, error),
            decline_code=text(error.get("decline_code")) or text(charge.get("failure_code")) or "",
            method=_method(charge, error),
            refunded=integer(charge.get("amount_refunded")) or 0,
            is_refunded=charge.get("refunded") is True,
            is_disputed=charge.get("disputed") is True,
            receipt_url=_receipt(charge),
            has_charge=bool(charge),
        )


def _settled_at(charge: Mapping[str, Any]) -> int | None:
    return moment(charge.get("created")) if charge.get("status") == "succeeded" else None


def _declined(charge: Mapping[str, Any], error: Mapping[str, Any]) -> str:
    """In the bank's words if it gave any."""
    if charge.get("status") not in (None, "failed") and not error:
        return ""
    return text(error.get("message")) or text(charge.get("failure_message")) or ""


def _method(charge: Mapping[str, Any], error: Mapping[str, Any]) -> str:
    method = mapping(charge.get("payment_method_details") or error.get("payment_method"))
    kind = text(method.get("type")) or ""
    if kind in DELAYED_METHODS:
        return DELAYED_METHODS[kind]
    card = mapping(method.get("card"))
    brand, last4 = text(card.get("brand")), text(card.get("last4"))
    if brand and last4:
        return f"{brand.capitalize()} ending in {last4}"
    return kind.replace("_", " ").capitalize()


def _receipt(charge: Mapping[str, Any]) -> str:
    """Only an address that can be nothing but a page of Stripe's."""
    url = text(charge.get("receipt_url"), LONGEST_URL) or ""
    return url if url.startswith("https://pay.stripe.com/") else ""
