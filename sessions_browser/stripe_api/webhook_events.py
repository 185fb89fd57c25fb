"""Events that Stripe delivers: whether one is genuine, and what it says of a session.

docs.stripe.com/webhooks: `v1` is an HMAC of the second of signing and the very bytes of the body,
and while a secret is rolled there is one `v1` for each secret. Deliveries come more than once and
in any order, for up to three days.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

from sessions_browser.conf import Account
from sessions_browser.objects.ids import is_session_id, may_be_of
from sessions_browser.objects.json_fields import mapping, moment

# A session with everything in it is a twentieth of this.
LARGEST_BODY = 512 * 1024
LONGEST_HEADER = 4096
TOLERANCE_SECONDS = 300
SIGNATURE = re.compile(r"[0-9a-f]{64}\Z")
MOMENT = re.compile(r"[0-9]{1,12}\Z")
EVENT_ID = re.compile(r"evt_[A-Za-z0-9_]{1,250}\Z")
EVENT_TYPE = re.compile(r"[a-z0-9_.]{1,100}\Z")


class SignatureError(Exception):
    """The delivery is not from Stripe, or too old; the text holds nothing of the request."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a genuine delivery says.

    id, type: "-" where they cannot be read.
    created: Unix second at which `session` was as it is here.
    session: the Checkout Session; None when the event is not about one of this account.
    """

    id: str = "-"
    type: str = "-"
    created: int = 0
    session: dict[str, Any] | None = None


def check_signature(body: bytes, header: str, secret: str, now: float) -> None:
    """Raise unless one who knows `secret` signed `body` within the last five minutes.

    Accepts nothing that Stripe's own libraries refuse. Like them it accepts a moment in the future,
    because the clock that is wrong may be ours.

    secret: of the endpoint, `whsec_…`.
    now: Unix seconds.
    """
    moment_text, signatures = _read_header(header)
    if not secret.strip():
        raise SignatureError("No secret is set.")
    signed = hmac.new(secret.encode(), f"{moment_text}.".encode(), hashlib.sha256)
    signed.update(body)
    expected = signed.hexdigest()
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise SignatureError("No signature is of this body with this secret.")
    if int(moment_text) < now - TOLERANCE_SECONDS:
        raise SignatureError("The signature is too old.")


def _read_header(header: str) -> tuple[str, list[str]]:
    """The moment of signing, as it was signed, and each well-formed `v1`."""
    if len(header) > LONGEST_HEADER:
        raise SignatureError("The header Stripe-Signature is too long.")
    pairs = [part.partition("=") for part in header.split(",")]
    moments = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1" and SIGNATURE.match(value)]
    if len(moments) != 1 or not MOMENT.match(moments[0]) or not signatures:
        raise SignatureError("The header Stripe-Signature is missing or malformed.")
    return moments[0], signatures


def parse_event(body: bytes, account: Account) -> Event:
    """Never raises: what cannot be read would not be better at its next delivery."""
    try:
        event = mapping(json.loads(body))
    except (ValueError, RecursionError):
        return Event()
    created = moment(event.get("created"))
    session = mapping(event.get("data")).get("object")
    ours = created is not None and event.get("livemode") is account.livemode
    return Event(
        id=_shaped(EVENT_ID, event.get("id")),
        type=_shaped(EVENT_TYPE, event.get("type")),
        created=created or 0,
        session=session if ours and _is_about_a_session(event, session, account) else None,
    )


def _shaped(shape: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and shape.match(value) else "-"


def _is_about_a_session(event: Any, session: Any, account: Account) -> bool:
    if _shaped(EVENT_ID, event.get("id")) == "-":
        return False
    if not _shaped(EVENT_TYPE, event.get("type")).startswith("checkout.session."):
        return False
    if mapping(session).get("object") != "checkout.session":
        return False
    identifier = session.get("id")
    return (
        isinstance(identifier, str)
        and is_session_id(identifier)
        and may_be_of(identifier, account.key_mode, is_fake=account.is_fake)
    )
