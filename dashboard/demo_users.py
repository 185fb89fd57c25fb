"""Who may sign in to the demo, on this machine alone."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

DEMO_PASSWORD = "demo"  # noqa: S105  public on purpose, see `manage.py demo`
# Name -> group; the administrator has none.
DEMO_PEOPLE = {"support": "Support", "manager": "Managers", "admin": ""}


def create_demo_people() -> None:
    """Those who are there already stay as they are."""
    for name, group in DEMO_PEOPLE.items():
        if User.objects.filter(username=name).exists():
            continue
        user = User.objects.create_user(name, password=DEMO_PASSWORD)
        if group:
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        else:
            user.is_staff = user.is_superuser = True
            user.save()
