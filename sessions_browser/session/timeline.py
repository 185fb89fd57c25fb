"""What happened with a session, step by step, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.standing import is_past_its_end
from sessions_browser.objects.states import Dispute, Refund, State
from sessions_browser.presentation.rows import short_id
from sessions_browser.presentation.times import Moment, duration
from sessions_browser.session.judged_session import JudgedSession

IN_STRIPE = "the payment in Stripe tells when"
NOT_IN_SESSION = "a session does not tell when"


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
    yield from _payment_and_expiry(judged)
    if judged.beside.recovered_by:
        yield Step("Continued in another session", None, short_id(judged.beside.recovered_by))
    yield from _steps_after(judged)
    yield from _next_steps(judged)
    if judged.payment.state is PaymentState.UNREAD:
        yield Step("What became of the payment was not read")


def _payment_and_expiry(judged: JudgedSession) -> Iterator[Step]:
    """What has no time of its own comes after the expiry, as late money does."""
    steps = list(_payment_steps(judged))
    if judged.row.status != "expired":
        yield from steps
        return
    ends = judged.row.expires_at
    before = [step for step in steps if step.at and (ends is None or step.at.unix <= ends)]
    yield from before
    yield _expired(judged)
    yield from (step for step in steps if step not in before)


def _opened(judged: JudgedSession) -> str:
    if judged.row.recovered_from:
        return "Taken up again through a recovery link"
    return "Opened through a payment link" if judged.row.payment_link else "Opened by the shop"


def _expired(judged: JudgedSession) -> Step:
    if judged.standing.ended_early:
        return Step("Ended early", None, NOT_IN_SESSION)
    return Step("Expired", judged.at(judged.row.expires_at), "at the latest")


def _payment_steps(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    at, by = judged.at(payment.began_at or payment.prepared_at), _by(judged)
    match payment.state:
        case PaymentState.NONE | PaymentState.UNREAD:
            yield from _finished(judged)
        case PaymentState.SUCCEEDED:
            yield from _succeeded(judged)
        case PaymentState.PROCESSING:
            yield Step(f"{_what_began(judged)} began", at, "the bank has not answered")
        case PaymentState.RESERVED | PaymentState.RELEASED:
            yield Step("Amount reserved", at, by)
        case PaymentState.WAITS_FOR_CUSTOMER | PaymentState.WAITS_FOR_SHOP:
            yield Step("Payment prepared", at, by)
        case PaymentState.FAILED:
            yield from _failed(judged)
        case PaymentState.NOT_COMPLETED:
            yield Step("Payment prepared, not completed", at, by)
        case PaymentState.UNKNOWN:
            yield Step("Payment prepared", at, f"Stripe calls the payment “{payment.word}”")


def _failed(judged: JudgedSession) -> Iterator[Step]:
    """A delayed payment fails days after it began, and its charge tells only the latter."""
    payment = judged.payment
    at, why = judged.at(payment.began_at or payment.prepared_at), payment.declined.rstrip(".")
    if payment.method.is_delayed:
        yield Step(f"{payment.method.name} began", at)
        yield Step("Failed", None, f"{why + '; ' if why else ''}{IN_STRIPE}")
    else:
        yield Step("Tried to pay: failed", at, why or _by(judged))


def _by(judged: JudgedSession) -> str:
    payment = judged.payment
    method = payment.method
    words = f"by {method.name}" if method.name else ""
    if method.wallet:
        device = f" (the device shows {method.device_last4})" if method.device_last4 else ""
        words = f"{words} with {method.wallet}{device}"
    return f"{words}, through an AI agent".strip(", ") if payment.by_agent else words


def _succeeded(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    at, by = judged.at(payment.began_at), _by(judged)
    if payment.captured_by_hand:
        yield Step("Amount reserved", at, by)
        yield _captured(judged)
    elif payment.is_collected_at_once:
        yield Step("Paid", at, by)
    else:
        yield Step(f"{_what_began(judged)} began", at)
        yield Step("Paid", None, f"after that; {IN_STRIPE}")


def _what_began(judged: JudgedSession) -> str:
    method = judged.payment.method
    if method.is_delayed:
        return method.name
    return f"Payment by {method.name}" if method.name else "Payment"


def _captured(judged: JudgedSession) -> Step:
    words, payment = "Collected", judged.payment
    if judged.standing.captured_in_part:
        captured, released = map(judged.of_payment, (payment.captured, payment.released))
        words = f"{captured} collected, {released} released"
    return Step(words, None, f"after that; {IN_STRIPE}")


def _finished(judged: JudgedSession) -> Iterator[Step]:
    if judged.row.status == "complete":
        words = "Paid" if judged.standing.is_paid else "Finished by the customer"
        yield Step(words, None, NOT_IN_SESSION)


_DISPUTES = {
    Dispute.INQUIRY: "The bank asked about it",
    Dispute.INQUIRY_ANSWERED: "The bank asked about it, and the shop answered",
    Dispute.OPEN: "Disputed by the customer",
    Dispute.ANSWERED: "Disputed by the customer, and answered",
    Dispute.WON: "Disputed, and decided for the shop",
    Dispute.LOST: "Disputed, and decided for the customer",
    Dispute.SINCE_CLOSED: "The bank's question about it was closed",
    Dispute.REPORTED: "Disputed; how that stands was not read",
}


def _steps_after(judged: JudgedSession) -> Iterator[Step]:
    standing = judged.standing
    if standing.state is State.RELEASED:
        yield Step("Released, not collected", None, IN_STRIPE)
    yield from _refunds(judged)
    if standing.dispute in _DISPUTES:
        word = judged.payment.dispute if standing.dispute is Dispute.REPORTED else ""
        words = f"Disputed; Stripe calls it “{word}”" if word else _DISPUTES[standing.dispute]
        yield Step(words, None, IN_STRIPE)
    subscription = judged.session.subscription
    if subscription and subscription.status == "canceled":
        yield Step("Subscription ended", judged.at(subscription.ended_at))


def _refunds(judged: JudgedSession) -> Iterator[Step]:
    """A charge that was refunded in several steps gives one time, that of the last."""
    payment = judged.payment
    if judged.standing.refund is Refund.FULL:
        at = judged.at(payment.refunded_at)
        yield Step("Refunded in full", at, "" if at else IN_STRIPE)
    if judged.standing.refund is Refund.PART:
        yield Step(f"{judged.of_payment(payment.refunded)} refunded", None, IN_STRIPE)
    if payment.refund_waits:
        what = f"Refund of {judged.of_payment(payment.refunding)} made, not yet succeeded"
        yield Step(what, None, IN_STRIPE)
    if payment.refund_failed:
        yield Step("A refund did not go through", None, IN_STRIPE)


def _next_steps(judged: JudgedSession) -> Iterator[Step]:
    row = judged.row
    if row.status == "open" and row.expires_at is not None:
        is_over = is_past_its_end(row, judged.clock.now)
        words = "Expires any moment" if is_over else "Expires unless finished"
        yield Step(words, judged.at(row.expires_at), is_next=True)
    if row.status == "expired" and judged.recovery_url:
        ends = judged.at(judged.session.recovery.expires_at)
        yield Step("The recovery link ends", ends, is_next=True)
    if judged.state in _NEXT:
        todo = judged.payment.next_action
        at = todo.until if todo and judged.state is State.VOUCHER_WAITS else None
        yield Step(_NEXT[judged.state], judged.at(at), is_next=True)


_NEXT = {
    State.STARTED: "The bank has to answer; this can take days",
    State.VOUCHER_WAITS: "The customer pays the voucher, or it lapses",
    State.TRANSFER_WAITS: "The customer's bank transfers the money",
    State.CUSTOMER_HAS_TO_ACT: "The customer acts",
    State.RESERVED: "The shop captures the amount, or it lapses",
}


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
