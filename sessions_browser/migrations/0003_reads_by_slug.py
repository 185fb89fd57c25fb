"""Reads are counted by account, so that a new key does not begin the month anew."""

from __future__ import annotations

from collections import Counter

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def drop_fingerprints(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """From "slug:fingerprint" to "slug"; days that two keys share are added up."""
    read_count = apps.get_model("sessions_browser", "ReadCount")
    counts: Counter[tuple[str, object]] = Counter()
    for account, day, count in read_count.objects.values_list("account", "day", "count"):
        counts[account.partition(":")[0], day] += count
    read_count.objects.all().delete()
    read_count.objects.bulk_create(
        read_count(account=account, day=day, count=count)
        for (account, day), count in counts.items()
    )


class Migration(migrations.Migration):
    dependencies = [("sessions_browser", "0002_verification")]

    operations = [migrations.RunPython(drop_fingerprints, migrations.RunPython.noop)]
