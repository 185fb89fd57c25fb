"""One word and one sentence for what status and payment status mean together."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.session_row import SessionRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for status and payment status together.

    key: "paid", "open", "processing", "free", "left" or "unusual": picks glyph and tint.
    """

    key: str
    word: str
    sentence: str


PAID = Outcome(
    "paid",
    "Paid",
    "The money was collected. A later refund or dispute does not show here: look at the payment.",
)
PROCESSING = Outcome(
    "processing",
    "Processing",
    "The customer finished. The bank has not confirmed yet, or the payment awaits capture, or a"
    " delayed payment failed: the payment tells which.",
)
LEFT_WITHOUT_TRYING = Outcome(
    "left", "Left", "Ended without payment. The customer never pressed Pay."
)
LEFT_AFTER_TRYING = Outcome(
    "left", "Left", "Ended without payment. The customer tried to pay: the payment tells why not."
)
CARD_SAVED = Outcome("free", "No payment due", "A payment method was saved. Nothing was charged.")
TOTAL_ZERO = Outcome("free", "No payment due", "The total was 0, so there was nothing to pay.")
TRIAL = Outcome(
    "free", "No payment due", "Nothing was due yet, as in a trial. The first payment comes later."
)
OPEN = Outcome("open", "Open", "Not finished. The customer can still pay.")
EXPIRING = Outcome(
    "open",
    "Expiring",
    "Its time is over by this dashboard's clock, but Stripe has not closed it yet.",
)


def outcome_of(row: SessionRow, now: float) -> Outcome:
    """`now` in Unix seconds; it only tells an open session from one that is about to be closed."""
    match (row.status, row.payment_status):
        case ("complete", "paid"):
            return PAID
        case ("complete", "unpaid"):
            return PROCESSING
        case ("complete", "no_payment_required"):
            if row.mode == "setup":
                return CARD_SAVED
            return TRIAL if row.amount_total else TOTAL_ZERO if row.mode == "payment" else TRIAL
        case ("expired", "unpaid" | "no_payment_required"):
            return LEFT_AFTER_TRYING if row.payment_intent else LEFT_WITHOUT_TRYING
        case ("open", "unpaid" | "no_payment_required"):
            return EXPIRING if is_past_its_end(row, now) else OPEN
    words = " / ".join(word or "—" for word in (row.status, row.payment_status))
    return Outcome("unusual", words, "An unusual state, shown as Stripe sent it.")


def is_past_its_end(row: SessionRow, now: float) -> bool:
    return row.expires_at is not None and row.expires_at <= now
