"""Those who work at an export are killed, ended and frozen, and other code is deployed in between.

However often and whenever: the file is complete, and has each session once.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.exports.site import ExportSite, running_export_site
from tests.running import ROOT, end, missing, running_postgres, served_dashboard
from tests.system.workers import (
    CRASH_LOOP_SECONDS,
    age_of,
    freeze_outside_of_a_write,
    the_one_in_the_web,
    the_one_of_the_machines,
)

pytestmark = pytest.mark.slow
SESSIONS, LATENCY_MS, MOST_SECONDS = 8_000, 300, 120.0
# Ten in all, at random moments; those of web processes have to be some seconds apart. Behind them
# come an end, one that is frozen and woken, and a deploy.
KILLS_IN_THE_WEB, KILLS_OF_MACHINES, OTHER_EVENTS = 3, 7, 3
# A kill costs the calls of one step, some rounds of four.
CALLS_OF_A_STEP = 16
# After the last event the rest may come as quickly as it can.
UNDISTURBED = {"UPSTREAM_CALLS_PER_SECOND": "100"}


@pytest.fixture
def dice() -> random.Random:
    return random.Random(11)


@pytest.fixture
def site() -> Iterator[ExportSite]:
    with running_export_site(f"--sessions={SESSIONS}", f"--latency-ms={LATENCY_MS}") as site:
        yield site


@pytest.fixture
def other_code(tmp_path: Path) -> Path:
    """The site with other code of what works at an export; what it makes says so."""
    root = tmp_path / "other"
    for folder in ("dashboard", "sessions_browser", "static", "templates", "locale"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copy(ROOT / "manage.py", root / "manage.py")
    change(
        root / "sessions_browser/exports/about.py", '"by":', '"deployed": "later",\n        "by":'
    )
    change(root / "sessions_browser/exports/job.py", "STEP_SECONDS = 0.8", "STEP_SECONDS = 0.5")
    # By which the engine would tell one version from another, if it were asked to.
    change(root / "sessions_browser/jobs/engine.py", "outcome = legs.b", "outcome = 1 and legs.b")
    return root


def change(path: Path, before: str, after: str) -> None:
    source = path.read_text()
    assert source.count(before) == 1, path
    path.write_text(source.replace(before, after))


def environment(site: ExportSite, database: str, folder: Path, calls: int) -> dict[str, str]:
    """calls: a second. As few as let the work last until the last event."""
    return {
        **os.environ,
        "STRIPE_API_BASE": site.emulator.address,
        "DATABASE_URL": database,
        "EXPORTS_DIR": str(folder / "exports"),
        "STRIPE_READS_PER_MONTH": "1000000000",
        "UPSTREAM_CALLS_PER_SECOND": str(calls),
    }


def started(settings: dict[str, str]) -> Path:
    """The folder of an export of all sessions."""
    start = [sys.executable, "-m", "tests.exports.starter", "csv_exact"]
    told = subprocess.run(start, cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE)
    return Path(told.stdout.decode().strip())


@contextmanager
def working(settings: dict[str, str], root: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=root,
        env={**settings, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        end(process)  # type: ignore[arg-type]


def parts_of(folder: Path) -> int:
    return len(list((folder / "parts").glob("*.index")))


def wait_for_more_parts(folder: Path) -> None:
    """As the work goes on."""
    until, before = time.monotonic() + MOST_SECONDS, parts_of(folder)
    while parts_of(folder) == before:
        assert not is_over(folder), "it was too quick to be disturbed"
        assert time.monotonic() < until, "nothing goes on"
        time.sleep(0.05)


def is_over(folder: Path) -> bool:
    return (folder / "about.json").exists()


def check_whole(site: ExportSite, folder: Path, events: int) -> None:
    """Each session once that there was when it began, for few more calls than it takes."""
    until = time.monotonic() + MOST_SECONDS
    while not is_over(folder) and time.monotonic() < until:
        time.sleep(0.1)
    calls = len(site.emulator.queries())
    site.emulator.control("latency?ms=0")
    expected = [one["id"] for one in site.sessions()]
    with (folder / "sessions.csv").open(newline="", encoding="utf-8") as file:
        found = [row["id"] for row in csv.DictReader(file)]
    assert len(found) == len(set(found)) == SESSIONS
    assert found == expected[-SESSIONS:]
    assert calls <= SESSIONS / 100 * 1.05 + CALLS_OF_A_STEP * events
    about = json.loads((folder / "about.json").read_text())
    assert (about["complete"], about["deployed"]) == (True, "later")


def at_a_random_moment(
    dice: random.Random, site: ExportSite, folder: Path, whose: Callable[[], int]
) -> int:
    """The process that works then."""
    time.sleep(dice.uniform(0.0, 1.5))
    assert not is_over(folder), "it was too quick to be disturbed"
    # What is made meanwhile is above the range.
    site.emulator.control("arrive?count=7")
    return whose()


def test_embedded_in_web_processes_over_sqlite(
    site: ExportSite, tmp_path: Path, other_code: Path, dice: random.Random
) -> None:
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    settings = environment(site, database, tmp_path, calls=3) | {"WEB_PROCESSES": "2"}

    def whose() -> int:
        return the_one_in_the_web(database)

    def old_enough() -> int:
        while age_of(whose()) < CRASH_LOOP_SECONDS:
            time.sleep(0.1)
        return at_a_random_moment(dice, site, folder, whose)

    with served_dashboard(site.emulator.address, **settings):
        folder = started(settings)
        wait_for_more_parts(folder)
        for _ in range(KILLS_IN_THE_WEB):
            os.kill(old_enough(), signal.SIGKILL)
            wait_for_more_parts(folder)
        os.kill(old_enough(), signal.SIGTERM)
        wait_for_more_parts(folder)
        frozen = freeze_outside_of_a_write(tmp_path, whose)
        wait_for_more_parts(folder)
        os.kill(frozen, signal.SIGCONT)
        wait_for_more_parts(folder)
    deployed = {**settings, **UNDISTURBED, "PYTHONPATH": str(other_code)}
    with served_dashboard(site.emulator.address, root=other_code, **deployed):
        check_whole(site, folder, KILLS_IN_THE_WEB + OTHER_EVENTS)


def test_workers_of_their_own_over_postgresql(
    site: ExportSite, tmp_path: Path, other_code: Path, dice: random.Random
) -> None:
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with (
        tempfile.TemporaryDirectory() as place,
        running_postgres(Path(place)) as database,
        ExitStack() as stack,
    ):
        settings = environment(site, database, tmp_path, calls=4)
        migrate = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
        subprocess.run(migrate, cwd=ROOT, env=settings, check=True)
        folder = started(settings)
        workers = [stack.enter_context(working(settings)) for _ in range(2)]

        def whose() -> int:
            """Who has the work; while nobody has gone on with it, one who may be about to."""
            alive = [one.pid for one in workers if one.poll() is None]
            found = the_one_of_the_machines(database)
            return found if found in alive else dice.choice(alive)

        wait_for_more_parts(folder)
        for _ in range(KILLS_OF_MACHINES):
            pid = at_a_random_moment(dice, site, folder, whose)
            os.kill(pid, signal.SIGKILL)
            workers.append(stack.enter_context(working(settings)))
        wait_for_more_parts(folder)
        os.kill(at_a_random_moment(dice, site, folder, whose), signal.SIGTERM)
        workers.append(stack.enter_context(working(settings)))
        wait_for_more_parts(folder)
        frozen = at_a_random_moment(dice, site, folder, whose)
        os.kill(frozen, signal.SIGSTOP)
        wait_for_more_parts(folder)
        os.kill(frozen, signal.SIGCONT)
        wait_for_more_parts(folder)
        # A deploy ends all that work with the older code.
        for one in workers:
            if one.poll() is None:
                one.terminate()
        stack.enter_context(working(settings | UNDISTURBED, other_code))
        check_whole(site, folder, KILLS_OF_MACHINES + OTHER_EVENTS)
