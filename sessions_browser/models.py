"""Our own data; never a copy of Stripe's."""

from __future__ import annotations

from django.db import models


class ReadCount(models.Model):
    """Calls to Stripe on one day of UTC. account: slug and fingerprint of the key."""

    account = models.CharField(max_length=80)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "day"), name="one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.account} {self.day}: {self.count}"
