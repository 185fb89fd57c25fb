"""The story of one Checkout Session: a verdict, a line for the customer, what happened when. Pure.

A session tells neither when it was completed nor of refunds and disputes
(docs.stripe.com/api/checkout/sessions/object); its payment does, where the key may read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.money import Money, money
from sessions_browser.payment import Payment, State, payment_of
from sessions_browser.presentation import Moment, maybe_moment_in, outcome_of
from sessions_browser.projection import SessionRow, id_of, mapping, moment, project, text

ELSEWHERE = "look at the payment in Stripe before you promise anything"


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


@dataclass(frozen=True, slots=True)
class Story:
    """say: what to tell the customer; "" when the payment must be looked at first.

    advice: for who reads it, not for the customer. can_change: worth being watched.
    """

    verdict: str
    say: str
    advice: str
    steps: tuple[Step, ...]
    can_change: bool
    is_paid: bool
    paid_at: int | None


@dataclass(frozen=True, slots=True)
class _Facts:
    session: Mapping[str, Any]
    row: SessionRow
    payment: Payment
    zone: ZoneInfo
    this_year: int
    now: float

    @property
    def total(self) -> Money | None:
        return money(self.row.amount_total, self.row.currency)

    def at(self, unix: int | None) -> Moment | None:
        return maybe_moment_in(unix, self.zone, self.this_year)

    def words_at(self, unix: int | None, before: str = " on ") -> str:
        found = self.at(unix)
        return f"{before}{found.text}" if found else ""


def story_of(session: Mapping[str, Any], zone: ZoneInfo, now: float, this_year: int) -> Story:
    row = project(session)
    facts = _Facts(session, row, payment_of(session), zone, this_year, now)
    verdict, say, advice = _judge(facts)
    is_paid = row.status == "complete" and row.payment_status == "paid"
    waits = row.status == "complete" and row.payment_status == "unpaid"
    return Story(
        verdict=verdict,
        say=say,
        advice=advice,
        steps=_with_gaps(tuple(_steps(facts))),
        can_change=row.status == "open" or (waits and facts.payment.state is not State.FAILED),
        is_paid=is_paid,
        paid_at=facts.payment.settled_at if is_paid else None,
    )


def _judge(facts: _Facts) -> tuple[str, str, str]:
    """Verdict, what to say, advice."""
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
    return outcome_of(row, facts.now).sentence, "", f"Nothing is certain here: {ELSEWHERE}."


def _paid(facts: _Facts) -> tuple[str, str, str]:
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


def _processing(facts: _Facts) -> tuple[str, str, str]:
    amount, payment = str(facts.total or "the amount"), facts.payment
    method = payment.method or "The payment"
    when = facts.words_at(payment.tried_at)
    match payment.state:
        case State.PROCESSING | State.SUCCEEDED:
            known = f"{method} of {amount} started{when}."
            return (
                f"{known} This can take days; it has not failed.",
                f"Your payment of {amount} has started{when} and is on its way. It can take some"
                " days, and you need not do anything.",
                "Do not ask for a second payment.",
            )
        case State.AUTHORISED:
            return (
                f"{amount} is reserved on the customer's {method}{when}, and not collected yet.",
                f"{amount} is reserved on your card. It has not been charged yet.",
                "Somebody has to capture the payment in Stripe, or it lapses.",
            )
        case State.FAILED:
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


def _nothing_due(facts: _Facts) -> tuple[str, str, str]:
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


def _open(facts: _Facts) -> tuple[str, str, str]:
    ends = facts.row.expires_at
    if ends is not None and ends <= facts.now:
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


def _left(facts: _Facts) -> tuple[str, str, str]:
    row, payment = facts.row, facts.payment
    lasted = ""
    if row.created is not None and row.expires_at is not None and row.expires_at >= row.created:
        lasted = f", {span(row.expires_at - row.created)} after it was opened"
    ended = f"Expired{facts.words_at(row.expires_at, ' ')}{lasted}."
    again = _again(facts)
    match payment.state:
        case State.NONE if row.mode == "setup":
            tried, say = "No payment method was saved.", "Nothing was saved and nothing charged."
        case State.NONE if row.mode == "subscription":
            # The payment of a subscription hangs on its invoice, which an unpaid one never gets.
            tried = "Whether the customer tried to pay cannot be seen for a subscription."
            say = "Your checkout ended before a payment was made."
        case State.NONE:
            tried = "Never tried to pay."
            say = "Your checkout ended before a payment was made. Nothing was charged."
        case State.FAILED:
            why = f": {payment.declined}" if payment.declined else "."
            tried = f"The customer tried to pay, which failed{why}"
            said = f": “{payment.declined}”" if payment.declined else "."
            say = f"Your payment did not go through{said} Nothing was charged."
        case _:
            tried = "The customer tried to pay."
            return f"{ended} {tried}", "", f"A late payment can still arrive: {ELSEWHERE}."
    return f"{ended} {tried}", say, again


def _again(facts: _Facts) -> str:
    recovery = recovery_of(facts.session, facts.now)
    if recovery:
        return "Copy the recovery link: with it the customer goes on where they stopped."
    if facts.row.payment_link:
        return "The customer can start again through the payment link."
    return "The customer has to start again in the shop."


def recovery_of(session: Mapping[str, Any], now: float) -> str:
    """The address through which the customer can go on, while it holds, else ""."""
    recovery = mapping(mapping(session.get("after_expiration")).get("recovery"))
    url, ends = text(recovery.get("url"), 2000), moment(recovery.get("expires_at"))
    return url if url and url.startswith("https://") and (ends is None or ends > now) else ""


def _steps(facts: _Facts) -> Iterator[Step]:
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
    if payment.state is State.UNREAD:
        yield Step("What became of the payment is not readable with this key")


def _payment_steps(facts: _Facts) -> Iterator[Step]:
    row, payment = facts.row, facts.payment
    at, by = facts.at(payment.tried_at), f"by {payment.method}" if payment.method else ""
    match payment.state:
        case State.NONE | State.UNREAD:
            if row.status == "complete":
                words = "Paid" if row.payment_status == "paid" else "Finished by the customer"
                yield Step(words, None, "a session does not tell when")
        case State.SUCCEEDED:
            yield Step("Paid", at, by)
        case State.PROCESSING:
            yield Step(f"{payment.method or 'Payment'} started", at, "the bank has not answered")
        case State.AUTHORISED:
            yield Step("Amount reserved, not collected", at, by)
        case State.FAILED:
            yield Step("Tried to pay: declined", at, payment.declined or by)
        case State.UNKNOWN:
            yield Step("Tried to pay", at, by)


def _steps_after(facts: _Facts) -> Iterator[Step]:
    payment = facts.payment
    if payment.is_refunded:
        yield Step("Refunded in full", None, "the payment in Stripe tells when")
    elif payment.refunded:
        part = money(payment.refunded, facts.row.currency)
        yield Step(f"{part} refunded", None, "the payment in Stripe tells when")
    if payment.is_disputed:
        yield Step("Disputed by the customer", None, "the payment in Stripe tells when and why")


def _next_steps(facts: _Facts) -> Iterator[Step]:
    row = facts.row
    if row.status == "open" and row.expires_at is not None:
        words = "Ends, if nobody pays" if row.expires_at > facts.now else "Ends any moment"
        yield Step(words, facts.at(row.expires_at), is_next=True)
    if row.status == "expired" and recovery_of(facts.session, facts.now):
        recovery = mapping(mapping(facts.session.get("after_expiration")).get("recovery"))
        ends = facts.at(moment(recovery.get("expires_at")))
        yield Step("The recovery link ends", ends, is_next=True)
    if facts.payment.state is State.PROCESSING:
        yield Step("The bank answers, within days", None, is_next=True)


def _with_gaps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    told: list[Step] = []
    last: int | None = None
    for step in steps:
        gap = ""
        if step.at is not None:
            if last is not None and step.at.unix > last:
                gap = f"{span(step.at.unix - last)} later"
            last = step.at.unix
        told.append(replace(step, gap=gap))
    return tuple(told)


def span(seconds: float) -> str:
    """A length of time in its largest whole unit; days from two of them on."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 2 * 86_400:
        hours, minutes = whole // 3600, whole % 3600 // 60
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{whole // 86_400} days"
