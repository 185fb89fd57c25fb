"""`manage.py notes export|forget`: what staff wrote on sessions, as lines of JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions_browser.desk.notes import forget_session
from sessions_browser.models import SessionNote


class Command(BaseCommand):
    help = "Print the notes as lines of JSON, or delete those of one session."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("export", "forget"))
        parser.add_argument("--account", default="", help="export those of this account alone")
        parser.add_argument("--session", default="", help="whose notes: one session by its id")

    def handle(self, *_args: Any, action: str, account: str, session: str, **_options: Any) -> None:
        if action == "export":
            self._export(account, session)
        elif session:
            self.stdout.write(f"{forget_session(session)} notes deleted.")
        else:
            raise CommandError("Name the session whose notes are to be deleted: --session cs_…")

    def _export(self, account: str, session: str) -> None:
        wanted = {"account": account, "session_id": session}
        notes = SessionNote.objects.filter(
            **{name: value for name, value in wanted.items() if value}
        )
        for note in notes.iterator():
            row = {
                "account": note.account,
                "session": note.session_id,
                "person": note.person,
                "at": note.at.isoformat(),
                "text": note.text,
            }
            self.stdout.write(json.dumps(row, ensure_ascii=False))
