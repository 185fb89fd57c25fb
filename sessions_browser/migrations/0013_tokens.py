from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# As `access.roles` has them; later changes come with later migrations.
ADDED = {
    "Manager": ("use_tokens",),
    "Administrator": ("view_apitoken", "revoke_tokens"),
}
# The words under which Django would make them, where it does so only after all migrations.
NAMES = {
    "use_tokens": ("access", "Can make tokens for programs of one's own"),
    "revoke_tokens": ("access", "Can revoke tokens of others"),
    "view_apitoken": ("apitoken", "Can view api token"),
}


def give_permissions(apps: Any, _editor: Any) -> None:
    """To the ready groups that are still there."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    found = {}
    for codename, (model, name) in NAMES.items():
        kind, _ = kinds.get_or_create(app_label="sessions_browser", model=model)
        found[codename], _ = permissions.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
    for name, codenames in ADDED.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*(found[one] for one in codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("sessions_browser", "0012_scans"),
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
                    ("use_tokens", "Can make tokens for programs of one's own"),
                    ("revoke_tokens", "Can revoke tokens of others"),
                ),
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("shows_personal_data", models.BooleanField(default=False)),
                ("ways", models.CharField(max_length=60)),
                ("password_mark", models.CharField(max_length=64)),
                ("made", models.DateTimeField(auto_now_add=True)),
                ("ends", models.DateTimeField(db_index=True)),
                ("revoked", models.DateTimeField(null=True)),
                ("used", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.user"),
                ),
            ],
            options={
                "ordering": ("-made", "-pk"),
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="one_token_of_a_name")
                ],
            },
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
