"""A refusal in words: what is missing, and who can give it."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.access.decisions import AnyUser, Refusal, groups_of
from sessions_browser.access.roles import ENTER_ADMIN, ROLES
from sessions_browser.conf import get_conf

MOST_NAMED = 3


def refusal_words(refusal: Refusal, user: AnyUser) -> tuple[str, ...]:
    """Sentences: what is missing, what there is, and whom to ask. Asks the database."""
    return tuple(filter(None, (_missing(refusal), _own_roles(user), _whom_to_ask())))


def _missing(refusal: Refusal) -> str:
    if refusal.account is not None:
        groups = sorted(get_conf().groups_let_in.get(refusal.account.slug, ()))
        words = ngettext(
            "The account %(account)s is for people with the role %(roles)s.",
            "The account %(account)s is for people with one of the roles %(roles)s.",
            len(groups),
        )
        return words % {"account": refusal.account.name, "roles": ", ".join(groups)}
    roles = _roles_with(refusal.permission)
    if not roles:
        return _("No role gives this. It has to be given to a person or a group by itself.")
    words = ngettext(
        "This page is for people with the role %(roles)s.",
        "This page is for people with one of the roles %(roles)s.",
        len(roles),
    )
    return words % {"roles": ", ".join(roles)}


def _own_roles(user: AnyUser) -> str:
    own = sorted(groups_of(user)) if isinstance(user, User) else []
    if not own:
        return _("You have no role yet.")
    words = ngettext("Your role is %(roles)s.", "Your roles are %(roles)s.", len(own))
    return words % {"roles": ", ".join(own)}


def _roles_with(permission: str) -> list[str]:
    """Names of groups, the ready ones first and in their order."""
    app, _dot, codename = permission.partition(".")
    named = {"permissions__content_type__app_label": app, "permissions__codename": codename}
    found = set(Group.objects.filter(**named).values_list("name", flat=True))
    ready = [name for name in ROLES if name in found]
    return ready + sorted(found.difference(ready))


def _whom_to_ask() -> str:
    codename = ENTER_ADMIN.partition(".")[2]
    may = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    people = User.objects.filter(may | Q(is_superuser=True), is_active=True).distinct()
    names = list(people.order_by("username").values_list("username", flat=True)[:MOST_NAMED])
    if not names:
        return _("An administrator can give you a role.")
    return _("An administrator can give you a role: ask %(people)s.") % {"people": ", ".join(names)}
