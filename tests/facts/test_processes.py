"""Several processes fill at once and are killed at any point: nothing is counted twice or lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.facts import truth
from tests.running import ROOT, end, missing, running_emulator, running_postgres

pytestmark = pytest.mark.slow
KILLS, FILLERS = 10, 2


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/db.sqlite3"
        return
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as address:
        yield address


def environment(emulator: str, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "STRIPE_API_BASE": emulator,
        "DATABASE_URL": database,
        "STRIPE_READS_PER_MONTH": "1000000000",
        # The tests end processes, and their pages shall not wait for it.
        "UPSTREAM_CALLS_PER_SECOND": "1000",
    }


def start(settings: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.facts.filler"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_fills_count_nothing_twice_and_lose_nothing(database: str) -> None:
    chance = random.Random(7)
    now = int(time.time())
    with running_emulator("--sessions=6000", "--seed=3", f"--now={now}") as emulator:
        settings = environment(emulator.address, database)
        migrate = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
        subprocess.run(migrate, cwd=ROOT, env=settings, check=True)
        fillers = [start(settings) for _ in range(FILLERS)]
        try:
            for number in range(KILLS):
                time.sleep(chance.uniform(0.05, 1.5))
                place = chance.randrange(FILLERS)
                fillers[place].send_signal(signal.SIGKILL)
                end(fillers[place])
                emulator.control(f"arrive?count={chance.randrange(1, 60)}")
                if number < KILLS - FILLERS:
                    fillers[place] = start(settings)
        finally:
            for filler in fillers:
                end(filler)
        told = run_once(settings)
        everything = truth.all_sessions(emulator)
    # Those that arrived are of a second that is not over.
    before = truth.within(everything, 0, now)
    assert told["facts"] == told["different"] == len(everything) > len(before) == 6000
    assert told["outcomes"] == truth.outcomes(before)
    assert told["pulse"] == len(before)
    assert told["negative"] == 0


def run_once(settings: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "tests.facts.filler", "once"]
    done = subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
