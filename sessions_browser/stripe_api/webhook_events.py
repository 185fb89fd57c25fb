"""Events that Stripe delivers: whether one is genuine, and what it says of a session.

A snapshot brings the session as it was, in the API version of its endpoint. A thin notification
brings the id alone (docs.stripe.com/event-destinations).

docs.stripe.com/webhooks: `v1` is an HMAC of the second of signing and the very bytes of the body,
and while a secret is rolled there is one `v1` for each secret. Deliveries come more than once and
in any order, for up to three days.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions_browser.conf import Account
from sessions_browser.objects.ids import is_session_id, may_be_of
from sessions_browser.objects.json_fields import mapping, moment

# A session with everything in it is a twentieth of this.
LARGEST_BODY = 512 * 1024
LONGEST_HEADER = 4096
LONGEST_MOMENT = 40
TOLERANCE_SECONDS = 300
# What a thin notification calls itself.
THIN = "v2.core.event"
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
    session: the Checkout Session; None when the event is not about one of this account, or does
        not bring it in our shape.
    session_id: "" when the event is not about a session of this account.
    kind: "snapshot" or "thin"; "" like the id of the session.
    """

    id: str = "-"
    type: str = "-"
    created: int = 0
    session: dict[str, Any] | None = None
    session_id: str = ""
    kind: str = ""


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
    if event.get("object") == THIN:
        return _thin_event(event, account)
    created = moment(event.get("created"))
    session = mapping(event.get("data")).get("object")
    ours = created is not None and _is_ours(event, account)
    ours = ours and _is_about_a_session(event, session, account)
    # What has another shape is not joined with what was read in ours: it is read again.
    merged = ours and _has_our_shape(event.get("api_version"), account)
    return Event(
        id=_shaped(EVENT_ID, event.get("id")),
        type=_shaped(EVENT_TYPE, event.get("type")),
        created=created or 0,
        session=session if merged else None,
        session_id=mapping(session)["id"] if ours else "",
        kind="snapshot" if ours else "",
    )


def _thin_event(event: Mapping[str, Any], account: Account) -> Event:
    related = mapping(event.get("related_object"))
    kind = _shaped(EVENT_TYPE, event.get("type"))
    created = _moment_of_text(event.get("created"))
    ours = created is not None and kind.startswith("v1.checkout.session.")
    ours = ours and _shaped(EVENT_ID, event.get("id")) != "-"
    ours = ours and related.get("type") == "checkout.session" and _is_ours(event, account)
    ours = ours and _is_id_of_ours(related.get("id"), account)
    return Event(
        id=_shaped(EVENT_ID, event.get("id")),
        type=kind,
        created=created or 0,
        session_id=related["id"] if ours else "",
        kind="thin" if ours else "",
    )


def _moment_of_text(value: object) -> int | None:
    """The Unix second of a moment such as "2026-11-29T08:00:00.000Z"."""
    if not isinstance(value, str) or len(value) > LONGEST_MOMENT:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment(int(found.timestamp())) if found.tzinfo else None


def _has_our_shape(version: object, account: Account) -> bool:
    """Within one named release versions only add (docs.stripe.com/api/versioning)."""
    if version is None:
        return True
    ours = account.api_version
    release = ours.partition(".")[2]
    return version == ours or (
        isinstance(version, str) and bool(release) and version.partition(".")[2] == release
    )


def _is_ours(event: Any, account: Account) -> bool:
    """An endpoint of a platform or an organization is told of many accounts, and they are named."""
    livemode = event.get("livemode")
    if not isinstance(livemode, bool) or account.livemode not in (livemode, None):
        return False
    connected, context = event.get("account"), event.get("context")
    if connected is None and (context is None or not account.stripe_id):
        # The platform's own, or of the one account that the endpoint is of.
        return not account.context
    named = str(context if connected is None else connected).rpartition("/")[2]
    return bool(account.stripe_id) and named == account.stripe_id


def _shaped(shape: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and shape.match(value) else "-"


def _is_about_a_session(event: Any, session: Any, account: Account) -> bool:
    if _shaped(EVENT_ID, event.get("id")) == "-":
        return False
    if not _shaped(EVENT_TYPE, event.get("type")).startswith("checkout.session."):
        return False
    if mapping(session).get("object") != "checkout.session":
        return False
    return _is_id_of_ours(session.get("id"), account)


def _is_id_of_ours(identifier: object, account: Account) -> bool:
    return (
        isinstance(identifier, str)
        and is_session_id(identifier)
        and may_be_of(identifier, account.key_mode, is_fake=account.is_fake)
    )
