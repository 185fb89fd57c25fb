"""The read log of real processes: none of its entries is lost, and damage is named."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
import requests

from tests.running import ROOT, Emulator, missing, running_dashboard, running_postgres
from tests.system.test_shared_cache import signed_in
from tests.system.test_when_parts_fail import workers

pytestmark = pytest.mark.slow
WRITERS, EACH = 4, 2500
# Each also tells that it began and that it ended.
ALL = WRITERS * (EACH + 2)
LIST = "/demo/sessions/"


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def record(url: str) -> list[str]:
    """By four processes at once; the lines that they wrote."""
    assert manage(url, "migrate", "--verbosity=0").returncode == 0
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-m", "tests.system.read_log_writer", str(EACH)]
    writers = [
        subprocess.Popen(
            [*command, name], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for name in ("ana", "ben", "eva", "zoe")
    ]
    lines: list[str] = []
    for writer in writers:
        out, _ = writer.communicate(timeout=120)
        assert writer.returncode == 0
        lines += out.splitlines()
    return lines


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    path = tmp_path_factory.mktemp("record") / "db.sqlite3"
    return path, record(f"sqlite:///{path}")


@pytest.fixture
def copy(written: tuple[Path, list[str]], tmp_path: Path) -> Path:
    """To be damaged."""
    path = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(written[0])) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def test_ten_thousand_entries_of_four_processes_are_verified(
    written: tuple[Path, list[str]],
) -> None:
    path, lines = written
    result = manage(f"sqlite:///{path}", "read_log", "verify")
    assert result.returncode == 0, result.stdout
    assert f"{ALL} entries verified, the last is number {ALL}." in result.stdout
    told = [json.loads(line) for line in lines]
    assert sorted(line["number"] for line in told) == list(range(1, ALL + 1))
    for name in ("ana", "ben", "eva", "zoe"):
        own = [line["rows"] for line in told if line["who"] == name]
        assert own == list(range(EACH))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE read_log_entry SET who='somebody' WHERE number=5000",
            "changed: Entry 5000 was changed.",
        ),
        ("DELETE FROM read_log_entry WHERE number=5000", "removed: Entry 5000 was removed."),
        (
            "DELETE FROM read_log_entry WHERE number>9998",
            f"cut: Entries 9999 to {ALL}: were cut off at the end.",
        ),
        ("UPDATE read_log_entry SET rows=-1 WHERE number=77", "changed: Entry 77 was changed."),
    ],
    ids=["who", "removed", "cut", "rows"],
)
def test_damage_is_named(copy: Path, damage: str, words: str) -> None:
    with closing(sqlite3.connect(copy)) as database:
        database.execute(damage)
        database.commit()
    result = manage(f"sqlite:///{copy}", "read_log", "verify")
    assert result.returncode != 0
    # Where their ends are cut, the processes have not ended by what is left.
    told = [
        line
        for line in result.stdout.splitlines()
        if ": " in line and not line.startswith("unended")
    ]
    assert told == [words]


def test_postgres_numbers_without_gaps_too() -> None:
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as url:
        record(url)
        result = manage(url, "read_log", "verify")
        assert f"{ALL} entries verified, the last is number {ALL}." in result.stdout, result.stdout


def test_two_that_write_the_first_entries_at_once_find_nothing_odd() -> None:
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as url:
        assert manage(url, "migrate", "--verbosity=0").returncode == 0
        written = subprocess.run(
            [sys.executable, "-m", "tests.system.first_entries"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=60,
        )
        assert written.stdout.splitlines() == ["list 1", "list 2"]


def test_where_it_is_required_no_page_goes_without_its_entry(
    emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    url = f"sqlite:///{path}"
    settings = {"DATABASE_URL": url, "READ_LOG_REQUIRED": "1"}
    with running_dashboard(emulator.address, **settings) as site:
        person = signed_in(site)
        assert person.get(f"{site}{LIST}", timeout=20).status_code == 200
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = person.get(f"{site}{LIST}", timeout=20)
            assert refused.status_code == 503
            assert "the record cannot be written at the moment" in refused.text
            assert "data-session-id" not in refused.text
            assert person.get(f"{site}/demo/payment-links/", timeout=20).status_code == 200
            other.execute("ROLLBACK")
        deadline = time.monotonic() + 20
        while person.get(f"{site}{LIST}", timeout=20).status_code != 200:
            assert time.monotonic() < deadline
    assert manage(url, "read_log", "verify").returncode == 0


def test_a_process_that_was_killed_is_named(emulator: Emulator, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    with running_dashboard(emulator.address, DATABASE_URL=url) as site:
        (killed,) = workers(site.rpartition(":")[2])
        signed_in(site)
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while not is_answered(f"{site}/healthz"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        told = manage(url, "read_log", "verify")
        assert told.stdout.count("unended: ") == 2
    result = manage(url, "read_log", "verify")
    assert result.returncode == 0
    assert result.stdout.count("unended: ") == 1
    assert "its last looks may be missing" in result.stdout


def is_answered(address: str) -> bool:
    try:
        return requests.get(address, timeout=20).ok
    except requests.ConnectionError:
        return False


def test_a_server_that_is_asked_to_end_writes_what_it_has(
    emulator: Emulator, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    with running_dashboard(emulator.address, DATABASE_URL=f"sqlite:///{path}") as site:
        person = signed_in(site)
        for _ in range(20):
            person.get(f"{site}{LIST}", timeout=20)
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT count(*) FROM read_log_entry WHERE kind='list'"
        # The last was shown in the moment before the end. The first is where the sign-in led.
        assert database.execute(query).fetchone()[0] == 21
