"""The word and the sentence of a badge for what became of a session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import Dispute, Refund, State


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for a session and its payment together.

    key: "paid", "refunded", "disputed", "processing", "waiting", "failed", "free", "open", "left"
        or "unusual": picks glyph and tint.
    """

    key: str
    word: str
    sentence: str


NOT_LOOKED_AT = "Refunds and disputes were not looked at here."
_OUTCOMES = {
    State.FINISHED: Outcome(
        "processing",
        "Processing",
        "The customer finished. The payment was not looked at here: it can have succeeded, be on"
        " its way, be reserved, wait for the customer, or have failed.",
    ),
    State.STARTED: Outcome(
        "processing", "Processing", "The payment has begun, and the bank has not confirmed it yet."
    ),
    State.VOUCHER_WAITS: Outcome(
        "waiting", "Awaiting payment", "The customer has a voucher and has not paid it yet."
    ),
    State.TRANSFER_WAITS: Outcome(
        "waiting", "Awaiting payment", "The customer has to transfer the money."
    ),
    State.CUSTOMER_HAS_TO_ACT: Outcome(
        "waiting", "Awaiting customer", "The customer has to do something before the money moves."
    ),
    State.SHOP_HAS_TO_CONFIRM: Outcome(
        "waiting", "Awaiting shop", "The shop's system has to confirm the payment."
    ),
    State.RESERVED: Outcome(
        "waiting", "Reserved", "The amount is reserved and has not been collected."
    ),
    State.RELEASED: Outcome(
        "failed", "Released", "The amount was reserved, never collected, and released."
    ),
    State.FAILED: Outcome("failed", "Failed", "The customer finished, and the payment failed."),
    State.NOT_COMPLETED: Outcome(
        "failed", "Not completed", "The customer finished, and the payment was not completed."
    ),
    State.METHOD_SAVED: Outcome(
        "free", "No payment due", "A payment method was saved. Nothing was charged."
    ),
    State.NOTHING_DUE_YET: Outcome("free", "No payment due", "Nothing was due at checkout."),
    State.TOTAL_ZERO: Outcome(
        "free", "No payment due", "The total was 0, so there was nothing to pay."
    ),
    State.OPEN: Outcome("open", "Open", "Not finished. The customer can still pay."),
    State.OPEN_NOTHING_TO_PAY: Outcome("open", "Open", "Not finished. Nothing is to be paid."),
    State.OPEN_CONFIRMING: Outcome(
        "open", "Open", "Not finished. The customer has to confirm the payment."
    ),
    State.OPEN_AFTER_DECLINE: Outcome(
        "open", "Open", "Not finished. The last try to pay failed; the customer can try again."
    ),
    State.OPEN_UNREAD: Outcome(
        "open", "Open", "Not finished. A payment was prepared, and was not looked at here."
    ),
    State.PAST_ITS_END: Outcome(
        "open",
        "Expiring",
        "Its time is over by this dashboard's clock, but Stripe has not closed it yet.",
    ),
    State.LEFT_AFTER_DECLINE: Outcome("left", "Abandoned", "Not paid. The last try failed."),
    State.LEFT_NOT_COMPLETED: Outcome(
        "left", "Abandoned", "Not paid. A payment was prepared and not completed."
    ),
    State.LEFT_WAITING: Outcome(
        "left",
        "Abandoned",
        "Not paid so far. It ended while the payment waits, and money can still arrive.",
    ),
    State.LEFT_UNREAD: Outcome(
        "left", "Abandoned", "It ended. A payment was prepared, and was not looked at here."
    ),
    State.LEFT_WITHOUT_TRYING: Outcome(
        "left", "Abandoned", "Not paid. Stripe shows no try to pay."
    ),
    State.LEFT_UNSEEN: Outcome(
        "left", "Abandoned", "Not paid. Whether the customer tried to pay cannot be seen."
    ),
    State.LEFT_NOTHING_SAVED: Outcome(
        "left", "Abandoned", "It ended. No payment method was saved."
    ),
    State.CONTRADICTORY: Outcome(
        "unusual",
        "Check in Stripe",
        "Stripe says of the session that it is paid, and of its payment that it is not.",
    ),
}
_REFUNDS = {Refund.FULL: "Refunded", Refund.PART: "Partly refunded"}
_BACK = {
    Refund.FULL: "It was refunded in full.",
    Refund.PART: "A part of it was refunded.",
    Refund.NONE: "",
    Refund.UNREAD: NOT_LOOKED_AT,
}
DISPUTE_SENTENCES = {
    Dispute.INQUIRY: "The customer's bank asks about this payment; no money was taken back.",
    Dispute.INQUIRY_ANSWERED: (
        "The customer's bank asked about this payment, and the shop has answered; no money was"
        " taken back."
    ),
    Dispute.OPEN: "The customer disputes it with the bank, which waits for the shop's answer.",
    Dispute.ANSWERED: "The customer disputes it with the bank, which has not decided yet.",
    Dispute.WON: "It was disputed, and the bank decided for the shop.",
    Dispute.LOST: "It was disputed, and the bank decided for the customer.",
    Dispute.SINCE_CLOSED: "The bank had a question about it, which is closed.",
    Dispute.REPORTED: "It was disputed. How the dispute stands is not known here.",
}
_DISPUTE_WORDS = {
    Dispute.INQUIRY: "Bank asks",
    Dispute.INQUIRY_ANSWERED: "Bank asks",
    Dispute.OPEN: "Disputed",
    Dispute.ANSWERED: "Disputed",
    Dispute.LOST: "Dispute lost",
    Dispute.REPORTED: "Was disputed",
}


def outcome_of(row: SessionRow, now: float) -> Outcome:
    """Judge a row and put it in words.

    now: Unix seconds.
    """
    return outcome_in_words(standing_of(row, now), row)


def outcome_in_words(standing: Standing, row: SessionRow) -> Outcome:
    """The words for a standing.

    row: gives the states as Stripe sent them, which are shown where they are unusual.
    """
    if standing.state is State.PAID:
        return _paid(standing)
    if standing.state is State.UNUSUAL:
        words = " / ".join(word or "—" for word in (row.status, row.payment_status))
        return Outcome("unusual", words, "An unusual state, shown as Stripe sent it.")
    if standing.state is State.LEFT_UNSEEN and row.managed:
        found = _OUTCOMES[State.LEFT_UNSEEN]
        return replace(found, sentence=f"{found.sentence} Link sells for the shop.")
    return _OUTCOMES[standing.state]


def _paid(standing: Standing) -> Outcome:
    """The worst comes first: a dispute before a refund, both before the money that came."""
    word = _DISPUTE_WORDS.get(standing.dispute)
    refund = "Being refunded" if standing.refund_waits else _REFUNDS.get(standing.refund)
    key = "disputed" if word else "refunded" if refund else "paid"
    words = ", ".join(part for part in (refund, word.lower() if refund and word else word) if part)
    sentences = (
        _collected(standing),
        _BACK[standing.refund],
        "A refund has not succeeded yet." if standing.refund_waits else "",
        DISPUTE_SENTENCES.get(standing.dispute, ""),
    )
    plain = "Partly collected" if standing.captured_in_part else "Paid"
    return Outcome(key, words or plain, " ".join(filter(None, sentences)))


def _collected(standing: Standing) -> str:
    if standing.refund is Refund.UNREAD:
        return "Stripe marked it as paid."
    part = "A part of the reserved amount" if standing.captured_in_part else "The money"
    return f"{part} was collected."
