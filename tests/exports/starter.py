"""Starts an export of all sessions, and prints its folder; for tests of processes."""

from __future__ import annotations

import sys
from dataclasses import replace

import django

django.setup()

from sessions_browser.exports.folder import ExportFolder  # noqa: E402
from sessions_browser.exports.job import KIND  # noqa: E402
from sessions_browser.jobs import commands  # noqa: E402
from tests.exports.site import ALL  # noqa: E402


def main() -> None:
    folder = ExportFolder.make(replace(ALL, format=sys.argv[1]))
    commands.start(KIND, "demo", "lead", {"account": "demo", "export": folder.token})
    sys.stdout.write(f"{folder.path}\n")


if __name__ == "__main__":
    main()
