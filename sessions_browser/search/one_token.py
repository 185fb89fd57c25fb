"""One token of a pasted text: an id, an e-mail or a web address."""

from __future__ import annotations

from urllib.parse import unquote

from sessions_browser.search.emails import interpret_email
from sessions_browser.search.interpretation import Interpretation
from sessions_browser.search.pasted_text import EDGES_OF_ID
from sessions_browser.search.stripe_ids import interpret_id, interpret_session_id
from sessions_browser.search.web_addresses import (
    interpret_payment_link,
    interpret_web_address,
    is_payment_link,
)


def interpret_token(token: str) -> Interpretation | None:
    """None for a word without a meaning here."""
    raw = token.strip(EDGES_OF_ID)
    text = unquote(raw) if "%" in raw else raw
    if session := interpret_session_id(text):
        return session
    if "://" in text or text.lower().startswith(("www.", "dashboard.stripe.")):
        return interpret_web_address(text)
    if is_payment_link(text):
        return interpret_payment_link(text)
    if "@" in text:
        return interpret_email(text)
    return interpret_id(text)
