"""What checks of keys have found, kept so that each process knows it without a call.

An account of the settings is bound to one account and mode of Stripe: what is kept under its name,
counts, facts and looks, belongs to that one. An old and a new key of it are known to be of one.
"""

from __future__ import annotations

from collections.abc import Iterable

from sessions_browser.account import remember
from sessions_browser.conf import Account
from sessions_browser.models import CheckedKey
from sessions_browser.stripe_api.key_check import KeyReport


class OtherAccountError(Exception):
    """The key is of another account or mode than the one whose data is kept under this name.

    The text says so, with advice.
    """


def recall(accounts: Iterable[Account]) -> None:
    """Remember in this process what was found earlier. Raises DatabaseError."""
    for account in accounts:
        if known := of(account):
            remember(account, stripe_id=known.stripe_id, livemode=known.livemode)


def of(account: Account) -> CheckedKey | None:
    """What was found of the present key of the account. Raises DatabaseError."""
    keys = CheckedKey.objects.filter(account=account.slug, fingerprint=account.fingerprint)
    return keys.first()


def record(account: Account, report: KeyReport) -> None:
    """Keep what was found. Raises OtherAccountError, and DatabaseError."""
    named = account.context_id or account.named_id
    if report.stripe_id and named not in ("", report.stripe_id):
        raise OtherAccountError(
            f"The key of account '{account.slug}' is of {report.stripe_id}, and the settings say"
            f" {named}. Correct STRIPE_ACCOUNT_ID or STRIPE_ACCOUNT_CONTEXT, or the key."
        )
    remember(account, stripe_id=report.stripe_id, livemode=report.livemode)
    _refuse_another(account)
    CheckedKey.objects.update_or_create(
        account=account.slug,
        fingerprint=account.fingerprint,
        defaults={
            "stripe_id": account.stripe_id,
            "livemode": account.livemode,
            "lacks": report.lacks,
            "unknown": report.unknown,
        },
    )


def _refuse_another(account: Account) -> None:
    for known in CheckedKey.objects.filter(account=account.slug):
        same = {known.stripe_id, account.stripe_id} - {""}
        modes = {known.livemode, account.livemode} - {None}
        if len(same) > 1 or len(modes) > 1:
            raise OtherAccountError(
                f"Account '{account.slug}' was {_words(known.stripe_id, known.livemode)} until now,"
                f" and its key is of {_words(account.stripe_id, account.livemode)}. What is kept"
                f" under '{account.slug}' belongs to the former: give the latter a name of its own"
                " in STRIPE_ACCOUNTS."
            )


def _words(stripe_id: str, livemode: bool | None) -> str:
    mode = {True: " in live mode", False: " in test mode", None: ""}[livemode]
    return f"{stripe_id or 'an account'}{mode}"
