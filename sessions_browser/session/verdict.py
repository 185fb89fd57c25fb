"""What became of a session in a sentence, what to tell the customer, and a hint for staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.rows import short_id
from sessions_browser.presentation.sentences import sentences
from sessions_browser.session.judged_session import JudgedSession

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

NO_SECOND = gettext_lazy("Do not ask for a second payment.")
LOOK_FIRST = gettext_lazy("Look at the payment in Stripe before you promise anything.")
NEW_CHECKOUT = gettext_lazy("If none was, a new checkout is needed.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """sentence: what became of the session, the most important first.

    when: the times that belong to it, and what was not looked at, or "".
    customer_message: what to tell the customer, "" when the payment must be looked at first.
    customer_language: its code where that is not the language of the rest, or "".
    staff_hint: for whoever reads the page, not for the customer.
    """

    sentence: str
    when: str = ""
    customer_message: str = ""
    staff_hint: str = ""
    customer_language: str = ""


def uncertain(judged: JudgedSession) -> Verdict:
    """Where what Stripe sent does not allow a sentence of its own."""
    sentence = str(outcome_in_words(judged.standing, judged.row).sentence)
    if judged.state is State.CONTRADICTORY:
        sentence = _(
            "Stripe says that the session is paid, but that its payment is “%(status)s”."
        ) % {"status": judged.payment.word}
    hint = sentences(_("Nothing is certain here."), NO_SECOND, LOOK_FIRST)
    return Verdict(sentence, staff_hint=hint)


def look_for_another(judged: JudgedSession, otherwise: _StrOrPromise) -> str:
    """What to do before a customer is sent to pay again.

    otherwise: what is to be done where no other session was paid, in a sentence.
    """
    if other := judged.beside.recovered_by:
        return _("The customer has continued in %(session)s: look there.") % {
            "session": short_id(other)
        }
    return sentences(first_look(judged), otherwise)


def first_look(judged: JudgedSession) -> str:
    """Before a customer is sent to pay: somebody who was interrupted often has paid elsewhere."""
    row = judged.row
    if row.email or row.customer or row.name:
        return _("First look whether another session of the customer was paid.")
    return _(
        "The session names no customer: ask for the e-mail that was used, and look whether a"
        " session with it was paid."
    )


def how_to_pay_again(judged: JudgedSession) -> str:
    if judged.recovery_url:
        is_known = judged.beside.later_looked_at
        return sentences(
            _("Send the recovery link: it takes the customer back to where they stopped."),
            "" if is_known else _("Whether it was used was not looked at."),
        )
    if judged.beside.link_is_off:
        return _(
            "The payment link is deactivated, so the customer cannot use it again. Ask whoever"
            " runs the shop."
        )
    if judged.row.payment_link:
        return look_for_another(
            judged, _("If none was, the customer can start again through the payment link.")
        )
    return look_for_another(judged, _("If none was, the customer has to start again in the shop."))


def sold_by_link(judged: JudgedSession, verdict: Verdict) -> Verdict:
    """The verdict where Link sells for the shop (docs.stripe.com/payments/managed-payments)."""
    hint = _(
        "Link sells this for the shop and handles payment, refunds and disputes. Do not refund or"
        " answer a dispute yourself: send the customer to Link's support."
    )
    message = verdict.customer_message
    if judged.row.status != "open":
        message = pgettext(
            "customer", "Your purchase is handled by Link. Please contact Link's support."
        )
    return replace(verdict, customer_message=message, staff_hint=hint)


def stripe_calls_it(judged: JudgedSession) -> str:
    """Stripe's word for the payment, in a sentence; "" where it is not known."""
    word = judged.payment.word
    return _("Stripe calls the payment “%(status)s”.") % {"status": word} if word else ""
