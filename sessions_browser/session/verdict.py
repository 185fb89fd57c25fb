"""The story of one Checkout Session: a verdict, a line for the customer, what happened when. Pure.

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
from sessions_browser.session.facts import Facts
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
    facts = Facts.at_this_moment(session, clock)
    verdict = verdict_of(facts)
    is_paid = facts.standing is Standing.PAID
    return Story(
        outcome=outcome_in_words(facts.standing, facts.row),
        verdict=verdict.sentence,
        customer_message=verdict.customer_message,
        staff_hint=verdict.staff_hint,
        steps=with_gaps(tuple(timeline(facts))),
        can_change=can_change(facts.row, facts.standing),
        is_paid=is_paid,
        paid_at=facts.payment.settled_at if is_paid else None,
    )


def verdict_of(facts: Facts) -> Verdict:
    return _WORDS[facts.standing](facts)


def _paid(facts: Facts) -> Verdict:
    amount, when = str(facts.total or "The amount"), facts.words_at(facts.payment.settled_at)
    collected = f"{amount} was collected{when}"
    if facts.payment.is_refunded:
        return Verdict(
            f"{collected} and has been refunded in full.",
            f"We have refunded your payment of {amount}. Banks can take 5 to 10 days to show it.",
        )
    if facts.payment.is_disputed:
        return Verdict(
            f"{collected}, and the customer disputes it with the bank.",
            "",
            "Do not refund: answer the dispute in Stripe, or ask who handles disputes.",
        )
    if facts.payment.refunded:
        return Verdict(
            f"{collected}; {facts.refunded} of it has been refunded.",
            f"We have received your payment of {amount}, and have refunded {facts.refunded} of it.",
        )
    return Verdict(
        f"{collected}.",
        f"We have received your payment of {amount}{when}.",
        "The money arrived: if something is missing, look at the delivery.",
    )


def _unconfirmed(facts: Facts) -> Verdict:
    return Verdict(
        f"The customer finished, but {_amount(facts)} has not arrived. The bank has not confirmed"
        " it yet, or it awaits capture, or it failed.",
        "",
        f"The session alone does not tell which: {ELSEWHERE}.",
    )


def _started(facts: Facts) -> Verdict:
    amount, when = _amount(facts), facts.words_at(facts.payment.tried_at)
    return Verdict(
        f"{_method(facts)} of {amount} started{when}. This can take days; it has not failed.",
        f"Your payment of {amount} has started{when} and is on its way. It can take some days, and"
        " you need not do anything.",
        "Do not ask for a second payment.",
    )


def _reserved(facts: Facts) -> Verdict:
    amount, when = _amount(facts), facts.words_at(facts.payment.tried_at)
    return Verdict(
        f"{amount} is reserved on the customer's {_method(facts)}{when}, and not collected yet.",
        f"{amount} is reserved on your card. It has not been charged yet.",
        "Somebody has to capture the payment in Stripe, or it lapses.",
    )


def _failed(facts: Facts) -> Verdict:
    amount = _amount(facts)
    return Verdict(
        f"{_method(facts)} of {amount} failed{_reason(facts)}",
        f"Your payment of {amount} did not go through. Nothing was charged.",
        "The customer has to pay again, in a new checkout.",
    )


def _amount(facts: Facts) -> str:
    return str(facts.total or "the amount")


def _method(facts: Facts) -> str:
    return facts.payment.method or "The payment"


def _reason(facts: Facts) -> str:
    """Why the bank declined, as the end of a sentence."""
    return f": {facts.payment.declined}" if facts.payment.declined else "."


def _method_saved(_: Facts) -> Verdict:
    return Verdict(
        "A payment method was saved. Nothing was charged, and nothing should have been.",
        "Your payment method is saved. Nothing was charged.",
    )


def _nothing_due_yet(facts: Facts) -> Verdict:
    if facts.row.mode != "subscription":
        return _uncertain(facts)
    if facts.row.amount_total:
        return Verdict(
            "The subscription began with nothing due, as in a trial. Nothing was charged yet.",
            "Your subscription has started. The first payment comes later.",
        )
    return Verdict(
        "The subscription began and the first total was 0, as in a trial or with a code for the"
        " whole price. Nothing was charged.",
        "Your subscription has started. Nothing was charged yet.",
    )


def _total_zero(facts: Facts) -> Verdict:
    discount = facts.session.totals.discount
    why = "A code covered the whole price" if discount else "The total was 0"
    return Verdict(
        f"{why}, so nothing was charged. That is no error.",
        "Your order went through. Nothing had to be paid.",
    )


def _open(facts: Facts) -> Verdict:
    until = facts.words_at(facts.row.expires_at, " until ")
    return Verdict(
        f"Not finished. The customer can still pay{until}.",
        f"Your checkout is still open: you can pay{until}.",
        "Watch it while the customer tries again.",
    )


def _past_its_end(facts: Facts) -> Verdict:
    over = facts.words_at(facts.row.expires_at)
    return Verdict(
        f"Its time was over{over}, but Stripe has not closed it yet.",
        "Your checkout has run out of time. Please start again.",
    )


def _uncertain(facts: Facts) -> Verdict:
    sentence = outcome_in_words(facts.standing, facts.row).sentence
    return Verdict(sentence, "", f"Nothing is certain here: {ELSEWHERE}.")


def _left_after_decline(facts: Facts) -> Verdict:
    declined = facts.payment.declined
    quoted = f": “{declined}”" if declined else "."
    return Verdict(
        f"{_expired(facts)} The customer tried to pay, which failed{_reason(facts)}",
        f"Your payment did not go through{quoted} Nothing was charged.",
        _how_to_pay_again(facts),
    )


def _left_after_trying(facts: Facts) -> Verdict:
    return Verdict(
        f"{_expired(facts)} The customer tried to pay.",
        "",
        f"A late payment can still arrive: {ELSEWHERE}.",
    )


def _left_without_trying(facts: Facts) -> Verdict:
    return Verdict(
        f"{_expired(facts)} Never tried to pay.",
        "Your checkout ended before a payment was made. Nothing was charged.",
        _how_to_pay_again(facts),
    )


def _left_unseen(facts: Facts) -> Verdict:
    why = " for a subscription" if facts.row.mode == "subscription" else ""
    return Verdict(
        f"{_expired(facts)} Whether the customer tried to pay cannot be seen{why}.",
        "Your checkout ended before a payment was made.",
        _how_to_pay_again(facts),
    )


def _left_nothing_saved(facts: Facts) -> Verdict:
    return Verdict(
        f"{_expired(facts)} No payment method was saved.",
        "Nothing was saved and nothing charged.",
        _how_to_pay_again(facts),
    )


def _expired(facts: Facts) -> str:
    """When it expired and how long it was open, as a sentence."""
    created, expired = facts.row.created, facts.row.expires_at
    lasted = ""
    if created is not None and expired is not None and expired >= created:
        lasted = f", {duration(expired - created)} after it was opened"
    return f"Expired{facts.words_at(expired, ' ')}{lasted}."


def _how_to_pay_again(facts: Facts) -> str:
    if facts.recovery_url:
        return "Copy the recovery link: with it the customer goes on where they stopped."
    if facts.row.payment_link:
        return "The customer can start again through the payment link."
    return "The customer has to start again in the shop."


_WORDS: dict[Standing, Callable[[Facts], Verdict]] = {
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
