import uuid
from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# As `access.roles` has them; later changes come with later migrations.
ROLES = ("Support", "Support (masked)", "Manager")
# Under which Django would make it, where it does so only after all migrations.
NAME = "Can look through sessions by what Stripe cannot filter"


def give_permission(apps: Any, _editor: Any) -> None:
    """To the ready groups that are still there."""
    kind = apps.get_model("contenttypes", "ContentType").objects.get(
        app_label="sessions_browser", model="access"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename="scan_sessions", defaults={"name": NAME}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0011_notes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AddField("fact", "given", models.SmallIntegerField(null=True)),
        migrations.AddField("fact", "told", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="ReferenceList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("account", models.CharField(max_length=40)),
                ("owner", models.CharField(max_length=150)),
                ("name", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=80)),
                ("sealed", models.TextField()),
                ("count", models.PositiveIntegerField()),
                (
                    "made",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["account", "owner"], name="references_of_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("account", models.CharField(max_length=40)),
                ("owner", models.CharField(max_length=150)),
                ("question", models.JSONField()),
                ("sealed", models.TextField(blank=True)),
                ("end", models.BigIntegerField(null=True)),
                ("reached", models.BigIntegerField(null=True)),
                ("read", models.PositiveBigIntegerField(default=0)),
                ("skips", models.BooleanField(default=False)),
                ("is_complete", models.BooleanField(default=False)),
                ("seen", models.BinaryField(null=True)),
                (
                    "references",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="sessions_browser.referencelist",
                    ),
                ),
                (
                    "made",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="sessions_browser.job",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["account", "owner", "-made"], name="scans_of_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created", models.BigIntegerField()),
                ("session", models.BinaryField(max_length=255)),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="sessions_browser.scan"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["scan", "-created", "id"], name="matches_of_a_scan")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("scan", "session"), name="one_match_a_session")
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="access",
            options={
                "permissions": (
                    ("browse_sessions", "Can list sessions and people, and search for them"),
                    ("open_session", "Can open and watch a session"),
                    ("scan_sessions", "Can look through sessions by what Stripe cannot filter"),
                    ("view_personal_data", "Can see personal data, which is masked for others"),
                    ("unmask", "Can unmask one session or person for a while, with a reason"),
                    ("use_notes", "Can see and write notes on sessions"),
                    (
                        "share_views",
                        "Can save views for everybody, and change those that are shared",
                    ),
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
        migrations.RunPython(give_permission, migrations.RunPython.noop),
    ]
