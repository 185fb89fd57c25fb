"""What Prometheus gets from servers of several processes behind one port."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.server import FaultyServer
from tests.running import running_dashboard, running_redis
from tests.system.test_when_parts_fail import workers

pytestmark = pytest.mark.slow

NAME = "checkout_sessions_responses_total"
SCRAPES = 20


@pytest.fixture
def upstream() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


def answered(site: str) -> float:
    """As a scrape has it, over a connection of its own."""
    text = requests.get(f"{site}/metrics", timeout=10, headers={"Connection": "close"}).text
    samples = [
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    ]
    assert not any({"process", "pid"} & set(sample.labels) for sample in samples)
    return sum(sample.value for sample in samples if sample.name == NAME)


def ask(site: str, times: int) -> None:
    for _ in range(times):
        answer = requests.get(
            f"{site}/accounts/login/", timeout=10, headers={"Connection": "close"}
        )
        assert answer.ok


def test_f9_each_machine_tells_of_its_own_processes_and_no_counter_falls(
    upstream: FaultyServer,
) -> None:
    with running_redis() as (cache, _):
        settings = {"CACHE_URL": cache, "WEB_PROCESSES": "2", "METRICS": "1"}
        with (
            running_dashboard(upstream.address, **settings) as one,
            running_dashboard(upstream.address, **settings) as other,
        ):
            ask(one, 40)
            seen = [answered(one) for _ in range(SCRAPES)]
            # Whichever process answers, and scrapes count too.
            assert seen == sorted(seen)
            assert 40 <= seen[0] <= seen[-1] <= 40 + 2 * SCRAPES
            assert answered(other) < 40
            for pid in workers(one.rpartition(":")[2])[:1]:
                os.kill(pid, signal.SIGKILL)
            ended, after = time.monotonic(), 0.0
            while not after and time.monotonic() - ended < 10:
                try:
                    after = min(answered(one) for _ in range(SCRAPES))
                except requests.ConnectionError:
                    time.sleep(0.1)
            assert after >= seen[-1]
