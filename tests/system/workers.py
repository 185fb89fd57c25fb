"""Which process works at the jobs of a site, as its databases tell, and how it is frozen."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

# Until somebody else goes on, at the latest: three times as long as where nothing else runs.
EMBEDDED_SECONDS = 30.0
MACHINES_SECONDS = 60.0
# Granian ends the server when a process dies so soon after it took the place of another (5.5 s).
CRASH_LOOP_SECONDS = 6.0


def answer(database: str, query: str, *values: str) -> Any:
    """The first row that the database of the site answers with."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=5)) as file:
            return file.execute(query.replace("%s", "?"), values).fetchone()
    import psycopg

    with psycopg.connect(database) as connection:
        return connection.execute(query, values).fetchone()


def age_of(pid: int) -> float:
    """Seconds since the process began."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    running = float(Path("/proc/uptime").read_text().split()[0])
    return running - ticks / os.sysconf("SC_CLK_TCK")


def the_one_in_the_web(database: str) -> int:
    until = time.monotonic() + EMBEDDED_SECONDS
    query = "select executor from sessions_browser_worker"
    while (found := answer(database, query)) is None and time.monotonic() < until:
        time.sleep(0.02)
    return int(found[0].rsplit("-", 2)[1])


def the_one_of_the_machines(database: str) -> int:
    """Who has the leg, by the records of the engine."""
    query = (
        "select executor_id from dbos.workflow_status where status = 'PENDING'"
        " order by created_at desc"
    )
    until = time.monotonic() + MACHINES_SECONDS
    while (found := answer(database, query)) is None and time.monotonic() < until:
        time.sleep(0.02)
    return int(found[0].rsplit("-", 2)[1])


def freeze_outside_of_a_write(folder: Path, whose: Callable[[], int]) -> int:
    """Freeze it where it holds no lock of a file: with one all would wait until it wakes."""
    while True:
        pid = whose()
        os.kill(pid, signal.SIGSTOP)
        try:
            for name in ("db.sqlite3", "jobs.sqlite3"):
                with closing(sqlite3.connect(folder / name, timeout=0.5)) as file:
                    file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.03)
        else:
            return pid
