"""Jobs go on, and are counted once, whatever happens to the processes that work at them."""

from __future__ import annotations

import logging
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

from sessions_browser.jobs.workers import ENGINE_CONNECTIONS
from tests.environment import JOBS_KILLS, JOBS_SEED
from tests.jobs_site.pages import sum_of
from tests.running import ROOT, end, missing, running_postgres, served_dashboard
from tests.system.pages_server import PagesServer
from tests.system.workers import (
    CRASH_LOOP_SECONDS,
    EMBEDDED_SECONDS,
    MACHINES_SECONDS,
    age_of,
    answer,
    freeze_outside_of_a_write,
    the_one_in_the_web,
    the_one_of_the_machines,
)

pytestmark = pytest.mark.slow

PAGE_SECONDS = 0.1
SITE = {"DJANGO_SETTINGS_MODULE": "tests.jobs_site.settings"}
logger = logging.getLogger(__name__)
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def dice() -> random.Random:
    return random.Random(JOBS_SEED)


@pytest.fixture
def pages() -> Iterator[PagesServer]:
    with PagesServer(PAGE_SECONDS) as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as address:
        yield address


def environment(database: str, **more: str) -> dict[str, str]:
    demo = {"DEMO": "1", "STRIPE_API_BASE": NOBODY, "DATABASE_URL": database}
    return {**os.environ, **SITE, **demo, **more}


def manage(database: str, *words: str) -> str:
    """Its last line."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(database), capture_output=True, text=True, check=True
    )
    return done.stdout.strip().rpartition("\n")[2]


def start_job(database: str, server: PagesServer, pages: int, owner: str = "ana") -> str:
    return manage(database, "start_job", server.address, str(pages), owner)


@contextmanager
def working(database: str, root: Path = ROOT) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=root,
        env=environment(database, PYTHONPATH=str(root)),
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        end(process)


def standing(database: str, job: str) -> tuple[str, int, int | None]:
    query = "select state, done, total from sessions_browser_job where id = %s"
    found = answer(database, query, job.replace("-", ""))
    return (found[0], found[1], found[2])


def check_done(
    database: str, job: str, server: PagesServer, pages: int, ends: int, seconds: float = 60
) -> None:
    """Each page counted once, and asked for again no oftener than something ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and standing(database, job)[0] in ("waiting", "running"):
        time.sleep(0.1)
    assert standing(database, job) == ("done", sum_of(pages), sum_of(pages))
    asked = [page for _, page in server.calls]
    assert sorted(set(asked)) == list(range(1, pages + 1))
    assert len(asked) <= pages + ends


class Ends:
    """Ends of processes, and how long it took each time until the job went on."""

    def __init__(
        self, server: PagesServer, dice: random.Random, most: float, least_age: float = 0.0
    ) -> None:
        """least_age: that a process has before it is ended, in seconds."""
        self.server, self.dice, self.most, self.least_age = server, dice, most, least_age
        self.gaps: dict[str, list[float]] = {}

    def end(self, name: str, whose: Callable[[], int], signal_: signal.Signals) -> int:
        """Send a signal to the one who works, at a random moment; its process id."""
        while age_of(whose()) < self.least_age:
            time.sleep(0.1)
        time.sleep(self.dice.uniform(0, 3 * PAGE_SECONDS))
        pid, began = whose(), time.monotonic()
        os.kill(pid, signal_)
        # The call that was under way is answered to nobody.
        while whose() == pid and time.monotonic() - began < self.most:
            time.sleep(0.05)
        self.server.wait_for_calls(1, self.most)
        self.gaps.setdefault(name, []).append(round(time.monotonic() - began, 1))
        assert self.gaps[name][-1] <= self.most, self.gaps
        return pid


def connections_of_engines(database: str) -> int:
    query = "select count(*) from pg_stat_activity where application_name = 'dbos_transact'"
    return int(answer(database, query)[0])


