"""The ways in which a Checkout Session ends."""

from __future__ import annotations

from enum import IntEnum


class Ending(IntEnum):
    """How a session ends, and what becomes of its payment."""

    # Nobody pays: the session expires.
    ABANDONED = 0
    PAID = 1
    # Complete at once; the money arrives days later, or the payment fails
    # (docs.stripe.com/payments/payment-methods#payment-notification).
    ASYNC_SUCCEEDS = 2
    ASYNC_FAILS = 3
    # A zero total, a trial, or a card that is only saved.
    NO_PAYMENT_REQUIRED = 4
    # The payment waits until the seller captures it.
    AUTHORIZED = 5


# The money comes, or does not, days after the session is complete.
DELAYED = (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS)
