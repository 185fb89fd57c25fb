"""The verdict on a session that ended without a payment."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_browser.presentation.declines import decline_reason, is_declined_card
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.presentation.times import duration
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import total_for_customer, your_checkout, your_payment
from sessions_browser.session.unpaid_words import card_declined
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    NO_SECOND,
    Verdict,
    how_to_pay_again,
    stripe_calls_it,
)


def left_after_decline(judged: JudgedSession) -> Verdict:
    message = pgettext(
        "customer",
        "Your last attempt to pay %(amount)s did not go through. Nothing was charged in this"
        " checkout.",
    )
    return Verdict(
        _last_try(judged),
        _ended(judged),
        message % {"amount": total_for_customer(judged)},
        how_to_pay_again(judged),
    )


def _last_try(judged: JudgedSession) -> str:
    payment, reason = judged.payment, decline_reason(judged.payment)
    if is_declined_card(payment):
        return card_declined(reason)
    if reason:
        return _("Not paid: the last attempt failed (%(reason)s).") % {"reason": reason}
    if payment.declined:
        words = _("Not paid: the last attempt failed. Stripe says: “%(message)s”")
        return words % {"message": payment.declined}
    return _("Not paid: the last attempt failed.")


def left_not_completed(judged: JudgedSession) -> Verdict:
    message = pgettext(
        "customer",
        "%(your_payment)s was not completed. Nothing was charged in this checkout.",
    )
    return Verdict(
        _("Not paid. A payment was prepared and not completed."),
        _ended(judged),
        filled(message, your_payment=your_payment(judged)),
        how_to_pay_again(judged),
    )


def left_waiting(judged: JudgedSession) -> Verdict:
    action = judged.payment.next_action
    words = _("Stripe calls what is to be done “%(action)s”.")
    waits_for = words % {"action": action.word} if action else stripe_calls_it(judged)
    return Verdict(
        _(
            "Not paid so far. The session ended while the payment waits, and money can still"
            " arrive."
        ),
        sentences(waits_for, _ended(judged)),
        "",
        sentences(NO_SECOND, LOOK_FIRST),
    )


def left_unread(judged: JudgedSession) -> Verdict:
    return Verdict(
        _("The session ended. A payment was prepared; what became of it is not known here."),
        sentences(stripe_calls_it(judged), _ended(judged)),
        "",
        sentences(_("A late payment can still arrive."), LOOK_FIRST),
    )


def left_without_trying(judged: JudgedSession) -> Verdict:
    message = pgettext(
        "customer",
        "%(your_checkout)s ended before a payment was made. Nothing was charged in this checkout.",
    )
    return Verdict(
        _("Not paid. Stripe shows no payment attempt."),
        _ended(judged),
        filled(message, your_checkout=your_checkout(judged)),
        how_to_pay_again(judged),
    )


def left_unseen(judged: JudgedSession) -> Verdict:
    sentence = _("Not paid. Whether the customer tried to pay cannot be seen.")
    if judged.row.mode == "subscription":
        sentence = _(
            "Not paid. Whether the customer tried to pay cannot be seen in a subscription."
        )
    return Verdict(
        sentence,
        _ended(judged),
        pgettext("customer", "Your checkout ended before a payment was made."),
        how_to_pay_again(judged),
    )


def left_nothing_saved(judged: JudgedSession) -> Verdict:
    return Verdict(
        _("The session ended. No payment method was saved."),
        _ended(judged),
        pgettext("customer", "Nothing was saved and nothing was charged."),
        how_to_pay_again(judged),
    )


def _ended(judged: JudgedSession) -> str:
    """A session tells until when it was to be open, not when the shop ended it before that."""
    if judged.standing.ended_early:
        return _("The session was ended early. Stripe does not say when.")
    created, ends = judged.row.created, judged.row.expires_at
    if ends is None:
        return ""
    moment = judged.words_at(ends)
    if created is None or ends < created:
        return _("The session expired on %(moment)s at the latest.") % {"moment": moment}
    words = _("The session expired on %(moment)s at the latest, %(duration)s after it was opened.")
    return words % {"moment": moment, "duration": duration(ends - created)}
