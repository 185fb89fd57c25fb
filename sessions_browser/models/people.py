"""What staff may do, and what they did that others have to know."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as _


class Verification(models.Model):
    """Somebody checked what a caller said against a session. What was said is not kept.

    person: user name, which stays when the user goes.
    asked: names of what was said, such as "email postcode".
    result: as in `session.caller_check.Result`, or "claimed" before the comparison has ended, or
    "lifted" when a lead lifted the lock of a session.
    """

    at = models.DateTimeField(auto_now_add=True)
    person = models.CharField(max_length=150)
    account = models.CharField(max_length=40)
    session_id = models.CharField(max_length=66)
    asked = models.CharField(max_length=80)
    result = models.CharField(max_length=20)

    class Meta:
        ordering = ("-at",)
        indexes = (
            models.Index(fields=("session_id", "at"), name="verification_of_session"),
            models.Index(fields=("person", "at"), name="verification_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person}: {self.session_id} {self.result}"


class Access(models.Model):
    """No table, but what people may do beside seeing rows of others; see `access.roles`."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = (
            ("browse_sessions", _("Can list sessions and people, and search for them")),
            ("open_session", _("Can open and watch a session")),
            ("scan_sessions", _("Can look through sessions by what Stripe cannot filter")),
            ("view_personal_data", _("Can see personal data, which is masked for others")),
            ("unmask", _("Can unmask one session or person for a while, with a reason")),
            ("use_notes", _("Can see and write notes on sessions")),
            ("share_views", _("Can save views for everybody, and change those that are shared")),
            ("export_sessions", _("Can have sessions written to files of one's own")),
            ("verify_caller", _("Can verify a caller")),
            ("lift_lock", _("Can lift the lock after too many verifications")),
            ("change_any_job", _("Can cancel and resume jobs of others")),
            ("view_status", _("Can see the status page and what Stripe says on an error")),
            ("enter_admin", _("Can enter the administration")),
            ("use_tokens", _("Can make tokens for programs of one's own")),
            ("revoke_tokens", _("Can revoke tokens of others")),
        )

    def __str__(self) -> str:
        return "access"


class Unmasking(models.Model):
    """Who sees what unmasked until then. subjects: hashes of `read_log.keys`, blanks between."""

    person = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    account = models.CharField(max_length=40)
    subjects = models.TextField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person} until {self.until:%Y-%m-%d %H:%M}"
