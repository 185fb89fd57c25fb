"""Ids of Stripe's objects: which lead to sessions, and which do not."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import is_session_id
from sessions_browser.search.interpretation import (
    Interpretation,
    Kind,
    Suggestion,
    explained,
    quoted,
)

_SESSION = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+")
_LIKE_SESSION = re.compile(r"cs[_-]", re.IGNORECASE)
_SECRET_PART = re.compile(r"_secret_[A-Za-z0-9%_-]*")
_ID = re.compile(r"(?P<prefix>[a-z]{2,6})_[A-Za-z0-9_]{1,250}\Z")
_PERSON_AND_LISTS = {
    "cus": ("customer", "Customer {}: all sessions of this person"),
    "pi": ("payment_intent", "Payment {}: the session that made it"),
    "sub": ("subscription", "Subscription {}: the session that began it"),
    "plink": ("payment_link", "Payment link {}: the sessions that came through it"),
    "acct": ("customer_account", "Account {}: the sessions in which it was the customer"),
}
_IN_STRIPE = "Open it in Stripe and copy the"
_PAYMENT_ROUTE = f"{_IN_STRIPE} payment it belongs to (pi_…); the session is found by that."
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


def session_in(text: str) -> Interpretation | None:
    if found := _SESSION.search(text):
        identifier, rest = found[0], text[found.end() :]
        if is_session_id(identifier):
            dropped = " The secret part behind the id was dropped." if "_secret_" in rest else ""
            return Interpretation(
                Kind.SESSION, f"Session {identifier}.{dropped}", session_id=identifier
            )
        return explained(
            f"{quoted(identifier)} is too long for the id of a session.",
            "An id has 66 characters. Copy it again, and nothing behind it.",
        )
    if "://" not in text and _LIKE_SESSION.match(text):
        return _like_a_session(text)
    return None


def _like_a_session(text: str) -> Interpretation:
    repaired = re.sub(
        r"\Acs[_-]+(t[a-z]{2,3}t|l[a-z]{2,3}e|te[a-z]{1,2}|li[a-z]{1,2})[_-]+",
        lambda found: f"cs_{'test' if found[1].lower()[0] == 't' else 'live'}_",
        text,
        flags=re.IGNORECASE,
    )
    good = repaired != text and is_session_id(repaired)
    return explained(
        f"{quoted(text)} looks like the id of a session, but is not one.",
        "An id begins with cs_test_ or cs_live_, followed by letters and digits. Copy it again.",
        (Suggestion(f"Look for {repaired}", repaired),) if good else (),
    )


def id_in(text: str) -> Interpretation | None:
    text = _SECRET_PART.sub("", text)
    found = _ID.match(text)
    prefix = found["prefix"] if found else text.partition("_")[0].lower()
    if found and prefix in _PERSON_AND_LISTS:
        name, summary = _PERSON_AND_LISTS[prefix]
        if name == "payment_link" and "_" in text.partition("_")[2]:
            return None
        kind = Kind.PERSON if name == "customer" else Kind.LIST
        opens = name in ("payment_intent", "subscription")
        return Interpretation(kind, summary.format(text), params=((name, text),), opens=opens)
    if found and prefix in _NOT_SEARCHABLE:
        what, route = _NOT_SEARCHABLE[prefix]
        return explained(f"{quoted(text)} is {what}: sessions cannot be found by it.", route)
    lowered = f"{prefix}_{text.partition('_')[2]}"
    if "_" in text and prefix in _PERSON_AND_LISTS and lowered != text and _ID.match(lowered):
        return explained(
            f"{quoted(text)} looks like an id of Stripe's, but its beginning is in capitals.",
            "Ids begin with small letters.",
            (Suggestion(f"Look for {lowered}", lowered),),
        )
    return None
