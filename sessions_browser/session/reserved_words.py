"""The verdict on a session whose amount was reserved and not collected."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sessions_browser.objects.payment_method import MethodKind, PaymentMethod
from sessions_browser.presentation.sentences import sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import own_total, total, total_for_customer
from sessions_browser.session.unpaid_words import was_prepared
from sessions_browser.session.verdict import NEW_CHECKOUT, Verdict, look_for_another

# Without a method, on a card, through another method.
_Words = tuple[str | Promise, str | Promise, str | Promise]
_RESERVED: _Words = (
    gettext_lazy("%(amount)s is reserved, and has not been collected."),
    gettext_lazy("%(amount)s is reserved on the customer's %(card)s, and has not been collected."),
    gettext_lazy("%(amount)s is reserved through %(method)s, and has not been collected."),
)
_RESERVED_FOR_CUSTOMER: _Words = (
    pgettext_lazy("customer", "%(amount)s is reserved. It was not collected."),
    pgettext_lazy("customer", "%(amount)s is reserved on your %(card)s. It was not collected."),
    pgettext_lazy("customer", "%(amount)s is reserved through %(method)s. It was not collected."),
)
_RELEASED: _Words = (
    gettext_lazy("Not paid. %(amount)s was reserved, not collected, and released."),
    gettext_lazy(
        "Not paid. %(amount)s was reserved on the customer's %(card)s, not collected, and released."
    ),
    gettext_lazy(
        "Not paid. %(amount)s was reserved through %(method)s, not collected, and released."
    ),
)


def reserved(judged: JudgedSession) -> Verdict:
    payment = judged.payment
    amount = str(judged.of_payment(payment.asked) or total(judged))
    before = judged.of_payment(payment.captured)
    taken = _("%(amount)s was collected before.") % {"amount": before} if before else ""
    shown = total_for_customer(judged) if amount == own_total(judged) else amount
    return Verdict(
        _with_method(_RESERVED, payment.method, amount),
        sentences(taken, _reserved_on(judged)),
        "" if taken else _with_method(_RESERVED_FOR_CUSTOMER, payment.method, shown),
        _(
            "Do not ask for a second payment. Before somebody captures it in Stripe, check that the"
            " order still stands. If nobody does, the reservation lapses."
        ),
    )


def _with_method(words: _Words, method: PaymentMethod, amount: str) -> str:
    plain, on_card, through = words
    if method.kind is MethodKind.CARD:
        return str(on_card) % {"amount": amount, "card": method.in_a_sentence}
    return str(through if method.name else plain) % {"amount": amount, "method": method.name}


def _reserved_on(judged: JudgedSession) -> str:
    if moment := judged.words_at(judged.payment.began_at):
        return _("It was reserved on %(moment)s.") % {"moment": moment}
    return was_prepared(judged)


def released(judged: JudgedSession) -> Verdict:
    payment = judged.payment
    amount = str(judged.of_payment(payment.asked) or total(judged))
    message = pgettext(
        "customer",
        "The reservation of %(amount)s was released, and we have not collected it. If your bank"
        " still shows it, it should disappear within some days.",
    )
    return Verdict(
        _with_method(_RELEASED, payment.method, amount),
        sentences(_reserved_on(judged), _("When it was released is not known here.")),
        message % {"amount": total_for_customer(judged)},
        look_for_another(judged, NEW_CHECKOUT),
    )
