"""L10: the server starts beside others, tells in words why it cannot, and fails visibly."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from dashboard.server import ENDING_SECONDS
from tests.running import ROOT, STARTING_SECONDS, end, free_port, served_dashboard, wait_for_port
from tests.system.test_when_parts_fail import workers

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:9"
MANAGE = [sys.executable, "manage.py"]


def environment_in(folder: Path) -> dict[str, str]:
    """Of one site, which several servers may serve."""
    return {
        **os.environ,
        "DEMO": "1",
        "STRIPE_ACCOUNTS": "demo",
        "STRIPE_API_KEY_DEMO": "rk_test_emulator",
        "STRIPE_API_BASE": NOWHERE,
        "SECRET_KEY": "only-for-tests" * 5,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
    }


@contextmanager
def starting(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    environment = environment_in(folder) | {"PORT": str(port)}
    process = subprocess.Popen([*MANAGE, "serve"], cwd=ROOT, env=environment, text=True)
    try:
        yield port, process
    finally:
        end(process)


def test_l10_servers_that_start_at_once_all_start(tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(starting(tmp_path)) for _ in range(4)]
        for port, process in servers:
            wait_for_port(port, process)


def test_l10_a_start_leaves_alone_what_other_servers_read(tmp_path: Path) -> None:
    def seen() -> dict[Path, tuple[int, int]]:
        files = [one for one in (tmp_path / "static").rglob("*") if one.is_file()]
        return {one: (one.stat().st_ino, one.stat().st_mtime_ns) for one in files}

    with starting(tmp_path) as (port, process):
        wait_for_port(port, process)
        before = seen()
        with starting(tmp_path) as (other_port, other):
            wait_for_port(other_port, other)
            assert len(before) > 100
            assert seen() == before


def test_l10_a_start_waits_for_the_one_before_it(tmp_path: Path) -> None:
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "serve.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with starting(tmp_path) as (port, process):
            time.sleep(4)
            assert process.poll() is None
            assert not (tmp_path / "db.sqlite3").exists()
            fcntl.flock(lock, fcntl.LOCK_UN)
            wait_for_port(port, process)


@pytest.mark.parametrize(
    ("bytes_left", "words"),
    [(0, "The database says"), (40_000, "File too large")],
    ids=["database", "static files"],
)
def test_l10_a_full_disk_is_told_in_words(tmp_path: Path, bytes_left: int, words: str) -> None:
    environment = environment_in(tmp_path) | {"PORT": str(free_port())}
    subprocess.run([*MANAGE, "demo_people"], cwd=ROOT, env=environment, check=True)
    # No file may grow beyond it, which is as near to a full disk as any user can get.
    full = f"import os, resource, sys; limit = resource.RLIMIT_FSIZE, ({bytes_left},) * 2;"
    full += "resource.setrlimit(*limit); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", full, *MANAGE, "serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=STARTING_SECONDS,
    )
    assert done.returncode != 0
    assert "The server cannot start." in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_l10_a_server_whose_processes_keep_dying_ends_as_failed() -> None:
    """So whatever supervises it, as the README shows, starts it anew."""
    with served_dashboard(NOWHERE) as (address, process):
        port, killed = address.rpartition(":")[2], set[int]()
        while len(killed) < 2:
            for pid in set(workers(port)) - killed:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            time.sleep(0.05)
        assert process.wait(STARTING_SECONDS) != 0


def test_l10_a_server_that_is_told_to_end_while_it_loads_ends_at_once(tmp_path: Path) -> None:
    """Not when processes that wait for nobody are killed, twice as long after."""
    with starting(tmp_path) as (port, process):
        while not workers(str(port)):
            assert process.poll() is None, "the server ended by itself"
            time.sleep(0.01)
        process.terminate()
        assert process.wait(ENDING_SECONDS / 2) == 0
