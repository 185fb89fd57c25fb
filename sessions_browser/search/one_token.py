"""What one pasted word is."""

from __future__ import annotations

from urllib.parse import unquote

from sessions_browser.search.emails import email_in
from sessions_browser.search.interpretation import EDGES_OF_ID, Interpretation
from sessions_browser.search.stripe_ids import id_in, session_in
from sessions_browser.search.web_addresses import STRIPE_HOST, address_in, payment_link_in


def token_in(token: str) -> Interpretation | None:
    """What one word or address is; None for a word that says nothing."""
    raw = token.strip(EDGES_OF_ID)
    text = unquote(raw) if "%" in raw else raw
    if found := session_in(text):
        return found
    if "://" in text or text.lower().startswith(("www.", "dashboard.stripe.")):
        return address_in(text)
    if STRIPE_HOST.match(text):
        return payment_link_in(text)
    if "@" in text:
        return email_in(text)
    return id_in(text)
