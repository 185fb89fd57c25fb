"""What became of a session in a sentence, what to tell the customer, and a hint for staff."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.rows import short_id
from sessions_browser.session.judged_session import JudgedSession

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
            "Stripe says of the session that it is paid, and of its payment that it is"
            f" “{judged.payment.word}”."
        )
    return Verdict(sentence, staff_hint=f"Nothing is certain here. {LOOK_FIRST}")


def how_to_pay_again(judged: JudgedSession) -> str:
    if judged.beside.recovered_by:
        return f"The customer has continued in {short_id(judged.beside.recovered_by)}: look there."
    if judged.recovery_url:
        used = "" if judged.beside.later_looked_at else "Whether it was used was not looked at."
        link = "Send the recovery link: it takes the customer back to where they stopped."
        return sentences(link, used)
    if judged.beside.link_is_off:
        return (
            "The payment link is switched off, so the customer cannot use it again. Ask who runs"
            " the shop."
        )
    if judged.row.payment_link:
        return "The customer can start again through the payment link."
    return "The customer has to start again in the shop."


def sold_by_link(judged: JudgedSession) -> str:
    """docs.stripe.com/payments/managed-payments"""
    if not judged.row.managed:
        return ""
    return (
        "Link sells this for the shop and answers for payment, refunds and disputes: send the"
        " customer to Link's support."
    )


def sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
