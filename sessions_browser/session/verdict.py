"""What became of a session in a sentence, what to tell the customer, and a hint for staff. Pure.

A session says neither when it was completed nor whether it was refunded or disputed
(docs.stripe.com/api/checkout/sessions/object). Its payment does, where the key may read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.standing import Standing, can_change
from sessions_browser.presentation.outcome import Outcome, outcome_in_words
from sessions_browser.presentation.times import Clock, duration
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.timeline import Step, timeline, with_gaps

ELSEWHERE = "look at the payment in Stripe before you promise anything"


@dataclass(frozen=True, slots=True)
class Verdict:
    """sentence: what became of the session.

    customer_message: what to tell the customer, "" when the payment must be looked at first.
    staff_hint: for whoever reads the page, not for the customer.
    """

    sentence: str
    customer_message: str
    staff_hint: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """As `Verdict`, and more.

    outcome: the badge that belongs to the verdict.
    can_change: whether the session is worth watching.
    paid_at: Unix seconds, None where it is not paid or nobody knows when.
    """

    outcome: Outcome
    verdict: str
    customer_message: str
    staff_hint: str
    steps: tuple[Step, ...]
    can_change: bool
    is_paid: bool
    paid_at: int | None


def story_of(session: FullSession, clock: Clock) -> Story:
    judged = JudgedSession.judge(session, clock)
    verdict = verdict_of(judged)
    is_paid = judged.standing is Standing.PAID
    return Story(
        outcome=outcome_in_words(judged.standing, judged.row),
        verdict=verdict.sentence,
        customer_message=verdict.customer_message,
        staff_hint=verdict.staff_hint,
        steps=with_gaps(tuple(timeline(judged))),
        can_change=can_change(judged.row, judged.standing),
        is_paid=is_paid,
        paid_at=judged.payment.settled_at if is_paid else None,
    )


def verdict_of(judged: JudgedSession) -> Verdict:
    return _WORDS[judged.standing](judged)


def _paid(judged: JudgedSession) -> Verdict:
    amount, when = str(judged.total or "The amount"), judged.words_at(judged.payment.settled_at)
    collected = f"{amount} was collected{when}"
    if judged.payment.is_refunded:
        return Verdict(
            f"{collected} and has been refunded in full.",
            f"We have refunded your payment of {amount}. Banks can take 5 to 10 days to show it.",
        )
    if judged.payment.is_disputed:
        return Verdict(
            f"{collected}, and the customer disputes it with the bank.",
            "",
            "Do not refund: answer the dispute in Stripe, or ask who handles disputes.",
        )
    if judged.payment.refunded:
        return Verdict(
            f"{collected}; {judged.refunded} of it has been refunded.",
            f"We have received your payment of {amount},"
            f" and have refunded {judged.refunded} of it.",
        )
    return Verdict(
        f"{collected}.",
        f"We have received your payment of {amount}{when}.",
        "The money arrived: if something is missing, look at the delivery.",
    )


def _unconfirmed(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"The customer finished, but {_amount(judged)} has not arrived. The bank has not confirmed"
        " it yet, or it awaits capture, or it failed.",
        "",
        f"The session alone does not tell which: {ELSEWHERE}.",
    )


def _started(judged: JudgedSession) -> Verdict:
    amount, when = _amount(judged), judged.words_at(judged.payment.tried_at)
    return Verdict(
        f"{_method(judged)} of {amount} started{when}. This can take days; it has not failed.",
        f"Your payment of {amount} has started{when} and is on its way. It can take some days, and"
        " you need not do anything.",
        "Do not ask for a second payment.",
    )


def _reserved(judged: JudgedSession) -> Verdict:
    amount, when = _amount(judged), judged.words_at(judged.payment.tried_at)
    return Verdict(
        f"{amount} is reserved on the customer's {_method(judged)}{when}, and not collected yet.",
        f"{amount} is reserved on your card. It has not been charged yet.",
        "Somebody has to capture the payment in Stripe, or it lapses.",
    )


def _failed(judged: JudgedSession) -> Verdict:
    amount = _amount(judged)
    return Verdict(
        f"{_method(judged)} of {amount} failed{_reason(judged)}",
        f"Your payment of {amount} did not go through. Nothing was charged.",
        "The customer has to pay again, in a new checkout.",
    )


def _amount(judged: JudgedSession) -> str:
    return str(judged.total or "the amount")


def _method(judged: JudgedSession) -> str:
    return judged.payment.method or "The payment"


def _reason(judged: JudgedSession) -> str:
    """Why the bank declined, as the end of a sentence."""
    return f": {judged.payment.declined}" if judged.payment.declined else "."


def _method_saved(_: JudgedSession) -> Verdict:
    return Verdict(
        "A payment method was saved. Nothing was charged, and nothing should have been.",
        "Your payment method is saved. Nothing was charged.",
    )


def _nothing_due_yet(judged: JudgedSession) -> Verdict:
    if judged.row.mode != "subscription":
        return _uncertain(judged)
    if judged.row.amount_total:
        return Verdict(
            "The subscription began with nothing due, as in a trial. Nothing was charged yet.",
            "Your subscription has started. The first payment comes later.",
        )
    return Verdict(
        "The subscription began and the first total was 0, as in a trial or with a code for the"
        " whole price. Nothing was charged.",
        "Your subscription has started. Nothing was charged yet.",
    )


def _total_zero(judged: JudgedSession) -> Verdict:
    discount = judged.session.totals.discount
    why = "A code covered the whole price" if discount else "The total was 0"
    return Verdict(
        f"{why}, so nothing was charged. That is no error.",
        "Your order went through. Nothing had to be paid.",
    )


def _open(judged: JudgedSession) -> Verdict:
    until = judged.words_at(judged.row.expires_at, " until ")
    return Verdict(
        f"Not finished. The customer can still pay{until}.",
        f"Your checkout is still open: you can pay{until}.",
        "Watch it while the customer tries again.",
    )


def _past_its_end(judged: JudgedSession) -> Verdict:
    over = judged.words_at(judged.row.expires_at)
    return Verdict(
        f"Its time was over{over}, but Stripe has not closed it yet.",
        "Your checkout has run out of time. Please start again.",
    )


def _uncertain(judged: JudgedSession) -> Verdict:
    sentence = outcome_in_words(judged.standing, judged.row).sentence
    return Verdict(sentence, "", f"Nothing is certain here: {ELSEWHERE}.")


def _left_after_decline(judged: JudgedSession) -> Verdict:
    declined = judged.payment.declined
    quoted = f": “{declined}”" if declined else "."
    return Verdict(
        f"{_expired(judged)} The customer tried to pay, which failed{_reason(judged)}",
        f"Your payment did not go through{quoted} Nothing was charged.",
        _how_to_pay_again(judged),
    )


def _left_after_trying(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"{_expired(judged)} The customer tried to pay.",
        "",
        f"A late payment can still arrive: {ELSEWHERE}.",
    )


def _left_without_trying(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"{_expired(judged)} Never tried to pay.",
        "Your checkout ended before a payment was made. Nothing was charged.",
        _how_to_pay_again(judged),
    )


def _left_unseen(judged: JudgedSession) -> Verdict:
    why = " for a subscription" if judged.row.mode == "subscription" else ""
    return Verdict(
        f"{_expired(judged)} Whether the customer tried to pay cannot be seen{why}.",
        "Your checkout ended before a payment was made.",
        _how_to_pay_again(judged),
    )


def _left_nothing_saved(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"{_expired(judged)} No payment method was saved.",
        "Nothing was saved and nothing charged.",
        _how_to_pay_again(judged),
    )


def _expired(judged: JudgedSession) -> str:
    """When it expired and how long it was open, as a sentence."""
    created, expired = judged.row.created, judged.row.expires_at
    lasted = ""
    if created is not None and expired is not None and expired >= created:
        lasted = f", {duration(expired - created)} after it was opened"
    return f"Expired{judged.words_at(expired, ' ')}{lasted}."


def _how_to_pay_again(judged: JudgedSession) -> str:
    if judged.recovery_url:
        return "Copy the recovery link: with it the customer goes on where they stopped."
    if judged.row.payment_link:
        return "The customer can start again through the payment link."
    return "The customer has to start again in the shop."


_WORDS: dict[Standing, Callable[[JudgedSession], Verdict]] = {
    Standing.PAID: _paid,
    Standing.PROCESSING: _unconfirmed,
    Standing.STARTED: _started,
    Standing.RESERVED: _reserved,
    Standing.FAILED: _failed,
    Standing.METHOD_SAVED: _method_saved,
    Standing.NOTHING_DUE_YET: _nothing_due_yet,
    Standing.TOTAL_ZERO: _total_zero,
    Standing.OPEN: _open,
    Standing.PAST_ITS_END: _past_its_end,
    Standing.LEFT_AFTER_DECLINE: _left_after_decline,
    Standing.LEFT_AFTER_TRYING: _left_after_trying,
    Standing.LEFT_WITHOUT_TRYING: _left_without_trying,
    Standing.LEFT_UNSEEN: _left_unseen,
    Standing.LEFT_NOTHING_SAVED: _left_nothing_saved,
    Standing.UNUSUAL: _uncertain,
}
