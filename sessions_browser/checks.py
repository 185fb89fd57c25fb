"""Refuse to start with a key or an address that cannot be meant, and say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.core import checks
from django.core.checks import CheckMessage, Error

from sessions_browser.conf import (
    KEY,
    RESERVED_SLUGS,
    SLUG,
    STRIPE_HOST,
    WEBHOOK_SECRET,
    Account,
    full_live_key_allowed,
    get_conf,
    has_key_of_no_account,
    has_webhook_secret_of_no_account,
    is_loopback,
)

NEW_KEY = (
    "Create a restricted key with the right 'Checkout Sessions: Read' at"
    " https://dashboard.stripe.com/apikeys and put it into STRIPE_API_KEY."
)


def check_accounts(**_: Any) -> list[CheckMessage]:
    accounts = get_conf().accounts
    if not accounts:
        return [
            Error(
                "No Stripe key is set.",
                hint=f"{NEW_KEY} To try the dashboard without a key, run: make demo",
                id="sessions_browser.E001",
            )
        ]
    found = [message for account in accounts for message in _check(account)]
    if has_key_of_no_account():
        found.append(
            Error(
                "STRIPE_API_KEY is set, and STRIPE_ACCOUNTS too: which account is the key of?",
                hint="Name the key after its account, such as STRIPE_API_KEY_SHOP_LIVE.",
                id="sessions_browser.E010",
            )
        )
    return [*found, *_check_webhooks()]


def _check_webhooks() -> Iterator[CheckMessage]:
    for slug, secret in get_conf().webhook_secrets.items():
        if not WEBHOOK_SECRET.match(secret):
            yield Error(
                f"The webhook secret of account '{slug}' is not a signing secret.",
                hint="It begins with whsec_ and is revealed on the page of the endpoint, under"
                " https://dashboard.stripe.com/webhooks; an API key does not sign.",
                id="sessions_browser.E011",
            )
    if has_webhook_secret_of_no_account():
        yield Error(
            "STRIPE_WEBHOOK_SECRET is set, and there are several accounts: whose is it?",
            hint="Each endpoint has a secret of its own. Name it after its account, such as"
            " STRIPE_WEBHOOK_SECRET_SHOP_LIVE.",
            id="sessions_browser.E012",
        )


def _check(account: Account) -> Iterator[CheckMessage]:
    name = f"Account '{account.slug}'"
    if not SLUG.match(account.slug) or account.slug in RESERVED_SLUGS:
        yield Error(
            f"{name} cannot be part of an address.",
            hint="Use lower-case letters, digits and hyphens in STRIPE_ACCOUNTS, and none of: "
            + ", ".join(sorted(RESERVED_SLUGS)),
            id="sessions_browser.E002",
        )
    yield from _check_base(account, name)
    parts = KEY.match(account.api_key)
    if not account.api_key:
        yield Error(f"{name} has no key.", hint=NEW_KEY, id="sessions_browser.E003")
    elif not parts:
        yield Error(
            f"The key of {name} is not a Stripe API key.",
            hint=f"It must begin with rk_test_ or rk_live_. {NEW_KEY}",
            id="sessions_browser.E004",
        )
    elif parts["kind"] == "pk":
        yield Error(
            f"The key of {name} is a publishable key, which cannot read anything.",
            hint=NEW_KEY,
            id="sessions_browser.E005",
        )
    elif parts["kind"] == "sk" and parts["mode"] == "live" and not full_live_key_allowed():
        yield Error(
            f"The key of {name} may do everything in the live account, and this site only reads.",
            hint=f"{NEW_KEY} If it must be this key, set STRIPE_ALLOW_FULL_LIVE_KEY=1.",
            id="sessions_browser.E006",
        )
    elif parts["kind"] == "sk" and not is_loopback(account.api_base):
        yield checks.Warning(
            f"The key of {name} may do more than this site needs.",
            hint=NEW_KEY,
            id="sessions_browser.W001",
        )
    if parts and parts["mode"] == "live" and _host(account.api_base) != STRIPE_HOST:
        yield Error(
            f"The live key of {name} would be sent to another host than {STRIPE_HOST}.",
            hint="Unset STRIPE_API_BASE, or use a test key.",
            id="sessions_browser.E007",
        )


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _check_base(account: Account, name: str) -> Iterator[CheckMessage]:
    hint = f"Unset STRIPE_API_BASE to use https://{STRIPE_HOST}; only an emulator is elsewhere."
    try:
        parts = urlsplit(account.api_base)
        extras = (parts.path, parts.query, parts.fragment)
        odd = "@" in parts.netloc or any(extras) or not parts.hostname
        _ = parts.port
    except ValueError:
        odd = True
    if odd:
        yield Error(f"{name}: STRIPE_API_BASE is malformed.", hint=hint, id="sessions_browser.E008")
    elif parts.scheme == "https" and parts.hostname == STRIPE_HOST:
        return
    elif not (parts.scheme in ("http", "https") and is_loopback(account.api_base)):
        yield Error(
            f"{name}: STRIPE_API_BASE is neither Stripe nor this machine.",
            hint=hint,
            id="sessions_browser.E009",
        )
