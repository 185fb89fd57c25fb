"""API keys: which exist, and what each may read (docs.stripe.com/keys)."""

from __future__ import annotations

import base64
import binascii

from emulator.web import errors

SESSIONS = "checkout_session"
RIGHTS = {
    "checkout.session": SESSIONS,
    "payment_link": "payment_link",
    "customer": "customer",
    "payment_intent": "payment_intent",
    "subscription": "subscription",
    "invoice": "invoice",
    "setup_intent": "setup_intent",
    "charge": "charge",
    "payment_method": "payment_method",
    "product": "product",
}
EVERYTHING = frozenset(RIGHTS.values())

_RESTRICTED = {
    "rk_test_emulator": EVERYTHING,
    "rk_test_no_sessions": EVERYTHING - {SESSIONS},
    "rk_test_only_sessions": frozenset({SESSIONS}),
}
# Of the second account, if there is one.
SECOND_KEY = "rk_test_second"
_EXPIRED = "sk_test_expired"


def rights(authorization: str | None, full_key: str) -> frozenset[str]:
    """What the key in this header may read; raises when it may read nothing at all."""
    key = _key(authorization)
    if key is None:
        raise errors.no_key()
    if key == full_key:
        return EVERYTHING
    if key == _EXPIRED:
        raise errors.expired_key(key)
    if key.startswith("pk_test_"):
        raise errors.publishable_key()
    if key not in _RESTRICTED:
        raise errors.invalid_key(key)
    return _RESTRICTED[key]


def require(granted: frozenset[str], kind: str, account: str) -> None:
    """Raise unless objects of this kind may be read."""
    right = RIGHTS.get(kind)
    if right is not None and right not in granted:
        raise errors.lacks_right(account, f"rak_{right}_read")


def is_of_second(authorization: str | None) -> bool:
    return _key(authorization) == SECOND_KEY


def _key(authorization: str | None) -> str | None:
    scheme, _, value = (authorization or "").strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value or None
    if scheme.lower() == "basic":
        # The key is the user; the password is empty.
        try:
            user = base64.b64decode(value, validate=True).decode("utf-8").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return None
        return user or None
    return None
