"""The verdict on a session whose voucher the customer has to pay, as at a till or a bank."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_browser.objects.payment_method import PaymentMethod
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import customer_at, total, your_payment
from sessions_browser.session.verdict import NO_SECOND, Verdict


def voucher_waits(judged: JudgedSession) -> Verdict:
    action = judged.payment.next_action
    until = action.until if action else None
    if until is not None and until <= judged.clock.now:
        return _voucher_is_over(judged, until)
    end = judged.words_at(until)
    words = _("Not paid yet. The customer has to pay the %(voucher)s of %(amount)s.")
    return Verdict(
        words % {"voucher": _voucher(judged).name, "amount": total(judged)},
        _("It can be paid until %(moment)s.") % {"moment": end}
        if end
        else _("Until when it can be paid is not known."),
        _please_pay(judged, customer_at(judged, until)),
        sentences(NO_SECOND, _("A payment of a voucher can take some days to show here.")),
    )


def _voucher(judged: JudgedSession) -> PaymentMethod:
    """Of what is to be done: the last try that failed may have been made otherwise."""
    action = judged.payment.next_action
    return action.method if action else judged.payment.method


def _please_pay(judged: JudgedSession, moment: str) -> str:
    words = pgettext(
        "customer",
        "We have not received %(your_payment)s yet. If you have already paid, you do not need to do"
        " anything: it can take some days to reach us. If not, please pay your %(voucher)s.",
    )
    if moment:
        words = pgettext(
            "customer",
            "We have not received %(your_payment)s yet. If you have already paid, you do not need"
            " to do anything: it can take some days to reach us. If not, please pay your"
            " %(voucher)s by %(moment)s.",
        )
    voucher = _voucher(judged).name
    return filled(words, your_payment=your_payment(judged), voucher=voucher, moment=moment)


def _voucher_is_over(judged: JudgedSession, until: int) -> Verdict:
    words = _("Not paid so far. The time of the %(voucher)s of %(amount)s is over.")
    over = _("It could be paid until %(moment)s. A payment made before that can still arrive.")
    message = pgettext(
        "customer",
        "We have not received %(your_payment)s. If you paid in time, please wait some days. If not,"
        " please do not pay this voucher now.",
    )
    return Verdict(
        words % {"voucher": _voucher(judged).name, "amount": total(judged)},
        over % {"moment": judged.words_at(until)},
        filled(message, your_payment=your_payment(judged)),
        _("Wait until Stripe shows the payment as failed before you offer a new checkout."),
    )
