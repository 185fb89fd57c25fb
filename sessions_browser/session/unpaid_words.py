"""The verdict on a session that the customer finished and whose money was not collected."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sessions_browser.objects.money import money
from sessions_browser.objects.next_action import NextAction, Todo
from sessions_browser.presentation.declines import decline_reason, is_declined_card
from sessions_browser.presentation.sentences import filled, sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import (
    customer_at,
    payment_of_total,
    total,
    total_for_customer,
    your_payment,
)
from sessions_browser.session.verdict import (
    LOOK_FIRST,
    NEW_CHECKOUT,
    NO_SECOND,
    Verdict,
    look_for_another,
    stripe_calls_it,
)


def finished(judged: JudgedSession) -> Verdict:
    """The payment was not read, or its status is not known here."""
    return Verdict(
        _("The customer finished. What became of the payment of %(amount)s is not known here.")
        % {"amount": total(judged)},
        stripe_calls_it(judged) or _("The payment was not looked at."),
        "",
        sentences(
            _(
                "It can have succeeded, be on its way, be reserved, wait for the customer, or have"
                " failed."
            ),
            NO_SECOND,
            LOOK_FIRST,
        ),
    )


def started(judged: JudgedSession) -> Verdict:
    is_slow = judged.payment.method.is_delayed
    words = _("The %(payment)s has begun. Whether it succeeds is not known yet.")
    return Verdict(
        words % {"payment": payment_of_total(judged)},
        sentences(began(judged), _("Banks can take some days to answer.") if is_slow else ""),
        _is_processed(judged),
        sentences(NO_SECOND, _("The first has not been received yet.")),
    )


def _is_processed(judged: JudgedSession) -> str:
    if moment := customer_at(judged, judged.payment.began_at):
        words = pgettext(
            "customer",
            "%(your_payment)s was started on %(moment)s and is still being processed. Please do not"
            " pay a second time.",
        )
        return filled(words, your_payment=your_payment(judged), moment=moment)
    words = pgettext(
        "customer",
        "%(your_payment)s has begun and is still being processed. Please do not pay a second time.",
    )
    return filled(words, your_payment=your_payment(judged))


def began(judged: JudgedSession) -> str:
    """When, as the charge tells. An intent alone tells when it was prepared."""
    if moment := judged.words_at(judged.payment.began_at):
        return _("It began on %(moment)s.") % {"moment": moment}
    return was_prepared(judged)


def was_prepared(judged: JudgedSession) -> str:
    moment = judged.words_at(judged.payment.prepared_at)
    return _("It was prepared on %(moment)s.") % {"moment": moment} if moment else ""


def transfer_waits(judged: JudgedSession) -> Verdict:
    missing = _missing(judged.payment.next_action)
    return Verdict(
        _("Not paid yet. The customer has to transfer %(amount)s by bank.")
        % {"amount": total(judged)},
        _how_much_is_missing(judged, missing),
        _please_transfer(missing or total_for_customer(judged)),
        sentences(NO_SECOND, _("A transfer can take some days to arrive.")),
    )


def _how_much_is_missing(judged: JudgedSession, missing: str) -> str:
    if not missing:
        return _("How much has arrived is not known.")
    if missing == total(judged):
        return _("%(amount)s has not arrived.") % {"amount": missing}
    return _("%(amount)s of it has not arrived.") % {"amount": missing}


def _please_transfer(amount: str) -> str:
    return pgettext(
        "customer",
        "We have not received %(amount)s yet. If you have already paid, you do not need to do"
        " anything: it can take some days to reach us. If not, please transfer it as the checkout"
        " page showed you.",
    ) % {"amount": amount}


def _missing(action: NextAction | None) -> str:
    if action is None or action.missing is None or not action.currency:
        return ""
    return str(money(action.missing, action.currency))


# What the customer has to do: for staff, and as a request to the customer.
_TASKS = {
    Todo.CONFIRM: (
        gettext_lazy(
            "Not paid yet. The customer has to confirm the payment, at the bank or where they pay."
        ),
        pgettext_lazy(
            "customer",
            "Please finish the payment with your bank or payment provider. If you have already"
            " approved it, please wait and do not pay again.",
        ),
    ),
    Todo.SCAN: (
        gettext_lazy("Not paid yet. The customer has to scan a code to pay."),
        pgettext_lazy(
            "customer",
            "Please pay with the code that you were shown. If you have already paid, please wait"
            " and do not pay again.",
        ),
    ),
    Todo.DEPOSITS: (
        gettext_lazy(
            "Not paid yet. The customer has to verify the bank account with a small deposit."
        ),
        pgettext_lazy(
            "customer",
            "Please verify your bank account, as the e-mail about the small deposit says.",
        ),
    ),
}


def task_of(judged: JudgedSession) -> tuple[str, str]:
    """What the customer has to do, and the request to do it, "" where that is not known."""
    action = judged.payment.next_action
    if action is None:
        return _("Not paid yet. The customer has to do something that Stripe does not name."), ""
    if action.todo in _TASKS:
        sentence, request = _TASKS[action.todo]
        return str(sentence), str(request)
    words = _("Not paid yet. The customer has to do what Stripe calls “%(action)s”.")
    return words % {"action": action.word}, ""


def customer_has_to_act(judged: JudgedSession) -> Verdict:
    sentence, request = task_of(judged)
    words = pgettext("customer", "We have not received %(your_payment)s yet.")
    paid = filled(words, your_payment=your_payment(judged))
    return Verdict(
        sentence,
        _about_to_pay(judged),
        sentences(paid, request) if request else "",
        str(NO_SECOND if request else LOOK_FIRST),
    )


def _about_to_pay(judged: JudgedSession) -> str:
    moment = judged.words_at(judged.payment.began_at or judged.payment.prepared_at)
    if not moment:
        return ""
    words = _("The %(payment)s was prepared on %(moment)s.")
    return words % {"payment": payment_of_total(judged), "moment": moment}


def shop_has_to_confirm(judged: JudgedSession) -> Verdict:
    words = _("Not paid yet. The payment of %(amount)s waits for the shop's system to confirm it.")
    return Verdict(
        words % {"amount": total(judged)},
        _about_to_pay(judged),
        "",
        _("Ask whoever runs the shop: the customer can do nothing."),
    )


def failed(judged: JudgedSession) -> Verdict:
    return Verdict(
        _why_it_failed(judged),
        began(judged),
        _did_not_go_through(judged),
        look_for_another(judged, NEW_CHECKOUT),
    )


def _why_it_failed(judged: JudgedSession) -> str:
    payment, reason = judged.payment, decline_reason(judged.payment)
    if is_declined_card(payment):
        return card_declined(reason)
    of = {"payment": payment_of_total(judged)}
    if reason:
        return _("Not paid: the %(payment)s failed (%(reason)s).") % (of | {"reason": reason})
    if payment.declined:
        words = _("Not paid: the %(payment)s failed. Stripe says: “%(message)s”")
        return words % (of | {"message": payment.declined})
    return _("Not paid: the %(payment)s failed.") % of


def card_declined(reason: str) -> str:
    if reason:
        return _("Not paid: the card was declined (%(reason)s).") % {"reason": reason}
    return _("Not paid: the card was declined.")


def _did_not_go_through(judged: JudgedSession) -> str:
    words = pgettext(
        "customer",
        "%(your_payment)s did not go through, so we have not received any money from it. Please do"
        " not pay again before you hear from us, and tell us if your bank shows it.",
    )
    return filled(words, your_payment=your_payment(judged))


def not_completed(judged: JudgedSession) -> Verdict:
    words = _("Not paid: the %(payment)s was prepared and not completed.")
    return Verdict(
        words % {"payment": payment_of_total(judged)},
        began(judged),
        _did_not_go_through(judged),
        look_for_another(judged, NEW_CHECKOUT),
    )
