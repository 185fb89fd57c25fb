"""What to tell the customer of a session whose money was collected, in the customer's language."""

from __future__ import annotations

from django.utils.translation import pgettext

from sessions_browser.objects.states import Refund
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import customer_at, total_for_customer, your_payment

# After so long the customer's bank knows more than we do.
_LONG_AGO_SECONDS = 16 * 24 * 3600


def about_paid(judged: JudgedSession) -> str:
    """Of a payment that is not disputed; "" where staff have to look first."""
    standing, payment = judged.standing, judged.payment
    if standing.refund is Refund.UNREAD or payment.refund_failed:
        return ""
    if standing.refund_waits:
        return _refund_on_its_way(judged)
    if standing.refund is Refund.FULL:
        return sentences(_refunded(judged), _until_it_shows(judged))
    if standing.refund is Refund.PART:
        return _partly_refunded(judged)
    return _received(judged)


def _received(judged: JudgedSession) -> str:
    payment = judged.payment
    if judged.standing.captured_in_part:
        return pgettext(
            "customer",
            "We have collected %(taken)s of the reserved %(asked)s. The rest was released.",
        ) % {
            "taken": judged.of_payment(payment.captured),
            "asked": judged.of_payment(payment.asked),
        }
    moment = customer_at(judged, payment.began_at) if payment.is_collected_at_once else ""
    if moment:
        words = pgettext("customer", "We received %(your_payment)s on %(moment)s.")
        return filled(words, your_payment=your_payment(judged), moment=moment)
    words = pgettext("customer", "We have received %(your_payment)s.")
    return filled(words, your_payment=your_payment(judged))


def _refunded(judged: JudgedSession) -> str:
    payment = judged.payment
    back = total_for_customer(judged)
    if judged.standing.captured_in_part:
        back = str(judged.of_payment(payment.captured))
    if moment := customer_at(judged, payment.refunded_at):
        words = pgettext("customer", "We made a refund of %(amount)s on %(moment)s.")
        return words % {"amount": back, "moment": moment}
    return pgettext("customer", "We have made a refund of %(amount)s.") % {"amount": back}


def _partly_refunded(judged: JudgedSession) -> str:
    """Amounts in one currency: with another that the customer saw, staff look first."""
    if judged.session.totals.presentment_amount is not None:
        return ""
    payment = judged.payment
    words = pgettext(
        "customer", "We have received your payment of %(taken)s and have refunded %(back)s."
    )
    taken = judged.of_payment(payment.captured) or total_for_customer(judged)
    return words % {"taken": taken, "back": judged.of_payment(payment.refunded)}


def _refund_on_its_way(judged: JudgedSession) -> str:
    payment = judged.payment
    if not payment.refunding or judged.session.totals.presentment_amount is not None:
        return ""
    back = judged.of_payment(payment.refunding)
    if payment.refund_waits == "requires_action":
        return pgettext(
            "customer",
            "We want to refund %(amount)s to you. Please open the e-mail about the refund and enter"
            " your bank details there. Please do not send them to us.",
        ) % {"amount": back}
    made = pgettext("customer", "We have made a refund of %(amount)s.") % {"amount": back}
    return sentences(made, _banks_are_slow())


def _until_it_shows(judged: JudgedSession) -> str:
    made = judged.payment.refunded_at
    if made is not None and judged.clock.now - made > _LONG_AGO_SECONDS:
        return pgettext("customer", "If it does not show on your account, please tell us.")
    return _banks_are_slow()


def _banks_are_slow() -> str:
    return pgettext("customer", "It can take 5 to 10 business days to appear on your account.")
