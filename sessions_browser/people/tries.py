"""How one try of a person ended, in words that fit after a colon. Pure."""

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
    """words: how one or several ended, to stand after a colon, such as "still open".

    opened: when it began, such as " (opened 14:10)", where that tells it from others. A session
        does not tell when it was paid.
    """

    words: str
    opened: str = ""

    def alone(self, days: str) -> str:
        """A sentence about the only try; days: such as " on 18 Nov"."""
        if self.words.startswith("paid"):
            return sentence(f"{self.words}{days}{self.opened}")
        return f"1 checkout{days}{self.opened}: {self.words}."


# "{amount}" becomes such as "EUR 49.00", "{payment}" such as "the payment of EUR 49.00", "{by}"
# such as " by SEPA bank debit", "{method}" such as " (SEPA bank debit)".
_WORDS = {
    State.FINISHED: "finished; whether {amount} arrived was not looked at",
    State.STARTED: "being paid{by}; {amount} is still processing",
    State.VOUCHER_WAITS: "waiting for the customer to pay {amount}{by}",
    State.TRANSFER_WAITS: "waiting for {amount} by bank transfer",
    State.CUSTOMER_HAS_TO_ACT: "waiting for the customer to confirm {payment}",
    State.SHOP_HAS_TO_CONFIRM: "waiting for the shop to confirm {payment}",
    State.RESERVED: "{amount} is reserved and not collected",
    State.RELEASED: "{amount} was reserved, then released and never collected",
    State.FAILED: "finished; {payment} failed",
    State.NOT_COMPLETED: "finished; {payment} was not completed",
    State.METHOD_SAVED: "saved a payment method{method}",
    State.NOTHING_DUE_YET: "finished with nothing to pay",
    State.TOTAL_ZERO: "finished with nothing to pay",
    State.OPEN: "still open",
    State.OPEN_NOTHING_TO_PAY: "still open",
    State.OPEN_CONFIRMING: "still open",
    State.OPEN_AFTER_DECLINE: "still open after a failed try to pay",
    State.OPEN_UNREAD: "still open; a payment was prepared",
    State.PAST_ITS_END: "about to expire",
    State.LEFT_AFTER_DECLINE: "abandoned after a failed try to pay",
    State.LEFT_NOT_COMPLETED: "abandoned while paying",
    State.LEFT_WAITING: "abandoned while the payment was waiting; money can still arrive",
    State.LEFT_UNREAD: "abandoned after a payment was prepared",
    State.LEFT_WITHOUT_TRYING: "abandoned; Stripe shows no try to pay",
    State.LEFT_UNSEEN: "abandoned without payment",
    State.LEFT_NOTHING_SAVED: "abandoned without payment",
    State.CONTRADICTORY: "unclear; look at it in Stripe",
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
    amount = str(money(row.amount_total, row.currency) or "")
    name = row.known_payment.method.in_a_sentence
    return _WORDS[standing.state].format(
        amount=amount or "the money",
        payment=f"the payment of {amount}" if amount else "the payment",
        by=f" by {name}" if name else "",
        method=f" ({name})" if name else "",
    )


def _paid_amount(row: SessionRow, standing: Standing) -> str:
    amount = money(row.amount_total, row.currency)
    if not standing.captured_in_part:
        return str(amount or "")
    return f"{money(row.known_payment.captured, row.payment_currency)} of {amount}"


def with_article(row: SessionRow) -> str:
    """The payment by its method, such as "a SEPA bank debit"; "a payment" where that is not known.

    It is never a card by default.
    """
    name = row.known_payment.method.in_a_sentence
    if not name:
        return "a payment"
    return f"{'an' if name[0] in 'AEIOi' else 'a'} {name}"


def _opened(row: SessionRow, clock: Clock) -> str:
    if row.created is None:
        return ""
    return f" (opened {clock.moment(row.created).text.rpartition(' ')[2]})"
