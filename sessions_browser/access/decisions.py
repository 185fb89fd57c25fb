"""The decisions: may this person have this page, and enter this account?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest

from sessions_browser.access.roles import CHANGE_ANY_JOB, VIEW_PERSONAL_DATA, VIEW_STATUS
from sessions_browser.access.tokens import token_of
from sessions_browser.conf import Account, get_conf

AnyUser = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Refusal:
    """permission: which is missing, or "" where none would help. account: that may not be entered.

    page: the name of the address.
    """

    page: str
    permission: str = ""
    account: Account | None = None


def refusal_of(user: AnyUser, page: str, permission: str, kwargs: dict[str, Any]) -> Refusal | None:
    """permission: that the page takes, "" for none but to be signed in.

    kwargs: what the address names; every account among it has to be one that the person may enter.
    """
    for account in kwargs.values():
        if isinstance(account, Account) and not may_enter(user, account):
            return Refusal(page, account=account)
    if permission and not user.has_perm(permission):
        return Refusal(page, permission)
    return None


def may_enter(user: AnyUser, account: Account) -> bool:
    """By the groups that the settings name for the account; where they name none, everybody may."""
    if not user.is_authenticated:
        return False
    let_in = get_conf().groups_let_in.get(account.slug)
    return let_in is None or user.is_superuser or not let_in.isdisjoint(groups_of(user))


def accounts_of(request: HttpRequest) -> tuple[Account, ...]:
    """Those that the person may enter, in the order of the settings."""
    return tuple(one for one in get_conf().accounts if may_enter(request.user, one))


def groups_of(user: User) -> frozenset[str]:
    """By name; asked of the database once for each request."""
    known: frozenset[str] | None = getattr(user, "_names_of_groups", None)
    if known is None:
        known = frozenset(user.groups.values_list("name", flat=True))
        user._names_of_groups = known  # type: ignore[attr-defined]
    return known


def may_change_job(user: AnyUser, owner: str) -> bool:
    """owner: user name, "" for the site itself."""
    return user.has_perm(CHANGE_ANY_JOB) or (bool(owner) and owner == user.get_username())


def sees_upstream_words(user: AnyUser) -> bool:
    """What Stripe itself says on an error may name a customer or the key."""
    return user.has_perm(VIEW_STATUS) and not is_masked_for(user)


def is_masked_for(user: AnyUser) -> bool:
    """Whether personal data is shown to this person only masked; see `masking`.

    To a program it is by default, whoever made its token.
    """
    token = token_of(user)
    if token is not None and not token.shows_personal_data:
        return True
    return not user.has_perm(VIEW_PERSONAL_DATA)
