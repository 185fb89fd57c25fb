"""Production servers, and how many threads: a page that waits for upstream and a cached one.

The page that waits only calls upstream, which takes its time, so that no limit of the app's own
plays a part. Client, server and upstream share the machine; ratios within one run count.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.load import HTMX, LIST, UNBOUND, Site, percentile, running_site, table
from tests.running import running_emulator

LATENCY_MS = 200
CONCURRENCY = (1, 16, 64)
PAGES = {
    f"waits {LATENCY_MS} ms": "/bench/fetch?limit=1",
    "cached": LIST,
    "bare": "/bench/bare",
}
# Server and threads; gunicorn in its own best-known shape.
NAKED = "granian without the bridge"
SHAPES = (("granian", 80), (NAKED, 80), ("gunicorn", 80), ("granian", 32), ("granian", 128))
SETTINGS = UNBOUND | {"UPSTREAM_MAX_IN_FLIGHT": "8", "CACHE_FRESH_SECONDS": "3600"}


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients have got, each asking again as soon as it has its answer."""

    seconds: list[float]
    whole: float

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.whole


def load(site: Site, path: str, clients: int, seconds: float) -> Load:
    taken: list[float] = []
    end = time.monotonic() + seconds

    def ask() -> None:
        connection, own = site.connection(), []
        while time.monotonic() < end:
            reply = connection.get(path, HTMX)
            assert reply.status == 200, reply.status
            own.append(reply.seconds)
        taken.extend(own)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(taken, time.monotonic() - started)


def measure(upstream: str, server: str, threads: int, seconds: float) -> Iterator[tuple[str, ...]]:
    with running_site(upstream, server=server, WEB_THREADS=str(threads), **SETTINGS) as site:
        for path in PAGES.values():
            site.connection().get(path, HTMX)
        for name, path in PAGES.items():
            for clients in CONCURRENCY:
                got = load(site, path, clients, seconds)
                p50, p95 = (f"{percentile(got.seconds, x) * 1000:.1f}" for x in (0.5, 0.95))
                shape = f"{server}, {threads} threads"
                yield (shape, name, str(clients), f"{got.per_second:.0f}", p50, p95)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each load")
    options = parser.parse_args()
    with running_emulator("--sessions=1000", f"--latency-ms={LATENCY_MS}") as emulator:
        rows = [
            row
            for server, threads in SHAPES
            for row in measure(emulator.address, server, threads, options.seconds)
        ]
    rows.sort(key=lambda row: (list(PAGES).index(row[1]), int(row[2])))
    table("Servers", ("server", "page", "clients", "requests/s", "p50 ms", "p95 ms"), *rows)


if __name__ == "__main__":
    main()
