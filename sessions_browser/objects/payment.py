"""The payment of a session: its expanded PaymentIntent and the latest charge. Nothing here raises.

docs.stripe.com/api/payment_intents/object, docs.stripe.com/api/charges/object. Since API version
2022-08-01 a PaymentIntent is made when the customer presses Pay, so its `created` is the first try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sessions_browser.objects.json_fields import (
    integer,
    mapping,
    mappings,
    moment,
    text,
)
from sessions_browser.objects.next_action import NextAction
from sessions_browser.objects.payment_method import NOT_KNOWN, MethodKind, PaymentMethod

LONGEST_URL = 2000


class PaymentState(StrEnum):
    """How a payment stands.

    UNREAD: only its id is known. UNKNOWN: a status not known here.
    WAITS_FOR_CUSTOMER: for a voucher to be paid, a transfer, or a confirmation.
    WAITS_FOR_SHOP: for the shop to confirm it.
    RELEASED: an amount was reserved, never captured, and given free again.
    FAILED: a try was declined, or a delayed payment failed. NOT_COMPLETED: ended with no reason.
    """

    NONE = "none"
    UNREAD = "unread"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    PROCESSING = "processing"
    RESERVED = "reserved"
    RELEASED = "released"
    WAITS_FOR_CUSTOMER = "waits for customer"
    WAITS_FOR_SHOP = "waits for shop"
    FAILED = "failed"
    NOT_COMPLETED = "not completed"


_STATES = {
    "succeeded": PaymentState.SUCCEEDED,
    "processing": PaymentState.PROCESSING,
    "requires_capture": PaymentState.RESERVED,
    "requires_action": PaymentState.WAITS_FOR_CUSTOMER,
    "requires_confirmation": PaymentState.WAITS_FOR_SHOP,
}
_WAITING = ("requires_action", "pending")
_ENDED_UNPAID = ("requires_payment_method", "canceled")


@dataclass(frozen=True, slots=True)
class Payment:
    """Times are Unix seconds, amounts minor units of `currency`.

    word: Stripe's status of the intent.
    prepared_at: when the intent was made, which can be before the first try.
    began_at: when the latest charge was made. One of a bank debit is made on the day on which the
        debit begins, one that is captured later on the day of the reservation.
    asked, captured: None where it is not known. A part of what is reserved may be captured.
    refunded: what was refunded, without what was only reserved and released.
    refunding: what is to be refunded by refunds that have not succeeded yet.
    refund_waits: Stripe's status of a refund that has not succeeded yet, "pending" or
        "requires_action"; "" where there is none or refunds were not read.
    refund_failed: a refund was made that failed or was canceled.
    refunded_at: when the latest refund was made that has not failed, None where that was not read.
    captured_by_hand: the amount was reserved first, so `began_at` is not when it was collected.
    dispute: Stripe's word for its status, "" where that was not read, None where there is none.
    declined: the bank's words for the last try that failed. decline_code: Stripe's word for it.
    by_agent: an agent paid in the customer's name.
    charge_read: whether the latest charge was read, which alone tells of refunds and disputes.
    """

    state: PaymentState
    word: str = ""
    prepared_at: int | None = None
    began_at: int | None = None
    asked: int | None = None
    captured: int | None = None
    refunded: int = 0
    refunding: int = 0
    refund_waits: str = ""
    refunded_at: int | None = None
    refund_failed: bool = False
    currency: str | None = None
    is_refunded: bool = False
    captured_by_hand: bool = False
    dispute: str | None = None
    method: PaymentMethod = NOT_KNOWN
    next_action: NextAction | None = None
    declined: str = ""
    decline_code: str = ""
    receipt_url: str = ""
    by_agent: bool = False
    charge_read: bool = False

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> Payment | None:
        """Of its PaymentIntent or of that of its invoice; None where neither was read."""
        for intent in (session.get("payment_intent"), invoice_intent(session.get("invoice"))):
            if isinstance(intent, dict) and intent:
                return cls.from_intent(intent)
        return None

    @classmethod
    def from_intent(cls, intent: Mapping[str, Any]) -> Payment:
        charge = mapping(intent.get("latest_charge"))
        error = mapping(intent.get("last_payment_error"))
        todo = NextAction.from_intent(intent)
        asked = _asked(intent)
        captured = _captured(intent, charge)
        return cls(
            state=_state(intent, charge, error),
            word=text(intent.get("status")) or "",
            prepared_at=moment(intent.get("created")),
            began_at=moment(charge.get("created")),
            asked=asked,
            captured=captured,
            refunded=_refunded(intent, charge, _released(asked, captured)),
            refunding=_refunding(charge),
            refund_waits=_refund_waits(charge),
            refunded_at=_refunded_at(charge),
            refund_failed=len(_refunds(charge)) > len(_standing_refunds(charge)),
            currency=text(charge.get("currency")) or text(intent.get("currency")),
            is_refunded=charge.get("refunded") is True and not _refund_waits(charge),
            captured_by_hand=_captured_by_hand(intent, charge),
            dispute=_dispute(charge),
            method=_method(intent, charge, error, todo),
            next_action=todo,
            declined=_declined(charge, error),
            decline_code=_decline_code(charge, error),
            receipt_url=_receipt(charge),
            by_agent=bool(intent.get("agent_details")),
            charge_read=bool(charge) or not intent.get("latest_charge"),
        )

    @property
    def released(self) -> int:
        """What was reserved and not captured, once a part was captured and no more can be."""
        if self.state is not PaymentState.SUCCEEDED:
            return 0
        return _released(self.asked, self.captured)

    @property
    def is_collected_at_once(self) -> bool:
        """Its money is collected when it begins: that of a card which was not reserved first."""
        return self.method.kind is MethodKind.CARD and not self.captured_by_hand

    @property
    def is_disputed(self) -> bool:
        return self.dispute is not None


def _released(asked: int | None, captured: int | None) -> int:
    return 0 if asked is None or captured is None else max(0, asked - captured)


def invoice_intent(invoice: object) -> object:
    """The `payment_intent` of an invoice's payment: an id, the expanded object, or None.

    docs.stripe.com/api/invoice-payment/object
    """
    if not isinstance(invoice, dict):
        return None
    payments = list(mappings(mapping(invoice.get("payments")).get("data")))
    paid = [each for each in payments if each.get("status") == "paid"] or payments
    for each in paid:
        if intent := mapping(each.get("payment")).get("payment_intent"):
            return intent
    return None


def _state(
    intent: Mapping[str, Any], charge: Mapping[str, Any], error: Mapping[str, Any]
) -> PaymentState:
    word = text(intent.get("status")) or ""
    if word not in _ENDED_UNPAID:
        return _STATES.get(word, PaymentState.UNKNOWN)
    if error or charge.get("status") == "failed":
        return PaymentState.FAILED
    if charge.get("status") == "succeeded" and charge.get("captured") is False:
        return PaymentState.RELEASED
    return PaymentState.NOT_COMPLETED


def _asked(intent: Mapping[str, Any]) -> int | None:
    """What the customer is to pay, or what is reserved while that waits to be captured."""
    reserved = intent.get("status") == "requires_capture" and intent.get("amount_capturable")
    return integer(reserved) or integer(intent.get("amount"))


def _captured(intent: Mapping[str, Any], charge: Mapping[str, Any]) -> int | None:
    if intent.get("status") == "requires_capture":
        return integer(intent.get("amount_received")) or None
    if intent.get("status") != "succeeded":
        return None
    known = integer(charge.get("amount_captured")) or integer(intent.get("amount_received"))
    return known or integer(charge.get("amount"))


def _refunded(intent: Mapping[str, Any], charge: Mapping[str, Any], released: int) -> int:
    """A charge counts what a partial capture released among what was refunded."""
    if intent.get("status") != "succeeded":
        return 0
    given_back = integer(charge.get("amount_refunded")) or 0
    refunded = given_back - released if given_back >= released else given_back
    return max(0, refunded - _refunding(charge))


def _standing_refunds(charge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those that have not failed (docs.stripe.com/api/refunds/object, status)."""
    over = ("failed", "canceled")
    return [refund for refund in _refunds(charge) if refund.get("status") not in over]


