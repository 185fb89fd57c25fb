"""Web addresses: of Stripe's Dashboard, a checkout page or a payment link."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from sessions_browser.objects.ids import EMAIL, LONGEST_ADDRESS
from sessions_browser.search.emails import email_in
from sessions_browser.search.interpretation import Interpretation, Kind, explained, quoted
from sessions_browser.search.stripe_ids import id_in

STRIPE_HOST = re.compile(
    r"\A(?:https?://)?(?P<host>(?:buy|book|donate)\.stripe\.com)(?:/|\Z)", re.IGNORECASE
)
_LINK_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}(?:/[A-Za-z0-9_-]{1,200}){0,2}\Z")


def address_in(text: str) -> Interpretation:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return explained(f"{quoted(text)} is no address that can be read.")
    if STRIPE_HOST.match(f"https://{host}/"):
        return payment_link_in(f"https://{host}{parts.path}")
    pieces = [piece for piece in parts.path.split("/") if piece]
    pieces += [value for _, value in parse_qsl(parts.query)]
    for piece in reversed(pieces):
        found = None if piece.startswith("acct_") else id_in(piece)
        if found is None and "@" in piece and EMAIL.match(piece):
            found = email_in(piece)
        if found is not None:
            return found
    return explained(
        f"The address {quoted(text)} names no session, payment, customer or payment link.",
        "Copy the address of the payment page or of a payment link, or an id.",
    )


def payment_link_in(text: str) -> Interpretation:
    found = STRIPE_HOST.match(text)
    assert found
    code = re.split(r"[?#]", text[found.end() :])[0].strip("/")
    address = f"https://{found['host'].lower()}/{code}"
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
