"""What happened with a session, step by step, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.payment_method import PaymentMethod
from sessions_browser.objects.standing import is_past_its_end
from sessions_browser.objects.states import Dispute, Refund, State
from sessions_browser.presentation.declines import decline_reason
from sessions_browser.presentation.payments import payment_words
from sessions_browser.presentation.rows import short_id
from sessions_browser.presentation.sentences import filled
from sessions_browser.presentation.times import Moment, duration
from sessions_browser.session.judged_session import JudgedSession

IN_STRIPE = gettext_lazy("see the payment in Stripe for the date")
AFTER_THAT = gettext_lazy("after that; see the payment in Stripe for the date")
NOT_RECORDED = gettext_lazy("Stripe does not record when")


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
        yield Step(_("Continued in another session"), None, short_id(judged.beside.recovered_by))
    yield from _steps_after(judged)
    yield from _next_steps(judged)
    if judged.payment.state is PaymentState.UNREAD:
        yield Step(_("What became of the payment was not read"))


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
        return _("Taken up again through a recovery link")
    return (
        _("Opened through a payment link") if judged.row.payment_link else _("Opened by the shop")
    )


def _expired(judged: JudgedSession) -> Step:
    if judged.standing.ended_early:
        return Step(_("Ended early"), None, str(NOT_RECORDED))
    return Step(_("Expired"), judged.at(judged.row.expires_at), _("at the latest"))


def _payment_steps(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    at, by = judged.at(payment.began_at or payment.prepared_at), _by(judged)
    match payment.state:
        case PaymentState.NONE | PaymentState.UNREAD:
            yield from _finished(judged)
        case PaymentState.SUCCEEDED:
            yield from _succeeded(judged)
        case PaymentState.PROCESSING:
            yield Step(_that_it_began(judged), at, _("the bank has not answered"))
        case PaymentState.RESERVED | PaymentState.RELEASED:
            yield Step(_("Amount reserved"), at, by)
        case PaymentState.WAITS_FOR_CUSTOMER | PaymentState.WAITS_FOR_SHOP:
            yield Step(_("Payment prepared"), at, by)
        case PaymentState.FAILED:
            yield from _failed(judged)
        case PaymentState.NOT_COMPLETED:
            yield Step(_("Payment prepared, not completed"), at, by)
        case PaymentState.UNKNOWN:
            words = _("Stripe calls the payment “%(status)s”")
            yield Step(_("Payment prepared"), at, words % {"status": payment.word})


def _failed(judged: JudgedSession) -> Iterator[Step]:
    """A delayed payment fails days after it began, and its charge tells only the latter."""
    payment = judged.payment
    at = judged.at(payment.began_at or payment.prepared_at)
    why = decline_reason(payment) or _what_stripe_says(payment.declined)
    if payment.method.is_delayed:
        yield Step(_that_it_began(judged), at)
        yield Step(_("Failed"), None, "; ".join(filter(None, (why, str(IN_STRIPE)))))
    else:
        yield Step(_("Tried to pay: failed"), at, why or _by(judged))


def _what_stripe_says(message: str) -> str:
    return _("Stripe says: “%(message)s”") % {"message": message} if message else ""


def _by(judged: JudgedSession) -> str:
    payment = judged.payment
    agent = _("through an AI agent") if payment.by_agent else ""
    return ", ".join(filter(None, (_by_method(payment.method), agent)))


def _by_method(method: PaymentMethod) -> str:
    if not method.name:
        return ""
    words = _("by %(method)s")
    if method.wallet and method.device_last4:
        words = _("by %(method)s with %(wallet)s (the device shows %(digits)s)")
    elif method.wallet:
        words = _("by %(method)s with %(wallet)s")
    return words % {
        "method": method.in_a_sentence,
        "wallet": method.wallet,
        "digits": method.device_last4,
    }


def _succeeded(judged: JudgedSession) -> Iterator[Step]:
    payment = judged.payment
    at, by = judged.at(payment.began_at), _by(judged)
    if payment.captured_by_hand:
        yield Step(_("Amount reserved"), at, by)
        yield _captured(judged)
    elif payment.is_collected_at_once:
        yield Step(_("Paid"), at, by)
    else:
        yield Step(_that_it_began(judged), at)
        yield Step(_("Paid"), None, str(AFTER_THAT))


def _that_it_began(judged: JudgedSession) -> str:
    return filled(_("%(payment)s began"), payment=payment_words(judged.payment.method))


def _captured(judged: JudgedSession) -> Step:
    words, payment = _("Collected"), judged.payment
    if judged.standing.captured_in_part:
        words = _("%(captured)s collected, %(released)s released") % {
            "captured": judged.of_payment(payment.captured),
            "released": judged.of_payment(payment.released),
        }
    return Step(words, None, str(AFTER_THAT))


def _finished(judged: JudgedSession) -> Iterator[Step]:
    if judged.row.status == "complete":
        words = _("Paid") if judged.standing.is_paid else _("Finished by the customer")
        yield Step(words, None, str(NOT_RECORDED))


_DISPUTES = {
    Dispute.INQUIRY: gettext_lazy("The bank asked about it"),
    Dispute.INQUIRY_ANSWERED: gettext_lazy("The bank asked about it, and the shop answered"),
    Dispute.OPEN: gettext_lazy("Disputed by the customer"),
    Dispute.ANSWERED: gettext_lazy("Disputed by the customer, and answered"),
    Dispute.WON: gettext_lazy("Disputed, and decided for the shop"),
    Dispute.LOST: gettext_lazy("Disputed, and decided for the customer"),
    Dispute.SINCE_CLOSED: gettext_lazy("The bank's question about it was closed"),
    Dispute.REPORTED: gettext_lazy("Disputed; how that stands was not read"),
}


def _steps_after(judged: JudgedSession) -> Iterator[Step]:
    standing = judged.standing
    if standing.state is State.RELEASED:
        yield Step(_("Released, not collected"), None, str(IN_STRIPE))
    yield from _refunds(judged)
    if standing.dispute in _DISPUTES:
        yield Step(_that_it_was_disputed(judged), None, str(IN_STRIPE))
    subscription = judged.session.subscription
    if subscription and subscription.status == "canceled":
        yield Step(_("Subscription ended"), judged.at(subscription.ended_at))


def _that_it_was_disputed(judged: JudgedSession) -> str:
    word = judged.payment.dispute
    if judged.standing.dispute is Dispute.REPORTED and word:
        return _("Disputed; Stripe calls it “%(status)s”") % {"status": word}
    return str(_DISPUTES[judged.standing.dispute])


def _refunds(judged: JudgedSession) -> Iterator[Step]:
    """A charge that was refunded in several steps gives one time, that of the last."""
    payment = judged.payment
    if judged.standing.refund is Refund.FULL:
        at = judged.at(payment.refunded_at)
        yield Step(_("Refunded in full"), at, "" if at else str(IN_STRIPE))
    if judged.standing.refund is Refund.PART:
        words = _("%(amount)s refunded") % {"amount": judged.of_payment(payment.refunded)}
        yield Step(words, None, str(IN_STRIPE))
    if payment.refund_waits:
        words = _("Refund of %(amount)s made, not yet succeeded")
        amount = judged.of_payment(payment.refunding)
        yield Step(words % {"amount": amount}, None, str(IN_STRIPE))
    if payment.refund_failed:
        yield Step(_("A refund did not go through"), None, str(IN_STRIPE))


def _next_steps(judged: JudgedSession) -> Iterator[Step]:
    row = judged.row
    if row.status == "open" and row.expires_at is not None:
        is_over = is_past_its_end(row, judged.clock.now)
        words = _("Expires any moment") if is_over else _("Expires unless finished")
        yield Step(words, judged.at(row.expires_at), is_next=True)
    if row.status == "expired" and judged.recovery_url:
        ends = judged.at(judged.session.recovery.expires_at)
        yield Step(_("The recovery link ends"), ends, is_next=True)
    if judged.state in _NEXT:
        todo = judged.payment.next_action
        at = todo.until if todo and judged.state is State.VOUCHER_WAITS else None
        yield Step(str(_NEXT[judged.state]), judged.at(at), is_next=True)


_NEXT = {
    State.STARTED: gettext_lazy("The bank has to answer; this can take days"),
    State.VOUCHER_WAITS: gettext_lazy("The customer pays the voucher, or it lapses"),
    State.TRANSFER_WAITS: gettext_lazy("The customer's bank transfers the money"),
    State.CUSTOMER_HAS_TO_ACT: gettext_lazy("The customer acts"),
    State.RESERVED: gettext_lazy("The shop captures the amount, or it lapses"),
}


def with_gaps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps with the time that passed since the step before, where both times are known."""
    spaced: list[Step] = []
    last: int | None = None
    for step in steps:
        gap = ""
        if step.at is not None:
            if last is not None and step.at.unix > last:
                gap = _("%(duration)s later") % {"duration": duration(step.at.unix - last)}
            last = step.at.unix
        spaced.append(replace(step, gap=gap))
    return tuple(spaced)
