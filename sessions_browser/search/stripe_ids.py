"""Ids of Stripe's objects in a pasted text: by which sessions are found, and by which not."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import is_session_id
from sessions_browser.pastes.ids import (
    PARAMETERS,
    glued,
    is_cut_in_address,
    prefix_of,
    session_id_in,
    without_secret,
)
from sessions_browser.pastes.secrets import quoted
from sessions_browser.search.interpretation import (
    Interpretation,
    Kind,
    explained,
    suggestion_for,
)

_LIKE_SESSION = re.compile(r"cs[_-]", re.IGNORECASE)
_IN_STRIPE = "Open it in Stripe and copy the"
_PAYMENT_ROUTE = f"{_IN_STRIPE} payment it belongs to (pi_…); the session is found by that."
# Prefix -> what it is, and how to find the session in another way.
_NOT_SEARCHABLE = {
    "in": ("an invoice", f"{_IN_STRIPE} subscription (sub_…) or the customer (cus_…)."),
    "ch": ("a charge", _PAYMENT_ROUTE),
    "py": ("a charge", _PAYMENT_ROUTE),
    "re": ("a refund", _PAYMENT_ROUTE),
    "pyr": ("a refund", _PAYMENT_ROUTE),
    "dp": ("a dispute", _PAYMENT_ROUTE),
    "du": ("a dispute", _PAYMENT_ROUTE),
    "txn": ("a balance transaction", _PAYMENT_ROUTE),
    "seti": ("a card setup", f"{_IN_STRIPE} customer (cus_…), or search by e-mail."),
    "evt": ("an event", f"{_IN_STRIPE} id of the session in it (cs_…)."),
    "req": ("a request", f"{_IN_STRIPE} id of the session in its log (cs_…)."),
    "price": ("a price", "Choose the payment link that sells it, or a day."),
    "prod": ("a product", "Choose the payment link that sells it, or a day."),
    "si": ("a part of a subscription", f"{_IN_STRIPE} subscription (sub_…)."),
    "li": ("a line item", "Search by the e-mail of the customer."),
    "pm": ("a payment method", f"{_IN_STRIPE} customer (cus_…)."),
    "card": ("a card", f"{_IN_STRIPE} customer (cus_…)."),
    "promo": ("a promotion code", "Choose a day; the session shows which code was used."),
    "ppage": ("a payment page", "Search by the e-mail of the customer."),
    "pk": ("a publishable key", "Copy the id of a session (cs_…) or the e-mail of the customer."),
}


def interpret_session_id(session_id: str, token: str) -> Interpretation:
    """`token`: in which the id stands, perhaps with the rest of a client secret."""
    dropped = " The secret part behind the id was dropped." if "_secret_" in token else ""
    return Interpretation(Kind.SESSION, f"Session {session_id}.{dropped}", session_id=session_id)


def explain_session_id(text: str) -> Interpretation | None:
    """Why something like the id of a session is none; None when `text` is nothing like one."""
    match = session_id_in(text)
    if match and is_cut_in_address(match[0]):
        return explained(
            f"{quoted(match[0])} stands in an address, and the id is cut: a whole one is longer.",
            "An id has 66 characters. Copy the whole address again.",
            (suggestion_for(match[0]),),
        )
    if match:
        return explained(
            f"{quoted(match[0])} is too long for the id of a session.",
            "An id has 66 characters. Copy it again, and nothing behind it.",
        )
    if "://" not in text and _LIKE_SESSION.match(text):
        return _mistyped_session(text)
    return None


def explain_cut_id(token: str) -> Interpretation:
    return explained(
        f"{quoted(token)} is an id that was cut to be shown: its middle is missing.",
        "Copy the whole id, or search by the customer's e-mail.",
    )


def explain_two_halves(joined: str) -> Interpretation:
    """`joined`: the id that both halves make together."""
    if not is_session_id(joined):
        return explained(
            "This looks like an id in two halves.",
            "Choose the joined id, or copy the id again in one piece.",
            (suggestion_for(joined),),
        )
    return explained(
        "This looks like the id of a session in two halves.",
        "An id has 66 characters. Choose the joined id, or copy the id again in one piece.",
        (suggestion_for(joined),),
    )


def explain_glued(text: str) -> Interpretation | None:
    """Of ids without a blank between them; None when `text` is nothing like it."""
    parts = glued(text)
    if not parts:
        return None
    return explained(
        f"{quoted(text)} looks like {len(parts)} ids without a blank between them.",
        "Choose one of them, or copy one again by itself.",
        tuple(map(suggestion_for, dict.fromkeys(parts))),
    )


def _mistyped_session(text: str) -> Interpretation:
    correction = re.sub(
        r"\Acs[_-]+(t[a-z]{2,3}t|l[a-z]{2,3}e|te[a-z]{1,2}|li[a-z]{1,2})[_-]+",
        lambda match: f"cs_{'test' if match[1].lower()[0] == 't' else 'live'}_",
        text,
        flags=re.IGNORECASE,
    )
    is_right = correction != text and is_session_id(correction)
    return explained(
        f"{quoted(text)} looks like the id of a session, but is not one.",
        "An id begins with cs_test_ or cs_live_, followed by letters and digits. Copy it again.",
        (suggestion_for(correction),) if is_right else (),
    )


def explain_id(text: str) -> Interpretation | None:
    """Why sessions cannot be found by this id; None when `text` is nothing like an id."""
    text = without_secret(text)
    prefix = prefix_of(text)
    if not prefix:
        return _mistyped_id(text)
    if prefix in _NOT_SEARCHABLE:
        what, route = _NOT_SEARCHABLE[prefix]
        return explained(f"{quoted(text)} is {what}: sessions cannot be found by it.", route)
    return None


def _mistyped_id(text: str) -> Interpretation | None:
    """For an id that is right but for capitals at its beginning, such as CUS_abc."""
    prefix, underscore, rest = text.partition("_")
    correction = f"{prefix.lower()}{underscore}{rest}"
    if prefix.lower() not in PARAMETERS or not prefix_of(correction):
        return None
    return explained(
        f"{quoted(text)} looks like an id of Stripe's, but its beginning is in capitals.",
        "Ids begin with small letters.",
        (suggestion_for(correction),),
    )