def test_three_web_processes_over_sqlite(
    tmp_path: Path,
    pages: PagesServer,
    dice: random.Random,
) -> None:
    database, count = f"sqlite:///{tmp_path}/db.sqlite3", 80 + 20 * JOBS_KILLS
    settings = {**SITE, "DATABASE_URL": database, "WEB_PROCESSES": "3"}
    ends = Ends(pages, dice, EMBEDDED_SECONDS, CRASH_LOOP_SECONDS)
    with served_dashboard(NOBODY, **settings):
        job = start_job(database, pages, count)
        pages.wait_for_calls(1, EMBEDDED_SECONDS)
        for _ in range(JOBS_KILLS):
            ends.end("kill", lambda: the_one_in_the_web(database), signal.SIGKILL)
        ends.end("end", lambda: the_one_in_the_web(database), signal.SIGTERM)
        frozen = freeze_outside_of_a_write(tmp_path, lambda: the_one_in_the_web(database))
        ends.end("freeze", lambda: the_one_in_the_web(database), signal.SIGSTOP)
        assert the_one_in_the_web(database) != frozen
        os.kill(frozen, signal.SIGCONT)
        logger.info("seconds until it went on: %s", ends.gaps)
        check_done(database, job, pages, count, ends=JOBS_KILLS + 2)


def test_a_launch_longer_than_the_silence_of_the_dead_keeps_its_place(
    tmp_path: Path, pages: PagesServer
) -> None:
    """Else the processes would take the place from each other, and none would ever work."""
    database = f"sqlite:///{tmp_path}/db.sqlite3"
    settings = {**SITE, "DATABASE_URL": database, "WEB_PROCESSES": "2", "SLOW_LAUNCH_SECONDS": "5"}
    with served_dashboard(NOBODY, **settings):
        job = start_job(database, pages, 3)
        check_done(database, job, pages, 3, ends=0, seconds=EMBEDDED_SECONDS)


def test_three_machines_over_postgresql(
    postgres: str,
    pages: PagesServer,
    dice: random.Random,
) -> None:
    count, kills = 60 + 10 * JOBS_KILLS, max(2, JOBS_KILLS // 2)
    manage(postgres, "migrate", "-v0")
    ends = Ends(pages, dice, MACHINES_SECONDS)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(working(postgres))
        job = start_job(postgres, pages, count)
        pages.wait_for_calls(1, MACHINES_SECONDS)
        assert connections_of_engines(postgres) <= 3 * ENGINE_CONNECTIONS
        for _ in range(kills):
            ends.end("kill", lambda: the_one_of_the_machines(postgres), signal.SIGKILL)
            stack.enter_context(working(postgres))
        ends.end("end", lambda: the_one_of_the_machines(postgres), signal.SIGTERM)
        frozen = ends.end("freeze", lambda: the_one_of_the_machines(postgres), signal.SIGSTOP)
        os.kill(frozen, signal.SIGCONT)
        logger.info("seconds until it went on: %s", ends.gaps)
        check_done(postgres, job, pages, count, ends=kills + 2)


def test_a_deploy_of_other_code_goes_on_with_the_same_job(
    tmp_path: Path, pages: PagesServer
) -> None:
    database, count, other = f"sqlite:///{tmp_path}/db.sqlite3", 30, tmp_path / "other"
    for folder in ("dashboard", "sessions_browser", "tests/jobs_site", "static", "templates"):
        shutil.copytree(ROOT / folder, other / folder)
    for file in ("manage.py", "tests/__init__.py"):
        shutil.copy(ROOT / file, other / file)
    changed = other / "sessions_browser/jobs/engine.py"
    source = changed.read_text()
    assert source.count("    try:\n        outcome = legs.beginning(state)") == 1
    changed.write_text(
        source.replace("outcome = legs.b", "_ = state is None\n        outcome = legs.b")
    )
    manage(database, "migrate", "-v0")
    with working(database) as old:
        job = start_job(database, pages, count)
        pages.wait_for_calls(5, MACHINES_SECONDS)
        old.kill()
    with working(database, other):
        check_done(database, job, pages, count, ends=1, seconds=MACHINES_SECONDS + 10)
