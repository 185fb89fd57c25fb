"""The verdict on a session whose money was collected."""

from __future__ import annotations

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.payment_method import MethodKind
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.presentation.outcome import DISPUTE_SENTENCES
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.subscription_words import subscription_words
from sessions_browser.session.verdict import LOOK_FIRST, Verdict, sentences, stripe_calls_it

_BANKS_ARE_SLOW = "It can take 5 to 10 business days to appear on your account."
# After so long the customer's bank knows more than we do.
_LONG_AGO_SECONDS = 16 * 24 * 3600
# With these nobody promises the customer anything: whoever handles disputes has the word.
_HINTS = {
    Dispute.INQUIRY: "Answer the bank in Stripe, or pass it to whoever handles disputes.",
    Dispute.INQUIRY_ANSWERED: "Ask whoever handles disputes before you refund.",
    Dispute.OPEN: (
        "Do not refund. Respond to the dispute in Stripe, or pass it to whoever handles disputes."
    ),
    Dispute.ANSWERED: "Do not refund while the bank decides. Ask whoever handles disputes.",
    Dispute.REPORTED: (
        "Look at the dispute in Stripe before you refund or promise anything. There may be a"
        " deadline to answer it."
    ),
    Dispute.WON: "Ask whoever handles disputes before you reply.",
    Dispute.LOST: "Do not refund. See in Stripe how much was taken back.",
}


def paid(judged: JudgedSession) -> Verdict:
    return Verdict(
        sentences(_collected(judged), _given_back(judged), _disputed(judged)),
        sentences(
            _when(judged), _unaware(judged), subscription_words(judged), _not_looked_at(judged)
        ),
        _customer_message(judged),
        _hint(judged),
    )


def _collected(judged: JudgedSession) -> str:
    payment = judged.payment
    if judged.standing.captured_in_part:
        captured, asked, released = map(
            judged.of_payment, (payment.captured, payment.asked, payment.released)
        )
        return f"{captured} of the reserved {asked} was collected, and {released} was released."
    if payment.state is not PaymentState.SUCCEEDED:
        return f"Stripe marked the session as paid ({judged.total})."
    return f"{_as_sentence(judged.total)} was collected{_on(judged)}."


def _on(judged: JudgedSession) -> str:
    """When, where the charge tells: that of a card which was not reserved first."""
    payment = judged.payment
    return judged.words_at(payment.began_at) if payment.is_collected_at_once else ""


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _given_back(judged: JudgedSession) -> str:
    return sentences(_refunded(judged), _being_refunded(judged), _refund_failed(judged))


def _refunded(judged: JudgedSession) -> str:
    payment, on = judged.payment, judged.words_at(judged.payment.refunded_at)
    what = "What was collected" if judged.standing.captured_in_part else "It"
    match judged.standing.refund:
        case Refund.FULL:
            return f"{what} was refunded in full{on}." if on else "A full refund was made."
        case Refund.PART:
            return f"{judged.of_payment(payment.refunded)} has been refunded."
    return ""


def _being_refunded(judged: JudgedSession) -> str:
    payment = judged.payment
    if not payment.refund_waits:
        return ""
    if payment.refund_waits == "requires_action":
        how = "waits for the customer to give bank details"
    else:
        how = "is on its way"
    return f"A refund of {judged.of_payment(payment.refunding)} {how}."


def _refund_failed(judged: JudgedSession) -> str:
    return "A refund did not go through." if judged.payment.refund_failed else ""


def _disputed(judged: JudgedSession) -> str:
    word = judged.payment.dispute
    if judged.standing.dispute is Dispute.REPORTED and word:
        return f"It was disputed. Stripe calls the dispute “{word}”."
    return DISPUTE_SENTENCES.get(judged.standing.dispute, "")


def _when(judged: JudgedSession) -> str:
    payment = judged.payment
    if payment.state is PaymentState.UNKNOWN:
        return stripe_calls_it(judged)
    if payment.state is not PaymentState.SUCCEEDED or payment.began_at is None:
        return "When it was paid was not looked at."
    at = judged.words_at(payment.began_at)
    if payment.captured_by_hand:
        return f"The amount was reserved{at} and collected after that."
    if payment.is_collected_at_once:
        return ""
    if payment.method.kind is MethodKind.VOUCHER:
        return f"The {payment.method.name} was made{at} and paid after that."
    name = payment.method.name
    what = name if payment.method.is_delayed else f"payment by {name}" if name else "payment"
    return f"The {what} began{at} and succeeded after that."


