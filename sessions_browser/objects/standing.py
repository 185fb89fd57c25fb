"""What became of a Checkout Session and its payment, judged in this one place.

Badge, row, verdict, steps, texts and the sentence of a person put it in words and judge nothing.
`status` and `payment_status` together say how a session ended
(docs.stripe.com/api/checkout/sessions/object). Its payment, where it was read, says more, and wins
where the two differ: a session never hears of what happens later.
"""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.next_action import Todo
from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.states import (
    DISPUTES,
    UNDER_WAY,
    UNFINISHED,
    Dispute,
    Refund,
    State,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is judged of a session at one moment.

    refund, dispute: of money that was collected, NONE where none was.
    refund_waits: a refund was made and has not succeeded yet.
    all_goes_back: what was refunded and what is to be refunded make all that was collected.
    captured_in_part: less was captured than was reserved.
    ended_early: the shop ended the session before its time was over; nobody knows when.
    paid_late: the payment succeeded though the session had expired.
    """

    state: State
    refund: Refund = Refund.NONE
    dispute: Dispute = Dispute.NONE
    refund_waits: bool = False
    all_goes_back: bool = False
    captured_in_part: bool = False
    ended_early: bool = False
    paid_late: bool = False

    @property
    def is_paid(self) -> bool:
        return self.state is State.PAID

    @property
    def keeps_money(self) -> bool:
        """Paid, and as far as was read neither refunded in full nor lost in a dispute."""
        lost = self.all_goes_back or self.dispute is Dispute.LOST
        return self.is_paid and not lost


def standing_of(row: SessionRow, now: float) -> Standing:
    """Judge a session from what was read of it.

    now: Unix seconds, to tell an open session from one past its end.
    """
    state, payment = _state(row, now), row.known_payment
    early = row.status == "expired" and row.expires_at is not None and row.expires_at > now
    if state is not State.PAID:
        return Standing(state, ended_early=early)
    return Standing(
        state,
        refund=_refund(payment),
        dispute=_dispute(payment),
        refund_waits=bool(payment.refund_waits),
        all_goes_back=_all_goes_back(payment),
        captured_in_part=bool(payment.released),
        ended_early=early,
        paid_late=row.status == "expired",
    )


def has_ended(row: SessionRow) -> bool:
    """Whether the session stays as it is; Stripe never opens an expired one again."""
    over = row.status == "expired" or row.payment_status in ("paid", "no_payment_required")
    return over and row.status != "open" and not _can_still_change(_state(row, now=0))


def can_change(row: SessionRow, standing: Standing) -> bool:
    """Whether it is worth watching, because another state can follow soon."""
    return _can_still_change(standing.state) or row.status == "open"


def is_past_its_end(row: SessionRow, now: float) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def _can_still_change(state: State) -> bool:
    return state in UNFINISHED | UNDER_WAY


def _state(row: SessionRow, now: float) -> State:
    match (row.status, row.payment_status):
        case ("complete", "paid"):
            return _complete_paid(row.known_payment)
        case ("complete", "unpaid"):
            return _complete_unpaid(row.known_payment)
        case ("complete", "no_payment_required"):
            return _nothing_due(row)
        case ("open", "unpaid" | "no_payment_required"):
            return _open(row, now)
        case ("expired", "unpaid" | "no_payment_required"):
            return _expired(row)
    return State.UNUSUAL


def _complete_paid(payment: Payment) -> State:
    match payment.state:
        case PaymentState.RESERVED:
            return State.RESERVED
        case (
            PaymentState.SUCCEEDED | PaymentState.NONE | PaymentState.UNREAD | PaymentState.UNKNOWN
        ):
            return State.PAID
    return State.CONTRADICTORY


# Where the payment decides, whatever the session says.
_DECIDED = {
    PaymentState.SUCCEEDED: State.PAID,
    PaymentState.PROCESSING: State.STARTED,
    PaymentState.RESERVED: State.RESERVED,
}
_WAITS = {Todo.PAY_VOUCHER: State.VOUCHER_WAITS, Todo.TRANSFER: State.TRANSFER_WAITS}


def _complete_unpaid(payment: Payment) -> State:
    match payment.state:
        case PaymentState.WAITS_FOR_CUSTOMER:
            return _WAITS.get(_todo(payment), State.CUSTOMER_HAS_TO_ACT)
        case PaymentState.WAITS_FOR_SHOP:
            return State.SHOP_HAS_TO_CONFIRM
        case PaymentState.FAILED:
            return State.FAILED
        case PaymentState.NOT_COMPLETED:
            return State.NOT_COMPLETED
        case PaymentState.RELEASED:
            return State.RELEASED
    return _DECIDED.get(payment.state, State.FINISHED)


def _todo(payment: Payment) -> Todo:
    return payment.next_action.todo if payment.next_action else Todo.UNKNOWN


def _nothing_due(row: SessionRow) -> State:
    if row.mode == "setup":
        return State.METHOD_SAVED
    if row.mode == "subscription" or row.amount_total:
        return State.NOTHING_DUE_YET
    return State.TOTAL_ZERO


def _open(row: SessionRow, now: float) -> State:
    payment = row.known_payment
    if payment.state in _DECIDED:
        return _DECIDED[payment.state]
    match payment.state:
        case PaymentState.WAITS_FOR_CUSTOMER:
            return _WAITS.get(_todo(payment), State.OPEN_CONFIRMING)
        case PaymentState.UNREAD | PaymentState.UNKNOWN:
            return State.OPEN_UNREAD
    if is_past_its_end(row, now):
        return State.PAST_ITS_END
    if row.mode == "setup" or row.amount_total == 0:
        return State.OPEN_NOTHING_TO_PAY
    return State.OPEN_AFTER_DECLINE if payment.state is PaymentState.FAILED else State.OPEN


def _expired(row: SessionRow) -> State:
    """Only a one-off payment has a PaymentIntent for every try.

    The payment of a subscription hangs on its invoice, which an unpaid session never gets.
    """
    payment = row.known_payment
    if payment.state in _DECIDED:
        return _DECIDED[payment.state]
    match payment.state:
        case PaymentState.NONE:
            return _left_without_payment(row)
        case PaymentState.RELEASED:
            return State.RELEASED
        case PaymentState.FAILED:
            return State.LEFT_AFTER_DECLINE
        case PaymentState.WAITS_FOR_CUSTOMER:
            return _WAITS.get(_todo(payment), State.LEFT_WAITING)
        case PaymentState.WAITS_FOR_SHOP:
            return State.LEFT_WAITING
        case PaymentState.NOT_COMPLETED:
            return State.LEFT_NOT_COMPLETED
    return State.LEFT_UNREAD


def _left_without_payment(row: SessionRow) -> State:
    if row.mode == "setup":
        return State.LEFT_NOTHING_SAVED
    return State.LEFT_UNSEEN if row.managed or row.mode != "payment" else State.LEFT_WITHOUT_TRYING


def _refund(payment: Payment) -> Refund:
    if not payment.charge_read or payment.state is not PaymentState.SUCCEEDED:
        return Refund.UNREAD
    if payment.is_refunded:
        return Refund.FULL
    return Refund.PART if payment.refunded > 0 else Refund.NONE


def _all_goes_back(payment: Payment) -> bool:
    back = payment.refunded + payment.refunding
    return payment.is_refunded or bool(payment.captured and back >= payment.captured)


def _dispute(payment: Payment) -> Dispute:
    if _refund(payment) is Refund.UNREAD:
        return Dispute.UNREAD
    if payment.dispute is None:
        return Dispute.NONE
    return DISPUTES.get(payment.dispute, Dispute.REPORTED)
