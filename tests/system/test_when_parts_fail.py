"""The production server while its database is locked and after one of its processes was killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest
import requests

from tests.faults.server import FaultyServer
from tests.running import running_dashboard, running_redis
from tests.system.test_shared_cache import LIST, rows, signed_in

pytestmark = pytest.mark.slow

BOUND_SECONDS = 10.0
WORDS = "The dashboard itself has a problem"


@pytest.fixture
def upstream() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


def workers(port: str) -> list[int]:
    """The processes below the one that listens there, by command line and settings."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            above = (Path("/proc") / str(parent) / "cmdline").read_bytes()
            settings = (Path("/proc") / str(parent) / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"PORT={port}".encode() in settings and b"dashboard.server" in above and command:
            found.append(int(folder.name))
    return found


def test_a_locked_database_is_told_in_words_and_reading_goes_on(
    upstream: FaultyServer, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    with running_dashboard(upstream.address, DATABASE_URL=f"sqlite:///{path}") as site:
        person = signed_in(site)
        lock = sqlite3.connect(path)
        lock.execute("BEGIN EXCLUSIVE")
        try:
            assert len(rows(person.get(f"{site}{LIST}", timeout=BOUND_SECONDS))) == 25
            page = requests.get(f"{site}/accounts/login/", timeout=BOUND_SECONDS)
            assert page.status_code == HTTPStatus.OK
            stranger = requests.Session()
            page = stranger.get(f"{site}/accounts/login/", timeout=BOUND_SECONDS)
            form = {
                "username": "manager",
                "password": "demo",
                "csrfmiddlewaretoken": stranger.cookies["csrftoken"],
            }
            # SQLite waits five seconds for each write, so this is bounded by its own time-out.
            answer = stranger.post(f"{site}/accounts/login/", form, timeout=2 * BOUND_SECONDS)
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert WORDS in answer.text
        finally:
            lock.close()
        assert stranger.post(f"{site}/accounts/login/", form, timeout=BOUND_SECONDS).ok


def _break(path: Path) -> None:
    """Overwrite the file, and make the server read it again.

    Its companions stay: SQLite maps `-shm` into its memory, and a program that uses it may crash
    when somebody else writes there.
    """
    with closing(sqlite3.connect(path, timeout=BOUND_SECONDS)) as database:
        database.execute("PRAGMA user_version = 1")
        is_busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not is_busy
    with path.open("r+b") as file:
        file.write(b"not a database" * (path.stat().st_size // 14 + 1))


def test_a_broken_database_is_told_in_words(upstream: FaultyServer, tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite3"
    with running_dashboard(upstream.address, DATABASE_URL=f"sqlite:///{path}") as site:
        person = signed_in(site)
        _break(path)
        for headers in ({}, {"HX-Request": "true"}):
            answer = person.get(f"{site}{LIST}", headers=headers, timeout=BOUND_SECONDS)
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert WORDS in answer.text
        assert requests.get(f"{site}/healthz", timeout=BOUND_SECONDS).ok
        ready = requests.get(f"{site}/healthz/ready", timeout=BOUND_SECONDS)
        assert ready.status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_killed_process_leaves_no_lock_behind(upstream: FaultyServer) -> None:
    with running_redis() as (cache, _):
        settings = {"CACHE_URL": cache, "WEB_PROCESSES": "2"}
        with running_dashboard(upstream.address, **settings) as site:
            person, address = signed_in(site), f"{site}{LIST}?status=complete"
            upstream.switch("gate")
            port = site.rpartition(":")[2]
            with ThreadPoolExecutor(1) as thread:
                thread.submit(person.get, address, timeout=BOUND_SECONDS)
                upstream.wait_for_calls(1)
                # Whoever of them makes the call is among these.
                for pid in workers(port):
                    os.kill(pid, signal.SIGKILL)
                killed = time.monotonic()
                upstream.switch("ok")
                upstream.gate.set()
            shown: list[str] = []
            while not shown and time.monotonic() - killed < BOUND_SECONDS:
                try:
                    shown = rows(person.get(address, timeout=BOUND_SECONDS))
                except requests.ConnectionError:
                    time.sleep(0.1)
            assert len(shown) == 25
            assert time.monotonic() - killed < BOUND_SECONDS
