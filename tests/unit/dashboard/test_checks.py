"""H: the sum of database connections is said before the server starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.running import ROOT


def checked(**settings: str) -> str:
    """What `manage.py check` says."""
    environment = {**os.environ, "SECRET_KEY": "x" * 50, "STRIPE_ACCOUNTS": "", **settings}
    environment["STRIPE_API_KEY"] = "rk_test_only4tests"
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("processes", "connections", "total", "each"),
    [(1, 40, 40, 40), (3, 40, 39, 13), (50, 40, 50, 1)],
)
def test_h_the_sum_is_of_all_processes(
    processes: int, connections: int, total: int, each: int
) -> None:
    told = checked(
        DATABASE_URL="postgresql://ana@127.0.0.1:9/sales",
        WEB_PROCESSES=str(processes),
        DATABASE_CONNECTIONS=str(connections),
    )
    assert f"at most {total} connections to PostgreSQL: WEB_PROCESSES={processes}, {each}" in told
    assert "While it works at jobs there are 7 more." in told


def test_h_nothing_is_said_of_sqlite() -> None:
    assert "connections" not in checked(DATABASE_URL="sqlite:///var/none.sqlite3")
