"""What happened with a session, step by step, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.standing import Standing, is_past_its_end
from sessions_browser.presentation.times import Moment, duration
from sessions_browser.session.judged_session import JudgedSession


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or that will happen where `is_next`.

    at: None when nobody knows when.
    gap: how long after the step before it.
    """

    words: str
    at: Moment | None = None
    detail: str = ""
    gap: str = ""
    is_next: bool = False


def timeline(judged: JudgedSession) -> Iterator[Step]:
    yield Step(_opened(judged), judged.at(judged.row.created))
    yield from _payment_steps(judged)
    if judged.row.status == "expired":
        yield Step("Expired", judged.at(judged.row.expires_at))
    yield from _steps_after(judged)
    yield from _next_steps(judged)
    if judged.payment.state is PaymentState.UNREAD:
        yield Step("What became of the payment is not readable with this key")


def _opened(judged: JudgedSession) -> str:
    if judged.session.recovered_from:
        return "Taken up again through a recovery link"
    return "Opened through a payment link" if judged.row.payment_link else "Opened by the shop"


def _payment_steps(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    at, by = judged.at(payment.tried_at), f"by {payment.method}" if payment.method else ""
    match payment.state:
        case PaymentState.NONE | PaymentState.UNREAD:
            yield from _finished(judged)
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


def _finished(judged: JudgedSession) -> Iterator[Step]:
    if judged.row.status == "complete":
        words = "Paid" if judged.standing is Standing.PAID else "Finished by the customer"
        yield Step(words, None, "a session does not tell when")


def _steps_after(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    if payment.is_refunded:
        yield Step("Refunded in full", None, "the payment in Stripe tells when")
    elif payment.refunded:
        yield Step(f"{judged.refunded} refunded", None, "the payment in Stripe tells when")
    if payment.is_disputed:
        yield Step("Disputed by the customer", None, "the payment in Stripe tells when and why")


def _next_steps(judged: JudgedSession) -> Iterator[Step]:
    row = judged.row
    if row.status == "open" and row.expires_at is not None:
        is_over = is_past_its_end(row, judged.clock.now)
        words = "Ends any moment" if is_over else "Ends, if nobody pays"
        yield Step(words, judged.at(row.expires_at), is_next=True)
    if row.status == "expired" and judged.recovery_url:
        ends = judged.at(judged.session.recovery.expires_at)
        yield Step("The recovery link ends", ends, is_next=True)
    if judged.payment.state is PaymentState.PROCESSING:
        yield Step("The bank answers, within days", None, is_next=True)


def with_gaps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps with the time that passed since the step before, where both times are known."""
    spaced: list[Step] = []
    last: int | None = None
    for step in steps:
        gap = ""
        if step.at is not None:
            if last is not None and step.at.unix > last:
                gap = f"{duration(step.at.unix - last)} later"
            last = step.at.unix
        spaced.append(replace(step, gap=gap))
    return tuple(spaced)
