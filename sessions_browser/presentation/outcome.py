"""The word and the sentence of a badge for what became of a session."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_noop as _

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


_NOT_LOOKED_AT = _("Refunds and disputes were not looked at here.")
_OUTCOMES = {
    State.FINISHED: Outcome(
        "processing",
        _("Processing"),
        _(
            "The customer finished. The payment was not looked at here: it can have succeeded, be"
            " on its way, be reserved, wait for the customer, or have failed."
        ),
    ),
    State.STARTED: Outcome(
        "processing",
        _("Processing"),
        _("The payment has begun, and the bank has not confirmed it yet."),
    ),
    State.VOUCHER_WAITS: Outcome(
        "waiting", _("Awaiting payment"), _("The customer has a voucher and has not paid it yet.")
    ),
    State.TRANSFER_WAITS: Outcome(
        "waiting", _("Awaiting payment"), _("The customer has to transfer the money.")
    ),
    State.CUSTOMER_HAS_TO_ACT: Outcome(
        "waiting",
        _("Awaiting customer"),
        _("The customer has to do something before the money moves."),
    ),
    State.SHOP_HAS_TO_CONFIRM: Outcome(
        "waiting", _("Awaiting shop"), _("The shop's system has to confirm the payment.")
    ),
    State.RESERVED: Outcome(
        "waiting", _("Reserved"), _("The amount is reserved and has not been collected.")
    ),
    State.RELEASED: Outcome(
        "failed", _("Released"), _("The amount was reserved, never collected, and released.")
    ),
    State.FAILED: Outcome(
        "failed", _("Failed"), _("The customer finished, and the payment failed.")
    ),
    State.NOT_COMPLETED: Outcome(
        "failed", _("Not completed"), _("The customer finished, and the payment was not completed.")
    ),
    State.METHOD_SAVED: Outcome(
        "free", _("No payment due"), _("A payment method was saved. Nothing was charged.")
    ),
    State.NOTHING_DUE_YET: Outcome("free", _("No payment due"), _("Nothing was due at checkout.")),
    State.TOTAL_ZERO: Outcome(
        "free", _("No payment due"), _("The total was 0, so there was nothing to pay.")
    ),
    State.OPEN: Outcome("open", _("Open"), _("Not finished. The customer can still pay.")),
    State.OPEN_NOTHING_TO_PAY: Outcome(
        "open", _("Open"), _("Not finished. Nothing is to be paid.")
    ),
    State.OPEN_CONFIRMING: Outcome(
        "open", _("Open"), _("Not finished. The customer has to confirm the payment.")
    ),
    State.OPEN_AFTER_DECLINE: Outcome(
        "open",
        _("Open"),
        _("Not finished. The last payment attempt failed; the customer can try again."),
    ),
    State.OPEN_UNREAD: Outcome(
        "open", _("Open"), _("Not finished. A payment was prepared, and was not looked at here.")
    ),
    State.PAST_ITS_END: Outcome(
        "open",
        _("Expiring"),
        _("Its time is over by this dashboard's clock, but Stripe has not closed it yet."),
    ),
    State.LEFT_AFTER_DECLINE: Outcome(
        "left", _("Abandoned"), _("Not paid. The last attempt failed.")
    ),
    State.LEFT_NOT_COMPLETED: Outcome(
        "left", _("Abandoned"), _("Not paid. A payment was prepared and not completed.")
    ),
    State.LEFT_WAITING: Outcome(
        "left",
        _("Abandoned"),
        _("Not paid so far. It ended while the payment waits, and money can still arrive."),
    ),
    State.LEFT_UNREAD: Outcome(
        "left", _("Abandoned"), _("It ended. A payment was prepared, and was not looked at here.")
    ),
    State.LEFT_WITHOUT_TRYING: Outcome(
        "left", _("Abandoned"), _("Not paid. Stripe shows no payment attempt.")
    ),
    State.LEFT_UNSEEN: Outcome(
        "left", _("Abandoned"), _("Not paid. Whether the customer tried to pay cannot be seen.")
    ),
    State.LEFT_NOTHING_SAVED: Outcome(
        "left", _("Abandoned"), _("It ended. No payment method was saved.")
    ),
    State.CONTRADICTORY: Outcome(
        "unusual",
        _("Check in Stripe"),
        _("Stripe says of the session that it is paid, and of its payment that it is not."),
    ),
}
_REFUNDS = {Refund.FULL: _("Refunded"), Refund.PART: _("Partly refunded")}
_BACK = {
    Refund.FULL: _("It was refunded in full."),
    Refund.PART: _("A part of it was refunded."),
    Refund.NONE: "",
    Refund.UNREAD: _NOT_LOOKED_AT,
}
DISPUTE_SENTENCES: dict[Dispute, str | Promise] = {
    Dispute.INQUIRY: gettext_lazy(
        "The customer's bank asks about this payment; no money was taken back."
    ),
    Dispute.INQUIRY_ANSWERED: gettext_lazy(
        "The customer's bank asked about this payment, and the shop has answered; no money was"
        " taken back."
    ),
    Dispute.OPEN: gettext_lazy(
        "The customer disputes it with the bank, which waits for the shop's answer."
    ),
    Dispute.ANSWERED: gettext_lazy(
        "The customer disputes it with the bank, which has not decided yet."
    ),
    Dispute.WON: gettext_lazy("It was disputed, and the bank decided for the shop."),
    Dispute.LOST: gettext_lazy("It was disputed, and the bank decided for the customer."),
    Dispute.SINCE_CLOSED: gettext_lazy("The bank had a question about it, which is closed."),
    Dispute.REPORTED: gettext_lazy("It was disputed. How the dispute stands is not known here."),
}
_DISPUTE_WORDS = {
    Dispute.INQUIRY: _("Bank asks"),
    Dispute.INQUIRY_ANSWERED: _("Bank asks"),
    Dispute.OPEN: _("Disputed"),
    Dispute.ANSWERED: _("Disputed"),
    Dispute.LOST: _("Dispute lost"),
    Dispute.REPORTED: _("Was disputed"),
}
# Behind a refund: "Refunded, disputed".
_DISPUTE_WORDS_BEHIND = {
    Dispute.INQUIRY: pgettext_lazy("behind another word", "bank asks"),
    Dispute.INQUIRY_ANSWERED: pgettext_lazy("behind another word", "bank asks"),
    Dispute.OPEN: pgettext_lazy("behind another word", "disputed"),
    Dispute.ANSWERED: pgettext_lazy("behind another word", "disputed"),
    Dispute.LOST: pgettext_lazy("behind another word", "dispute lost"),
    Dispute.REPORTED: pgettext_lazy("behind another word", "was disputed"),
}


def outcome_of(row: SessionRow, now: float) -> Outcome:
    """Judge a row and put it in words.

    now: Unix seconds.
    """
    return outcome_in_words(standing_of(row, now), row)


def outcome_in_words(standing: Standing, row: SessionRow) -> Outcome:
    """The words for a standing, in the language in force.

    row: gives the states as Stripe sent them, which are shown where they are unusual.
    """
    if standing.state is State.PAID:
        return _paid(standing)
    if standing.state is State.UNUSUAL:
        words = " / ".join(word or "—" for word in (row.status, row.payment_status))
        return Outcome("unusual", words, gettext("An unusual state, shown as Stripe sent it."))
    found = _OUTCOMES[standing.state]
    sentence = gettext(found.sentence)
    if standing.state is State.LEFT_UNSEEN and row.managed:
        sentence = f"{sentence} " + gettext("Link sells for the shop.")
    return Outcome(found.key, gettext(found.word), sentence)


def _paid(standing: Standing) -> Outcome:
    """The worst comes first: a dispute before a refund, both before the money that came."""
    dispute = _DISPUTE_WORDS.get(standing.dispute)
    refund = _("Being refunded") if standing.refund_waits else _REFUNDS.get(standing.refund)
    key = "disputed" if dispute else "refunded" if refund else "paid"
    sentences = (
        _collected(standing),
        gettext(_BACK[standing.refund]),
        gettext("A refund has not succeeded yet.") if standing.refund_waits else "",
        str(DISPUTE_SENTENCES.get(standing.dispute, "")),
    )
    plain = _("Partly collected") if standing.captured_in_part else _("Paid")
    if dispute and refund:
        behind = _DISPUTE_WORDS_BEHIND[standing.dispute]
        word = gettext("%(refund)s, %(dispute)s") % {"refund": gettext(refund), "dispute": behind}
    else:
        word = gettext(dispute or refund or plain)
    return Outcome(key, word, " ".join(filter(None, sentences)))


def _collected(standing: Standing) -> str:
    if standing.refund is Refund.UNREAD:
        return gettext("Stripe marked it as paid.")
    if standing.captured_in_part:
        return gettext("A part of the reserved amount was collected.")
    return gettext("The money was collected.")
