from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# As `access.roles` has them; later changes come with later migrations.
SUPPORT_MASKED = ("browse_sessions", "open_session", "verify_caller", "unmask")
ADDED = {
    "Support": ("view_personal_data",),
    "Manager": ("unmask",),
    "Administrator": ("view_personal_data",),
}
# The words under which Django would make them, where it does so only after all migrations.
NAMES = {
    "view_personal_data": "Can see personal data, which is masked for others",
    "unmask": "Can unmask one session or person for a while, with a reason",
}


def give_permissions(apps: Any, _editor: Any) -> None:
    """To the ready groups that are still there, and the new one."""
    groups = apps.get_model("auth", "Group").objects
    kind = apps.get_model("contenttypes", "ContentType").objects.get(
        app_label="sessions_browser", model="access"
    )
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type=kind)
    for codename, name in NAMES.items():
        permissions.get_or_create(content_type=kind, codename=codename, defaults={"name": name})
    for name, codenames in ADDED.items():
        for group in groups.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codenames))
    masked, _ = groups.get_or_create(name="Support (masked)")
    masked.permissions.add(*permissions.filter(codename__in=SUPPORT_MASKED))


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0008_checked_keys"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="access",
            options={
                "permissions": (
                    ("browse_sessions", "Can list sessions and people, and search for them"),
                    ("open_session", "Can open and watch a session"),
                    ("view_personal_data", "Can see personal data, which is masked for others"),
                    ("unmask", "Can unmask one session or person for a while, with a reason"),
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
        migrations.CreateModel(
            name="Unmasking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                ("subjects", models.TextField()),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.user"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