def _unaware(judged: JudgedSession) -> str:
    """Where the session does not say what its payment says, the shop may not know either."""
    if judged.standing.paid_late:
        return "The session itself says that it expired."
    if judged.row.payment_status != "paid":
        return "The session itself does not show this."
    return ""


def _not_looked_at(judged: JudgedSession) -> str:
    if judged.standing.refund is not Refund.UNREAD:
        return ""
    if judged.row.mode == "subscription" and judged.payment.began_at is None:
        return "Refunds and disputes hang on its invoice, which was not looked at."
    return "Refunds and disputes were not looked at."


def _customer_message(judged: JudgedSession) -> str:
    standing, payment = judged.standing, judged.payment
    if standing.dispute in _HINTS or standing.refund is Refund.UNREAD or payment.refund_failed:
        return ""
    if standing.refund_waits or standing.refund is not Refund.NONE:
        return _about_refunds(judged)
    if standing.captured_in_part:
        taken, asked = judged.of_payment(payment.captured), judged.of_payment(payment.asked)
        return f"We have collected {taken} of the reserved {asked}. The rest was released."
    amount = judged.total_for_customer
    if _on(judged):
        on = judged.for_customer(payment.began_at, " on ")
        return f"We received your payment of {amount}{on}."
    return f"We have received your payment of {amount}."


def _about_refunds(judged: JudgedSession) -> str:
    """Amounts in one currency: with another that the customer saw, staff look first."""
    standing, payment = judged.standing, judged.payment
    if standing.refund_waits:
        return _refund_on_its_way(judged)
    on = judged.for_customer(payment.refunded_at, " on ") if payment.refunded_at else ""
    if standing.refund is Refund.FULL:
        back = judged.total_for_customer
        if standing.captured_in_part:
            back = str(judged.of_payment(payment.captured))
        return f"We have made a refund of {back}{on}. {_until_it_shows(judged)}"
    if judged.session.totals.presentment_amount is not None:
        return ""
    taken = judged.of_payment(payment.captured) or judged.total_for_customer
    return (
        f"We have received your payment of {taken} and have refunded"
        f" {judged.of_payment(payment.refunded)}."
    )


def _until_it_shows(judged: JudgedSession) -> str:
    made = judged.payment.refunded_at
    if made is not None and judged.clock.now - made > _LONG_AGO_SECONDS:
        return "If it does not show on your account, please tell us."
    return _BANKS_ARE_SLOW


def _refund_on_its_way(judged: JudgedSession) -> str:
    payment = judged.payment
    if not payment.refunding or judged.session.totals.presentment_amount is not None:
        return ""
    back = judged.of_payment(payment.refunding)
    if payment.refund_waits == "requires_action":
        return (
            f"We want to refund {back} to you. Please open the e-mail about the refund and enter"
            " your bank details there. Please do not send them to us."
        )
    return f"We have made a refund of {back}. {_BANKS_ARE_SLOW}"


def _hint(judged: JudgedSession) -> str:
    standing, payment = judged.standing, judged.payment
    if standing.dispute in _HINTS:
        twice = standing.refund in (Refund.PART, Refund.FULL) and standing.dispute is Dispute.LOST
        more = "The money may have gone back twice: tell whoever handles disputes." if twice else ""
        return sentences(_HINTS[standing.dispute], more)
    if standing.refund is Refund.UNREAD:
        return LOOK_FIRST
    if payment.refund_failed:
        return "See in Stripe why the refund did not go through before you refund again."
    if standing.refund_waits:
        return "Do not make this refund again."
    if standing.refund is Refund.FULL:
        return "There is nothing left to refund."
    if standing.refund is Refund.PART:
        left = (payment.captured or 0) - payment.refunded
        most = f" At most {judged.of_payment(left)} is left to refund." if left > 0 else ""
        return f"{judged.of_payment(payment.refunded)} has already been refunded.{most}"
    if standing.paid_late:
        return (
            "Check whether the customer has also paid in another session. If not, check that the"
            " order is being delivered."
        )
    if _unaware(judged):
        return "Do not ask for another payment. Check that the order is being delivered."
    return "Stripe has collected the money. If goods are missing, check the delivery."
