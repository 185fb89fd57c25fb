"""API keys: which exist, and what each may read (docs.stripe.com/keys)."""

from __future__ import annotations

import base64
import binascii

from emulator.web import errors

_SESSION_PERMISSION = "checkout_session"
# By kind of object, the resource that a permission names.
PERMISSIONS = {
    "checkout.session": _SESSION_PERMISSION,
    "payment_link": "payment_link",
    "customer": "customer",
    "payment_intent": "payment_intent",
    "subscription": "subscription",
    "invoice": "invoice",
    "setup_intent": "setup_intent",
    "charge": "charge",
    "balance_transaction": "balance_transaction_source",
    "dispute": "dispute",
    "payment_method": "payment_method",
    "product": "product",
    "shipping_rate": "shipping_rate",
    "tax_rate": "tax_rate",
    # It is assumed that a breakdown needs what its rates need.
    "breakdown": "tax_rate",
}
ALL_PERMISSIONS = frozenset(PERMISSIONS.values())

_RESTRICTED = {
    "rk_test_emulator": ALL_PERMISSIONS,
    "rk_test_no_sessions": ALL_PERMISSIONS - {_SESSION_PERMISSION},
    "rk_test_only_sessions": frozenset({_SESSION_PERMISSION}),
}
# The key of the second account, if there is one.
SECOND_ACCOUNT_KEY = "rk_test_second"
_EXPIRED = "sk_test_expired"


def permissions_of(authorization: str | None, full_key: str) -> frozenset[str]:
    """The permissions of the key in this header. Raises ApiError if the key is not valid.

    authorization: the Authorization header, Bearer or Basic (docs.stripe.com/api/authentication).
    full_key: the key that may read everything.
    """
    key = _key(authorization)
    if key is None:
        raise errors.missing_key()
    if key == full_key:
        return ALL_PERMISSIONS
    if key == _EXPIRED:
        raise errors.expired_key(key)
    if key.startswith("pk_test_"):
        raise errors.publishable_key()
    if key not in _RESTRICTED:
        raise errors.invalid_key(key)
    return _RESTRICTED[key]


def require(granted: frozenset[str], kind: str, account: str) -> None:
    """Raise ApiError unless objects of this kind may be read.

    granted: the result of `permissions_of`.
    account: the id of the account, which the error names.
    """
    permission = PERMISSIONS.get(kind)
    if permission is not None and permission not in granted:
        raise errors.missing_permission(account, f"rak_{permission}_read")


def is_second_account_key(authorization: str | None) -> bool:
    """Whether this Authorization header has the key of the second account."""
    return _key(authorization) == SECOND_ACCOUNT_KEY


def _key(authorization: str | None) -> str | None:
    scheme, _, value = (authorization or "").strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value or None
    if scheme.lower() == "basic":
        # The user name is the key; the password is empty.
        try:
            user = base64.b64decode(value, validate=True).decode("utf-8").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return None
        return user or None
    return None