def _refunds(charge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(mappings(mapping(charge.get("refunds")).get("data")))


def _waiting_refunds(charge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [refund for refund in _refunds(charge) if refund.get("status") in _WAITING]


def _refund_waits(charge: Mapping[str, Any]) -> str:
    waiting = {refund.get("status") for refund in _waiting_refunds(charge)}
    return next((word for word in _WAITING if word in waiting), "")


def _refunding(charge: Mapping[str, Any]) -> int:
    return sum(integer(refund.get("amount")) or 0 for refund in _waiting_refunds(charge))


def _refunded_at(charge: Mapping[str, Any]) -> int | None:
    made = [moment(refund.get("created")) for refund in _standing_refunds(charge)]
    return max((at for at in made if at is not None), default=None)


def _captured_by_hand(intent: Mapping[str, Any], charge: Mapping[str, Any]) -> bool:
    asked, captured = integer(charge.get("amount")), integer(charge.get("amount_captured"))
    in_part = bool(asked and captured and captured < asked)
    return intent.get("capture_method") == "manual" or in_part


def _dispute(charge: Mapping[str, Any]) -> str | None:
    dispute = charge.get("dispute")
    if isinstance(dispute, dict):
        return text(dispute.get("status")) or ""
    return "" if dispute or charge.get("disputed") is True else None


def _method(
    intent: Mapping[str, Any],
    charge: Mapping[str, Any],
    error: Mapping[str, Any],
    todo: NextAction | None,
) -> PaymentMethod:
    """Of what is to be done, of the charge, of the failed try, or the only one that is offered.

    While something is to be done, the charge and the failed try are of tries before.
    """
    if todo and todo.method.word:
        return todo.method
    details = charge.get("payment_method_details") or error.get("payment_method")
    if found := mapping(details):
        return PaymentMethod.from_details(found)
    offered = intent.get("payment_method_types")
    if isinstance(offered, list) and len(offered) == 1:
        return PaymentMethod.of_type(text(offered[0]) or "")
    return NOT_KNOWN


def _declined(charge: Mapping[str, Any], error: Mapping[str, Any]) -> str:
    """In the bank's words if it gave any."""
    if charge.get("status") not in (None, "failed") and not error:
        return ""
    return text(error.get("message")) or text(charge.get("failure_message")) or ""


def _decline_code(charge: Mapping[str, Any], error: Mapping[str, Any]) -> str:
    """Of the last try, which need not have made a charge, as when the bank's page was left."""
    of_charge, of_try = text(charge.get("failure_code")), text(error.get("code"))
    first, second = (of_charge, of_try) if error.get("charge") else (of_try, of_charge)
    return text(error.get("decline_code")) or first or second or ""


def _receipt(charge: Mapping[str, Any]) -> str:
    """Only an address that can be nothing but a page of Stripe's."""
    url = text(charge.get("receipt_url"), LONGEST_URL) or ""
    return url if url.startswith("https://pay.stripe.com/") else ""
