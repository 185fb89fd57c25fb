"""What happened with a session, step by step, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions_browser.objects.json_fields import id_of, mapping, moment
from sessions_browser.objects.money import money
from sessions_browser.objects.payment import PaymentState
from sessions_browser.presentation.times import Moment, duration
from sessions_browser.session.facts import Facts, recovery_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or with `is_next` will; `at` is None when nobody knows when.

    gap: how long after the step before it.
    """

    words: str
    at: Moment | None = None
    detail: str = ""
    gap: str = ""
    is_next: bool = False


def timeline(facts: Facts) -> Iterator[Step]:
    row, payment = facts.row, facts.payment
    recovered = id_of(facts.session.get("recovered_from"))
    if recovered:
        opened = "Taken up again through a recovery link"
    elif row.payment_link:
        opened = "Opened through a payment link"
    else:
        opened = "Opened by the shop"
    yield Step(opened, facts.at(row.created))
    yield from _payment_steps(facts)
    if row.status == "expired":
        yield Step("Expired", facts.at(row.expires_at))
    yield from _steps_after(facts)
    yield from _next_steps(facts)
    if payment.state is PaymentState.UNREAD:
        yield Step("What became of the payment is not readable with this key")


def _payment_steps(facts: Facts) -> Iterator[Step]:
    row, payment = facts.row, facts.payment
    at, by = facts.at(payment.tried_at), f"by {payment.method}" if payment.method else ""
    match payment.state:
        case PaymentState.NONE | PaymentState.UNREAD:
            if row.status == "complete":
                words = "Paid" if row.payment_status == "paid" else "Finished by the customer"
                yield Step(words, None, "a session does not tell when")
        case PaymentState.SUCCEEDED:
            yield Step("Paid", at, by)
        case PaymentState.PROCESSING:
            yield Step(f"{payment.method or 'Payment'} started", at, "the bank has not answered")
        case PaymentState.AUTHORISED:
            yield Step("Amount reserved, not collected", at, by)
        case PaymentState.FAILED:
            yield Step("Tried to pay: declined", at, payment.declined or by)
        case PaymentState.UNKNOWN:
            yield Step("Tried to pay", at, by)


def _steps_after(facts: Facts) -> Iterator[Step]:
    payment = facts.payment
    if payment.is_refunded:
        yield Step("Refunded in full", None, "the payment in Stripe tells when")
    elif payment.refunded:
        part = money(payment.refunded, facts.row.currency)
        yield Step(f"{part} refunded", None, "the payment in Stripe tells when")
    if payment.is_disputed:
        yield Step("Disputed by the customer", None, "the payment in Stripe tells when and why")


def _next_steps(facts: Facts) -> Iterator[Step]:
    row = facts.row
    if row.status == "open" and row.expires_at is not None:
        words = "Ends, if nobody pays" if row.expires_at > facts.clock.now else "Ends any moment"
        yield Step(words, facts.at(row.expires_at), is_next=True)
    if row.status == "expired" and recovery_of(facts.session, facts.clock.now):
        recovery = mapping(mapping(facts.session.get("after_expiration")).get("recovery"))
        ends = facts.at(moment(recovery.get("expires_at")))
        yield Step("The recovery link ends", ends, is_next=True)
    if facts.payment.state is PaymentState.PROCESSING:
        yield Step("The bank answers, within days", None, is_next=True)


def with_gaps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    told: list[Step] = []
    last: int | None = None
    for step in steps:
        gap = ""
        if step.at is not None:
            if last is not None and step.at.unix > last:
                gap = f"{duration(step.at.unix - last)} later"
            last = step.at.unix
        told.append(replace(step, gap=gap))
    return tuple(told)
