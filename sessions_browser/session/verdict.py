"""The story of one Checkout Session: a verdict, a line for the customer, what happened when. Pure.

A session tells neither when it was completed nor of refunds and disputes
(docs.stripe.com/api/checkout/sessions/object); its payment does, where the key may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import mapping
from sessions_browser.objects.money import money
from sessions_browser.objects.payment import PaymentState, payment_of
from sessions_browser.objects.session_row import project
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.presentation.times import Clock, duration
from sessions_browser.session.facts import Facts, recovery_of
from sessions_browser.session.timeline import Step, timeline, with_gaps

ELSEWHERE = "look at the payment in Stripe before you promise anything"


@dataclass(frozen=True, slots=True)
class Story:
    """customer_message: what to tell the customer; "" when the payment must be looked at first.

    advice: for who reads it, not for the customer. can_change: worth being watched.
    """

    verdict: str
    customer_message: str
    staff_hint: str
    steps: tuple[Step, ...]
    can_change: bool
    is_paid: bool
    paid_at: int | None


def story_of(session: Mapping[str, Any], clock: Clock) -> Story:
    row = project(session)
    facts = Facts(session, row, payment_of(session), clock)
    verdict, customer_message, advice = verdict_of(facts)
    is_paid = row.status == "complete" and row.payment_status == "paid"
    waits = row.status == "complete" and row.payment_status == "unpaid"
    return Story(
        verdict=verdict,
        customer_message=customer_message,
        staff_hint=advice,
        steps=with_gaps(tuple(timeline(facts))),
        can_change=row.status == "open"
        or (waits and facts.payment.state is not PaymentState.FAILED),
        is_paid=is_paid,
        paid_at=facts.payment.settled_at if is_paid else None,
    )


def verdict_of(facts: Facts) -> tuple[str, str, str]:
    """Verdict, what to customer_message, advice."""
    row = facts.row
    match (row.status, row.payment_status):
        case ("complete", "paid"):
            return _paid(facts)
        case ("complete", "unpaid"):
            return _processing(facts)
        case ("complete", "no_payment_required"):
            return _nothing_due(facts)
        case ("open", "unpaid" | "no_payment_required"):
            return _open(facts)
        case ("expired", "unpaid" | "no_payment_required"):
            return _left(facts)
    return outcome_of(row, facts.clock.now).sentence, "", f"Nothing is certain here: {ELSEWHERE}."


def _paid(facts: Facts) -> tuple[str, str, str]:
    amount = str(facts.total or "The amount")
    when = facts.words_at(facts.payment.settled_at)
    payment = facts.payment
    if payment.is_refunded:
        return (
            f"{amount} was collected{when} and has been refunded in full.",
            f"We have refunded your payment of {amount}. Banks can take 5 to 10 days to show it.",
            "",
        )
    if payment.is_disputed:
        return (
            f"{amount} was collected{when}, and the customer disputes it with the bank.",
            "",
            "Do not refund: answer the dispute in Stripe, or ask who handles disputes.",
        )
    if payment.refunded:
        part = money(payment.refunded, facts.row.currency)
        return (
            f"{amount} was collected{when}; {part} of it has been refunded.",
            f"We have received your payment of {amount}, and have refunded {part} of it.",
            "",
        )
    return (
        f"{amount} was collected{when}.",
        f"We have received your payment of {amount}{when}.",
        "The money arrived: if something is missing, look at the delivery.",
    )


def _processing(facts: Facts) -> tuple[str, str, str]:
    amount, payment = str(facts.total or "the amount"), facts.payment
    method = payment.method or "The payment"
    when = facts.words_at(payment.tried_at)
    match payment.state:
        case PaymentState.PROCESSING | PaymentState.SUCCEEDED:
            known = f"{method} of {amount} started{when}."
            return (
                f"{known} This can take days; it has not failed.",
                f"Your payment of {amount} has started{when} and is on its way. It can take some"
                " days, and you need not do anything.",
                "Do not ask for a second payment.",
            )
        case PaymentState.AUTHORISED:
            return (
                f"{amount} is reserved on the customer's {method}{when}, and not collected yet.",
                f"{amount} is reserved on your card. It has not been charged yet.",
                "Somebody has to capture the payment in Stripe, or it lapses.",
            )
        case PaymentState.FAILED:
            why = f": {payment.declined}" if payment.declined else "."
            return (
                f"{method} of {amount} failed{why}",
                f"Your payment of {amount} did not go through. Nothing was charged.",
                "The customer has to pay again, in a new checkout.",
            )
    return (
        f"The customer finished, but {amount} has not arrived. The bank has not confirmed it yet,"
        " or it awaits capture, or it failed.",
        "",
        f"The session alone does not tell which: {ELSEWHERE}.",
    )


def _nothing_due(facts: Facts) -> tuple[str, str, str]:
    row = facts.row
    if row.mode == "setup":
        return (
            "A payment method was saved. Nothing was charged, and nothing should have been.",
            "Your payment method is saved. Nothing was charged.",
            "",
        )
    if row.mode == "subscription" and row.amount_total:
        return (
            "The subscription began with nothing due, as in a trial. Nothing was charged yet.",
            "Your subscription has started. The first payment comes later.",
            "",
        )
    if row.mode == "subscription":
        return (
            "The subscription began and the first total was 0, as in a trial or with a code for"
            " the whole price. Nothing was charged.",
            "Your subscription has started. Nothing was charged yet.",
            "",
        )
    discount = mapping(facts.session.get("total_details")).get("amount_discount")
    why = "A code covered the whole price" if discount else "The total was 0"
    return (
        f"{why}, so nothing was charged. That is no error.",
        "Your order went through. Nothing had to be paid.",
        "",
    )


def _open(facts: Facts) -> tuple[str, str, str]:
    ends = facts.row.expires_at
    if ends is not None and ends <= facts.clock.now:
        return (
            f"Its time was over{facts.words_at(ends)}, but Stripe has not closed it yet.",
            "Your checkout has run out of time. Please start again.",
            "",
        )
    until = facts.words_at(ends, " until ")
    return (
        f"Not finished. The customer can still pay{until}.",
        f"Your checkout is still open: you can pay{until}.",
        "Watch it while the customer tries again.",
    )


def _left(facts: Facts) -> tuple[str, str, str]:
    row, payment = facts.row, facts.payment
    lasted = ""
    if row.created is not None and row.expires_at is not None and row.expires_at >= row.created:
        lasted = f", {duration(row.expires_at - row.created)} after it was opened"
    ended = f"Expired{facts.words_at(row.expires_at, ' ')}{lasted}."
    again = _again(facts)
    match payment.state:
        case PaymentState.NONE if row.mode == "setup":
            tried, customer_message = (
                "No payment method was saved.",
                "Nothing was saved and nothing charged.",
            )
        case PaymentState.NONE if row.mode == "subscription":
            # The payment of a subscription hangs on its invoice, which an unpaid one never gets.
            tried = "Whether the customer tried to pay cannot be seen for a subscription."
            customer_message = "Your checkout ended before a payment was made."
        case PaymentState.NONE:
            tried = "Never tried to pay."
            customer_message = "Your checkout ended before a payment was made. Nothing was charged."
        case PaymentState.FAILED:
            why = f": {payment.declined}" if payment.declined else "."
            tried = f"The customer tried to pay, which failed{why}"
            said = f": “{payment.declined}”" if payment.declined else "."
            customer_message = f"Your payment did not go through{said} Nothing was charged."
        case _:
            tried = "The customer tried to pay."
            return f"{ended} {tried}", "", f"A late payment can still arrive: {ELSEWHERE}."
    return f"{ended} {tried}", customer_message, again


def _again(facts: Facts) -> str:
    recovery = recovery_of(facts.session, facts.clock.now)
    if recovery:
        return "Copy the recovery link: with it the customer goes on where they stopped."
    if facts.row.payment_link:
        return "The customer can start again through the payment link."
    return "The customer has to start again in the shop."
