"""The verdict on a session that is open, that was left, or in which nothing was to be paid."""

from __future__ import annotations

from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.standing import is_past_its_end
from sessions_browser.objects.states import State
from sessions_browser.presentation.times import duration
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.subscription_words import nothing_due
from sessions_browser.session.unpaid_words import task_of
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    NO_SECOND,
    Verdict,
    first_look,
    how_to_pay_again,
    sentences,
    stripe_calls_it,
)

_WATCH = "Watch this page while the customer pays."


def method_saved(_: JudgedSession) -> Verdict:
    return Verdict(
        "The customer saved a payment method. Nothing was to be paid, and nothing was charged.",
        "",
        "You have saved a payment method. Nothing was charged.",
    )


def nothing_due_yet(judged: JudgedSession) -> Verdict:
    if judged.row.mode == "subscription":
        return nothing_due(judged)
    return Verdict(
        f"Nothing was due at checkout, though the total is {judged.total}.",
        staff_hint="Look at the session in Stripe before you promise anything.",
    )


def total_zero(judged: JudgedSession) -> Verdict:
    discount = judged.session.totals.discount
    why = "A discount covered the whole price" if discount else "The total was 0"
    return Verdict(
        f"{why}, so nothing was charged. This is not an error.",
        "",
        "Your checkout is complete. Nothing had to be paid.",
    )


def still_open(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid yet. The customer can still pay.",
        _until(judged),
        f"Your checkout of {judged.total_for_customer} has not been paid. You can finish it on the"
        f" page that you opened{_until_for_customer(judged)}.",
        sentences(_no_try(judged), first_look(judged), _WATCH),
    )


def _no_try(judged: JudgedSession) -> str:
    """Only of a one-off payment that the shop sells itself can that be seen."""
    seen = judged.row.mode == "payment" and judged.payment.state is PaymentState.NONE
    return "Stripe shows no try to pay so far." if seen else ""


def open_after_decline(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid yet. The last try failed{judged.reason} The customer can try again.",
        _until(judged),
        "Your last payment attempt did not go through. Please try another payment method or ask"
        f" your bank. The page that you opened works{_until_for_customer(judged)}.",
        _WATCH,
    )


def open_confirming(judged: JudgedSession) -> Verdict:
    task, request = task_of(judged)
    return Verdict(
        f"Not paid yet. The customer has to {task}.",
        _until(judged),
        request,
        sentences(NO_SECOND, _WATCH) if request else LOOK_FIRST,
    )


def open_unread(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not finished. A payment was prepared; what became of it is not known here.",
        sentences(stripe_calls_it(judged), _until(judged)),
        "",
        LOOK_FIRST,
    )


def open_nothing_to_pay(judged: JudgedSession) -> Verdict:
    what = "save a payment method" if judged.row.mode == "setup" else "finish"
    return Verdict(
        f"Not finished. The customer can still {what}. Nothing is to be paid.",
        _until(judged),
        "You can finish your checkout on the page that you opened"
        f"{_until_for_customer(judged)}. Nothing has to be paid.",
        "Watch this page while the customer finishes.",
    )


def past_its_end(judged: JudgedSession) -> Verdict:
    over = judged.words_at(judged.row.expires_at)
    return Verdict(
        "Not finished. Its time is over, but Stripe has not closed it yet.",
        f"It should have expired{over}, by this dashboard's clock.",
        "",
        "Wait some minutes and reload. Do not ask the customer to start again before Stripe shows"
        " the session as expired.",
    )


def _until_for_customer(judged: JudgedSession) -> str:
    """A moment, not a length of time: nobody knows when the text is read."""
    return judged.for_customer(judged.row.expires_at)


def _until(judged: JudgedSession) -> str:
    if is_past_its_end(judged.row, judged.clock.now):
        over = judged.words_at(judged.row.expires_at)
        return f"The session should have expired{over}, and Stripe has not closed it yet."
    words = judged.words_at(judged.row.expires_at, "The session is open until ")
    return f"{words}." if words else ""


def left_after_decline(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. The last try failed{judged.reason}",
        _ended(judged),
        f"Your last payment attempt of {judged.total_for_customer} did not go through. Nothing was"
        " charged in this checkout.",
        how_to_pay_again(judged),
    )


def left_not_completed(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid. A payment was prepared and not completed.",
        _ended(judged),
        f"Your payment of {judged.total_for_customer} was not completed. Nothing was charged in"
        " this checkout.",
        how_to_pay_again(judged),
    )


def left_waiting(judged: JudgedSession) -> Verdict:
    word = judged.payment.next_action.word if judged.payment.next_action else judged.payment.word
    return Verdict(
        "Not paid so far. The session ended while the payment waits, and money can still arrive.",
        sentences(f"Stripe calls it “{word}”." if word else "", _ended(judged)),
        "",
        f"{NO_SECOND} {LOOK_FIRST}",
    )


def left_unread(judged: JudgedSession) -> Verdict:
    return Verdict(
        "The session ended. A payment was prepared; what became of it is not known here.",
        sentences(stripe_calls_it(judged), _ended(judged)),
        "",
        f"A late payment can still arrive. {LOOK_FIRST}",
    )


def left_without_trying(judged: JudgedSession) -> Verdict:
    return Verdict(
        "Not paid. Stripe shows no try to pay.",
        _ended(judged),
        f"Your checkout of {judged.total_for_customer} ended before a payment was made. Nothing was"
        " charged in this checkout.",
        how_to_pay_again(judged),
    )


def left_unseen(judged: JudgedSession) -> Verdict:
    why = " in a subscription" if judged.row.mode == "subscription" else ""
    return Verdict(
        f"Not paid. Whether the customer tried to pay cannot be seen{why}.",
        _ended(judged),
        "Your checkout ended before a payment was made.",
        how_to_pay_again(judged),
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
        return "The session was ended early. Stripe does not say when."
    created, ends = judged.row.created, judged.row.expires_at
    if ends is None:
        return ""
    is_known = created is not None and ends >= created
    lasted = f", {duration(ends - (created or 0))} after it was opened" if is_known else ""
    return f"The session expired on {judged.words_at(ends, '')} at the latest{lasted}."


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
    State.LEFT_WAITING: left_waiting,
    State.LEFT_UNREAD: left_unread,
    State.LEFT_WITHOUT_TRYING: left_without_trying,
    State.LEFT_UNSEEN: left_unseen,
    State.LEFT_NOTHING_SAVED: left_nothing_saved,
}
