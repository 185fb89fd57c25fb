"""Which key may be sent to which host: the one rule, for `manage.py check` and for every call.

Django's checks run in management commands alone, and a server may be started by other means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sessions_browser.conf import (
    ACCOUNT_ID,
    CONTEXT,
    KEY,
    STRIPE_HOST,
    Account,
    full_live_key_allowed,
    is_loopback,
    organization_key_allowed,
)

NEW_KEY = (
    "Create a restricted key with the right 'Checkout Sessions: Read' at"
    " https://dashboard.stripe.com/apikeys and put it into STRIPE_API_KEY."
)
_UNSET_BASE = f"Unset STRIPE_API_BASE to use https://{STRIPE_HOST}; only an emulator is elsewhere."


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an account, in words that hold nothing of its key.

    check_id: of Django's check; only of a warning it begins with W.
    """

    check_id: str
    message: str
    hint: str

    @property
    def forbids_calls(self) -> bool:
        return not self.check_id.startswith("W")


class UnsafeKeyError(Exception):
    """The key may not be sent; the text names the findings and holds nothing of the key."""


def key_to_send(account: Account) -> str:
    """The key, for a request to `account.api_base` alone. Raises UnsafeKeyError."""
    found = [finding.check_id for finding in findings(account) if finding.forbids_calls]
    if found:
        raise UnsafeKeyError(f"account {account.slug!r}: {', '.join(found)}")
    return account.api_key


def findings(account: Account) -> Iterator[Finding]:
    yield from _about_base(account)
    yield from _about_key(account)
    yield from _about_id(account)
    # A key that names no mode may be a live one.
    may_be_live = account.named_mode != "test" and bool(KEY.match(account.api_key))
    if may_be_live and _host(account.api_base) != STRIPE_HOST:
        yield Finding(
            "E007",
            f"The live key of {_name(account)} would be sent to another host than {STRIPE_HOST}.",
            "Unset STRIPE_API_BASE, or use a test key.",
        )


def _about_key(account: Account) -> Iterator[Finding]:
    name, parts = _name(account), KEY.match(account.api_key)
    if not account.api_key:
        yield Finding("E003", f"{name} has no key.", NEW_KEY)
    elif not parts:
        yield Finding(
            "E004",
            f"The key of {name} is not a Stripe API key.",
            f"It must begin with rk_test_ or rk_live_. {NEW_KEY}",
        )
    elif account.is_of_organization:
        yield from _about_organization_key(account)
    elif parts["kind"] == "pk":
        yield Finding(
            "E005",
            f"The key of {name} is a publishable key, which cannot read anything.",
            NEW_KEY,
        )
    elif parts["kind"] == "sk":
        yield from _about_full_key(account, is_live=parts["mode"] == "live")


def _about_full_key(account: Account, *, is_live: bool) -> Iterator[Finding]:
    name = _name(account)
    if is_live and not full_live_key_allowed():
        yield Finding(
            "E006",
            f"The key of {name} may do everything in the live account, and this site only reads.",
            f"{NEW_KEY} If it must be this key, set STRIPE_ALLOW_FULL_LIVE_KEY=1.",
        )
    elif not is_loopback(account.api_base):
        yield Finding("W001", f"The key of {name} may do more than this site needs.", NEW_KEY)


def _about_organization_key(account: Account) -> Iterator[Finding]:
    """docs.stripe.com/keys/organization-api-keys: it can be limited, and nothing tells whether."""
    name = _name(account)
    if not account.context:
        yield Finding(
            "E014",
            f"The key of {name} is of an organization, and Stripe asks which account is meant.",
            "Name the account in STRIPE_ACCOUNTS, and put its id (acct_…) into"
            f" STRIPE_ACCOUNT_CONTEXT_{account.suffix}.",
        )
    if not organization_key_allowed():
        yield Finding(
            "E015",
            f"The key of {name} is of an organization: it may read every account of that, and"
            " nobody can see from it whether it may do more than read.",
            "Better give each account a restricted key of its own. If it must be this key, let it"
            " only read, set STRIPE_ALLOW_ORGANIZATION_KEY=1, and run: manage.py check_key",
        )


def _about_id(account: Account) -> Iterator[Finding]:
    name, suffix = _name(account), account.suffix
    if account.context and not CONTEXT.match(account.context):
        yield Finding(
            "E016",
            f"STRIPE_ACCOUNT_CONTEXT of {name} names no account.",
            f"STRIPE_ACCOUNT_CONTEXT_{suffix} takes an id such as acct_1A2b3C, or a path of them.",
        )
    elif account.named_id and not ACCOUNT_ID.match(account.named_id):
        yield Finding(
            "E017",
            f"STRIPE_ACCOUNT_ID of {name} is no id of an account.",
            f"STRIPE_ACCOUNT_ID_{suffix} takes an id such as acct_1A2b3C.",
        )
    elif account.named_id and account.context_id not in ("", account.named_id):
        yield Finding(
            "E018",
            f"STRIPE_ACCOUNT_ID and STRIPE_ACCOUNT_CONTEXT of {name} name two accounts.",
            f"The context says which account is read: unset STRIPE_ACCOUNT_ID_{suffix}.",
        )


def _about_base(account: Account) -> Iterator[Finding]:
    name = _name(account)
    try:
        parts = urlsplit(account.api_base)
        extras = (parts.path, parts.query, parts.fragment)
        is_odd = "@" in parts.netloc or any(extras) or not parts.hostname
        _ = parts.port
    except ValueError:
        is_odd = True
    if is_odd:
        yield Finding("E008", f"{name}: STRIPE_API_BASE is malformed.", _UNSET_BASE)
    elif parts.scheme == "https" and parts.hostname == STRIPE_HOST:
        return
    elif not (parts.scheme in ("http", "https") and is_loopback(account.api_base)):
        yield Finding(
            "E009", f"{name}: STRIPE_API_BASE is neither Stripe nor this machine.", _UNSET_BASE
        )


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _name(account: Account) -> str:
    return f"Account '{account.slug}'"
