from __future__ import annotations

from django.db import models


class Session(models.Model):
    """The fields that the dashboard's table shows."""

    id = models.CharField(max_length=66, primary_key=True)
    created = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=10, db_index=True)
    payment_status = models.CharField(max_length=20)
    mode = models.CharField(max_length=12)
    amount_total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    email = models.EmailField(db_index=True)
    customer = models.CharField(max_length=40, blank=True)
    payment_link = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "peers"
        ordering = ("-created",)

    def __str__(self) -> str:
        return self.id
