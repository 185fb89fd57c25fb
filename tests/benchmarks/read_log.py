"""What the read log costs a page: `python -m tests.benchmarks.read_log [ROUNDS]`.

The same pages in one process with and without the middleware that records, in turn; the thread that
writes runs beside both. Then the same where each page waits for its entry: what it costs to be
sure.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.load import AT_REST, HTMX, LIST, PACKED, environment_of, judged, table
from tests.running import ROOT, Emulator, running_emulator

MIDDLEWARE = "dashboard.read_log.log_reads"
MOST_RATIO, MOST_MS = 1.10, 1.0
# So long that what the thread writes falls into the same stretch.
CHUNK = 200


def measure(emulator: Emulator, rounds: int, required: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "static").mkdir()
        settings = {"STATIC_ROOT": f"{folder}/static", "READ_LOG_REQUIRED": required, **AT_REST}
        environment = environment_of(emulator.address, folder, **settings)
        command = [sys.executable, "-m", "tests.benchmarks.read_log", str(rounds), "here"]
        subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=None, stderr=subprocess.DEVNULL
        )


def measure_here(rounds: int) -> None:
    from tests.benchmarks.in_process import signed_in_client

    first = signed_in_client()
    from sessions_browser.read_log.recorder import lines

    # They are made and go nowhere: a terminal would be what is measured.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        lines.handlers[0].setStream(nowhere)  # type: ignore[attr-defined]
        compare(first, rounds)


def compare(first: Any, rounds: int) -> None:
    from django.conf import settings
    from django.test import Client

    clients = {"with": first, "without": Client(SERVER_NAME="localhost")}
    clients["without"].cookies = first.cookies
    page = first.get(LIST).content.decode()
    session = page.partition('data-session-id="')[2].partition('"')[0]
    pages = {
        "fragment, 25 rows, gzip": (LIST, HTMX | PACKED),
        "full page, 25 rows, gzip": (LIST, PACKED),
        "session": (f"{LIST}{session}/", {}),
        "person": ("/demo/people/?email=ana.souza@example.com", {}),
    }
    every = settings.MIDDLEWARE
    for name, client in clients.items():
        settings.MIDDLEWARE = [one for one in every if name == "with" or one != MIDDLEWARE]
        for path, headers in pages.values():
            client.get(path, headers=headers)
            time.sleep(0.3)
    rows = [row_of(name, clients, path, headers, rounds) for name, (path, headers) in pages.items()]
    waits = "waits for its entry" if settings.READ_LOG_REQUIRED else "goes on"
    title = f"The read log; the page {waits}"
    head = ("page", "without, ms", "with, ms", "more, ms", "bar", "", "ratio", "bar", "")
    table(title, head, *rows)


def row_of(
    name: str, clients: dict[str, Any], path: str, headers: dict[str, str], rounds: int
) -> tuple[str, ...]:
    times: dict[str, list[float]] = {which: [] for which in clients}
    for _ in range(rounds):
        for which, client in clients.items():
            times[which] += timed(lambda: client.get(path, headers=headers))  # noqa: B023
    one, two = (statistics.median(times[which]) * 1000 for which in ("without", "with"))
    verdicts = (*judged(two - one, MOST_MS), *judged(two / one, MOST_RATIO))
    return (name, f"{one:.2f}", f"{two:.2f}", *verdicts)


def timed(action: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(CHUNK):
        began = time.perf_counter()
        action()
        found.append(time.perf_counter() - began)
    return found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    if len(sys.argv) > 2:
        measure_here(rounds)
        return
    with running_emulator("--sessions=5000") as emulator:
        for required in ("0", "1"):
            measure(emulator, rounds, required)


if __name__ == "__main__":
    main()
