"""A Redis that is full, read-only, slow, fails now and then, is restarted or emptied.

What pages cost then, beside a dashboard without any Redis that is asked in the same moments, what
the site costs while nobody asks, and what its status page says.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.benchmarks.load import (
    HTMX,
    LIST,
    UNBOUND,
    Connection,
    Site,
    judged,
    percentile,
    running_site,
    sign_in,
    table,
)
from tests.faults.redis_proxy import RedisProxy
from tests.running import (
    end,
    free_port,
    running_emulator,
    running_full_redis,
    running_redis,
    running_replica,
    start_redis,
)

ROUNDS = 100
DISTURB_EACH = 25
IDLE_SECONDS = 8.0
MOST_TIMES = 1.3
MOST_CPU = 2.0
TICKS = os.sysconf("SC_CLK_TCK")

# The address of a Redis, and what is done to it now and then.
Running = Iterator[tuple[str, Callable[[], object]]]


def nothing() -> None:
    """It is as it is from the beginning."""


@contextmanager
def full() -> Running:
    with running_full_redis() as url:
        yield url, nothing


@contextmanager
def read_only() -> Running:
    with running_replica() as url:
        yield url, nothing


@contextmanager
def behind_a_relay(mode: str) -> Running:
    """Well until the pages are measured."""
    with running_redis() as (url, _), RedisProxy(url) as relay:

        def misbehave() -> None:
            if relay.mode != mode:
                relay.switch(mode)

        yield relay.url, misbehave
        relay.switch("ok")
        relay.shutdown()


@contextmanager
def restarted() -> Running:
    port = free_port()
    processes = [start_redis(port)]

    def restart() -> None:
        end(processes.pop())
        processes.append(start_redis(port))

    yield f"redis://127.0.0.1:{port}/0", restart
    end(processes.pop())


@contextmanager
def emptied() -> Running:
    import redis

    with running_redis() as (url, _):
        yield url, redis.Redis.from_url(url).flushall


STATES = {
    "full": full,
    "read-only": read_only,
    "slow (500 ms)": lambda: behind_a_relay("slow"),
    "fails one of three": lambda: behind_a_relay("third_reset"),
    "hangs one of three": lambda: behind_a_relay("third_slow"),
    "restarted": restarted,
    "emptied": emptied,
}


def measure(
    without: Site, with_redis: Site, disturb: Callable[[], object]
) -> dict[str, tuple[list[float], list[float]]]:
    """Milliseconds of cold and of warm pages, without and with Redis, in turn."""
    connections = (without.connection(), with_redis.connection())
    times: dict[str, tuple[list[float], list[float]]] = {"cold": ([], []), "warm": ([], [])}
    for number in range(ROUNDS):
        if number % DISTURB_EACH == 0:
            disturb()
        # Of each a listing that nobody has asked for yet.
        path = f"{LIST}?created_from={_day(next(_days))}"
        for place, connection in enumerate(connections):
            for kind in ("cold", "warm"):
                reply = connection.get(path, HTMX)
                assert reply.status == 200, reply.status
                times[kind][place].append(reply.seconds * 1000)
    for connection in connections:
        connection.close()
    return times


_days = count(2)


def _day(number: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - number * 86_400))


def cpu_percent(site: Site, seconds: float) -> float:
    """Of one core, while nobody asks."""
    began = _cpu_seconds(site)
    time.sleep(seconds)
    return 100 * (_cpu_seconds(site) - began) / seconds


def _cpu_seconds(site: Site) -> float:
    total = 0
    for pid in site.workers():
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def what_the_status_page_says(site: Site) -> str:
    page = Connection(site.port, sign_in(site.port, "admin")).get("/status/").text
    section = page.partition('id="store-heading"')[2].partition("<table")[0]
    badge = re.search(r'class="badge[^"]*">([^<]+)<', section)
    shared = "All processes share it" in section
    return f"{badge[1] if badge else '?'}{', shared' if shared else ''}"


def main() -> None:
    pages: list[tuple[object, ...]] = []
    idle: list[tuple[object, ...]] = []
    with (
        running_emulator("--sessions=20000") as emulator,
        running_site(emulator.address, **UNBOUND) as without,
    ):
        measure(without, without, nothing)
        idle.append(("no Redis", f"{cpu_percent(without, IDLE_SECONDS):.1f}", "", "", ""))
        for name, running in STATES.items():
            with (
                running() as (url, disturb),
                running_site(emulator.address, **UNBOUND, CACHE_URL=url) as site,
            ):
                for kind, (plain, disturbed) in measure(without, site, disturb).items():
                    pages.append(_row(f"{name}, {kind}", plain, disturbed))
                says = what_the_status_page_says(site)
                cpu = judged(cpu_percent(site, IDLE_SECONDS), MOST_CPU, ".1f")
                idle.append((name, *cpu, says))
    of_each = ("without", "times", "bar", "")
    head = ("Redis", "p50 ms", *of_each, "p95 ms", *of_each)
    table(f"Pages, {ROUNDS} of each kind", head, *pages)
    table("While nobody asks", ("Redis", "CPU %", "bar", "", "status page"), *idle)


def _row(name: str, plain: list[float], disturbed: list[float]) -> tuple[object, ...]:
    cells: list[object] = [name]
    for share in (0.5, 0.95):
        without, with_it = percentile(plain, share), percentile(disturbed, share)
        cells += [f"{with_it:.1f}", f"{without:.1f}", *judged(with_it / without, MOST_TIMES)]
    return tuple(cells)


if __name__ == "__main__":
    main()
