"""Which filter shows the sessions with the outcome of a row."""

from __future__ import annotations

import pytest

from sessions_browser.objects.outcome_filter import filter_of_row
from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow

REFUNDED = Payment(PaymentState.SUCCEEDED, is_refunded=True, charge_read=True)
DISPUTED = Payment(PaymentState.SUCCEEDED, dispute="needs_response", charge_read=True)
KEPT = Payment(PaymentState.SUCCEEDED, charge_read=True)


@pytest.mark.parametrize(
    ("status", "payment_status", "payment", "name"),
    [
        ("complete", "paid", None, "paid"),
        ("complete", "paid", KEPT, "paid"),
        ("complete", "unpaid", None, "processing"),
        ("complete", "unpaid", Payment(PaymentState.PROCESSING), "processing"),
        ("complete", "no_payment_required", None, "no_payment_due"),
        ("open", "unpaid", None, "open"),
        ("expired", "unpaid", None, "abandoned"),
        ("open", "paid", None, None),
        ("melted", "paid", None, None),
        # The badge says more than the filter can ask for, so it leads to nothing wider.
        ("complete", "paid", REFUNDED, None),
        ("complete", "paid", DISPUTED, None),
        ("complete", "paid", Payment(PaymentState.FAILED), None),
        ("complete", "unpaid", Payment(PaymentState.FAILED), None),
        ("complete", "unpaid", Payment(PaymentState.RESERVED), None),
        ("complete", "unpaid", KEPT, None),
        ("expired", "unpaid", KEPT, None),
    ],
)
def test_a_badge_leads_to_nothing_wider_than_it_says(
    status: str, payment_status: str, payment: Payment | None, name: str | None
) -> None:
    row = SessionRow(status=status, payment_status=payment_status, mode="payment", payment=payment)
    found = filter_of_row(row)
    assert (found.name if found else None) == name
