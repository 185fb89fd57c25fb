"""One word of a pasted text: what is searched for by it, or why it is nothing to search for."""

from __future__ import annotations

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
    "customer": "Customer {}: all sessions of this person",
    "payment_intent": "Payment {}: the session that made it",
    "subscription": "Subscription {}: the session that began it",
    "payment_link": "Payment link {}: the sessions that came through it",
    "customer_account": "Account {}: the sessions in which it was the customer",
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
    kind = Kind.PERSON if found.name == "customer" else Kind.LIST
    summary = _SUMMARIES[found.name].format(found.value)
    params = ((found.name, found.value),)
    return Interpretation(kind, summary, params=params, opens=found.name in _OPENS)


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
            f"{quoted(text)} is not the whole address of a payment link.",
            "Copy all of it, such as https://buy.stripe.com/ and the letters behind it.",
        )
    try:
        pieces = links.pieces_of(text)
    except ValueError:
        return explained(f"{quoted(text)} is no address that can be read.")
    for piece in reversed(pieces):
        if explanation := explain_id(piece):
            return explanation
    return explained(
        f"The address {quoted(text)} names no session, payment, customer or payment link.",
        "Copy the address of the payment page or of a payment link, or an id.",
    )
