from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As `access.roles` has it; later changes come with later migrations.
ADDED = {"Manager": ("share_views",)}
# The words under which Django would make it, where it does so only after all migrations.
NAMES = {"share_views": "Can save views for everybody, and change those that are shared"}


def give_permissions(apps: Any, _editor: Any) -> None:
    """To the ready groups that are still there."""
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


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions_browser", "0009_masking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                    ("share_views", NAMES["share_views"]),
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
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=2000)),
                (
                    "sharing",
                    models.CharField(
                        choices=[("own", "Own"), ("group", "Group"), ("everybody", "Everybody")],
                        default="own",
                        max_length=10,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="auth.group"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
                "default_permissions": (),
                "constraints": (
                    models.UniqueConstraint(
                        fields=("account", "owner", "name"), name="one_view_of_a_name"
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="LandingView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="sessions_browser.savedview",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": (
                    models.UniqueConstraint(
                        fields=("person", "account"), name="one_landing_of_a_person"
                    ),
                ),
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
