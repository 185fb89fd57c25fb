"""Our own data; never a copy of Stripe's."""

from __future__ import annotations

from django.db import models


class ReadCount(models.Model):
    """Calls to Stripe on one day of UTC. account: its slug."""

    account = models.CharField(max_length=80)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "day"), name="one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.account} {self.day}: {self.count}"


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
