"""`manage.py clean_up`: delete now what the server deletes daily."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from dashboard.housekeeping import clean_up


class Command(BaseCommand):
    help = "Delete what is past the days for which it is kept; the server does it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Deleted: {clean_up()}")
