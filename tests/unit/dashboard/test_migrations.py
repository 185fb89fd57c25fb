"""While an upgrade is under way the older version works on the newer database: migrations add."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

OURS = ("sessions_browser", "read_log")
ADDING = (
    *(migrations.CreateModel, migrations.AddIndex, migrations.AlterModelOptions),
    # What it does to rows is read by whoever reviews it.
    *(migrations.RunPython, migrations.AddField),
)
# Older than this rule, and than the first version.
BEFORE = {("sessions_browser", "0006_overview")}
LOADED = MigrationLoader(None).disk_migrations
EACH = [
    pytest.param(one, id=f"{app}.{name}")
    for (app, name), one in LOADED.items()
    if app in OURS and (app, name) not in BEFORE
]


def what_hurts(operation: object) -> str:
    """The older version, "" when it can do without knowing of it."""
    if not isinstance(operation, ADDING):
        return f"{type(operation).__name__} takes or changes what the older version uses"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not field.null and field.db_default is NOT_PROVIDED and not field.many_to_many:
            return f"{operation.name} is missing from the older version's rows: give a db_default"
    return ""


@pytest.mark.parametrize("migration", EACH)
def test_a_migration_only_adds(migration: migrations.Migration) -> None:
    assert [found for one in migration.operations if (found := what_hurts(one))] == []


@pytest.mark.parametrize(
    ("operation", "hurts"),
    [
        (migrations.RemoveField("job", "file"), True),
        (migrations.RenameField("job", "file", "path"), True),
        (migrations.DeleteModel("Job"), True),
        (migrations.AddField("job", "x", models.IntegerField(default=1)), True),
        (migrations.AddField("job", "x", models.IntegerField(db_default=1)), False),
        (migrations.AddField("job", "x", models.IntegerField(null=True)), False),
    ],
)
def test_what_hurts_is_found(operation: object, hurts: bool) -> None:
    assert bool(what_hurts(operation)) is hurts
