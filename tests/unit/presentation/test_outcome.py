"""The word and the sentence of a badge."""

from __future__ import annotations

import pytest

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.outcome import outcome_of

NOW = 1_795_000_000.0


@pytest.mark.parametrize(
    ("row", "key", "word", "says"),
    [
        (SessionRow(status="open", payment_status="unpaid"), "open", "Open", "can still pay"),
        (
            SessionRow(status="open", payment_status="no_payment_required"),
            "open",
            "Open",
            "Not finished",
        ),
        (
            SessionRow(status="open", payment_status="unpaid", expires_at=int(NOW) + 1),
            "open",
            "Open",
            "can still pay",
        ),
        (
            SessionRow(status="open", payment_status="unpaid", expires_at=int(NOW)),
            "open",
            "Expiring",
            "has not closed it yet",
        ),
        (
            SessionRow(status="complete", payment_status="paid"),
            "paid",
            "Paid",
            "Refunds and disputes were not looked at",
        ),
        # A session that was paid stays paid, whatever the clock says.
        (
            SessionRow(status="complete", payment_status="paid", expires_at=1),
            "paid",
            "Paid",
            "marked it as paid",
        ),
        (
            SessionRow(status="complete", payment_status="unpaid"),
            "processing",
            "Processing",
            "not looked at here",
        ),
        (
            SessionRow(status="complete", payment_status="no_payment_required", mode="setup"),
            "free",
            "No payment due",
            "method was saved",
        ),
        (
            SessionRow(
                status="complete",
                payment_status="no_payment_required",
                mode="payment",
                amount_total=0,
            ),
            "free",
            "No payment due",
            "total was 0",
        ),
        (
            SessionRow(
                status="complete",
                payment_status="no_payment_required",
                mode="subscription",
                amount_total=0,
            ),
            "free",
            "No payment due",
            "Nothing was due at checkout",
        ),
        (
            SessionRow(status="expired", payment_status="unpaid", mode="payment"),
            "left",
            "Abandoned",
            "shows no payment attempt",
        ),
        # Only a one-off payment has a PaymentIntent for every try.
        (
            SessionRow(status="expired", payment_status="unpaid", mode="subscription"),
            "left",
            "Abandoned",
            "cannot be seen",
        ),
        (
            SessionRow(status="expired", payment_status="no_payment_required", mode="setup"),
            "left",
            "Abandoned",
            "No payment method was saved",
        ),
        (
            SessionRow(status="expired", payment_status="unpaid", payment_intent="pi_1"),
            "left",
            "Abandoned",
            "A payment was prepared, and was not looked at",
        ),
    ],
)
def test_two_states_are_one_outcome(row: SessionRow, key: str, word: str, says: str) -> None:
    outcome = outcome_of(row, NOW)
    assert (outcome.key, outcome.word) == (key, word)
    assert says in outcome.sentence


@pytest.mark.parametrize(
    ("status", "payment_status", "word"),
    [
        ("paused", "unpaid", "paused / unpaid"),
        ("complete", "partially_paid", "complete / partially_paid"),
        ("open", "paid", "open / paid"),
        ("expired", "paid", "expired / paid"),
        ("Complete", "paid", "Complete / paid"),
        (None, "paid", "— / paid"),
        ("complete", None, "complete / —"),
        (None, None, "— / —"),
    ],
)
def test_an_unknown_pair_is_unusual_and_never_hidden(
    status: str | None, payment_status: str | None, word: str
) -> None:
    outcome = outcome_of(SessionRow(status=status, payment_status=payment_status), NOW)
    assert (outcome.key, outcome.word) == ("unusual", word)
