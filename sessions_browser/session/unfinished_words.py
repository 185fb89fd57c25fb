"""The verdict on a session that is open, that was left, or in which nothing was to be paid."""

from __future__ import annotations

from sessions_browser.objects.states import State
from sessions_browser.presentation.times import duration
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.paid_words import subscription_words
from sessions_browser.session.unpaid_words import task_of
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    Verdict,
    how_to_pay_again,
    sentences,
    sold_by_link,
    uncertain,
)

_WATCH = "Watch this page while the customer tries again."


def method_saved(_: JudgedSession) -> Verdict:
    return Verdict(
        "A payment method was saved. Nothing was to be paid, and nothing was charged.",
        "",
        "Your payment method is saved. Nothing was charged.",
    )


def nothing_due_yet(judged: JudgedSession) -> Verdict:
    if judged.row.mode != "subscription":
        return uncertain(judged)
    code = "A code covered the whole first amount. " if judged.session.totals.discount else ""
    later = subscription_words(judged) or "When the first payment is due was not looked at."
    subscription = judged.session.subscription
    has_ended = subscription is not None and subscription.status == "canceled"
    return Verdict(
        f"The subscription began. {code}Nothing was due at checkout.",
        later,
        f"Your subscription has {'ended' if has_ended else 'started'}. Nothing was charged at"
        " checkout.",
    )


def total_zero(judged: JudgedSession) -> Verdict:
    discount = judged.session.totals.discount
    why = "A code covered the whole price" if discount else "The total was 0"
    return Verdict(
        f"{why}, so nothing was charged. This is not an error.",
        "",
        "Your order went through. Nothing had to be paid.",
    )


def still_open(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid yet. The customer can still pay.",
        _until(judged),
        f"Your checkout is still open: you can pay{_time_left(judged)}.",
        sentences(sold_by_link(judged), _WATCH),
    )


def open_after_decline(judged: JudgedSession) -> Verdict:
    reason = _reason(judged)
    return Verdict(
        f"Not paid yet. The last try failed{reason} The customer can try again.",
        _until(judged),
        f"Your last try to pay did not go through{reason} You can try again{_time_left(judged)}.",
        _WATCH,
    )


def open_confirming(judged: JudgedSession) -> Verdict:
    task, request = task_of(judged)
    again = f"You can also try again{_time_left(judged)}."
    return Verdict(
        f"Not paid yet. The customer has to {task}.",
        _until(judged),
        f"{request} {again}" if request else "",
        _WATCH if request else LOOK_FIRST,
    )


def open_unread(judged: JudgedSession) -> Verdict:
    word = judged.payment.word
    return Verdict(
        "Not finished. A payment was prepared; what became of it is not known here.",
        sentences(f"Stripe calls the payment “{word}”." if word else "", _until(judged)),
        "",
        LOOK_FIRST,
    )


def open_nothing_to_pay(judged: JudgedSession) -> Verdict:
    what = "save a payment method" if judged.row.mode == "setup" else "finish"
    return Verdict(
        f"Not finished. The customer can still {what}. Nothing is to be paid.",
        _until(judged),
        f"Your checkout is still open: you can finish{_time_left(judged)}. Nothing has to be paid.",
        _WATCH,
    )


def past_its_end(judged: JudgedSession) -> Verdict:
    over = judged.words_at(judged.row.expires_at)
    return Verdict(
        "Not finished. Its time is over, but Stripe has not closed it yet.",
        f"It should have expired{over}.",
        "Your checkout has run out of time. Please start again.",
    )


def _time_left(judged: JudgedSession) -> str:
    """For the customer, whose time zone is not known."""
    ends = judged.row.expires_at
    if ends is None:
        return ""
    until = judged.for_customer(ends, "until ")
    return f" for another {duration(ends - judged.clock.now)}, {until}"


def _until(judged: JudgedSession) -> str:
    words = judged.words_at(judged.row.expires_at, "It is open until ")
    return f"{words}." if words else ""


def left_after_decline(judged: JudgedSession) -> Verdict:
    reason = _reason(judged)
    return Verdict(
        f"Not paid. The last try failed{reason}",
        _ended(judged),
        f"Your payment did not go through{reason} Nothing was charged.",
        how_to_pay_again(judged),
    )


def _reason(judged: JudgedSession) -> str:
    """Why it was declined, in the bank's words, as the end of a sentence."""
    declined = judged.payment.declined
    return f": “{declined}”" if declined else "."


def left_not_completed(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid. A payment was prepared and not completed.",
        _ended(judged),
        "Your payment was not completed. Nothing was charged.",
        how_to_pay_again(judged),
    )


def left_unread(judged: JudgedSession) -> Verdict:
    word = judged.payment.word
    return Verdict(
        "The session ended. A payment was prepared; what became of it is not known here.",
        sentences(f"Stripe calls the payment “{word}”." if word else "", _ended(judged)),
        "",
        f"A late payment can still arrive. {LOOK_FIRST}",
    )


def left_without_trying(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid. The customer did not try to pay.",
        _ended(judged),
        "Your checkout ended before a payment was made. Nothing was charged.",
        how_to_pay_again(judged),
    )


def left_unseen(judged: JudgedSession) -> Verdict:
    why = " in a subscription" if judged.row.mode == "subscription" else ""
    return Verdict(
        f"Not paid. Whether the customer tried to pay cannot be seen{why}.",
        _ended(judged),
        "Your checkout ended before a payment was made.",
        sentences(sold_by_link(judged), how_to_pay_again(judged)),
    )


def left_nothing_saved(judged: JudgedSession) -> Verdict:
    return Verdict(
        "The session ended. No payment method was saved.",
        _ended(judged),
        "Nothing was saved and nothing was charged.",
        how_to_pay_again(judged),
    )


def _ended(judged: JudgedSession) -> str:
    """A session tells until when it was to be open, not when the shop ended it before that."""
    if judged.standing.ended_early:
        return "It was ended early. A session does not tell when."
    created, ends = judged.row.created, judged.row.expires_at
    if ends is None:
        return ""
    is_known = created is not None and ends >= created
    lasted = f", {duration(ends - (created or 0))} after it was opened" if is_known else ""
    return f"It expired on {judged.words_at(ends, '')} at the latest{lasted}."


WORDS = {
    State.METHOD_SAVED: method_saved,
    State.NOTHING_DUE_YET: nothing_due_yet,
    State.TOTAL_ZERO: total_zero,
    State.OPEN: still_open,
    State.OPEN_AFTER_DECLINE: open_after_decline,
    State.OPEN_CONFIRMING: open_confirming,
    State.OPEN_NOTHING_TO_PAY: open_nothing_to_pay,
    State.OPEN_UNREAD: open_unread,
    State.PAST_ITS_END: past_its_end,
    State.LEFT_AFTER_DECLINE: left_after_decline,
    State.LEFT_NOT_COMPLETED: left_not_completed,
    State.LEFT_UNREAD: left_unread,
    State.LEFT_WITHOUT_TRYING: left_without_trying,
    State.LEFT_UNSEEN: left_unseen,
    State.LEFT_NOTHING_SAVED: left_nothing_saved,
}
