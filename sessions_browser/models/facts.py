"""Facts of sessions, without personal data; `facts` says what their numbers mean."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_noop as _


class KeyField(models.BigIntegerField):  # type: ignore[type-arg]
    """A key of 63 bits. In SQLite it is the number of the row itself, and takes no index beside."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class FactAccount(models.Model):
    """An account of which facts are kept. Whoever writes them holds the lock on its row.

    changes: how often something of them has changed, so that what was computed can be kept.
    """

    id = models.SmallAutoField(primary_key=True)
    slug = models.CharField(max_length=80, unique=True)
    changes = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug


class FactSecret(models.Model):
    """The key under which persons are hashed; it stays when SECRET_KEY is rolled."""

    id = models.SmallIntegerField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return "the key of persons"


class FactName(models.Model):
    """What facts name by a number. kind: "link" or "currency"."""

    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "text"), name="one_name_a_text"),)

    def __str__(self) -> str:
        return self.text


class FactCell(models.Model):
    """One combination of all dimensions, see `facts.cells`."""

    code = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.code)


class Fact(models.Model):
    """What is remembered of one session.

    key: the second of creation, and below it 30 bits of a hash of account and id; a range of time
        is a range of it.
    session: its id, packed.
    cell: of FactCell. presentment: of FactName, 0 for none.
    person: a keyed hash. given: bits of `facts.session_fact.Given`, None of one that was written
        before it was looked at. told: Unix second of the newest event of Stripe's that told of it.
    due: Unix second from which it is worth reading again; None once settled.
    read_at: Unix second as of which it is so; None once settled.
    """

    # Not the number of the row: rows are filled newest first, and pages of SQLite fill up only with
    # what is appended.
    key = models.BigIntegerField(primary_key=True)
    session = models.BinaryField(max_length=255)
    cell = models.IntegerField()
    amount = models.BigIntegerField()
    presentment = models.IntegerField()
    consent = models.SmallIntegerField()
    recovery_until = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    given = models.SmallIntegerField(null=True)
    told = models.BigIntegerField(null=True)
    due = models.BigIntegerField(null=True)
    read_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("person", "key"),
                name="fact_of_person",
                condition=models.Q(person__isnull=False),
            ),
            models.Index(
                fields=("due",), name="fact_that_is_due", condition=models.Q(due__isnull=False)
            ),
        )
        permissions = (
            ("view_overview", _("Can see the overview")),
            ("fill_facts", _("Can have all sessions read for the overview")),
        )

    def __str__(self) -> str:
        return str(self.key)


class FactSum(models.Model):
    """How many sessions of a cell there are in a slot of time, and their amounts together.

    amount: of a coarse cell, how many of them are paid and how many were left, see `facts.sums`.
    key: the number of the cell, and below it 24 bits of the slot, see `facts.slots`.
    """

    key = KeyField(primary_key=True)
    count = models.IntegerField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class FactCoverage(models.Model):
    """A stretch of time of which every session was read. Unix seconds, half-open.

    read_at: when its newest end was read.
    """

    account = models.IntegerField()
    begin = models.BigIntegerField()
    end = models.BigIntegerField()
    read_at = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("account", "begin"), name="coverage_of_account"),)

    def __str__(self) -> str:
        return f"{self.begin} to {self.end}"
