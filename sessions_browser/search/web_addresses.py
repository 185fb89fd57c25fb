"""Web addresses: of Stripe's Dashboard, a checkout page or a payment link."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sessions_browser.objects.emails import EMAIL
from sessions_browser.objects.ids import LONGEST_ADDRESS
from sessions_browser.search.emails import interpret_email
from sessions_browser.search.interpretation import Interpretation, Kind, explained
from sessions_browser.search.pasted_text import quoted
from sessions_browser.search.stripe_ids import interpret_id

_PAYMENT_LINK = re.compile(
    r"\A(?:https?://)?(?P<host>(?:buy|book|donate)\.stripe\.com)(?:/|\Z)", re.IGNORECASE
)
_LINK_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}(?:/[A-Za-z0-9_-]{1,200}){0,2}\Z")


def is_payment_link(text: str) -> bool:
    return _PAYMENT_LINK.match(text) is not None


def interpret_web_address(text: str) -> Interpretation:
    """`text`: with or without its scheme. The last id or e-mail in it counts."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return explained(f"{quoted(text)} is no address that can be read.")
    if is_payment_link(f"https://{host}/"):
        return interpret_payment_link(f"https://{host}{parts.path}")
    for piece in reversed(_pieces(parts)):
        if interpretation := _interpret_piece(piece):
            return interpretation
    return explained(
        f"The address {quoted(text)} names no session, payment, customer or payment link.",
        "Copy the address of the payment page or of a payment link, or an id.",
    )


def _pieces(parts: SplitResult) -> list[str]:
    """The segments of the path, then the values of the query string."""
    segments = [segment for segment in parts.path.split("/") if segment]
    return segments + [value for _, value in parse_qsl(parts.query)]


def _interpret_piece(piece: str) -> Interpretation | None:
    # An account in the path of a Dashboard page is whose page it is, and not what it shows.
    by_id = None if piece.startswith("acct_") else interpret_id(piece)
    if by_id is None and EMAIL.match(piece):
        return interpret_email(piece)
    return by_id


def interpret_payment_link(text: str) -> Interpretation:
    """`text`: where `is_payment_link`."""
    match = _PAYMENT_LINK.match(text)
    assert match
    code = re.split(r"[?#]", text[match.end() :])[0].strip("/")
    address = f"https://{match['host'].lower()}/{code}"
    if not _LINK_CODE.match(code) or len(address) > LONGEST_ADDRESS:
        return explained(
            f"{quoted(text)} is not the whole address of a payment link.",
            "Copy all of it, such as https://buy.stripe.com/ and the letters behind it.",
        )
    return Interpretation(
        Kind.LIST,
        f"Payment link {address}: the sessions that came through it",
        params=(("payment_link", address),),
    )
