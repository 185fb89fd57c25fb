from typing import Any

from django.db import migrations

CODENAME = "export_sessions"
# The words under which Django would make it, where it does so only after all migrations.
NAME = "Can have sessions written to files of one's own"


def give_permission(apps: Any, _editor: Any) -> None:
    """To the group of managers, where it is still there."""
    kind = apps.get_model("contenttypes", "ContentType").objects.get(
        app_label="sessions_browser", model="access"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=CODENAME, defaults={"name": NAME}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Manager"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("sessions_browser", "0013_tokens")]

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
                    ("export_sessions", "Can have sessions written to files of one's own"),
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
        migrations.RunPython(give_permission, migrations.RunPython.noop),
    ]
