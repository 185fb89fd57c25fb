"""Measure in one run what a page costs, as ratios to floors measured in the same run.

One connection, alternating rounds, medians. Ratios move by some 20 % with the machine's load; times
move by much more and are printed only for scale.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks import emulator_speed, in_process, memory
from tests.benchmarks.load import (
    AT_REST,
    HTMX,
    LIST,
    PACKED,
    SHELL,
    Action,
    Connection,
    address_of,
    judged,
    median_ms,
    print_ratios,
    running_site,
    table,
)
from tests.running import (
    ROOT,
    Emulator,
    end,
    free_port,
    running_emulator,
    running_redis,
    wait_for_port,
)

SESSIONS = 100_000
DEEP_PAGE = 500
# Against a bare view, as browsers ask for a page.
BARS = {
    "fragment, 25 rows, gzip": 1.15,
    "fragment, 100 rows, gzip": 1.25,
    "full page, 25 rows, gzip": 1.8,
    "form alone, gzip": 1.5,
}
# Of a peer's page against our page and our fragment.
PEER_BARS = {"admin": (13.0, 20.0), "django-tables2": (11.0, 17.0)}

Pages = dict[str, Action]


@contextmanager
def running_peers() -> Iterator[Connection]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.peers", str(port)],
            cwd=ROOT,
            env={"PEERS_DATABASE": f"{folder}/db.sqlite3"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            cookies = process.stdout.readline().strip()
            wait_for_port(port, process)
            yield Connection(port, cookies)
        finally:
            end(process)


def cached(
    connection: Connection,
    path: str,
    headers: dict[str, str] | None = None,
    status: int = http.client.OK,
) -> Action:
    def action() -> None:
        answer = connection.get(path, headers)
        assert answer.status == status, (path, answer.status)

    # The first reads it; what it has begun behind the page is over soon.
    action()
    time.sleep(0.2)
    return action


def unseen(connection: Connection, paths: Iterator[str], headers: dict[str, str]) -> Action:
    def action() -> None:
        path = next(paths)
        answer = connection.get(path, headers)
        assert answer.status == http.client.OK, (path, answer.status)

    return action


def warm_pages(connection: Connection) -> Pages:
    pages = {"bare": cached(connection, "/bench/bare")}
    for rows in (25, 100):
        path = address_of(rows)
        pages[f"fragment, {rows} rows"] = cached(connection, path, HTMX)
        pages[f"fragment, {rows} rows, gzip"] = cached(connection, path, HTMX | PACKED)
        pages[f"full page, {rows} rows"] = cached(connection, path)
        pages[f"full page, {rows} rows, gzip"] = cached(connection, path, PACKED)
    for name, headers in (("form alone", {}), ("form alone, gzip", PACKED)):
        pages[name] = cached(connection, SHELL, headers, status=http.client.BAD_REQUEST)
    return pages


def measure_pages(connection: Connection, rounds: int, seconds: float) -> None:
    print_ratios(
        "Pages from the cache, beside a bare signed-in view with the same middleware",
        median_ms(warm_pages(connection), rounds, seconds),
        "bare",
        BARS | {"fragment, 25 rows": 1.3, "fragment, 100 rows": 1.6, "form alone": 2},
    )


def moments(now: float, template: str, stop: int = 3) -> list[Iterator[str]]:
    """Several endless series of addresses of first pages that nobody has seen.

    Each asks for what was created before another minute.
    """

    def series(start: int) -> Iterator[str]:
        number = start
        while True:
            at = now // 60 * 60 - 60 * number
            yield template.format(
                unix=f"{at:.0f}", minute=time.strftime("%Y-%m-%dT%H:%M", time.gmtime(at))
            )
            number += stop

    return [series(start) for start in range(stop)]


def measure_misses(connection: Connection, rounds: int, seconds: float) -> None:
    # The sides read different pages of the same kind, so that none profits from another.
    _, fragment, page = moments(time.time(), f"{LIST}?created_to={{minute}}")
    floor, *_ = moments(time.time(), "/bench/fetch?limit=25&created[lt]={unix}")
    actions = {
        "session.get + json.loads": unseen(connection, floor, {}),
        "fragment, 25 rows": unseen(connection, fragment, HTMX),
        "full page, 25 rows": unseen(connection, page, {}),
    }
    print_ratios(
        "Pages that nobody has seen, beside a view that only calls upstream and parses",
        median_ms(actions, rounds, seconds),
        "session.get + json.loads",
        {"fragment, 25 rows": 2.5},
    )


def measure_depth(connection: Connection, emulator: Emulator, rounds: int) -> None:
    """Pages far enough apart that none lies in what was read ahead of another."""
    ids: list[str] = []
    while len(ids) < 2 * DEEP_PAGE * 25:
        after = f"&starting_after={ids[-1]}" if ids else ""
        answer = emulator.get(f"/v1/checkout/sessions?limit=100{after}")
        ids += [session["id"] for session in answer["data"]]
    places = {"of the first pages": ids[25:], f"{DEEP_PAGE} pages in": ids[DEEP_PAGE * 25 :]}

    def pages(cursors: list[str]) -> Iterator[str]:
        return (f"{LIST}?starting_after={cursor}" for cursor in cursors[::150])

    times: dict[str, list[float]] = {}
    for kind in ("unseen", "cached"):
        paths = {f"{kind}, {name}": list(pages(found)) for name, found in places.items()}
        for number in range(rounds * 6):
            for name, addresses in paths.items():
                answer = connection.get(addresses[number], HTMX)
                assert answer.status == http.client.OK
                times.setdefault(name, []).append(answer.seconds)
                # What is read ahead of it must not slow the next one down.
                time.sleep(0.06 if kind == "unseen" else 0)
    medians = {name: sorted(taken)[len(taken) // 2] * 1000 for name, taken in times.items()}
    rows = []
    for kind in ("unseen", "cached"):
        near, deep = (medians[f"{kind}, {name}"] for name in places)
        rows.append((kind, f"{near:.2f}", f"{deep:.2f}", *judged(deep / near, 1.2)))
    head = ("fragment, 25 rows", *(f"ms, {name}" for name in places), "ratio", "bar", "")
    table("Deep pages", head, *rows)


def measure_stores(emulator: Emulator, connection: Connection, rounds: int, seconds: float) -> None:
    """As browsers ask for them, compressed."""
    with (
        running_redis() as (cache, _),
        running_site(emulator.address, CACHE_URL=cache, **AT_REST) as site,
    ):
        in_redis = site.connection()
        actions: Pages = {"bare, in Redis": cached(in_redis, "/bench/bare")}
        for name, one in (("in process", connection), ("in Redis", in_redis)):
            for rows in (25, 100):
                path = address_of(rows)
                actions[f"fragment, {rows} rows, {name}"] = cached(one, path, HTMX | PACKED)
        times = median_ms(actions, rounds, seconds)
    bars = {f"fragment, {rows} rows, in Redis": 1.5 for rows in (25, 100)}
    print_ratios("A hit in Redis beside a hit in process", times, "bare, in Redis", bars)


def measure_peers(connection: Connection, rounds: int, seconds: float) -> None:
    deep = DEEP_PAGE
    with running_peers() as peers:
        actions = {
            "cached page": cached(connection, LIST, PACKED),
            "cached fragment": cached(connection, LIST, HTMX | PACKED),
            "admin": cached(peers, "/admin/peers/session/"),
            "admin, status=open": cached(peers, "/admin/peers/session/?status__exact=open"),
            f"admin, page {deep}": cached(peers, f"/admin/peers/session/?p={deep}"),
            "admin, e-mail": cached(peers, "/admin/peers/session/?q=person42@example.com"),
            "django-tables2": cached(peers, "/tables2/"),
            f"django-tables2, page {deep}": cached(peers, f"/tables2/?page={deep}"),
        }
        times = median_ms(actions, rounds, seconds)
    rows = []
    for name, milliseconds in times.items():
        cells = []
        for kind, bar in zip(("page", "fragment"), PEER_BARS.get(name, (0, 0)), strict=True):
            ratio = milliseconds / times[f"cached {kind}"]
            cells += judged(ratio, bar, ".1f", at_least=True) if bar else [f"{ratio:.1f}", "", ""]
        rows.append((name, f"{milliseconds:.2f}", *cells))
    head = ["25 rows of 100,000", "median ms"]
    for kind in ("page", "fragment"):
        head += [f"× cached {kind}, gzip", "bar", ""]
    table("Peers over rows of their own", head, *rows)


def measure_bytes(connection: Connection) -> None:
    page = connection.get(LIST, PACKED).body
    shell = gzip.decompress(page).decode()
    total, requests = len(page), 1
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', shell):
        total += len(connection.get(asset, PACKED).body)
        requests += 1
    rows = [(f"first visit, {requests} requests", *judged(total / 1024, 60, ".1f"))]
    turn = len(connection.get(LIST, HTMX | PACKED).body)
    rows.append(("page turn, 25 rows", *judged(turn / 1024, 8, ".1f")))
    table("Bytes over the wire, compressed", ("what", "KB", "bar", ""), *rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="a round of one page")
    options = parser.parse_args()
    rounds, seconds = options.rounds, options.seconds
    with (
        running_emulator(f"--sessions={SESSIONS}") as emulator,
        running_site(emulator.address, **AT_REST) as site,
    ):
        connection = site.connection()
        measure_pages(connection, rounds, seconds)
        in_process.measure(emulator, rounds, seconds / 2)
        measure_misses(connection, rounds, min(seconds, 1.0))
        measure_depth(connection, emulator, rounds)
        measure_stores(emulator, connection, rounds, seconds)
        measure_peers(connection, rounds, seconds)
        measure_bytes(connection)
        memory.measure(emulator)
    emulator_speed.main()


if __name__ == "__main__":
    main()
