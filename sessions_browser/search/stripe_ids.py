"""Ids of Stripe's objects in a pasted text: by which sessions are found, and by which not."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import is_session_id
from sessions_browser.search.interpretation import (
    Interpretation,
    Kind,
    explained,
    suggestion_for,
)
from sessions_browser.search.pasted_text import quoted

_SESSION = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+")
_LIKE_SESSION = re.compile(r"cs[_-]", re.IGNORECASE)
_SECRET_PART = re.compile(r"_secret_[A-Za-z0-9%_-]*")
_ID = re.compile(r"(?P<prefix>[a-z]{2,6})_[A-Za-z0-9_]{1,250}\Z")
# Prefix -> parameter of the list, and the summary of the search.
_SEARCHABLE = {
    "cus": ("customer", "Customer {}: all sessions of this person"),
    "pi": ("payment_intent", "Payment {}: the session that made it"),
    "sub": ("subscription", "Subscription {}: the session that began it"),
    "plink": ("payment_link", "Payment link {}: the sessions that came through it"),
    "acct": ("customer_account", "Account {}: the sessions in which it was the customer"),
}
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


def interpret_session_id(text: str) -> Interpretation | None:
    """The first id of a session anywhere in `text`, or why something like one is none."""
    if match := _SESSION.search(text):
        return _session(match[0], text[match.end() :])
    if "://" not in text and _LIKE_SESSION.match(text):
        return _mistyped_session(text)
    return None


def _session(session_id: str, rest: str) -> Interpretation:
    """`rest`: what follows the id, such as the part of a client secret."""
    if not is_session_id(session_id):
        return explained(
            f"{quoted(session_id)} is too long for the id of a session.",
            "An id has 66 characters. Copy it again, and nothing behind it.",
        )
    dropped = " The secret part behind the id was dropped." if "_secret_" in rest else ""
    return Interpretation(Kind.SESSION, f"Session {session_id}.{dropped}", session_id=session_id)


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


def interpret_id(text: str) -> Interpretation | None:
    """An id of another object than a session; None when `text` is no id."""
    text = _SECRET_PART.sub("", text)
    match = _ID.match(text)
    if match is None:
        return _mistyped_id(text)
    prefix = match["prefix"]
    if prefix in _SEARCHABLE:
        return _searchable(prefix, text)
    if prefix in _NOT_SEARCHABLE:
        what, route = _NOT_SEARCHABLE[prefix]
        return explained(f"{quoted(text)} is {what}: sessions cannot be found by it.", route)
    return None


def _searchable(prefix: str, text: str) -> Interpretation | None:
    name, summary = _SEARCHABLE[prefix]
    if name == "payment_link" and "_" in text.partition("_")[2]:
        return None
    kind = Kind.PERSON if name == "customer" else Kind.LIST
    opens = name in ("payment_intent", "subscription")
    return Interpretation(kind, summary.format(text), params=((name, text),), opens=opens)


def _mistyped_id(text: str) -> Interpretation | None:
    """For an id that is right but for capitals at its beginning, such as CUS_abc."""
    prefix, underscore, rest = text.partition("_")
    correction = f"{prefix.lower()}{underscore}{rest}"
    if prefix.lower() not in _SEARCHABLE or not _ID.match(correction):
        return None
    return explained(
        f"{quoted(text)} looks like an id of Stripe's, but its beginning is in capitals.",
        "Ids begin with small letters.",
        (suggestion_for(correction),),
    )
