"""`python -m tests.system.read_log_writer COUNT NAME`: a process that records so many looks."""

from __future__ import annotations

import sys

import django

django.setup()

from sessions_browser.read_log import keys  # noqa: E402
from sessions_browser.read_log.events import ReadEvent  # noqa: E402
from sessions_browser.read_log.recorder import recorder  # noqa: E402


def main(count: int, name: str) -> None:
    recorder.start()
    for number in range(count):
        subjects = (keys.subject("email", f"person{number % 50}@example.com"),)
        handed = recorder.record(
            ReadEvent("list", name, "192.0.2.1", "demo", subjects=subjects, rows=number)
        )
        assert not handed.is_lost
    while not handed.wait():
        pass
    recorder.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
