"""The verdict on a session that the customer finished and whose money was not collected."""

from __future__ import annotations

from sessions_browser.objects.money import money
from sessions_browser.objects.next_action import NextAction, Todo
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    NO_SECOND,
    Verdict,
    look_for_another,
    sentences,
)

_MAY_HAVE_PAID = (
    "If you have already paid, you do not need to do anything: it can take some days to reach us."
)


def finished(judged: JudgedSession) -> Verdict:
    """The payment was not read, or its status is not known here."""
    word = judged.payment.word
    seen = f"Stripe calls it “{word}”." if word else "It was not looked at."
    return Verdict(
        f"The customer finished. What became of the payment of {judged.total} is not known here.",
        seen,
        "",
        sentences(
            "It can have succeeded, be on its way, be reserved, wait for the customer, or have"
            " failed.",
            NO_SECOND,
            LOOK_FIRST,
        ),
    )


def started(judged: JudgedSession) -> Verdict:
    payment = judged.payment
    slow = "Banks can take some days to answer." if payment.method.is_delayed else ""
    began = judged.for_customer(payment.began_at, " was started on ") or " has begun"
    return Verdict(
        f"The {judged.payment_of_total} has begun. Whether it succeeds is not known yet.",
        sentences(_began(judged), slow),
        f"Your payment of {judged.total_for_customer}{began} and is still being processed. Please"
        " do not pay a second time.",
        f"{NO_SECOND} This one has not been received yet.",
    )


def _began(judged: JudgedSession, before: str = "It began on ") -> str:
    """When, as the charge tells. An intent alone tells when it was prepared."""
    payment = judged.payment
    if words := judged.words_at(payment.began_at, before):
        return f"{words}."
    words = judged.words_at(payment.prepared_at, "It was prepared on ")
    return f"{words}." if words else ""


def voucher_waits(judged: JudgedSession) -> Verdict:
    action = judged.payment.next_action
    until = action.until if action else None
    if until is not None and until <= judged.clock.now:
        return _voucher_is_over(judged, until)
    by = judged.for_customer(until, " by ")
    return Verdict(
        f"Not paid yet. The customer has to pay the {judged.payment_of_total}.",
        f"It can be paid until {judged.words_at(until, '')}."
        if until
        else "Until when it can be paid is not known.",
        f"We have not received your payment of {judged.total_for_customer} yet. {_MAY_HAVE_PAID} If"
        f" not, please pay your {judged.payment.method.name}{by}.",
        sentences(NO_SECOND, "A payment of a voucher can take some days to show here."),
    )


def _voucher_is_over(judged: JudgedSession, until: int) -> Verdict:
    return Verdict(
        f"Not paid so far. The time of the {judged.payment_of_total} is over.",
        f"It could be paid until {judged.words_at(until, '')}. A payment made before that can"
        " still arrive.",
        f"We have not received your payment of {judged.total_for_customer}. If you paid in time,"
        " please wait some days. If not, please do not pay this voucher now.",
        "Wait until Stripe shows the payment as failed before you offer a new checkout.",
    )


def transfer_waits(judged: JudgedSession) -> Verdict:
    missing = _missing(judged.payment.next_action)
    of_it = "" if missing == judged.total else " of it"
    return Verdict(
        f"Not paid yet. The customer has to transfer {judged.total} by bank.",
        f"{missing}{of_it} has not arrived." if missing else "How much has arrived is not known.",
        f"We have not received {missing or judged.total_for_customer} yet. {_MAY_HAVE_PAID} If not,"
        " please transfer it as the checkout page showed you.",
        sentences(NO_SECOND, "A transfer can take some days to arrive."),
    )


def _missing(action: NextAction | None) -> str:
    if action is None or action.missing is None or not action.currency:
        return ""
    return str(money(action.missing, action.currency))


# What the customer has to do: for staff, and as a request to the customer.
_TASKS = {
    Todo.CONFIRM: (
        "confirm the payment, at the bank or where they pay",
        "Please finish the payment with your bank or payment provider. If you have already"
        " approved it, please wait and do not pay again.",
    ),
    Todo.SCAN: (
        "scan a code to pay",
        "Please pay with the code that you were shown. If you have already paid, please wait and"
        " do not pay again.",
    ),
    Todo.DEPOSITS: (
        "verify the bank account with a small deposit",
        "Please verify your bank account, as the e-mail about the small deposit says.",
    ),
}


def task_of(judged: JudgedSession) -> tuple[str, str]:
    """What the customer has to do, and the request to do it, "" where that is not known."""
    action = judged.payment.next_action
    if action is None:
        return "do something that Stripe does not name", ""
    return _TASKS.get(action.todo, (f"do what Stripe calls “{action.word}”", ""))


def customer_has_to_act(judged: JudgedSession) -> Verdict:
    task, request = task_of(judged)
    paid = f"We have not received your payment of {judged.total_for_customer} yet."
    return Verdict(
        f"Not paid yet. The customer has to {task}.",
        _about_to_pay(judged),
        f"{paid} {request}" if request else "",
        NO_SECOND if request else LOOK_FIRST,
    )


def _about_to_pay(judged: JudgedSession) -> str:
    at = judged.payment.began_at or judged.payment.prepared_at
    words = judged.words_at(at)
    return f"The {judged.payment_of_total} was prepared{words}." if words else ""


def shop_has_to_confirm(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid yet. The payment of {judged.total} waits for the shop's system to confirm it.",
        _about_to_pay(judged),
        "",
        "Ask whoever runs the shop: the customer can do nothing.",
    )


def reserved(judged: JudgedSession) -> Verdict:
    payment = judged.payment
    amount = judged.of_payment(payment.asked) or judged.total
    before = judged.of_payment(payment.captured)
    taken = f"{before} was collected before." if before else ""
    same = str(amount) == judged.own_total
    shown = judged.total_for_customer if same else str(amount)
    return Verdict(
        f"{amount} is reserved{judged.with_method()}, and has not been collected.",
        sentences(taken, _reserved_on(judged)),
        "" if taken else f"{shown} is reserved{judged.with_method('your')}. It was not collected.",
        "Do not ask for a second payment. Before somebody captures it in Stripe, check that the"
        " order still stands. If nobody does, the reservation lapses.",
    )


def _reserved_on(judged: JudgedSession) -> str:
    return _began(judged, "It was reserved on ")


def released(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. {judged.of_payment(judged.payment.asked) or judged.total} was reserved"
        f"{judged.with_method()}, not collected, and released.",
        sentences(_reserved_on(judged), "When it was released is not known here."),
        f"The reservation of {judged.total_for_customer} was released, and we have not collected"
        " it. If your bank still shows it, it should disappear within some days.",
        look_for_another(judged, "a new checkout is needed"),
    )


def failed(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. The {judged.payment_of_total} failed{judged.reason}",
        _began(judged),
        _did_not_go_through(judged),
        look_for_another(judged, "a new checkout is needed"),
    )


def _did_not_go_through(judged: JudgedSession) -> str:
    return (
        f"Your payment of {judged.total_for_customer} did not go through, so we have not received"
        " any money from it. Please do not pay again before you hear from us, and tell us if your"
        " bank shows it."
    )


def not_completed(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. The {judged.payment_of_total} was prepared and not completed.",
        _began(judged),
        _did_not_go_through(judged),
        look_for_another(judged, "a new checkout is needed"),
    )
