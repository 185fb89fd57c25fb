"""What staff leave for themselves and for each other."""

from __future__ import annotations

from django.db import models

LONGEST_QUERY = 2000
LONGEST_NOTE = 2000


class SavedView(models.Model):
    """A question that comes again; see `desk.saved_views`.

    account: its slug. query: the query string of the list, or after `of=scan` of the scan; its
    relative dates stay relative.
    owner: None once the person is gone; what was shared stays.
    group: with whom it is shared, where that is a group.
    """

    class Sharing(models.TextChoices):
        OWN = "own"
        GROUP = "group"
        EVERYBODY = "everybody"

    account = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    owner = models.ForeignKey("auth.User", on_delete=models.SET_NULL, null=True)
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.OWN)
    group = models.ForeignKey("auth.Group", on_delete=models.SET_NULL, null=True)

    class Meta:
        default_permissions = ()
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("account", "owner", "name"), name="one_view_of_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.name}"


class LandingView(models.Model):
    """The saved view with which an account begins for a person."""

    person = models.ForeignKey("auth.User", on_delete=models.CASCADE)
    account = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("person", "account"), name="one_landing_of_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.view}"


class SessionNote(models.Model):
    """What somebody wrote on a session. Of the session nothing is kept but its id.

    account: its slug. person: user name, which stays when the user goes.
    """

    account = models.CharField(max_length=40)
    session_id = models.CharField(max_length=66)
    person = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    text = models.CharField(max_length=LONGEST_NOTE)

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=("account", "session_id"), name="notes_of_a_session"),
            models.Index(fields=("account", "at"), name="notes_of_an_account"),
            models.Index(fields=("at",), name="notes_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person}: {self.session_id}"


class NoteMention(models.Model):
    """Whom a note names, until they say that it is done."""

    note = models.ForeignKey(SessionNote, on_delete=models.CASCADE)
    person = models.ForeignKey("auth.User", on_delete=models.CASCADE)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("person", "note"), name="one_mention_in_a_note"),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.note}"


class NoteAccount(models.Model):
    """How often the notes of an account have changed, so that marked rows can be kept."""

    account = models.CharField(max_length=40, unique=True)
    changes = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account}: {self.changes}"
