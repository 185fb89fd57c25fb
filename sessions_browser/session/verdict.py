"""What became of a session in a sentence, what to tell the customer, and a hint for staff."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.rows import short_id
from sessions_browser.session.judged_session import JudgedSession

NO_SECOND = "Do not ask for a second payment."
LOOK_FIRST = "Look at the payment in Stripe before you promise anything."


@dataclass(frozen=True, slots=True)
class Verdict:
    """sentence: what became of the session, the most important first.

    when: the times that belong to it, and what was not looked at, or "".
    customer_message: what to tell the customer, "" when the payment must be looked at first.
    staff_hint: for whoever reads the page, not for the customer.
    """

    sentence: str
    when: str = ""
    customer_message: str = ""
    staff_hint: str = ""


def uncertain(judged: JudgedSession) -> Verdict:
    """Where what Stripe sent does not allow a sentence of its own."""
    sentence = outcome_in_words(judged.standing, judged.row).sentence
    if judged.state is State.CONTRADICTORY:
        sentence = (
            "Stripe says that the session is paid, but that its payment is"
            f" “{judged.payment.word}”."
        )
    return Verdict(sentence, staff_hint=f"Nothing is certain here. {NO_SECOND} {LOOK_FIRST}")


def look_for_another(judged: JudgedSession, otherwise: str) -> str:
    """What to do before a customer is sent to pay again.

    otherwise: what is then to be done, as the end of a sentence.
    """
    if judged.beside.recovered_by:
        return f"The customer has continued in {short_id(judged.beside.recovered_by)}: look there."
    return f"{first_look(judged)} If none was, {otherwise}."


def first_look(judged: JudgedSession) -> str:
    """Before a customer is sent to pay: somebody who was interrupted often has paid elsewhere."""
    row = judged.row
    if row.email or row.customer or row.name:
        return "First look whether another session of the customer was paid."
    return (
        "The session names no customer: ask for the e-mail that was used, and look whether a"
        " session with it was paid."
    )


def how_to_pay_again(judged: JudgedSession) -> str:
    if judged.recovery_url:
        used = "" if judged.beside.later_looked_at else "Whether it was used was not looked at."
        link = "Send the recovery link: it takes the customer back to where they stopped."
        return sentences(link, used)
    if judged.beside.link_is_off:
        return (
            "The payment link is switched off, so the customer cannot use it again. Ask whoever"
            " runs the shop."
        )
    if judged.row.payment_link:
        return look_for_another(judged, "the customer can start again through the payment link")
    return look_for_another(judged, "the customer has to start again in the shop")


def sold_by_link(judged: JudgedSession, verdict: Verdict) -> Verdict:
    """The verdict where Link sells for the shop (docs.stripe.com/payments/managed-payments)."""
    hint = (
        "Link sells this for the shop and handles payment, refunds and disputes. Do not refund or"
        " answer a dispute yourself: send the customer to Link's support."
    )
    open_still = judged.row.status == "open"
    message = verdict.customer_message if open_still else _ASK_LINK
    return replace(verdict, customer_message=message, staff_hint=hint)


_ASK_LINK = "Your purchase is handled by Link. Please contact Link's support."


def stripe_calls_it(judged: JudgedSession) -> str:
    """Stripe's word for the payment, in a sentence; "" where it is not known."""
    word = judged.payment.word
    return f"Stripe calls the payment “{word}”." if word else ""


def sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
