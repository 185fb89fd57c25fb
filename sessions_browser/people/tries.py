"""How one try of a person ended, in words that fit into a sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import State
from sessions_browser.people.wording import sentence
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.times import Clock


@dataclass(frozen=True, slots=True)
class Try:
    """words: of one try, a verb first, such as "is still open".

    opened: when it began, such as " (opened 14:10)", where that tells it from others. A session
        does not tell when it was paid.
    """

    words: str
    opened: str = ""

    def alone(self, days: str) -> str:
        """A sentence about the only try; days: such as " on 18 Nov"."""
        if self.words.startswith("paid"):
            return sentence(f"{self.words}{days}{self.opened}")
        return f"1 try{days}{self.opened}, which {self.words}."


# "{amount}" becomes such as "EUR 49.00", "{method}" such as "a SEPA bank debit".
# "{by}" such as " by SEPA bank debit".
_WORDS = {
    State.FINISHED: "was finished, and whether {amount} arrived was not looked at",
    State.STARTED: "is being paid{by}, and {amount} is still processing",
    State.VOUCHER_WAITS: "has {method} for {amount} that waits to be paid",
    State.TRANSFER_WAITS: "waits for {amount} by bank transfer",
    State.CUSTOMER_HAS_TO_ACT: "waits for the customer to confirm {amount}",
    State.SHOP_HAS_TO_CONFIRM: "waits for the shop to confirm {amount}",
    State.RESERVED: "has {amount} reserved, which was not collected",
    State.RELEASED: "had {amount} reserved, which was released and never collected",
    State.FAILED: "was finished, and the payment of {amount} failed",
    State.NOT_COMPLETED: "was finished, and the payment of {amount} was not completed",
    State.METHOD_SAVED: "saved {method}",
    State.NOTHING_DUE_YET: "finished with nothing to pay",
    State.TOTAL_ZERO: "finished with nothing to pay",
    State.OPEN: "is still open",
    State.OPEN_NOTHING_TO_PAY: "is still open",
    State.OPEN_CONFIRMING: "is still open",
    State.OPEN_AFTER_DECLINE: "is still open after a failed try",
    State.OPEN_UNREAD: "is still open, and a payment was prepared",
    State.PAST_ITS_END: "is about to expire",
    State.LEFT_AFTER_DECLINE: "was abandoned after a failed try",
    State.LEFT_NOT_COMPLETED: "was abandoned while paying",
    State.LEFT_WAITING: "was abandoned while the payment waits, and money can still arrive",
    State.LEFT_UNREAD: "was abandoned after a payment was prepared",
    State.LEFT_WITHOUT_TRYING: "was abandoned with no try to pay seen",
    State.LEFT_UNSEEN: "was abandoned without payment",
    State.LEFT_NOTHING_SAVED: "was abandoned without payment",
    State.CONTRADICTORY: "has to be looked at in Stripe",
}
# Their time of day tells them from others.
_TOLD_BY_TIME = frozenset((State.PAID, State.FINISHED, State.STARTED))


def try_of(row: SessionRow, clock: Clock) -> Try:
    standing = standing_of(row, clock.now)
    opened = _opened(row, clock) if standing.state in _TOLD_BY_TIME else ""
    return Try(_words(row, standing), opened)


def _words(row: SessionRow, standing: Standing) -> str:
    if standing.state is State.PAID:
        return f"paid {_paid_amount(row, standing)}".rstrip()
    if standing.state not in _WORDS:
        return f"ended as {outcome_in_words(standing, row).word}"
    amount = str(money(row.amount_total, row.currency) or "the payment")
    name = row.known_payment.method.name
    by = f" by {name}" if name else ""
    return _WORDS[standing.state].format(amount=amount, method=with_article(row), by=by)


def _paid_amount(row: SessionRow, standing: Standing) -> str:
    amount = money(row.amount_total, row.currency)
    if not standing.captured_in_part:
        return str(amount or "")
    payment = row.known_payment
    return f"{money(payment.captured, payment.currency or row.currency)} of {amount}"


def with_article(row: SessionRow, unknown: str = "a payment method") -> str:
    """The method of the payment, such as "a SEPA bank debit"; never a card by default."""
    name = row.known_payment.method.name
    if not name:
        return unknown
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"


def _opened(row: SessionRow, clock: Clock) -> str:
    if row.created is None:
        return ""
    return f" (opened {clock.moment(row.created).text.rpartition(' ')[2]})"
