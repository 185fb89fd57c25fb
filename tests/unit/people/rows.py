"""Sessions of one person, as rows."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.payment_method import PaymentMethod
from sessions_browser.objects.session_row import SessionRow

BERLIN = ZoneInfo("Europe/Berlin")


NOW = 1_795_000_000


HOUR, DAY = 3600, 86_400


LEFT: dict[str, Any] = {"status": "expired", "payment_status": "unpaid"}


TRIED: dict[str, Any] = {**LEFT, "payment_intent": "pi_0"}


PAID: dict[str, Any] = {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}


WAITS: dict[str, Any] = {**PAID, "payment_status": "unpaid"}


OPEN: dict[str, Any] = {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 60}


SUBSCRIBED: dict[str, Any] = PAID | {"mode": "subscription", "payment_intent": None}


STARTED = Payment(PaymentState.PROCESSING, method=PaymentMethod.of_type("sepa_debit"))


DEBIT: dict[str, Any] = WAITS | {"payment": STARTED}


COLLECTED = Payment(
    PaymentState.SUCCEEDED,
    captured=4900,
    asked=4900,
    currency="eur",
    began_at=NOW - 30,
    charge_read=True,
    method=PaymentMethod.of_type("card"),
)


def row(age: int, **values: Any) -> SessionRow:
    plain = {"mode": "payment", "amount_total": 4900, "currency": "eur", "items": ("Course",)}
    return SessionRow(id=f"cs_test_{age}", **{"created": NOW - age, **plain, **values})
