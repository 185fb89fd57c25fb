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
        migrate(settings)
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
        everything = truth.all_sessions(emulator)
        told = run_once(settings, everything)
    assert len(everything) > 6000
    assert told == {"facts": len(everything), "different": len(everything), "negative": 0}


def test_a_database_that_was_deleted_is_read_anew(tmp_path: Path) -> None:
    file, now = tmp_path / "db.sqlite3", int(time.time())
    with running_emulator("--sessions=1500", "--seed=3", f"--now={now}") as emulator:
        settings = environment(emulator.address, f"sqlite:///{file}")
        everything = truth.all_sessions(emulator)
        for _ in range(2):
            migrate(settings)
            told = run_once(settings, everything)
            assert told == {"facts": 1500, "different": 1500, "negative": 0}
            for part in tmp_path.glob("db.sqlite3*"):
                part.unlink()
        assert not file.exists()


def migrate(settings: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=settings, check=True)


def run_once(settings: dict[str, str], everything: list[truth.Session]) -> Any:
    """What it counts, once all its figures are those of these sessions."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.facts.filler", "once"],
        cwd=ROOT,
        env=settings,
        check=True,
        input=json.dumps(everything).encode(),
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout.splitlines()[-1])
