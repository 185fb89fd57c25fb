from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As `access.roles` has it; later changes come with later migrations.
ADDED = dict.fromkeys(("Support", "Support (masked)", "Manager"), ("use_notes",))
# The words under which Django would make it, where it does so only after all migrations.
NAMES = {"use_notes": "Can see and write notes on sessions"}


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


def number() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0010_saved_views"),
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
                    ("use_notes", NAMES["use_notes"]),
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
        migrations.CreateModel(
            name="NoteAccount",
            fields=[
                ("id", number()),
                ("account", models.CharField(max_length=40, unique=True)),
                ("changes", models.BigIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SessionNote",
            fields=[
                ("id", number()),
                ("account", models.CharField(max_length=40)),
                ("session_id", models.CharField(max_length=66)),
                ("person", models.CharField(max_length=150)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("text", models.CharField(max_length=2000)),
            ],
            options={
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "indexes": (
                    models.Index(fields=("account", "session_id"), name="notes_of_a_session"),
                    models.Index(fields=("account", "at"), name="notes_of_an_account"),
                    models.Index(fields=("at",), name="notes_by_age"),
                ),
            },
        ),
        migrations.CreateModel(
            name="NoteMention",
            fields=[
                ("id", number()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="sessions_browser.sessionnote",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": (
                    models.UniqueConstraint(
                        fields=("person", "note"), name="one_mention_in_a_note"
                    ),
                ),
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
