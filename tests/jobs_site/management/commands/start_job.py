"""`manage.py start_job ADDRESS PAGES [OWNER]`: prints its id."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sessions_browser.jobs import commands


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("pages", type=int)
        parser.add_argument("owner", nargs="?", default="ana")

    def handle(self, *_args: Any, address: str, pages: int, owner: str, **_options: Any) -> None:
        parameters = {"address": address, "pages": pages}
        self.stdout.write(str(commands.start("pages", "demo", owner, parameters).pk))
