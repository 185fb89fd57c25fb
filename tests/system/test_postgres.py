"""H: several processes on one PostgreSQL, which lets in a hundred connections."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.attackers import ask
from tests.faults.server import FaultyServer
from tests.running import (
    missing,
    running_dashboard,
    running_emulator,
    running_postgres,
    running_redis,
)
from tests.system.test_attacks import cookies, port_of
from tests.system.test_shared_cache import LIST

pytestmark = pytest.mark.slow

PEOPLE = 110
UPSTREAM_MS = 1000
CAP = 40
FALLING_SECONDS = 120
# Without the usual one, whose address is another.
LIMITS = [limit for limit in range(1, 101) if limit != 25]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if find_spec("psycopg_pool") is None:
        missing("psycopg_pool is not installed; run: make .venv/development")
    # Another user makes its files, and may not enter those of this one.
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder)) as address:
        yield address


def backends(address: str) -> int:
    """How many connections of others there are."""
    import psycopg

    with psycopg.connect(address) as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity"
            " where backend_type = 'client backend' and pid <> pg_backend_pid()"
        ).fetchone()
    assert found
    return int(found[0])


def test_h_a_crowd_on_two_processes_leaves_connections_to_others(
    database: str, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path / "log").open("w+"))
        slow = ("--sessions=2000", f"--latency-ms={UPSTREAM_MS}")
        upstream = stack.enter_context(running_emulator(*slow))
        cache, _ = stack.enter_context(running_redis())
        settings = {"WEB_PROCESSES": "2", "DATABASE_URL": database, "CACHE_URL": cache}
        site = stack.enter_context(running_dashboard(upstream.address, log, **settings))
        port, person = port_of(site), cookies(site)

        def look(number: int) -> list[int]:
            paths = (f"{LIST}?limit={LIMITS[number % len(LIMITS)]}", LIST, "/healthz/ready")
            return [ask(port, path, person)[0] for path in paths]

        most = 0
        with ThreadPoolExecutor(PEOPLE) as crowd:
            answers = [crowd.submit(look, number) for number in range(PEOPLE)]
            while not all(one.done() for one in answers):
                most = max(most, backends(database))
                time.sleep(0.05)
        for one in answers:
            first, *others = one.result()
            assert others == [HTTPStatus.OK] * 2
            # For whom Stripe has no room; the database has, as the log shows.
            assert first in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
        lines = (tmp_path / "log").read_text(encoding="utf-8")
        assert "route=session_list" in lines
        assert [name for name in ("PoolTimeout", "OperationalError") if name in lines] == []
        assert 0 < most <= CAP
        end = time.monotonic() + FALLING_SECONDS
        while backends(database) > 2 and time.monotonic() < end:
            time.sleep(0.5)
        assert backends(database) == 2


def test_h_who_waits_for_stripe_holds_no_connection(database: str) -> None:
    settings = {"DATABASE_URL": database, "DATABASE_CONNECTIONS": "3"}
    with FaultyServer() as upstream, running_dashboard(upstream.address, **settings) as site:
        port, person = port_of(site), cookies(site)
        upstream.switch("hang")
        with ThreadPoolExecutor(30) as crowd:
            cold = [crowd.submit(ask, port, f"{LIST}?limit={n}", person) for n in range(30, 60)]
            time.sleep(1)
            for path in (LIST, "/healthz/ready"):
                status, seconds = ask(port, path, person)
                assert status == HTTPStatus.OK
                assert seconds < 1
            assert not any(one.done() for one in cold)
        assert backends(database) <= 3
