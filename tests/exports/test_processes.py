"""Those who work at an export are killed, ended and frozen: the file has each session once."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.exports.site import ExportSite, running_export_site
from tests.running import ROOT, end, missing, running_postgres

pytestmark = pytest.mark.slow
SESSIONS, LATENCY_MS, MOST_SECONDS = 8_000, 300, 120.0
KILL, TERM, FREEZE = signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP
EVENTS = {"sqlite": (KILL, TERM), "postgresql": (KILL, FREEZE)}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    if request.param == "sqlite":
        yield request.param, f"sqlite:///{tmp_path}/db.sqlite3"
        return
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as address:
        yield request.param, address


def environment(site: ExportSite, database: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "STRIPE_API_BASE": site.emulator.address,
        "DATABASE_URL": database,
        "EXPORTS_DIR": str(folder / "exports"),
        "STRIPE_READS_PER_MONTH": "1000000000",
        "UPSTREAM_CALLS_PER_SECOND": "1000",
    }


@contextmanager
def working(settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        end(process)  # type: ignore[arg-type]


def wait_for_more_parts(folder: Path, than: int) -> int:
    """As the work goes on, or has ended."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        parts = len(list((folder / "parts").glob("*.index")))
        if parts > than or (folder / "about.json").exists():
            return parts
        time.sleep(0.05)
    raise AssertionError("nothing goes on")


def test_each_session_once_whatever_happens(database: tuple[str, str], tmp_path: Path) -> None:
    kind, address = database
    chance = random.Random(11)
    options = (f"--sessions={SESSIONS}", f"--latency-ms={LATENCY_MS}")
    with running_export_site(*options) as site, ExitStack() as stack:
        settings = environment(site, address, tmp_path)
        migrate = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
        subprocess.run(migrate, cwd=ROOT, env=settings, check=True)
        start = [sys.executable, "-m", "tests.exports.starter", "csv_exact"]
        told = subprocess.run(start, cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE)
        folder = Path(told.stdout.decode().strip())
        worker, parts = stack.enter_context(working(settings)), 0
        for event in EVENTS[kind]:
            parts = wait_for_more_parts(folder, parts)
            time.sleep(chance.uniform(0.0, 1.0))
            assert not (folder / "about.json").exists(), "it was too quick to be disturbed"
            worker.send_signal(event)
            # What is made meanwhile is above the range.
            site.emulator.control("arrive?count=7")
            before, worker = worker, stack.enter_context(working(settings))
            parts = wait_for_more_parts(folder, parts)
            if event is FREEZE:
                before.send_signal(signal.SIGCONT)
        until = time.monotonic() + MOST_SECONDS
        while not (folder / "about.json").exists() and time.monotonic() < until:
            time.sleep(0.1)
        calls = len(site.emulator.queries())
        site.emulator.control("latency?ms=0")
        expected = [one["id"] for one in site.sessions()]
    with (folder / "sessions.csv").open(newline="", encoding="utf-8") as file:
        found = [row["id"] for row in csv.DictReader(file)]
    assert len(found) == len(set(found)) == SESSIONS
    assert found == expected[-SESSIONS:]
    # A kill costs the calls of one step, some rounds of four.
    assert calls <= SESSIONS / 100 * 1.05 + 16 * len(EVENTS[kind])
