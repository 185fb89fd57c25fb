"""`manage.py demo_people`: a migrated database with the people of the demo in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from dashboard.demo_users import create_demo_people


class Command(BaseCommand):
    help = "Create the people of the demo, whose password everybody knows; refused anywhere else."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo has people whose password everybody knows.")
        call_command("migrate", verbosity=0)
        create_demo_people()
