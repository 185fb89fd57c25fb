"""What became of a Checkout Session, judged in this one place. Other modules put it in words.

`status` and `payment_status` together say how a session ended
(docs.stripe.com/api/checkout/sessions/object). Its PaymentIntent says whether the customer tried
to pay.
"""

from __future__ import annotations

from enum import Enum

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow


class Standing(Enum):
    """PROCESSING: finished and not paid, where the payment was not read or does not tell more.

    STARTED, RESERVED, FAILED: the same, where the payment was read.
    NOTHING_DUE_YET: nothing had to be paid at once, as in a trial.
    PAST_ITS_END: open, though its time is over.
    LEFT_UNSEEN: it cannot be seen whether the customer tried to pay.
    UNUSUAL: a pair of states that is not known here.
    """

    PAID = "paid"
    PROCESSING = "processing"
    STARTED = "started"
    RESERVED = "reserved"
    FAILED = "failed"
    METHOD_SAVED = "method saved"
    NOTHING_DUE_YET = "nothing due yet"
    TOTAL_ZERO = "total zero"
    OPEN = "open"
    PAST_ITS_END = "past its end"
    LEFT_AFTER_DECLINE = "left after a decline"
    LEFT_AFTER_TRYING = "left after trying"
    LEFT_WITHOUT_TRYING = "left without trying"
    LEFT_UNSEEN = "left, unseen whether tried"
    LEFT_NOTHING_SAVED = "left, no method saved"
    UNUSUAL = "unusual"


LEFT = frozenset(
    (
        Standing.LEFT_AFTER_DECLINE,
        Standing.LEFT_AFTER_TRYING,
        Standing.LEFT_WITHOUT_TRYING,
        Standing.LEFT_UNSEEN,
        Standing.LEFT_NOTHING_SAVED,
    )
)
NOTHING_DUE = frozenset((Standing.METHOD_SAVED, Standing.NOTHING_DUE_YET, Standing.TOTAL_ZERO))
# The session has ended and stays as it is.
ENDED = LEFT | NOTHING_DUE | {Standing.PAID}
UNCONFIRMED = frozenset((Standing.PROCESSING, Standing.STARTED, Standing.RESERVED))
UNFINISHED = frozenset((Standing.OPEN, Standing.PAST_ITS_END))


def standing_of(row: SessionRow, now: float, payment: Payment | None = None) -> Standing:
    """Judge a session from what was read of it.

    now: Unix seconds, to tell an open session from one past its end.
    payment: None where only the row was read.
    """
    match (row.status, row.payment_status):
        case ("complete", "paid"):
            return Standing.PAID
        case ("complete", "unpaid"):
            return _finished_unpaid(payment)
        case ("complete", "no_payment_required"):
            return _nothing_due(row)
        case ("open", "unpaid" | "no_payment_required"):
            return Standing.PAST_ITS_END if is_past_its_end(row, now) else Standing.OPEN
        case ("expired", "unpaid" | "no_payment_required"):
            return _left(row, payment)
    return Standing.UNUSUAL


def is_paid(row: SessionRow) -> bool:
    return standing_of(row, now=0) is Standing.PAID


def has_ended(row: SessionRow) -> bool:
    """Whether the session stays as it is; Stripe never opens an expired one again."""
    return row.status == "expired" or standing_of(row, now=0) in ENDED


def can_change(row: SessionRow, standing: Standing) -> bool:
    """Whether it is worth watching, because another state can follow soon."""
    return standing in UNFINISHED | UNCONFIRMED or row.status == "open"


def is_past_its_end(row: SessionRow, now: float) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def _finished_unpaid(payment: Payment | None) -> Standing:
    match payment and payment.state:
        case PaymentState.PROCESSING | PaymentState.SUCCEEDED:
            return Standing.STARTED
        case PaymentState.AUTHORISED:
            return Standing.RESERVED
        case PaymentState.FAILED:
            return Standing.FAILED
    return Standing.PROCESSING


def _nothing_due(row: SessionRow) -> Standing:
    if row.mode == "setup":
        return Standing.METHOD_SAVED
    if row.mode == "subscription" or row.amount_total:
        return Standing.NOTHING_DUE_YET
    return Standing.TOTAL_ZERO


def _left(row: SessionRow, payment: Payment | None) -> Standing:
    """Only a one-off payment has a PaymentIntent for every try.

    The payment of a subscription hangs on its invoice, which an unpaid session never gets.
    """
    if payment and payment.state is PaymentState.FAILED:
        return Standing.LEFT_AFTER_DECLINE
    if row.payment_intent or (payment and payment.state is not PaymentState.NONE):
        return Standing.LEFT_AFTER_TRYING
    match row.mode:
        case "payment":
            return Standing.LEFT_WITHOUT_TRYING
        case "setup":
            return Standing.LEFT_NOTHING_SAVED
    return Standing.LEFT_UNSEEN
