"""`manage.py demo_people`: a migrated database with the people of the demo in it.

Each start of the emulator gives the same sessions another time of creation, so what was read of
them before is no longer true. Notes and saved views stay.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard.demo_users import create_demo_people
from sessions_browser.facts.retention import forget_all
from sessions_browser.models import Job, Scan
from sessions_browser.overview.filling import KIND as FILL
from sessions_browser.scans.records import KIND as SCAN


class Command(BaseCommand):
    help = "Create the people of the demo, whose password everybody knows; refused anywhere else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-sessions", action="store_true", help="forget what was read of those before"
        )

    def handle(self, *_args: Any, new_sessions: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo has people whose password everybody knows.")
        call_command("migrate", verbosity=0)
        create_demo_people()
        if new_sessions:
            forget_all()
            Job.objects.filter(kind__in=(FILL, SCAN)).delete()
            Scan.objects.all().delete()
