"""Measure in one run what a page costs, as ratios to floors measured in the same run.

One connection, alternating rounds, medians. Ratios move by some 20 % with the machine's load; times
move by much more and are printed only for scale.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import http.cookiejar
import itertools
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.benchmarks import emulator_speed
from tests.running import ROOT, Emulator, end, free_port, running_emulator, wait_for_port

SESSIONS = 100_000
LIST = "/demo/sessions/"
HTMX = {"HX-Request": "true"}


class Connection:
    """The thinnest HTTP client there is, so that it adds as little as possible to both sides."""

    def __init__(self, port: int, cookies: str) -> None:
        self.port = port
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookies = cookies

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"Cookie: {self._cookies}"] if self._cookies else []
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._socket.recv(1 << 16)
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        assert length, head
        while len(body) < int(length[1]):
            body += self._socket.recv(1 << 20)
        return int(head.split(maxsplit=2)[1]), body


Action = Callable[[], None]


def median_ms(actions: dict[str, Action], rounds: int, seconds: float) -> dict[str, float]:
    """Run all in turn, round after round; the median of all times of each, in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            stop = time.perf_counter() + seconds
            while (started := time.perf_counter()) < stop:
                action()
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) * 1000 for name, taken in times.items()}


@contextmanager
def running_site(emulator: str) -> Iterator[int]:
    """The production server with the demo's people; yields its port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {
            "DEMO": "1",
            "STRIPE_ACCOUNTS": "demo",
            "STRIPE_API_KEY_DEMO": "rk_test_emulator",
            "STRIPE_API_BASE": emulator,
            "SECRET_KEY": "benchmark" * 8,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "PORT": str(port),
            # Nothing grows stale while it is measured, and nothing is refreshed behind it.
            "CACHE_FRESH_SECONDS": "3600",
        }
        for command in (["demo_people"], ["collectstatic", "--no-input", "-v0"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
            )
        server = [sys.executable, "-m", "granian", "--interface=wsgi", f"--port={port}"]
        options = ["--blocking-threads=80", "--no-ws", "--log-level=warning"]
        process = subprocess.Popen(
            [*server, *options, "tests.benchmarks.site:application"],
            cwd=ROOT,
            env=environment,
            text=True,
        )
        try:
            wait_for_port(port, process)
            yield port
        finally:
            end(process)


def sign_in(port: int) -> str:
    """The Cookie header of `support`."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/accounts/login/"
    page = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"username": "support", "password": "demo", "csrfmiddlewaretoken": token[1]}
    opener.open(f"{address}", urllib.parse.urlencode(form).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def cached(connection: Connection, path: str, headers: dict[str, str]) -> Action:
    def action() -> None:
        status, _ = connection.get(path, headers)
        assert status == http.client.OK, (path, status)

    action()
    return action


def cursors(emulator: Emulator, count: int) -> list[str]:
    """Ids 25 apart: each begins a page that nobody has seen."""
    found: list[str] = []
    last = ""
    while len(found) < count:
        query = f"limit=100{f'&starting_after={last}' if last else ''}"
        data = emulator.get(f"/v1/checkout/sessions?{query}")["data"]
        found += [entry["id"] for entry in data[::25]]
        last = data[-1]["id"]
    return found


def missing(
    connection: Connection, template: str, unseen: Iterator[str], headers: dict[str, str]
) -> Action:
    def action() -> None:
        status, _ = connection.get(template.format(next(unseen)), headers)
        assert status == http.client.OK, status

    return action


def print_ratios(title: str, times: dict[str, float], floor: str, bars: dict[str, float]) -> None:
    print(f"\n{title}\n")
    print(f"| page | median ms | x {floor} | bar |\n| --- | ---: | ---: | ---: |")
    for name, milliseconds in times.items():
        ratio = milliseconds / times[floor]
        bar = f"{bars[name]:.1f}" if name in bars else ""
        print(f"| {name} | {milliseconds:.2f} | {ratio:.2f} | {bar} |")


def address_of(rows: int) -> str:
    """25 is the default, which the address of a page leaves out."""
    return LIST if rows == 25 else f"{LIST}?limit={rows}"


def measure_pages(connection: Connection, rounds: int, seconds: float) -> None:
    packed = {"Accept-Encoding": "gzip"}
    actions = {"bare": cached(connection, "/bench/bare", {})}
    for rows in (25, 100):
        path = address_of(rows)
        actions[f"fragment, {rows} rows"] = cached(connection, path, HTMX)
        actions[f"fragment, {rows} rows, gzip"] = cached(connection, path, HTMX | packed)
        actions[f"full page, {rows} rows"] = cached(connection, path, {})
        actions[f"full page, {rows} rows, gzip"] = cached(connection, path, packed)
    print_ratios(
        "Pages from the cache, beside a bare signed-in view with the same middleware",
        median_ms(actions, rounds, seconds),
        "bare",
        {"fragment, 25 rows": 2, "fragment, 100 rows": 2.5, "full page, 25 rows": 6},
    )


def measure_misses(connection: Connection, emulator: Emulator, rounds: int, seconds: float) -> None:
    unseen = cursors(emulator, 3600)
    # The two sides read different pages of the same kind, so that neither profits from the other.
    floor, fragment, page = (itertools.cycle(unseen[start::3]) for start in range(3))
    actions = {
        "session.get + json.loads": missing(
            connection, "/bench/fetch?limit=25&starting_after={}", floor, {}
        ),
        "fragment, 25 rows": missing(connection, f"{LIST}?starting_after={{}}", fragment, HTMX),
        "full page, 25 rows": missing(connection, f"{LIST}?starting_after={{}}", page, {}),
    }
    # Few enough that no page comes twice.
    times = median_ms(actions, rounds, min(seconds, 1.0))
    print_ratios(
        "Pages that nobody has seen, beside a view that only calls upstream and parses",
        times,
        "session.get + json.loads",
        {"fragment, 25 rows": 2.5},
    )


def measure_bytes(connection: Connection) -> None:
    packed = {"Accept-Encoding": "gzip"}
    _, page = connection.get(LIST, packed)
    shell = gzip.decompress(page).decode()
    total, requests = len(page), 1
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', shell):
        total += len(connection.get(asset, packed)[1])
        requests += 1
    print("\nBytes over the wire, compressed\n")
    print("| what | KB | bar |\n| --- | ---: | ---: |")
    print(f"| first visit, {requests} requests | {total / 1024:.1f} | 60 |")
    for rows in (25, 100):
        turn = connection.get(address_of(rows), HTMX | packed)[1]
        print(f"| page turn, {rows} rows | {len(turn) / 1024:.1f} | {8 if rows == 25 else ''} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="a round of one page")
    options = parser.parse_args()
    with (
        running_emulator(f"--sessions={SESSIONS}") as emulator,
        running_site(emulator.address) as port,
    ):
        connection = Connection(port, sign_in(port))
        measure_pages(connection, options.rounds, options.seconds)
        measure_misses(connection, emulator, options.rounds, options.seconds)
        measure_bytes(connection)
    emulator_speed.main()


if __name__ == "__main__":
    main()
