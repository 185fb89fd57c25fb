"""How one try of a person ended, in words that fit after a colon. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.payments import payment_words
from sessions_browser.presentation.sentences import filled
from sessions_browser.presentation.times import Clock


@dataclass(frozen=True, slots=True)
class Try:
    """words: how one or several ended, to stand after a colon, such as "still open".

    hour: when it was opened, where that tells it from others, or "". A session does not tell when
        it was paid.
    """

    words: str
    hour: str = ""
    is_paid: bool = False

    def alone(self, day: str) -> str:
        """A sentence about the only try; day: such as "18 Nov", "" where that is not known."""
        values = {"day": day, "hour": self.hour, "end": self.words}
        if self.is_paid:
            words = _("%(end)s on %(day)s (opened %(hour)s).") if day else _("%(end)s.")
        elif not day:
            words = _("1 checkout: %(end)s.")
        elif self.hour:
            words = _("1 checkout on %(day)s (opened %(hour)s): %(end)s.")
        else:
            words = _("1 checkout on %(day)s: %(end)s.")
        return filled(words, **values)

    def among_others(self, which: str) -> str:
        """A sentence about this one, or several like it; which: such as "the first two"."""
        words = (
            _("%(which)s (opened %(hour)s): %(end)s.") if self.hour else _("%(which)s: %(end)s.")
        )
        return filled(words, which=which, hour=self.hour, end=self.words)


# "%(payment)s" becomes such as "payment of EUR 49.00" or "SEPA bank debit of EUR 49.00".
_WORDS = {
    State.FINISHED: gettext_lazy("finished; whether the %(payment)s arrived was not looked at"),
    State.STARTED: gettext_lazy("%(payment)s still processing"),
    State.VOUCHER_WAITS: gettext_lazy("waiting for the customer's %(payment)s"),
    State.TRANSFER_WAITS: gettext_lazy("waiting for the customer's %(payment)s"),
    State.CUSTOMER_HAS_TO_ACT: gettext_lazy("waiting for the customer to confirm the %(payment)s"),
    State.SHOP_HAS_TO_CONFIRM: gettext_lazy("waiting for the shop to confirm the %(payment)s"),
    State.RESERVED: gettext_lazy("the %(payment)s is reserved and not collected"),
    State.RELEASED: gettext_lazy("the %(payment)s was reserved, then released and never collected"),
    State.FAILED: gettext_lazy("finished; the %(payment)s failed"),
    State.NOT_COMPLETED: gettext_lazy("finished; the %(payment)s was not completed"),
    State.NOTHING_DUE_YET: gettext_lazy("finished with nothing to pay"),
    State.TOTAL_ZERO: gettext_lazy("finished with nothing to pay"),
    State.OPEN: gettext_lazy("still open"),
    State.OPEN_NOTHING_TO_PAY: gettext_lazy("still open"),
    State.OPEN_CONFIRMING: gettext_lazy("still open"),
    State.OPEN_AFTER_DECLINE: gettext_lazy("still open after a failed payment attempt"),
    State.OPEN_UNREAD: gettext_lazy("still open; a payment was prepared"),
    State.PAST_ITS_END: gettext_lazy("about to expire"),
    State.LEFT_AFTER_DECLINE: gettext_lazy("abandoned after a failed payment attempt"),
    State.LEFT_NOT_COMPLETED: gettext_lazy("abandoned while paying"),
    State.LEFT_WAITING: gettext_lazy(
        "abandoned while the payment was waiting; money can still arrive"
    ),
    State.LEFT_UNREAD: gettext_lazy("abandoned after a payment was prepared"),
    State.LEFT_WITHOUT_TRYING: gettext_lazy("abandoned; Stripe shows no payment attempt"),
    State.LEFT_UNSEEN: gettext_lazy("abandoned without payment"),
    State.LEFT_NOTHING_SAVED: gettext_lazy("abandoned without payment"),
    State.CONTRADICTORY: gettext_lazy("unclear; look at it in Stripe"),
}
# Their time of day tells them from others.
_TOLD_BY_TIME = frozenset((State.PAID, State.FINISHED, State.STARTED))


def try_of(row: SessionRow, clock: Clock) -> Try:
    standing = standing_of(row, clock.now)
    opened = clock.maybe_moment(row.created) if standing.state in _TOLD_BY_TIME else None
    return Try(_words(row, standing), opened.hour if opened else "", standing.is_paid)


def _words(row: SessionRow, standing: Standing) -> str:
    match standing.state:
        case State.PAID:
            return _paid(row, standing)
        case State.METHOD_SAVED:
            return _saved(row)
        case state if state in _WORDS:
            return str(_WORDS[state]) % {"payment": payment_of(row)}
    return _("ended as %(states)s") % {"states": outcome_in_words(standing, row).word}


def payment_of(row: SessionRow) -> str:
    """Such as "SEPA bank debit of EUR 49.00"; it is never a card by default."""
    return payment_words(row.known_payment.method, str(money(row.amount_total, row.currency) or ""))


def _paid(row: SessionRow, standing: Standing) -> str:
    payment, amount = row.known_payment, money(row.amount_total, row.currency)
    if standing.captured_in_part:
        return _("paid %(captured)s of %(amount)s") % {
            "captured": money(payment.captured, row.payment_currency),
            "amount": money(payment.asked, row.payment_currency),
        }
    return _("paid %(amount)s") % {"amount": amount} if amount else str(_PAID)


_PAID = pgettext_lazy("checkout", "paid")


def _saved(row: SessionRow) -> str:
    if name := row.known_payment.method.in_a_sentence:
        return _("saved a payment method (%(method)s)") % {"method": name}
    return _("saved a payment method")
