"""Who may sign in to the demo, on this machine alone."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

from sessions_browser.access.roles import SUPPORT_MASKED

DEMO_PASSWORD = "demo"  # noqa: S105  public on purpose, see `manage.py demo`
# Name -> ready groups, which a migration has made.
DEMO_PEOPLE = {
    "support": ("Support",),
    "masked": (SUPPORT_MASKED,),
    "manager": ("Manager",),
    "admin": ("Manager", "Administrator"),
}


def create_demo_people() -> None:
    """Those who are there already stay as they are, but for the groups that they lack."""
    for name, groups in DEMO_PEOPLE.items():
        user = User.objects.filter(username=name).first()
        user = user or User.objects.create_user(name, password=DEMO_PASSWORD)
        user.groups.add(*Group.objects.filter(name__in=groups))
