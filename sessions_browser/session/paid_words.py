"""The verdict on a session whose money was collected."""

from __future__ import annotations

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.payment_method import MethodKind
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.presentation.outcome import DISPUTE_SENTENCES
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.verdict import LOOK_FIRST, Verdict, sentences, sold_by_link

_BANKS_ARE_SLOW = "Banks can take 5 to 10 days to show it."
# While a dispute is not decided, nobody promises the customer anything.
_UNDECIDED = frozenset((Dispute.INQUIRY, Dispute.OPEN, Dispute.ANSWERED, Dispute.REPORTED))
_HINTS = {
    Dispute.INQUIRY: "Answer the bank in Stripe, or pass it to whoever handles disputes.",
    Dispute.OPEN: (
        "Do not refund. Respond to the dispute in Stripe, or pass it to whoever handles disputes."
    ),
    Dispute.ANSWERED: "Do not refund while the bank decides. Ask whoever handles disputes.",
    Dispute.REPORTED: "Look at the dispute in Stripe before you refund or promise anything.",
    Dispute.LOST: "The customer has the money back through the bank: do not refund it again.",
}


def paid(judged: JudgedSession) -> Verdict:
    return Verdict(
        sentences(_collected(judged), _given_back(judged), _disputed(judged)),
        sentences(_when(judged), _subscription(judged), _not_looked_at(judged)),
        _customer_message(judged),
        sentences(sold_by_link(judged), _hint(judged)),
    )


def _collected(judged: JudgedSession) -> str:
    payment = judged.payment
    if judged.standing.captured_in_part:
        captured, asked, released = map(
            judged.of_payment, (payment.captured, payment.asked, payment.released)
        )
        return (
            f"{captured} was collected of the {asked} that was reserved. The other {released} was"
            " released."
        )
    late = ", though the session expired" if judged.standing.paid_late else ""
    return f"{_as_sentence(judged.total)} was collected{_on(judged)}{late}."


def _on(judged: JudgedSession) -> str:
    """When, where the charge tells: that of a card which was not reserved first."""
    payment = judged.payment
    if payment.method.kind is MethodKind.CARD and not payment.captured_by_hand:
        return judged.words_at(payment.began_at)
    return ""


def _as_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _given_back(judged: JudgedSession) -> str:
    payment = judged.payment
    if judged.standing.refund not in (Refund.FULL, Refund.PART):
        return "A refund was made and failed." if payment.refund_failed else ""
    if judged.standing.refund_waits:
        waits = {"requires_action": ", and waits for the customer to name a bank account"}
        how = waits.get(payment.refund_waits, ", and is on its way")
        return f"A refund of {judged.of_payment(payment.refunded)} was made{how}."
    on = judged.words_at(payment.refunded_at)
    if judged.standing.refund is Refund.FULL:
        return f"It was refunded in full{on}." if on else "It has been refunded in full."
    return f"{judged.of_payment(payment.refunded)} of it has been refunded."


def _disputed(judged: JudgedSession) -> str:
    word = judged.payment.dispute
    if judged.standing.dispute is Dispute.REPORTED and word:
        return f"It was disputed. Stripe calls the dispute “{word}”."
    return DISPUTE_SENTENCES.get(judged.standing.dispute, "")


def _when(judged: JudgedSession) -> str:
    payment = judged.payment
    if payment.state is PaymentState.UNKNOWN:
        return f"Stripe calls the payment “{payment.word}”."
    if payment.state is not PaymentState.SUCCEEDED:
        return "A session does not tell when."
    if payment.began_at is None:
        return ""
    at = judged.words_at(payment.began_at)
    if payment.captured_by_hand:
        return f"It was reserved{at} and has been collected since."
    if payment.method.kind is MethodKind.CARD:
        return ""
    if payment.method.kind is MethodKind.VOUCHER:
        return f"The {payment.method.name} was made{at} and has been paid since."
    name = payment.method.name
    what = name if payment.method.is_delayed else f"payment by {name}" if name else "payment"
    return f"The {what} began{at} and has succeeded since."


def _not_looked_at(judged: JudgedSession) -> str:
    if judged.standing.refund is not Refund.UNREAD:
        return ""
    if judged.row.mode == "subscription" and judged.payment.began_at is None:
        return "Refunds and disputes hang on its invoice, which was not looked at."
    return "Refunds and disputes were not looked at."


def _subscription(judged: JudgedSession) -> str:
    subscription = judged.session.subscription
    return "" if subscription is None else subscription_words(judged)


def subscription_words(judged: JudgedSession) -> str:
    """How the subscription stands now, where that was read and is not simply active."""
    subscription = judged.session.subscription
    if subscription is None:
        return ""
    match subscription.status:
        case "active":
            end = judged.words_at(subscription.ends_at, "The subscription is to end on ")
            return f"{end}." if end else ""
        case "trialing":
            return f"The trial runs{judged.words_at(subscription.trial_ends_at, ' until ')}."
        case "canceled":
            return f"The subscription has ended{judged.words_at(subscription.ended_at)}."
        case "past_due" | "unpaid":
            return "A later payment of the subscription is overdue."
        case "paused":
            return "The subscription is paused."
    return f"Stripe calls the subscription “{subscription.status}”."


def _customer_message(judged: JudgedSession) -> str:
    standing, payment = judged.standing, judged.payment
    if standing.dispute in _UNDECIDED or standing.dispute is Dispute.LOST:
        return ""
    amount = judged.total_for_customer
    if standing.refund_waits:
        return _refund_on_its_way(judged)
    if standing.refund is Refund.FULL:
        return f"We have refunded your payment of {amount}. {_BANKS_ARE_SLOW}"
    back = f"{judged.of_payment(payment.refunded)} of it"
    if standing.captured_in_part:
        taken, asked = judged.of_payment(payment.captured), judged.of_payment(payment.asked)
        message = f"We have collected {taken} of the {asked} that was reserved."
        rest = "The rest was released."
        if standing.refund is Refund.PART:
            rest = f"{rest} We have refunded {judged.of_payment(payment.refunded)}."
        return f"{message} {rest}"
    if standing.refund is Refund.PART:
        return f"We have received your payment of {amount}, and have refunded {back}."
    if _on(judged):
        return (
            f"We received your payment of {amount}{judged.for_customer(payment.began_at, ' on ')}."
        )
    return f"We have received your payment of {amount}."


def _refund_on_its_way(judged: JudgedSession) -> str:
    back = judged.of_payment(judged.payment.refunded)
    if judged.payment.refund_waits == "requires_action":
        return (
            f"We want to refund {back} to you. Please name your bank account, as the e-mail about"
            " the refund asks."
        )
    return f"We have started a refund of {back} to you. {_BANKS_ARE_SLOW}"


def _hint(judged: JudgedSession) -> str:
    standing = judged.standing
    if standing.dispute in _HINTS:
        return _HINTS[standing.dispute]
    if standing.refund is Refund.UNREAD:
        return LOOK_FIRST
    if standing.refund is Refund.FULL:
        return (
            "Do not refund again." if standing.refund_waits else "There is nothing left to refund."
        )
    if judged.payment.refund_failed:
        return "The shop still has the money: look in Stripe why the refund failed."
    if judged.standing.paid_late:
        return "The session expired all the same: check that the order is being delivered."
    return "The money has arrived. If something is missing, check the delivery."
