"""The verdict on a session whose money was collected."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.payment_method import MethodKind
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.presentation.outcome import DISPUTE_SENTENCES
from sessions_browser.presentation.payments import payment_words
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.session.customer_words import about_paid
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import total
from sessions_browser.session.subscription_words import subscription_words
from sessions_browser.session.verdict import LOOK_FIRST, Verdict, stripe_calls_it

# With these nobody promises the customer anything: whoever handles disputes has the word.
_HINTS = {
    Dispute.INQUIRY: gettext_lazy(
        "Answer the bank in Stripe, or pass it to whoever handles disputes."
    ),
    Dispute.INQUIRY_ANSWERED: gettext_lazy("Ask whoever handles disputes before you refund."),
    Dispute.OPEN: gettext_lazy(
        "Do not refund. Respond to the dispute in Stripe, or pass it to whoever handles disputes."
    ),
    Dispute.ANSWERED: gettext_lazy(
        "Do not refund while the bank decides. Ask whoever handles disputes."
    ),
    Dispute.REPORTED: gettext_lazy(
        "Look at the dispute in Stripe before you refund or promise anything. There may be a"
        " deadline to answer it."
    ),
    Dispute.WON: gettext_lazy("Ask whoever handles disputes before you reply."),
    Dispute.LOST: gettext_lazy("Do not refund. See in Stripe how much was taken back."),
}


def paid(judged: JudgedSession) -> Verdict:
    return Verdict(
        sentences(_collected(judged), _given_back(judged), _disputed(judged)),
        sentences(
            _when(judged), _unaware(judged), subscription_words(judged), _not_looked_at(judged)
        ),
        "" if judged.standing.dispute in _HINTS else about_paid(judged),
        _hint(judged),
    )


def _collected(judged: JudgedSession) -> str:
    payment = judged.payment
    if judged.standing.captured_in_part:
        return _(
            "%(captured)s of the reserved %(asked)s was collected, and %(released)s was released."
        ) % {
            "captured": judged.of_payment(payment.captured),
            "asked": judged.of_payment(payment.asked),
            "released": judged.of_payment(payment.released),
        }
    if payment.state is not PaymentState.SUCCEEDED:
        return _marked_as_paid(judged)
    if payment.is_collected_at_once and (moment := judged.words_at(payment.began_at)):
        words = _("%(amount)s was collected on %(moment)s.")
        return filled(words, amount=total(judged), moment=moment)
    return filled(_("%(amount)s was collected."), amount=total(judged))


def _marked_as_paid(judged: JudgedSession) -> str:
    if judged.row.amount_total is None:
        return _("Stripe marked the session as paid.")
    return _("Stripe marked the session as paid (%(amount)s).") % {"amount": total(judged)}


def _given_back(judged: JudgedSession) -> str:
    failed = _("A refund did not go through.") if judged.payment.refund_failed else ""
    return sentences(_refunded(judged), _being_refunded(judged), failed)


def _refunded(judged: JudgedSession) -> str:
    payment, moment = judged.payment, judged.words_at(judged.payment.refunded_at)
    match judged.standing.refund:
        case Refund.PART:
            return _("%(amount)s has been refunded.") % {
                "amount": judged.of_payment(payment.refunded)
            }
        case Refund.FULL if not moment:
            return _("A full refund was made.")
        case Refund.FULL if judged.standing.captured_in_part:
            return _("What was collected was refunded in full on %(moment)s.") % {"moment": moment}
        case Refund.FULL:
            return _("It was refunded in full on %(moment)s.") % {"moment": moment}
    return ""


def _being_refunded(judged: JudgedSession) -> str:
    payment = judged.payment
    if not payment.refund_waits:
        return ""
    words = _("A refund of %(amount)s is on its way.")
    if payment.refund_waits == "requires_action":
        words = _("A refund of %(amount)s waits for the customer to give bank details.")
    return words % {"amount": judged.of_payment(payment.refunding)}


def _disputed(judged: JudgedSession) -> str:
    word = judged.payment.dispute
    if judged.standing.dispute is Dispute.REPORTED and word:
        return _("It was disputed. Stripe calls the dispute “%(status)s”.") % {"status": word}
    return str(DISPUTE_SENTENCES.get(judged.standing.dispute, ""))


def _when(judged: JudgedSession) -> str:
    payment = judged.payment
    if payment.state is PaymentState.UNKNOWN:
        return stripe_calls_it(judged)
    if payment.state is not PaymentState.SUCCEEDED or payment.began_at is None:
        return _("When it was paid was not looked at.")
    if payment.is_collected_at_once:
        return ""
    moment = judged.words_at(payment.began_at)
    if payment.captured_by_hand:
        words = _("The amount was reserved on %(moment)s and collected after that.")
        return words % {"moment": moment}
    if payment.method.kind is MethodKind.VOUCHER:
        words = _("The %(voucher)s was made on %(moment)s and paid after that.")
        return words % {"voucher": payment.method.name, "moment": moment}
    words = _("The %(payment)s began on %(moment)s and succeeded after that.")
    return words % {"payment": payment_words(payment.method), "moment": moment}


def _unaware(judged: JudgedSession) -> str:
    """Where the session does not say what its payment says, the shop may not know either."""
    if judged.standing.paid_late:
        return _("The session itself says that it expired.")
    if judged.row.payment_status != "paid":
        return _("The session itself does not show this.")
    return ""


def _not_looked_at(judged: JudgedSession) -> str:
    if judged.standing.refund is not Refund.UNREAD:
        return ""
    if judged.row.mode == "subscription" and judged.payment.began_at is None:
        return _("Refunds and disputes hang on its invoice, which was not looked at.")
    return _("Refunds and disputes were not looked at.")


def _hint(judged: JudgedSession) -> str:
    standing, payment = judged.standing, judged.payment
    if standing.dispute in _HINTS:
        return sentences(_HINTS[standing.dispute], _went_back_twice(judged))
    if standing.refund is Refund.UNREAD:
        return str(LOOK_FIRST)
    if payment.refund_failed:
        return _("See in Stripe why the refund did not go through before you refund again.")
    if standing.refund_waits:
        return _("Do not make this refund again.")
    if standing.refund is Refund.FULL:
        return _("There is nothing left to refund.")
    if standing.refund is Refund.PART:
        return _left_to_refund(judged)
    return _check_the_delivery(judged)


def _went_back_twice(judged: JudgedSession) -> str:
    standing = judged.standing
    if standing.dispute is Dispute.LOST and standing.refund in (Refund.PART, Refund.FULL):
        return _("The money may have gone back twice: tell whoever handles disputes.")
    return ""


def _left_to_refund(judged: JudgedSession) -> str:
    payment = judged.payment
    left = (payment.captured or 0) - payment.refunded
    return sentences(
        _("%(amount)s has already been refunded.")
        % {"amount": judged.of_payment(payment.refunded)},
        _("At most %(amount)s is left to refund.") % {"amount": judged.of_payment(left)}
        if left > 0
        else "",
    )


def _check_the_delivery(judged: JudgedSession) -> str:
    if judged.standing.paid_late:
        return _(
            "Check whether the customer has also paid in another session. If not, check that the"
            " order is being delivered."
        )
    if _unaware(judged):
        return _("Do not ask for another payment. Check that the order is being delivered.")
    return _("Stripe has collected the money. If goods are missing, check the delivery.")
