"""The payment of a session, as far as the key may read it."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.objects.payment import Payment, PaymentState, invoice_intent
from tests.unit.sessions import intent


def of(session: dict[str, Any]) -> Payment:
    """The payment of a session, which must have one that was read."""
    payment = Payment.from_session(session)
    assert payment is not None
    return payment


@pytest.mark.parametrize("value", [None, "pi_1", 5, {}])
def test_what_was_not_expanded_was_not_read(value: Any) -> None:
    assert Payment.from_session({"payment_intent": value}) is None


ERROR = {"last_payment_error": {"message": "no"}}
HELD = {"latest_charge": {"status": "succeeded", "captured": False}}


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ({"status": "succeeded"}, PaymentState.SUCCEEDED),
        ({"status": "processing"}, PaymentState.PROCESSING),
        ({"status": "requires_capture"}, PaymentState.RESERVED),
        ({"status": "requires_action"}, PaymentState.WAITS_FOR_CUSTOMER),
        ({"status": "requires_confirmation"}, PaymentState.WAITS_FOR_SHOP),
        ({"status": "requires_payment_method"}, PaymentState.NOT_COMPLETED),
        ({"status": "requires_payment_method"} | ERROR, PaymentState.FAILED),
        ({"status": "canceled"}, PaymentState.NOT_COMPLETED),
        ({"status": "canceled"} | ERROR, PaymentState.FAILED),
        ({"status": "canceled"} | HELD, PaymentState.RELEASED),
        ({"status": "canceled", "latest_charge": {"status": "failed"}}, PaymentState.FAILED),
        ({"status": "melted"}, PaymentState.UNKNOWN),
        ({"status": 7}, PaymentState.UNKNOWN),
    ],
)
def test_a_payment_has_the_state_of_its_intent(value: dict[str, Any], state: PaymentState) -> None:
    assert of({"payment_intent": value}).state is state


def test_a5_the_payment_of_a_subscription_hangs_on_its_invoice() -> None:
    def invoice(intent: Any) -> dict[str, Any]:
        payment = {"status": "paid", "payment": {"payment_intent": intent}}
        return {"invoice": {"id": "in_1", "payments": {"data": [payment]}}}

    assert of(invoice({"status": "succeeded"})).state is PaymentState.SUCCEEDED
    assert invoice_intent(invoice("pi_1")["invoice"]) == "pi_1"
    for unread in (invoice("pi_1"), {"invoice": "in_1"}, {"invoice": None}, invoice(None)):
        assert Payment.from_session(unread) is None


@pytest.mark.parametrize(
    ("charge", "captured", "released", "refunded"),
    [
        ({"amount_captured": 4900, "amount_refunded": 0}, 4900, 0, 0),
        ({"amount_captured": 4900, "amount_refunded": 900}, 4900, 0, 900),
        # A3: what was released was never the shop's to refund.
        ({"amount_captured": 3000, "amount_refunded": 1900}, 3000, 1900, 0),
        ({"amount_captured": 3000, "amount_refunded": 2900}, 3000, 1900, 1000),
        ({"amount_captured": 3000, "amount_refunded": 500}, 3000, 1900, 500),
    ],
)
def test_a3_captured_released_and_refunded_are_three_things(
    charge: dict[str, int], captured: int, released: int, refunded: int
) -> None:
    whole = intent("succeeded", amount=4900, **charge) | {"amount": 4900}
    payment = of({"payment_intent": whole})
    assert (payment.captured, payment.released, payment.refunded) == (captured, released, refunded)
    assert payment.captured_by_hand is (captured < 4900)


@pytest.mark.parametrize(
    ("charge", "dispute"),
    [
        ({}, None),
        ({"disputed": False}, None),
        ({"disputed": True}, ""),
        ({"disputed": True, "dispute": "du_1"}, ""),
        ({"disputed": True, "dispute": {"status": "won"}}, "won"),
        ({"disputed": False, "dispute": {"status": "warning_closed"}}, "warning_closed"),
    ],
)
def test_a8_a_dispute_has_its_own_status(charge: dict[str, Any], dispute: str | None) -> None:
    assert of({"payment_intent": intent("succeeded", **charge)}).dispute == dispute


WALLET = {"type": "apple_pay", "dynamic_last4": "9876"}


@pytest.mark.parametrize(
    ("details", "name", "wallet"),
    [
        ({"type": "card", "card": {"brand": "visa", "last4": "4242"}}, "Visa ending in 4242", ""),
        ({"type": "card", "card": {"wallet": WALLET}}, "Card", "Apple Pay"),
        ({"type": "card"}, "Card", ""),
        ({"type": "klarna"}, "Klarna", ""),
        ({"type": "sepa_debit", "sepa_debit": {"last4": "3000"}}, "SEPA bank debit", ""),
        ({"type": "new_pay"}, "New pay", ""),
        ({}, "", ""),
    ],
)
def test_a9_a16_a_method_is_named_and_never_taken_for_a_card(
    details: dict[str, Any], name: str, wallet: str
) -> None:
    method = of({"payment_intent": intent("succeeded", payment_method_details=details)}).method
    assert (method.name, method.wallet) == (name, wallet)
    assert method.device_last4 == ("9876" if wallet else "")


def test_a9_a_method_is_known_from_what_is_to_be_done_or_is_the_only_one_offered() -> None:
    def method(**values: Any) -> str:
        return of({"payment_intent": {"status": "requires_action"} | values}).method.name

    assert method(next_action={"type": "konbini_display_details"}) == "Konbini voucher"
    assert method(payment_method_types=["klarna"]) == "Klarna"
    assert method(payment_method_types=["card", "klarna"]) == ""


def test_only_a_receipt_of_stripe_is_linked() -> None:
    for url, kept in (("https://pay.stripe.com/receipts/x", True), ("https://evil.example", False)):
        found = of({"payment_intent": intent("succeeded", receipt_url=url)})
        assert bool(found.receipt_url) is kept
