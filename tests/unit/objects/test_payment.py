"""The payment of a session, as far as the key may read it."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.objects.payment import Payment, PaymentState
from tests.unit.sessions import intent


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, PaymentState.NONE),
        ("pi_1", PaymentState.UNREAD),
        (5, PaymentState.UNREAD),
        ({"status": "succeeded"}, PaymentState.SUCCEEDED),
        ({"status": "requires_action"}, PaymentState.UNKNOWN),
        ({}, PaymentState.NONE),
    ],
)
def test_a_payment_is_as_known_as_the_key_allows(value: Any, state: PaymentState) -> None:
    assert Payment.from_intent(value).state is state


def test_only_a_receipt_of_stripe_is_linked() -> None:
    for url, kept in (("https://pay.stripe.com/receipts/x", True), ("https://evil.example", False)):
        found = Payment.from_intent(intent("succeeded", receipt_url=url))
        assert bool(found.receipt_url) is kept
