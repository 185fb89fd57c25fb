"""People with the ready roles, also where a test that flushed the database has taken the groups."""

from __future__ import annotations

import re

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from sessions_browser.access.roles import ROLES

LEAD = ("Manager", "Administrator")


def give(person: User, *roles: str) -> User:
    """Roles beside those that the person has; as the database has them from now on."""
    person.groups.add(*(ready_group(role) for role in roles))
    return User.objects.get(pk=person.pk)


def give_all(*roles: str) -> None:
    for person in User.objects.all():
        give(person, *roles)


def someone(name: str, *roles: str) -> User:
    person, _ = User.objects.get_or_create(username=name)
    return give(person, *roles)


def of_role(*roles: str) -> Client:
    """The browser of somebody who has these roles and no other."""
    client = Client()
    client.force_login(someone(re.sub(r"\W", "", "".join(roles)), *roles))
    return client


def ready_group(role: str) -> Group:
    group, is_new = Group.objects.get_or_create(name=role)
    if is_new:
        for permission in ROLES[role]:
            app, codename = permission.split(".")
            found = Permission.objects.get(content_type__app_label=app, codename=codename)
            group.permissions.add(found)
    return group
