"""`manage.py read_log verify|seal|reseal|prune`: is the record as it was written?"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sessions_browser.conf import get_conf
from sessions_browser.read_log.journal import seal_all
from sessions_browser.read_log.models import Entry
from sessions_browser.read_log.retention import TamperedError, prune, reseal
from sessions_browser.read_log.verifying import TOLD, RecordFinding, verify


class Command(BaseCommand):
    help = "Verify the read log, seal it, seal it under a new key, or delete what is past its days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("verify", "seal", "reseal", "prune"))
        parser.add_argument(
            "--against", type=Path, help="lines of the logger read_log that were kept elsewhere"
        )

    def handle(
        self, *_args: Any, action: str, against: Path | None = None, **_options: Any
    ) -> None:
        try:
            getattr(self, f"_{action}")(against)
        except TamperedError as error:
            self._tell(error.findings)
            raise CommandError("The record is not as it was written; nothing was done.") from error

    def _verify(self, against: Path | None) -> None:
        done = verify()
        findings = [*done.findings, *(compare(against, done.pruned) if against else [])]
        self._tell(findings)
        words = f"{done.entries} entries verified, the last is number {done.last}."
        if done.pruned:
            words += f" Those up to number {done.pruned} were deleted by age."
        self.stdout.write(words)
        if any(one.kind not in TOLD for one in findings):
            raise CommandError("The record is not as it was written.")

    def _seal(self, _against: Path | None) -> None:
        seal_all()
        self.stdout.write("Everything is sealed.")

    def _reseal(self, _against: Path | None) -> None:
        self.stdout.write(f"{reseal()} entries are sealed under the present key.")

    def _prune(self, _against: Path | None) -> None:
        days = get_conf().read_log_keep_days
        self.stdout.write(f"{prune(timezone.now() - timedelta(days=days))} entries deleted.")

    def _tell(self, findings: list[RecordFinding]) -> None:
        for finding in findings:
            self.stdout.write(f"{finding.kind}: {finding.words}")


def compare(path: Path, pruned: int) -> list[RecordFinding]:
    """Which entries are others than the lines say, or are not there."""
    told: dict[int, str] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("{") and (row := json.loads(text)).get("number"):
            told[row["number"]] = row["mac"]
    there = dict(Entry.objects.filter(number__in=told).values_list("number", "mac"))
    return [
        RecordFinding("changed", f"Entry {number} is not the one that was told.", number, number)
        for number, mac in sorted(told.items())
        if number > pruned and there.get(number) != mac
    ]
