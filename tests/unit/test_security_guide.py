"""SECURITY.md names all that is stored, and no warning of the scanner is silenced without a why."""

from __future__ import annotations

import re
import subprocess

from django.apps import apps

from tests.running import ROOT, program

GUIDE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SILENCED = re.compile(r"#\s*noqa: (?:[A-Z]+\d+, ?)*S\d+(?:, ?[A-Z]+\d+)*(.*)$", re.MULTILINE)


def test_each_table_of_the_database_is_in_the_inventory() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert {table for table in tables if f"`{table}`" not in GUIDE} == set()


def test_each_silenced_warning_says_why() -> None:
    listed = subprocess.run(
        [program("git", "GIT"), "grep", "-nE", "noqa: .*\\bS[0-9]+", "--", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [one for one in listed.stdout.splitlines() if SILENCED.search(one)]
    assert lines
    assert [one for one in lines if len((SILENCED.search(one) or [""])[1].strip()) < 4] == []
