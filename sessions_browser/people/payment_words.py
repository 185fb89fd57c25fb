"""What came back of payments that a person made, and what was not looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.people.wording import plural, sentence, share

Judged = tuple[SessionRow, Standing]

_DISPUTES = {
    Dispute.INQUIRY: "is questioned by the bank, and no money was taken back",
    Dispute.INQUIRY_ANSWERED: "was questioned by the bank, and the shop has answered",
    Dispute.OPEN: "is disputed, and the shop has to answer",
    Dispute.ANSWERED: "is disputed, and the bank has not decided yet",
    Dispute.WON: "was disputed, and the bank decided for the shop",
    Dispute.LOST: "was disputed, and the bank decided for the customer",
    Dispute.SINCE_CLOSED: "was questioned by the bank, and that question is closed",
    Dispute.REPORTED: "was disputed, and how the dispute stands is not known here",
}


def came_back(payments: Sequence[Judged]) -> str:
    """Sentences about refunds and disputes of these payments; "" where none is known of.

    What was not looked at is said. Only money that was collected counts.
    """
    paid = [(row, standing) for row, standing in payments if standing.is_paid]
    return " ".join(_sentences(paid))


def was_looked_at(payments: Sequence[Judged]) -> bool:
    """Whether money was collected, and refunds and disputes of all of it are known."""
    refunds = [standing.refund for _, standing in payments if standing.is_paid]
    return bool(refunds) and Refund.UNREAD not in refunds


def _sentences(paid: Sequence[Judged]) -> Iterator[str]:
    count = len(paid)
    waiting = sum(standing.refund_waits for _, standing in paid)
    if full := sum(standing.refund is Refund.FULL for _, standing in paid):
        yield _sentence(full, count, "was refunded in full")
    for row, standing in paid:
        if standing.refund is Refund.PART:
            yield _sentence(1, count, f"was refunded in part ({refunded(row)})")
    if waiting:
        yield _sentence(waiting, count, "has a refund that has not succeeded yet")
    if failed := sum(row.known_payment.refund_failed for row, _ in paid):
        yield _sentence(failed, count, "had a refund that did not go through")
    for dispute, words in _DISPUTES.items():
        if disputed := sum(standing.dispute is dispute for _, standing in paid):
            yield _sentence(disputed, count, words)
    if unread := sum(standing.refund is Refund.UNREAD for _, standing in paid):
        some = f" of {share(unread, count, 'payment')}" if unread < count else ""
        yield f"Refunds and disputes{some} were not looked at."


def refunded(row: SessionRow) -> str:
    """The amount that went back, such as "EUR 10.00"."""
    return str(money(row.known_payment.refunded, row.payment_currency))


def _sentence(count: int, of: int, words: str) -> str:
    said = plural(words) if count > 1 else words
    return sentence(f"{share(count, of, 'payment')} {said}")
