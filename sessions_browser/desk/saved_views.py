"""Saved views: who sees which, who may change one, and with which an account begins.

A view is a name and the query string of a list or a scan, as one's own, for a group or for
everybody who may enter the account. Whoever opens it asks with the own zone, day and mask.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Q, QuerySet

from sessions_browser.access.decisions import AnyUser
from sessions_browser.access.roles import SHARE_VIEWS
from sessions_browser.conf import Account
from sessions_browser.models import LandingView, SavedView

MOST_OF_A_PERSON = 50
OWN, GROUP, EVERYBODY = SavedView.Sharing
# As `views_for`; a test compares them.
TABS = """
SELECT id, name, query FROM sessions_browser_savedview
WHERE account = %s AND (
    owner_id = %s OR sharing = 'everybody' OR sharing = 'group'
    AND group_id IN (SELECT group_id FROM auth_user_groups WHERE user_id = %s)
)
ORDER BY name, id
"""


class ViewTab(NamedTuple):
    """What a tab above the list is made of; part of the key of what is rendered of it."""

    id: int
    name: str
    query: str


def views_for(user: AnyUser, account: Account) -> QuerySet[SavedView]:
    """Those that this person may see: own ones, of the own groups, and those for everybody."""
    own_groups = user.groups.values("pk")
    seen = (
        Q(owner_id=user.pk)
        | Q(sharing=EVERYBODY)
        | Q(sharing=GROUP, group_id__in=own_groups)
    )  # fmt: skip
    return SavedView.objects.filter(seen, account=account.slug)


def tabs_for(user: AnyUser, account: Account) -> tuple[ViewTab, ...]:
    """Those of `views_for`, for each page of the list: the ORM would take most of its time."""
    with connection.cursor() as cursor:
        cursor.execute(TABS, (account.slug, user.pk, user.pk))
        return tuple(ViewTab(*row) for row in cursor.fetchall())


def may_change(user: AnyUser, view: SavedView) -> bool:
    """Of a view that this person sees."""
    is_mine = view.owner_id is not None and view.owner_id == user.pk
    return is_mine or (view.sharing != OWN and user.has_perm(SHARE_VIEWS))


def groups_to_share_with(user: AnyUser) -> list[Group]:
    return list(user.groups.order_by("name"))


def of_name(owner_id: int | None, account: Account, name: str) -> SavedView | None:
    named = SavedView.objects.filter(owner_id=owner_id, account=account.slug, name=name)
    return named.first()


def has_too_many(user: AnyUser, account: Account) -> bool:
    mine = SavedView.objects.filter(owner_id=user.pk, account=account.slug)
    return mine.count() >= MOST_OF_A_PERSON


def save_own(
    user: AnyUser, account: Account, name: str, query: str, shared: tuple[str, int | None]
) -> SavedView:
    """Another one of the same name and person is replaced. shared: as `SavedViewForm` tells it."""
    sharing, group_id = shared
    view, _ = SavedView.objects.update_or_create(
        account=account.slug,
        owner_id=user.pk,
        name=name,
        defaults={"query": query, "sharing": sharing, "group_id": group_id},
    )
    return view


def landing_of(user: AnyUser, account: Account) -> SavedView | None:
    """The view with which the account begins for this person, while they still see it."""
    chosen = LandingView.objects.filter(person_id=user.pk, account=account.slug).values("view_id")
    return views_for(user, account).filter(pk__in=chosen).first()


def set_landing(user: AnyUser, view: SavedView, *, is_landing: bool) -> None:
    """One at most: another one that was chosen before is it no longer."""
    assert isinstance(user, User)
    if is_landing:
        LandingView.objects.update_or_create(
            person=user, account=view.account, defaults={"view": view}
        )
    else:
        LandingView.objects.filter(person=user, view=view).delete()


def forget_orphans() -> int:
    """Own views of people who are gone, which nobody sees."""
    deleted, _ = SavedView.objects.filter(owner=None).exclude(sharing=EVERYBODY).exclude(
        sharing=GROUP, group__isnull=False
    ).delete()  # fmt: skip
    return deleted
