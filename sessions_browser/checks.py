"""Django's checks of the settings: an account that cannot be meant, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error

from sessions_browser.account_rules import NEW_KEY, findings
from sessions_browser.conf import (
    COLOURS,
    RESERVED_SLUGS,
    SLUG,
    WEBHOOK_SECRET,
    Account,
    address_like_prefix,
    get_conf,
    has_key_of_no_account,
    has_webhook_secret_of_no_account,
    zone_names,
)

LONGEST_LABEL = 40


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
    return [*found, *_check_prefix(), *_check_webhooks()]


def check_masking(**_: Any) -> list[CheckMessage]:
    try:
        re.compile(get_conf().unmask_reason_pattern)
    except re.error as error:
        return [
            Error(
                f"UNMASK_REASON_PATTERN is no regular expression: {error}.",
                hint="It says what a reason has to hold, such as [A-Z]+-[0-9]+ for a ticket.",
                id="sessions_browser.E022",
            )
        ]
    return []


def _check_prefix() -> Iterator[CheckMessage]:
    if first := address_like_prefix():
        yield Error(
            f"URL_PREFIX begins with /{first}, and so do addresses of the site itself.",
            hint="A path could then be meant with the prefix or without. Choose another prefix.",
            id="sessions_browser.E013",
        )


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
    if not SLUG.match(account.slug) or account.slug in RESERVED_SLUGS:
        yield Error(
            f"Account '{account.slug}' cannot be part of an address.",
            hint="Use lower-case letters, digits and hyphens in STRIPE_ACCOUNTS, and none of: "
            + ", ".join(sorted(RESERVED_SLUGS)),
            id="sessions_browser.E002",
        )
    yield from _check_looks(account)
    for finding in findings(account):
        kind = Error if finding.forbids_calls else checks.Warning
        number = f"sessions_browser.{finding.check_id}"
        yield kind(finding.message, hint=finding.hint, id=number)


def _check_looks(account: Account) -> Iterator[CheckMessage]:
    """How people tell the account from others."""
    variable = account.suffix
    if account.colour and account.colour not in COLOURS:
        yield Error(
            f"The colour of account '{account.slug}' is none that this site has.",
            hint=f"STRIPE_ACCOUNT_COLOUR_{variable} is one of: {', '.join(COLOURS)}",
            id="sessions_browser.E019",
        )
    if account.zone and account.zone not in zone_names():
        yield Error(
            f"The time zone of account '{account.slug}' is not known.",
            hint=f"STRIPE_ACCOUNT_ZONE_{variable} takes a name such as Europe/Berlin.",
            id="sessions_browser.E020",
        )
    for name in (account.label, account.sandbox):
        if len(name) > LONGEST_LABEL or not name.isprintable():
            yield Error(
                f"A name of account '{account.slug}' does not fit into the head of a page.",
                hint=f"STRIPE_ACCOUNT_LABEL_{variable} and STRIPE_ACCOUNT_SANDBOX_{variable} take"
                f" up to {LONGEST_LABEL} characters.",
                id="sessions_browser.E021",
            )
