"""Ids of Stripe's objects in a pasted text: by which sessions are found, and by which not."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
_PAYMENT_ROUTE = _(
    "Open it in Stripe and copy the payment it belongs to (pi_…); the session is found by that."
)
_SUBSCRIPTION_ROUTE = _("Open it in Stripe and copy the subscription (sub_…).")
_CUSTOMER_ROUTE = _("Open it in Stripe and copy the customer (cus_…).")
_SOLD_BY = _("Choose the payment link that sells it, or a day.")
_E_MAIL = _("Search by the e-mail of the customer.")
_CHARGE = _("%(id)s is a charge: sessions cannot be found by it.")
_REFUND = _("%(id)s is a refund: sessions cannot be found by it.")
_DISPUTE = _("%(id)s is a dispute: sessions cannot be found by it.")
# Prefix -> that sessions cannot be found by it, and how to find the session in another way.
_NOT_SEARCHABLE = {
    "in": (
        _("%(id)s is an invoice: sessions cannot be found by it."),
        _("Open it in Stripe and copy the subscription (sub_…) or the customer (cus_…)."),
    ),
    "ch": (_CHARGE, _PAYMENT_ROUTE),
    "py": (_CHARGE, _PAYMENT_ROUTE),
    "re": (_REFUND, _PAYMENT_ROUTE),
    "pyr": (_REFUND, _PAYMENT_ROUTE),
    "dp": (_DISPUTE, _PAYMENT_ROUTE),
    "du": (_DISPUTE, _PAYMENT_ROUTE),
    "txn": (_("%(id)s is a balance transaction: sessions cannot be found by it."), _PAYMENT_ROUTE),
    "seti": (
        _("%(id)s is a card setup: sessions cannot be found by it."),
        _("Open it in Stripe and copy the customer (cus_…), or search by e-mail."),
    ),
    "evt": (
        _("%(id)s is an event: sessions cannot be found by it."),
        _("Open it in Stripe and copy the ID of the session in it (cs_…)."),
    ),
    "req": (
        _("%(id)s is a request: sessions cannot be found by it."),
        _("Open it in Stripe and copy the ID of the session in its log (cs_…)."),
    ),
    "price": (_("%(id)s is a price: sessions cannot be found by it."), _SOLD_BY),
    "prod": (_("%(id)s is a product: sessions cannot be found by it."), _SOLD_BY),
    "si": (
        _("%(id)s is a part of a subscription: sessions cannot be found by it."),
        _SUBSCRIPTION_ROUTE,
    ),
    "li": (_("%(id)s is a line item: sessions cannot be found by it."), _E_MAIL),
    "pm": (_("%(id)s is a payment method: sessions cannot be found by it."), _CUSTOMER_ROUTE),
    "card": (_("%(id)s is a card: sessions cannot be found by it."), _CUSTOMER_ROUTE),
    "promo": (
        _("%(id)s is a promotion code: sessions cannot be found by it."),
        _("Choose a day; the session shows which code was used."),
    ),
    "ppage": (_("%(id)s is a payment page: sessions cannot be found by it."), _E_MAIL),
    "pk": (
        _("%(id)s is a publishable key: sessions cannot be found by it."),
        _("Copy the ID of a session (cs_…) or the e-mail of the customer."),
    ),
}


def interpret_session_id(session_id: str, token: str) -> Interpretation:
    """`token`: in which the id stands, perhaps with the rest of a client secret."""
    name = gettext("Session %(id)s") % {"id": session_id}
    summary = gettext("Session %(id)s.") % {"id": session_id}
    if "_secret_" in token:
        summary += " " + gettext("The secret part behind the ID was dropped.")
    return Interpretation(Kind.SESSION, summary, session_id=session_id, name=name)


def explain_session_id(text: str) -> Interpretation | None:
    """Why something like the id of a session is none; None when `text` is nothing like one."""
    match = session_id_in(text)
    if match and is_cut_in_address(match[0]):
        return explained(
            gettext("%(id)s stands in an address, and the ID is cut: a whole one is longer.")
            % {"id": quoted(match[0])},
            gettext("An ID has 66 characters. Copy the whole address again."),
            (suggestion_for(match[0]),),
        )
    if match:
        return explained(
            gettext("%(id)s is too long for the ID of a session.") % {"id": quoted(match[0])},
            gettext("An ID has 66 characters. Copy it again, and nothing behind it."),
        )
    if "://" not in text and _LIKE_SESSION.match(text):
        return _mistyped_session(text)
    return None


def explain_cut_id(token: str) -> Interpretation:
    return explained(
        gettext("%(id)s is an ID that was cut to be shown: its middle is missing.")
        % {"id": quoted(token)},
        gettext("Copy the whole ID, or search by the customer's e-mail."),
    )


def explain_two_halves(joined: str) -> Interpretation:
    """`joined`: the id that both halves make together."""
    if not is_session_id(joined):
        return explained(
            gettext("This looks like an ID in two halves."),
            gettext("Choose the joined ID, or copy the ID again in one piece."),
            (suggestion_for(joined),),
        )
    return explained(
        gettext("This looks like the ID of a session in two halves."),
        gettext(
            "An ID has 66 characters. Choose the joined ID, or copy the ID again in one piece."
        ),
        (suggestion_for(joined),),
    )


def explain_glued(text: str) -> Interpretation | None:
    """Of ids without a blank between them; None when `text` is nothing like it."""
    parts = glued(text)
    if not parts:
        return None
    return explained(
        gettext("%(text)s looks like %(count)s IDs without a space between them.")
        % {"text": quoted(text), "count": len(parts)},
        gettext("Choose one of them, or copy one again by itself."),
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
        gettext("%(text)s looks like the ID of a session, but is not one.")
        % {"text": quoted(text)},
        gettext(
            "An ID begins with cs_test_ or cs_live_, followed by letters and digits. Copy it again."
        ),
        (suggestion_for(correction),) if is_right else (),
    )


def explain_id(text: str) -> Interpretation | None:
    """Why sessions cannot be found by this id; None when `text` is nothing like an id."""
    text = without_secret(text)
    prefix = prefix_of(text)
    if not prefix:
        return _mistyped_id(text)
    if prefix in _NOT_SEARCHABLE:
        summary, route = _NOT_SEARCHABLE[prefix]
        return explained(str(summary) % {"id": quoted(text)}, route)
    return None


def _mistyped_id(text: str) -> Interpretation | None:
    """For an id that is right but for capitals at its beginning, such as CUS_abc."""
    prefix, underscore, rest = text.partition("_")
    correction = f"{prefix.lower()}{underscore}{rest}"
    if prefix.lower() not in PARAMETERS or not prefix_of(correction):
        return None
    return explained(
        gettext("%(text)s looks like an ID of Stripe's, but its beginning is in capitals.")
        % {"text": quoted(text)},
        gettext("IDs begin with lower-case letters."),
        (suggestion_for(correction),),
    )
