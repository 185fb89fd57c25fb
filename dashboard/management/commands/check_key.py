"""`manage.py check_key`: ask Stripe of each account which rights its key has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions_browser.conf import Account, get_conf
from sessions_browser.services import check_account_key, get_read_quota
from sessions_browser.stripe_api.errors import AuthenticationError, UpstreamError
from sessions_browser.stripe_api.key_check import NEEDED, RIGHTS, KeyReport
from sessions_browser.stripe_api.known_keys import OtherAccountError

ANSWERS = {True: "yes", False: "MISSING", None: "unknown"}


class Command(BaseCommand):
    help = "Say which account each key is of, and which rights it has; twelve calls a key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("accounts", nargs="*", help="names of STRIPE_ACCOUNTS; all without any")

    def handle(self, *_args: Any, accounts: list[str], **_options: Any) -> None:
        chosen = [one for one in get_conf().accounts if not accounts or one.slug in accounts]
        if unknown := set(accounts) - {one.slug for one in chosen}:
            raise CommandError(f"There is no account {', '.join(sorted(unknown))}.")
        if not check_keys(chosen, self.stdout.write):
            raise CommandError("Not every key can be used; see above.")


def check_keys(accounts: Iterable[Account], say: Callable[[str], object]) -> bool:
    """Whether all can be used. Raises CommandError where one is of another account than before."""
    # A list: each is checked, whatever is wrong with one of them.
    are_right = [_check(account, say) for account in accounts]
    get_read_quota().flush()
    return all(are_right)


def _check(account: Account, say: Callable[[str], object]) -> bool:
    try:
        report = check_account_key(account)
    except OtherAccountError as error:
        raise CommandError(str(error)) from error
    except AuthenticationError:
        say(f"{account.slug}: Stripe does not accept the key.")
        return False
    except UpstreamError as error:
        say(f"{account.slug}: the key could not be checked, {type(error).__name__}.")
        return False
    for line in lines(account, report):
        say(line)
    return report.rights[NEEDED.name] is not False


def lines(account: Account, report: KeyReport) -> Iterator[str]:
    mode = f"{account.key_mode} mode" if account.key_mode else "mode not known before a session"
    yield f"{account.slug} ({account.name}): {account.stripe_id or 'account not told'}, {mode}"
    for right in RIGHTS:
        yield f"  {ANSWERS[report.rights[right.name]]:8}{right.label}"
    if account.is_of_organization:
        yield "  Whether it may write nobody can see: look at it in the organization's Dashboard."
    elif account.api_key.startswith("sk_"):
        yield "  It may also write: a restricted key is safer."
