"""The production server remembers behind its pages what people read."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.benchmarks.load import LIST, Connection, sign_in
from tests.running import running_dashboard, running_emulator

pytestmark = pytest.mark.slow


def facts_in(database: Path) -> int:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        found: int = connection.execute("SELECT COUNT(*) FROM sessions_browser_fact").fetchone()[0]
        return found


@pytest.mark.parametrize(("days", "facts"), [("400", 25), ("0", 0)])
def test_a_page_of_the_list_is_remembered(tmp_path: Path, days: str, facts: int) -> None:
    database = tmp_path / "db.sqlite3"
    settings = {"DATABASE_URL": f"sqlite:///{database}", "FACTS_KEEP_DAYS": days}
    with (
        running_emulator("--sessions=1000") as emulator,
        running_dashboard(emulator.address, **settings) as address,
    ):
        port = int(address.rpartition(":")[2])
        with closing(Connection(port, sign_in(port))) as connection:
            assert connection.get(LIST).status == 200
        end = time.monotonic() + 10
        while facts_in(database) < max(1, facts) and time.monotonic() < end:
            time.sleep(0.2 if facts else 2)
            if not facts:
                break
        assert facts_in(database) == facts
