from collections.abc import Iterable
from typing import Any

from django.db import migrations, models

SUPPORT = tuple(
    f"sessions_browser.{name}" for name in ("browse_sessions", "open_session", "verify_caller")
)
# What leads could before there were roles: Django's flag "staff" stood for it.
FORMER_STAFF = tuple(
    f"sessions_browser.{name}"
    for name in ("view_status", "lift_lock", "view_job", "change_any_job", "enter_admin")
)
# As `access.roles` has them; later changes come with later migrations.
ROLES = {
    "Support": SUPPORT,
    "Manager": (
        *SUPPORT,
        *(f"sessions_browser.{name}" for name in ("view_overview", "fill_facts", "view_job")),
    ),
    "Administrator": (
        *FORMER_STAFF,
        "sessions_browser.verify_caller",
        "sessions_browser.view_verification",
        "read_log.view_entry",
        *(
            f"auth.{verb}_{thing}"
            for thing in ("user", "group")
            for verb in ("view", "add", "change", "delete")
        ),
    ),
}
# The words under which Django would make them, where it does so only after all migrations.
NAMES = {
    "browse_sessions": "Can list sessions and people, and search for them",
    "open_session": "Can open and watch a session",
    "verify_caller": "Can verify a caller",
    "lift_lock": "Can lift the lock after too many verifications",
    "change_any_job": "Can cancel and resume jobs of others",
    "view_status": "Can see the status page and what Stripe says on an error",
    "enter_admin": "Can enter the administration",
    "view_overview": "Can see the overview",
    "fill_facts": "Can have all sessions read for the overview",
}
MODELS = {"view_overview": "fact", "fill_facts": "fact"}


def make_groups(apps: Any, _editor: Any) -> None:
    """The ready groups; whoever could sign in before keeps what he could do."""
    groups = apps.get_model("auth", "Group").objects
    for name, permissions in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*_permissions(apps, permissions))
    support, staff = groups.get(name="Support"), _permissions(apps, FORMER_STAFF)
    for user in apps.get_model("auth", "User").objects.filter(is_superuser=False):
        user.groups.add(support)
        if user.is_staff:
            user.user_permissions.add(*staff)


def _permissions(apps: Any, names: Iterable[str]) -> list[Any]:
    permissions = apps.get_model("auth", "Permission").objects
    kinds = apps.get_model("contenttypes", "ContentType").objects
    found = []
    for name in names:
        app, codename = name.split(".")
        model = MODELS.get(codename, "access" if codename in NAMES else codename.split("_")[1])
        kind, _ = kinds.get_or_create(app_label=app, model=model)
        words = NAMES.get(codename, f"Can {codename.replace('_', ' ')}")
        permission, _ = permissions.get_or_create(
            content_type=kind, codename=codename, defaults={"name": words}
        )
        found.append(permission)
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0006_overview"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "permissions": (
                    ("browse_sessions", "Can list sessions and people, and search for them"),
                    ("open_session", "Can open and watch a session"),
                    ("verify_caller", "Can verify a caller"),
                    ("lift_lock", "Can lift the lock after too many verifications"),
                    ("change_any_job", "Can cancel and resume jobs of others"),
                    ("view_status", "Can see the status page and what Stripe says on an error"),
                    ("enter_admin", "Can enter the administration"),
                ),
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
