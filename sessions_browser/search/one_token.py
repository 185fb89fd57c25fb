"""One word of a pasted text: what is searched for by it, or why it is nothing to search for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.pastes import ids, links
from sessions_browser.pastes.characters import EDGES_OF_ID
from sessions_browser.pastes.emails import unquoted
from sessions_browser.pastes.recognise import Found, found_in_word
from sessions_browser.pastes.secrets import quoted
from sessions_browser.search.emails import interpret_email, no_email
from sessions_browser.search.interpretation import Interpretation, Kind, explained
from sessions_browser.search.stripe_ids import (
    explain_cut_id,
    explain_glued,
    explain_id,
    explain_session_id,
    interpret_session_id,
)

# Parameter of the list -> the summary of the search.
_SUMMARIES = {
    "customer": gettext_lazy("Customer %(id)s: all sessions of this person"),
    "payment_intent": gettext_lazy("Payment %(id)s: the session that made it"),
    "subscription": gettext_lazy("Subscription %(id)s: the session that began it"),
    "payment_link": gettext_lazy("Payment link %(id)s: the sessions that came through it"),
    "customer_account": gettext_lazy("Account %(id)s: the sessions in which it was the customer"),
}
_NAMES = {
    "customer": gettext_lazy("Customer %(id)s"),
    "payment_intent": gettext_lazy("Payment %(id)s"),
    "subscription": gettext_lazy("Subscription %(id)s"),
    "payment_link": gettext_lazy("Payment link %(id)s"),
    "customer_account": gettext_lazy("Account %(id)s"),
}
_OPENS = ("payment_intent", "subscription")


def interpret_token(token: str) -> Interpretation | None:
    """None for a word without a meaning here."""
    found = found_in_word(token)
    return interpret_found(found[0], token) if found else explain_token(token)


def interpret_found(found: Found, token: str) -> Interpretation:
    """`token`: in which it was found."""
    if found.name == ids.SESSION:
        return interpret_session_id(found.value, token)
    if found.name == "email":
        return interpret_email(found.value)
    # Out of an address, where a blank can be missing too.
    if explanation := explain_glued(found.value):
        return explanation
    kind = Kind.PERSON if found.name == "customer" else Kind.LIST
    summary, name = (str(words[found.name]) % {"id": found.value} for words in (_SUMMARIES, _NAMES))
    params = ((found.name, found.value),)
    return Interpretation(kind, summary, params=params, opens=found.name in _OPENS, name=name)


def explain_token(token: str) -> Interpretation | None:
    """Why nothing was found in it; None for a word without a meaning here."""
    if ids.is_cut(token):
        return explain_cut_id(token)
    text = unquoted(token.strip(EDGES_OF_ID))
    if explanation := explain_glued(text) or explain_session_id(text):
        return explanation
    if links.is_web_address(text):
        return _explain_web_address(text)
    return no_email(text) if "@" in text else explain_id(text)


def _explain_web_address(text: str) -> Interpretation:
    if links.is_on_stripes_link_host(text):
        return explained(
            _("%(text)s is not the whole address of a payment link.") % {"text": quoted(text)},
            _("Copy all of it, such as https://buy.stripe.com/ and the letters behind it."),
        )
    try:
        pieces = links.pieces_of(text)
    except ValueError:
        return explained(_("%(text)s is not an address that can be read.") % {"text": quoted(text)})
    for piece in reversed(pieces):
        if explanation := explain_id(piece):
            return explanation
    return explained(
        _("The address %(text)s names no session, payment, customer or payment link.")
        % {"text": quoted(text)},
        _("Copy the address of the payment page or of a payment link, or an ID."),
    )
