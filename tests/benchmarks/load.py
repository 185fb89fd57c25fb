"""What the measurements share: a thin HTTP client, readers at once, the site, and tables."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from tests.running import ROOT, end, free_port, wait_for_port

LIST = "/demo/sessions/"
# The form with a message and no table, for which nothing is asked.
SHELL = f"{LIST}?created_from=never"
HTMX = {"HX-Request": "true"}
PACKED = {"Accept-Encoding": "gzip"}
LONGEST_SECONDS = 60.0
MOST_REDIRECTS = 3
NOTHING_INSIDE = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
# What a measurement of its own subject must not stumble over.
UNBOUND = {
    "UPSTREAM_CALLS_PER_SECOND": "1000",
    "UPSTREAM_MAX_IN_FLIGHT": "64",
    "STRIPE_READS_PER_MONTH": "1000000000",
}
# Nothing grows stale while it is measured, and nothing is refreshed behind it.
AT_REST = UNBOUND | {"CACHE_FRESH_SECONDS": "3600"}

R = TypeVar("R")

_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reply:
    """seconds: from the first byte sent to the last one received."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        found = re.search(rb"(?i)\r\nlocation: ([^\r]+)", self.head)
        return found[1].decode() if found else ""


class Connection:
    """The thinnest HTTP client there is, so that it adds as little as possible to both sides."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.port = port
        self._cookies = cookies
        self._socket: socket.socket | None = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"Cookie: {self._cookies}"] if self._cookies else []
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        started = time.perf_counter()
        head, _, body = self._ask("\r\n".join([*lines, "", ""]).encode())
        status = int(head.split(maxsplit=2)[1])
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        assert length or status in NOTHING_INSIDE, head
        while length and len(body) < int(length[1]):
            body += self._some()
        reply = Reply(status, head, body, time.perf_counter() - started)
        if re.search(rb"(?i)\r\nconnection: close", head):
            self.close()
        return reply

    def follow(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        """Where redirects lead, timed as one."""
        started = time.perf_counter()
        reply = self.get(path, headers)
        for _ in range(MOST_REDIRECTS):
            if not reply.location:
                break
            reply = self.get(reply.location, headers)
        return Reply(reply.status, reply.head, reply.body, time.perf_counter() - started)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), LONGEST_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _ask(self, request: bytes) -> tuple[bytes, bytes, bytes]:
        """Once more on a new connection when the server had ended the idle one meanwhile."""
        is_kept = self._socket is not None
        try:
            self._open().sendall(request)
            received = self._some()
        except ConnectionError:
            self.close()
            if not is_kept:
                raise
            self._open().sendall(request)
            received = self._some()
        while b"\r\n\r\n" not in received:
            received += self._some()
        return received.partition(b"\r\n\r\n")

    def _some(self) -> bytes:
        part = self._open().recv(1 << 20)
        if not part:
            self.close()
            raise ConnectionResetError("the server hung up")
        return part


def sign_in(port: int, name: str = "support") -> str:
    """The Cookie header of one of the demo's people."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/accounts/login/"
    page = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"username": name, "password": "demo", "csrfmiddlewaretoken": token[1]}
    opener.open(address, urllib.parse.urlencode(form).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


@dataclass(frozen=True, slots=True)
class Site:
    """A dashboard that answers, somebody who is signed in, and its process."""

    port: int
    cookies: str
    process: subprocess.Popen[str]
    log: Path

    def connection(self) -> Connection:
        return Connection(self.port, self.cookies)

    def workers(self) -> list[int]:
        """The processes that answer requests; none where the system does not tell."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []


@lru_cache(maxsize=2)
def _collect_static(checkout: Path | str) -> None:
    """Once: several sites that start together would get into each other's way."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    environment = os.environ | {"SECRET_KEY": "benchmark" * 8}
    subprocess.run(command, cwd=checkout, env=environment, check=True)


def environment_of(upstream: str, folder: str, **settings: str) -> dict[str, str]:
    """Of a process of the dashboard, which has its database in the folder."""
    return {
        **os.environ,
        "DEMO": "1",
        "STRIPE_ACCOUNTS": "demo",
        "STRIPE_API_KEY_DEMO": "rk_test_emulator",
        "STRIPE_API_BASE": upstream,
        "SECRET_KEY": "benchmark" * 8,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        **settings,
    }


@contextmanager
def running_site(
    upstream: str, *, server: str = "granian", checkout: Path | str = ROOT, **settings: str
) -> Iterator[Site]:
    """The dashboard of `tests.benchmarks.site` on a production server, with the demo's people.

    checkout: of the project, this one or another commit beside it.
    """
    with _starting:
        _collect_static(checkout)
        port = free_port()
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/log", "w") as log:
        environment = environment_of(upstream, folder, PORT=str(port), **settings)
        command = [sys.executable, "manage.py", "demo_people"]
        subprocess.run(command, cwd=checkout, env=environment, check=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.site", server],
            cwd=checkout,
            env=environment,
            stderr=log,
            text=True,
        )
        try:
            wait_for_port(port, process)
            yield Site(port, sign_in(port), process, Path(folder, "log"))
        finally:
            end(process)


def at_once(works: Sequence[Callable[[], R]]) -> list[R]:
    """Begin all in the same moment, a thread each; what they return, in order."""
    barrier = threading.Barrier(len(works))
    results: dict[int, R] = {}

    def run(place: int, work: Callable[[], R]) -> None:
        barrier.wait()
        results[place] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(works), "some of them failed, see above"
    return [results[place] for place in range(len(works))]


def readers(sites: Sequence[Site], count: int, path: str) -> list[Reply]:
    """So many people ask for one page at once, in turn on each of the sites."""
    connections = [sites[number % len(sites)].connection() for number in range(count)]
    for connection in connections:
        # Connected beforehand, so that all really ask at once.
        connection.get("/healthz")

    def ask(connection: Connection) -> Callable[[], Reply]:
        return lambda: connection.get(path, HTMX)

    try:
        return at_once([ask(connection) for connection in connections])
    finally:
        for connection in connections:
            connection.close()


Action = Callable[[], object]


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


def percentile(values: Iterable[float], share: float) -> float:
    """The least value that so great a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


def table(title: str, *rows: Sequence[object]) -> None:
    """Markdown; the first row is the head, and all but the first column are numbers."""
    head, *body = rows
    print(f"\n{title}\n")
    print(f"| {' | '.join(map(str, head))} |")
    print(f"| --- |{' ---: |' * (len(head) - 1)}")
    for row in body:
        print(f"| {' | '.join(map(str, row))} |")
    print(flush=True, end="")


def judged(value: float, bar: float, form: str = ".2f", *, at_least: bool = False) -> list[str]:
    """The figure, its bar and whether it is met, as cells of a table."""
    met = value >= bar if at_least else value <= bar
    sign = "≥" if at_least else "≤"
    return [f"{value:{form}}", f"{sign} {bar:{form}}", "met" if met else "**missed**"]


def print_ratios(title: str, times: dict[str, float], floor: str, bars: dict[str, float]) -> None:
    rows = []
    for name, milliseconds in times.items():
        ratio = milliseconds / times[floor]
        cells = judged(ratio, bars[name]) if name in bars else [f"{ratio:.2f}", "", ""]
        rows.append((name, f"{milliseconds:.2f}", *cells))
    table(title, ("page", "median ms", f"× {floor}", "bar", ""), *rows)


def address_of(rows: int) -> str:
    """25 is the default, which the address of a page leaves out."""
    return LIST if rows == 25 else f"{LIST}?limit={rows}"


@contextmanager
def every(seconds: float, work: Callable[[], object]) -> Iterator[None]:
    """Do it again and again in a thread of its own, until the block ends."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(seconds):
            work()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def memory_mib(pid: int, name: str = "VmRSS", file: str = "status") -> float:
    """VmRSS is what it holds now, VmHWM the most it ever held; Pss is in `smaps_rollup`."""
    with contextlib.suppress(FileNotFoundError):
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))
    return 0.0
