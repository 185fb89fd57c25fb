"""The words in which standings are judged: what became of a session, a refund, a dispute."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """FINISHED: the customer finished, and what became of the payment was not read.

    RELEASED: reserved, never captured, and given free again.
    NOTHING_DUE_YET: nothing had to be paid at once, as in a trial.
    OPEN_NOTHING_TO_PAY: a method is to be saved, or the total is 0.
    OPEN_CONFIRMING: the customer has to confirm the payment, as at the bank.
    OPEN_UNREAD: a payment was begun, and was not read.
    PAST_ITS_END: open, though its time is over.
    LEFT_WAITING: expired, and the payment still waits for the customer, so money can still arrive.
    LEFT_UNREAD: a payment was begun, and was not read.
    LEFT_UNSEEN: it cannot be seen whether the customer tried to pay.
    CONTRADICTORY: the session is paid, and its payment says that it is not.
    UNUSUAL: a pair of states that is not known here.
    """

    PAID = "paid"
    FINISHED = "finished"
    STARTED = "started"
    VOUCHER_WAITS = "voucher waits"
    TRANSFER_WAITS = "transfer waits"
    CUSTOMER_HAS_TO_ACT = "customer has to act"
    SHOP_HAS_TO_CONFIRM = "shop has to confirm"
    RESERVED = "reserved"
    RELEASED = "released"
    FAILED = "failed"
    NOT_COMPLETED = "not completed"
    METHOD_SAVED = "method saved"
    NOTHING_DUE_YET = "nothing due yet"
    TOTAL_ZERO = "total zero"
    OPEN = "open"
    OPEN_NOTHING_TO_PAY = "open, nothing to pay"
    OPEN_CONFIRMING = "open, confirming"
    OPEN_AFTER_DECLINE = "open after a decline"
    OPEN_UNREAD = "open, payment not read"
    PAST_ITS_END = "past its end"
    LEFT_AFTER_DECLINE = "left after a decline"
    LEFT_NOT_COMPLETED = "left, payment not completed"
    LEFT_WAITING = "left, payment waits"
    LEFT_UNREAD = "left, payment not read"
    LEFT_WITHOUT_TRYING = "left without trying"
    LEFT_UNSEEN = "left, unseen whether tried"
    LEFT_NOTHING_SAVED = "left, no method saved"
    CONTRADICTORY = "contradictory"
    UNUSUAL = "unusual"


class Refund(Enum):
    """Whether money was given back after it was collected."""

    NONE = "none"
    PART = "part"
    FULL = "full"
    UNREAD = "unread"


class Dispute(Enum):
    """INQUIRY: the bank asks, and no money was taken back. INQUIRY_ANSWERED: the shop replied.

    ANSWERED: the shop replied to a dispute, and the bank decides.

    SINCE_CLOSED: an inquiry that ended.
    REPORTED: there is or was one; its status was not read, or says too little.
    UNREAD: nothing was looked at.
    """

    NONE = "none"
    INQUIRY = "inquiry"
    INQUIRY_ANSWERED = "inquiry answered"
    OPEN = "open"
    ANSWERED = "answered"
    WON = "won"
    LOST = "lost"
    SINCE_CLOSED = "closed"
    REPORTED = "reported"
    UNREAD = "unread"


# docs.stripe.com/api/disputes/object, status
DISPUTES = {
    "warning_needs_response": Dispute.INQUIRY,
    "warning_under_review": Dispute.INQUIRY_ANSWERED,
    "warning_closed": Dispute.SINCE_CLOSED,
    "needs_response": Dispute.OPEN,
    "under_review": Dispute.ANSWERED,
    "won": Dispute.WON,
    "lost": Dispute.LOST,
}

LEFT = frozenset(
    (
        State.LEFT_AFTER_DECLINE,
        State.LEFT_NOT_COMPLETED,
        State.LEFT_WAITING,
        State.LEFT_UNREAD,
        State.LEFT_WITHOUT_TRYING,
        State.LEFT_UNSEEN,
        State.LEFT_NOTHING_SAVED,
    )
)
# The customer finished, and the money neither arrived nor failed to, as far as was read.
UNDER_WAY = frozenset(
    (
        State.FINISHED,
        State.STARTED,
        State.VOUCHER_WAITS,
        State.TRANSFER_WAITS,
        State.CUSTOMER_HAS_TO_ACT,
        State.SHOP_HAS_TO_CONFIRM,
        State.RESERVED,
    )
)
UNFINISHED = frozenset(
    (
        State.OPEN,
        State.OPEN_NOTHING_TO_PAY,
        State.OPEN_CONFIRMING,
        State.OPEN_AFTER_DECLINE,
        State.OPEN_UNREAD,
        State.PAST_ITS_END,
    )
)
