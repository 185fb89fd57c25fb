"""The verdict on a session that is open."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.standing import is_past_its_end
from sessions_browser.presentation.declines import decline_reason, is_declined_card
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import customer_at, your_checkout
from sessions_browser.session.unpaid_words import task_of
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    NO_SECOND,
    Verdict,
    first_look,
    stripe_calls_it,
)

_WATCH = gettext_lazy("Watch this page while the customer pays.")


def still_open(judged: JudgedSession) -> Verdict:
    return Verdict(
        _("Not paid yet. The customer can still pay."),
        _until(judged),
        _please_finish(judged),
        sentences(_no_try(judged), first_look(judged), _WATCH),
    )


def _please_finish(judged: JudgedSession) -> str:
    """A moment, not a length of time: nobody knows when the text is read."""
    words = pgettext(
        "customer",
        "%(your_checkout)s has not been paid. You can finish it on the page that you opened.",
    )
    moment = customer_at(judged, judged.row.expires_at)
    if moment:
        words = pgettext(
            "customer",
            "%(your_checkout)s has not been paid. You can finish it on the page that you opened"
            " until %(moment)s.",
        )
    return filled(words, your_checkout=your_checkout(judged), moment=moment)


def _no_try(judged: JudgedSession) -> str:
    """Only of a one-off payment that the shop sells itself can that be seen."""
    seen = judged.row.mode == "payment" and judged.payment.state is PaymentState.NONE
    return _("Stripe shows no payment attempt so far.") if seen else ""


def open_after_decline(judged: JudgedSession) -> Verdict:
    works = pgettext("customer", "The page that you opened works until %(moment)s.")
    moment = customer_at(judged, judged.row.expires_at)
    return Verdict(
        sentences(_last_try(judged), _("The customer can try again.")),
        _until(judged),
        sentences(
            pgettext(
                "customer",
                "Your last payment attempt did not go through. Please try another payment method or"
                " ask your bank.",
            ),
            works % {"moment": moment} if moment else "",
        ),
        str(_WATCH),
    )


def _last_try(judged: JudgedSession) -> str:
    payment, reason = judged.payment, decline_reason(judged.payment)
    if is_declined_card(payment):
        if reason:
            return _("Not paid yet: the card was declined (%(reason)s).") % {"reason": reason}
        return _("Not paid yet: the card was declined.")
    if reason:
        return _("Not paid yet: the last attempt failed (%(reason)s).") % {"reason": reason}
    if payment.declined:
        words = _("Not paid yet: the last attempt failed. Stripe says: “%(message)s”")
        return words % {"message": payment.declined}
    return _("Not paid yet: the last attempt failed.")


def open_confirming(judged: JudgedSession) -> Verdict:
    sentence, request = task_of(judged)
    hint = sentences(NO_SECOND, _WATCH) if request else str(LOOK_FIRST)
    return Verdict(sentence, _until(judged), request, hint)


def open_unread(judged: JudgedSession) -> Verdict:
    return Verdict(
        _("Not finished. A payment was prepared; what became of it is not known here."),
        sentences(stripe_calls_it(judged), _until(judged)),
        "",
        str(LOOK_FIRST),
    )


def open_nothing_to_pay(judged: JudgedSession) -> Verdict:
    sentence = _("Not finished. The customer can still finish. Nothing is to be paid.")
    if judged.row.mode == "setup":
        sentence = _(
            "Not finished. The customer can still save a payment method. Nothing is to be paid."
        )
    return Verdict(
        sentence,
        _until(judged),
        _please_finish_for_nothing(judged),
        _("Watch this page while the customer finishes."),
    )


def _please_finish_for_nothing(judged: JudgedSession) -> str:
    if moment := customer_at(judged, judged.row.expires_at):
        return pgettext(
            "customer",
            "You can finish your checkout on the page that you opened until %(moment)s. Nothing has"
            " to be paid.",
        ) % {"moment": moment}
    return pgettext(
        "customer",
        "You can finish your checkout on the page that you opened. Nothing has to be paid.",
    )


def past_its_end(judged: JudgedSession) -> Verdict:
    over = _("It should have expired on %(moment)s, by this dashboard's clock.")
    return Verdict(
        _("Not finished. Its time is over, but Stripe has not closed it yet."),
        over % {"moment": judged.words_at(judged.row.expires_at)},
        "",
        _(
            "Wait some minutes and reload. Do not ask the customer to start again before Stripe"
            " shows the session as expired."
        ),
    )


def _until(judged: JudgedSession) -> str:
    moment = {"moment": judged.words_at(judged.row.expires_at)}
    if is_past_its_end(judged.row, judged.clock.now):
        words = _(
            "The session should have expired on %(moment)s, and Stripe has not closed it yet."
        )
        return words % moment
    return _("The session is open until %(moment)s.") % moment if moment["moment"] else ""
