"""What is known of the way to Stripe: calls counted, keys checked."""

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


class CheckedKey(models.Model):
    """What Stripe told of an API key, which itself is not kept; see `stripe_api.known_keys`."""

    account = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=16)
    stripe_id = models.CharField(max_length=80, blank=True)
    livemode = models.BooleanField(null=True)
    lacks = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        unique_together = (("account", "fingerprint"),)

    def __str__(self) -> str:
        return self.account
