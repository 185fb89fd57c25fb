"""The word and the sentence of a badge for what became of a session."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for status and payment status together.

    key: "paid", "open", "processing", "free", "left" or "unusual": picks glyph and tint.
    """

    key: str
    word: str
    sentence: str


PROCESSING = Outcome(
    "processing",
    "Processing",
    "The customer finished. The bank has not confirmed yet, or the payment awaits capture, or a"
    " delayed payment failed: the payment tells which.",
)
LEFT_AFTER_TRYING = Outcome(
    "left", "Left", "Ended without payment. The customer tried to pay: the payment tells why not."
)
_OUTCOMES = {
    Standing.PAID: Outcome(
        "paid",
        "Paid",
        "The money was collected. A later refund or dispute does not show here: look at the"
        " payment.",
    ),
    Standing.PROCESSING: PROCESSING,
    Standing.STARTED: PROCESSING,
    Standing.RESERVED: PROCESSING,
    Standing.FAILED: PROCESSING,
    Standing.METHOD_SAVED: Outcome(
        "free", "No payment due", "A payment method was saved. Nothing was charged."
    ),
    Standing.NOTHING_DUE_YET: Outcome(
        "free",
        "No payment due",
        "Nothing was due yet, as in a trial. The first payment comes later.",
    ),
    Standing.TOTAL_ZERO: Outcome(
        "free", "No payment due", "The total was 0, so there was nothing to pay."
    ),
    Standing.OPEN: Outcome("open", "Open", "Not finished. The customer can still pay."),
    Standing.PAST_ITS_END: Outcome(
        "open",
        "Expiring",
        "Its time is over by this dashboard's clock, but Stripe has not closed it yet.",
    ),
    Standing.LEFT_AFTER_DECLINE: LEFT_AFTER_TRYING,
    Standing.LEFT_AFTER_TRYING: LEFT_AFTER_TRYING,
    Standing.LEFT_WITHOUT_TRYING: Outcome(
        "left", "Left", "Ended without payment. The customer never pressed Pay."
    ),
    Standing.LEFT_UNSEEN: Outcome(
        "left",
        "Left",
        "Ended without payment. Whether the customer tried to pay cannot be seen.",
    ),
    Standing.LEFT_NOTHING_SAVED: Outcome("left", "Left", "Ended. No payment method was saved."),
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
    if standing is Standing.UNUSUAL:
        words = " / ".join(word or "—" for word in (row.status, row.payment_status))
        return Outcome("unusual", words, "An unusual state, shown as Stripe sent it.")
    return _OUTCOMES[standing]
