"""API keys: which exist, and what each may read (docs.stripe.com/keys)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

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
# Which account a key is of is told to a full key only.
OWN_ACCOUNT = "accounts_kyc_basic"
ALL_PERMISSIONS = frozenset(
    (*PERMISSIONS.values(), "promotion_code", "coupon", "event", "plan", "payment_method_config")
)
FULL_RIGHTS = ALL_PERMISSIONS | {OWN_ACCOUNT}

_RESTRICTED = {
    "rk_test_emulator": ALL_PERMISSIONS,
    "rk_test_rolled": ALL_PERMISSIONS,
    "rk_test_no_sessions": ALL_PERMISSIONS - {_SESSION_PERMISSION},
    "rk_test_only_sessions": frozenset({_SESSION_PERMISSION}),
}
# The key of the second account, if there is one.
SECOND_ACCOUNT_KEY = "rk_test_second"
# Reads whichever account is named in Stripe-Context, and none without it.
ORGANIZATION_KEY = "sk_org_test_emulator"
# Lacks one right, such as "rk_test_without_dispute".
_WITHOUT = "rk_test_without_"
# Has these rights alone, such as "rk_test_only_checkout_session-customer".
_ONLY = "rk_test_only_"
_EXPIRED = "sk_test_expired"


def permissions_of(authorization: str | None, *full_keys: str) -> frozenset[str]:
    """The permissions of the key in this header. Raises ApiError if the key is not valid.

    authorization: the Authorization header, Bearer or Basic (docs.stripe.com/api/authentication).
    full_keys: the keys that may read everything.
    """
    key = key_of(authorization)
    if key is None:
        raise errors.missing_key()
    if key in full_keys:
        return FULL_RIGHTS
    if key == ORGANIZATION_KEY:
        return ALL_PERMISSIONS
    lacking = key.removeprefix(_WITHOUT)
    if lacking in ALL_PERMISSIONS:
        return ALL_PERMISSIONS - {lacking}
    only = frozenset(key.removeprefix(_ONLY).split("-"))
    if key.startswith(_ONLY) and only <= ALL_PERMISSIONS:
        return only
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
    if permission is not None:
        require_permission(granted, permission, account)


def require_permission(granted: frozenset[str], permission: str, account: str) -> None:
    if permission not in granted:
        raise errors.missing_permission(account, f"rak_{permission}_read")


def account_of(
    authorization: str | None, named: str | None, accounts: Mapping[str, str], full_key: str
) -> str:
    """The id of the account that is read. Raises ApiError where it may not be.

    named: by the header Stripe-Context or Stripe-Account, the id of an account or a path that ends
        in one (docs.stripe.com/context). The full key may read the others as connected accounts.
    accounts: their ids by the key of each; "" is the first.
    """
    key = key_of(authorization)
    own = accounts.get(key or "", accounts[""])
    if not named:
        if key == ORGANIZATION_KEY:
            raise errors.missing_context()
        return own
    named = named.rpartition("/")[2]
    if named != own and key not in (full_key, ORGANIZATION_KEY):
        raise errors.no_such_account(key or "", named)
    if named not in accounts.values():
        raise errors.no_such_account(key or "", named)
    return named


def key_of(authorization: str | None) -> str | None:
    """The key that a request brings."""
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
