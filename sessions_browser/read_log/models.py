"""The tables of the record. Only `journal` and `retention` write them."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One look, or one thing that changes who can look. No personal datum of a customer in clear.

    number: from 1, without gaps. at: of the look, in UTC. kind: see `kinds`.
    who: user name, which stays when the user goes; "" of nobody and of a command.
    place: the address that the request came from. account: its slug.
    searched: by what kind of value somebody searched. subjects: "kind:hash" of each value, with a
    space between them. rows: how many were shown. ids: a keyed digest of their ids, in order.
    detail: names of filters, pages, roles, results; never a value. Of an unmasking its reason.
    key: which key made the MAC.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=150, blank=True)
    place = models.CharField(max_length=45, blank=True)
    account = models.CharField(max_length=40, blank=True)
    searched = models.CharField(max_length=20, blank=True)
    subjects = models.TextField(blank=True)
    rows = models.IntegerField(null=True)
    ids = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=8)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("who", "-number"), name="entries_of_a_person"),
            models.Index(fields=("kind", "-number"), name="entries_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Subject(models.Model):
    """Where to find the entries about one value; `verify` compares it with the entries."""

    value = models.CharField(max_length=60)
    number = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("value", "number"), name="once_an_entry"),)
        indexes = (models.Index(fields=("number",), name="subjects_of_an_entry"),)

    def __str__(self) -> str:
        return self.value


class Head(models.Model):
    """One row: the last number that was given, and the last that is sealed.

    Whoever writes entries holds the lock on it.
    """

    id = models.SmallIntegerField(primary_key=True)
    last = models.BigIntegerField(default=0)
    sealed = models.BigIntegerField(default=0)
    key = models.CharField(max_length=8)
    mac = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.last} entries"


class Seal(models.Model):
    """All entries from `first` to `last`: how many, and a digest of what they say.

    is_pruned: they were past their days and are deleted; then first is 1, and the digest is that of
    the seals before.
    """

    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField()
    count = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    is_pruned = models.BooleanField(default=False)
    made = models.DateTimeField()
    key = models.CharField(max_length=8)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("first",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
