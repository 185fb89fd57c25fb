"""The verdict on a session that the customer finished and whose money was not collected."""

from __future__ import annotations

from sessions_browser.objects.money import money
from sessions_browser.objects.next_action import NextAction, Todo
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.payment_method import MethodKind
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.verdict import LOOK_FIRST, Verdict, sentences, sold_by_link

_NEW_CHECKOUT = "To buy, the customer has to pay again in a new checkout."


def finished(judged: JudgedSession) -> Verdict:
    """The payment was not read, or its status is not known here."""
    word = judged.payment.word
    seen = f"Stripe calls it “{word}”." if word else "It was not looked at."
    return Verdict(
        f"The customer finished. What became of the payment of {judged.total} is not known here.",
        seen,
        "",
        sentences(
            sold_by_link(judged),
            "It can be on its way, wait for the customer, be reserved, or have failed.",
            LOOK_FIRST,
        ),
    )


def started(judged: JudgedSession) -> Verdict:
    payment = judged.payment
    slow = "Banks can take some days to answer." if payment.method.is_delayed else ""
    return Verdict(
        f"The {judged.payment_of_total} is on its way. It has not failed.",
        sentences(_began(judged), slow),
        f"Your payment of {judged.total_for_customer} was started"
        f"{judged.for_customer(payment.began_at, ' on ')} and is being processed by your bank."
        " You do not need to do anything now.",
        "Do not ask for a second payment.",
    )


def _began(judged: JudgedSession, before: str = "It began on ") -> str:
    words = judged.words_at(judged.payment.began_at, before)
    return f"{words}." if words else ""


def voucher_waits(judged: JudgedSession) -> Verdict:
    until = _until(judged.payment)
    over = until is not None and until <= judged.clock.now
    when = judged.words_at(until, "Its time ended on " if over else "It can be paid until ")
    if over:
        message = f"We have not received your payment of {judged.total_for_customer}."
    else:
        last = judged.for_customer(until)
        voucher = f"{judged.payment.method.name} of {judged.total_for_customer}"
        message = f"Please pay your {voucher}{last}. We have not received the money yet."
    return Verdict(
        f"Not paid yet. The customer has to pay the {judged.payment_of_total}.",
        sentences(f"{when}." if when else "Until when it can be paid is not known."),
        message,
        "Nothing is collected before the customer pays the voucher.",
    )


def _until(payment: Payment) -> int | None:
    return payment.next_action.until if payment.next_action else None


def transfer_waits(judged: JudgedSession) -> Verdict:
    missing = _missing(judged.payment.next_action)
    of_it = "" if missing == judged.total else " of it"
    return Verdict(
        f"Not paid yet. The customer has to transfer {judged.total} by bank.",
        f"{missing}{of_it} has not arrived." if missing else "How much has arrived is not known.",
        f"Please transfer {missing or judged.total_for_customer} as the checkout page showed you."
        " We have not received it yet.",
        "The money comes when the customer's bank sends it.",
    )


def _missing(action: NextAction | None) -> str:
    if action is None or action.missing is None or not action.currency:
        return ""
    return str(money(action.missing, action.currency))


# What the customer has to do: for staff, and as a request to the customer.
_TASKS = {
    Todo.CONFIRM: (
        "confirm the payment at the bank or in its app",
        "Please confirm the payment with your bank.",
    ),
    Todo.SCAN: (
        "scan a code to pay",
        "Please pay with the code that you were shown.",
    ),
    Todo.DEPOSITS: (
        "confirm two small deposits on the bank account",
        "Please confirm the two small deposits on your bank account, as Stripe's e-mail says.",
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
        "" if request else LOOK_FIRST,
    )


def _about_to_pay(judged: JudgedSession) -> str:
    return f"The {judged.payment_of_total} began{judged.words_at(judged.payment.began_at)}."


def shop_has_to_confirm(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid yet. The payment of {judged.total} waits for the shop's system to confirm it.",
        _about_to_pay(judged),
        "",
        "Ask who runs the shop: the customer can do nothing.",
    )


def reserved(judged: JudgedSession) -> Verdict:
    amount = judged.of_payment(judged.payment.asked) or judged.total
    return Verdict(
        f"{amount} is reserved{judged.with_method}, and has not been collected.",
        _reserved_on(judged),
        f"{judged.total_for_customer} is reserved{_with_your_method(judged)}. It has not been"
        " charged yet.",
        "Somebody has to capture the payment in Stripe, or it lapses.",
    )


def _reserved_on(judged: JudgedSession) -> str:
    return _began(judged, "It was reserved on ")


def _with_your_method(judged: JudgedSession) -> str:
    method = judged.payment.method
    if method.kind is MethodKind.CARD:
        return " on your card" if method.name == "Card" else f" on your {method.name}"
    return f" through {method.name}" if method.name else ""


def released(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. {judged.of_payment(judged.payment.asked) or judged.total} was reserved"
        f"{judged.with_method}, not collected, and released.",
        sentences(_reserved_on(judged), "When it was released is not told."),
        f"The reservation of {judged.total_for_customer} was released. You were not charged.",
        _NEW_CHECKOUT,
    )


def failed(judged: JudgedSession) -> Verdict:
    reason = f": {judged.payment.declined}" if judged.payment.declined else "."
    return Verdict(
        f"Not paid. The {judged.payment_of_total} failed{reason}",
        _began(judged),
        f"Your payment of {judged.total_for_customer} did not go through. Nothing was charged.",
        _NEW_CHECKOUT,
    )


def not_completed(judged: JudgedSession) -> Verdict:
    return Verdict(
        f"Not paid. The {judged.payment_of_total} was prepared and not completed.",
        _began(judged),
        f"Your payment of {judged.total_for_customer} was not completed. Nothing was charged.",
        _NEW_CHECKOUT,
    )
