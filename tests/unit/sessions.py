"""Checkout Sessions as Stripe sends them, for the tests of several packages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


NOW = 1_795_000_000


DAY = 86_400


def intent(state: str, **charge: Any) -> dict[str, Any]:
    """An expanded PaymentIntent with its latest charge."""
    made = {"created": NOW - 600, "status": "succeeded", "payment_method_details": {"type": "card"}}
    return {"id": "pi_1", "status": state, "created": NOW - 600, "latest_charge": made | charge}


PAID = {
    "status": "complete",
    "payment_status": "paid",
    "amount_total": 4900,
    "currency": "eur",
    "created": NOW - 900,
}


WAITS = PAID | {"payment_status": "unpaid"}


LEFT = {
    "status": "expired",
    "payment_status": "unpaid",
    "created": NOW - 2 * DAY,
    "expires_at": NOW - DAY,
}


SEPA = {"payment_method_details": {"type": "sepa_debit"}, "status": "pending"}


DECLINED = intent("requires_payment_method", status="failed") | {
    "last_payment_error": {"message": "Your card has insufficient funds.", "decline_code": "x"}
}
