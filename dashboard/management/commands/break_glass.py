"""`manage.py break_glass NAME`: lets one administrator in for an hour, whatever has failed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from dashboard.read_log import record_now
from dashboard.sign_in.break_glass import CODE_MINUTES, code_for
from sessions_browser.access.roles import ENTER_ADMIN
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.kinds import ReadKind


class Command(BaseCommand):
    help = "Print a code that lets an administrator in for an hour, once. It is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="user name of an administrator")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody has the user name {name!r}.")
        if not person.is_active or not person.has_perm(ENTER_ADMIN):
            raise CommandError(f"{name!r} is not an administrator who may sign in.")
        record_now(ReadEvent(ReadKind.BREAK_GLASS, person.get_username()))
        host = next((one for one in settings.ALLOWED_HOSTS if "*" not in one), "localhost")
        scheme = "https" if settings.HTTPS else "http"
        port = "" if settings.HTTPS else f":{settings.PORT}"
        self.stdout.write(f"Open {scheme}://{host}{port}{reverse('break_glass')}")
        self.stdout.write(f"and give this code within {CODE_MINUTES} minutes:\n")
        self.stdout.write(code_for(person))
