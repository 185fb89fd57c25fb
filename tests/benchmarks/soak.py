"""Twenty requests a second for a quarter of an hour over an upstream that fails in every way.

No answer may be a 500; memory, threads and descriptors of the server must come to rest. Then the
answers that are too large: what they take of memory, and where reading stops.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.benchmarks.load import HTMX, LIST, Site, judged, memory_mib, running_site, table
from tests.faults.answers import MIB
from tests.faults.server import MODES, FaultyServer
from tests.running import running_redis

PER_SECOND = 20
CLIENTS = 20
SETTLED_AFTER = 5000
BLOCK = 2500
EVERY_SECONDS = 10
# These write for as long as they are read, or more than any real answer has. What they take once is
# no leak, so they are measured on their own.
FLOODS = (
    "too_many_rows",
    "huge_body",
    "redirect_huge",
    "interim_endless",
    "chunk_minus_one",
    "chunk_size_endless",
    "trailers_endless",
    "s503_huge",
    "s429_huge",
    "s429_endless",
    "gzip_bomb",
    "gzip_nested",
    "gzip_chain",
)
# Of what is no flood these take the most: an upstream that hangs has each pool start all of its
# threads, and rows as long and answers as deep as they may be fill the bounded caches and take
# Python's memory to its height, which it keeps. So they come while it settles, and after that only
# what really grows is seen.
HEAVIEST = ("silent_on_accept", "hostile", "nested_600", "deep_json")
TIMES = 6
DRAWN = tuple(mode for mode in MODES if mode not in FLOODS and mode != "gate")
STATES = ("", "status=open", "status=complete", "limit=10", "limit=50", "created=today")


@dataclass(frozen=True, slots=True)
class Reading:
    """Of the processes that answer, after so many requests.

    mib: what is theirs alone, and their part of what they share (PSS). Their part of a library
    grows when another program that uses it ends. anonymous: of that what no file backs.
    """

    requests: int
    mib: float
    anonymous: float
    threads: int
    descriptors: int

    @classmethod
    def of(cls, site: Site, requests: int) -> Reading:
        workers = site.workers()
        processes = [Path(f"/proc/{pid}") for pid in workers]
        return cls(
            requests,
            sum(memory_mib(pid, "Pss", "smaps_rollup") for pid in workers),
            sum(memory_mib(pid, "Pss_Anon", "smaps_rollup") for pid in workers),
            sum(len(list((process / "task").iterdir())) for process in processes),
            sum(len(list((process / "fd").iterdir())) for process in processes),
        )


class Walker:
    """Asks for listings, old and new pages, sessions, and reloads, at a steady pace."""

    def __init__(self, site: Site, seed: int) -> None:
        self._site = site
        self._draw = random.Random(seed)
        self.statuses: Counter[int] = Counter()

    def walk(self, end: float) -> None:
        connection = self._site.connection()
        pause = CLIENTS / PER_SECOND
        due = time.monotonic() + self._draw.uniform(0, pause)
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            # Who waited long is not followed by a rush.
            due = max(due + pause, time.monotonic())
            headers = HTMX if self._draw.random() < 0.7 else {}
            self.statuses[connection.follow(self._address(), headers).status] += 1
        connection.close()

    def _address(self) -> str:
        draw = self._draw
        address = f"{LIST}?{draw.choice(STATES)}"
        match draw.randrange(10):
            case 0:
                return f"{address}&reload=1"
            case 1:
                return f"{LIST}?created={draw.randrange(10**9, 10**9 * 2)}"
            case 2:
                return f"{LIST}cs_test_{draw.randrange(10**9)}/"
            case 3:
                return f"{LIST}?email=person{draw.randrange(10**6)}%40example.com"
            case _:
                return address


def fail_in_turn(upstream: FaultyServer, ended: threading.Event, seed: int) -> None:
    """Well for two turns of three, then in one of all ways for a turn."""
    draw = random.Random(seed)
    modes = chain(HEAVIEST * TIMES, iter(lambda: draw.choice(DRAWN), ""))
    turn = 0
    while not ended.wait(EVERY_SECONDS / 3):
        turn += 1
        upstream.switch("ok" if turn % 3 else next(modes))


def measure_soak(site: Site, upstream: FaultyServer, minutes: float) -> None:
    walkers = [Walker(site, seed) for seed in range(CLIENTS)]
    ended = threading.Event()
    end = time.monotonic() + minutes * 60
    threads = [threading.Thread(target=walker.walk, args=(end,)) for walker in walkers]
    threads.append(threading.Thread(target=fail_in_turn, args=(upstream, ended, 1)))
    for thread in threads:
        thread.start()
    readings = []
    while time.monotonic() < end:
        time.sleep(min(EVERY_SECONDS, max(0.1, end - time.monotonic())))
        readings.append(Reading.of(site, sum(sum(one.statuses.values()) for one in walkers)))
    ended.set()
    for thread in threads:
        thread.join()
    statuses = sum((walker.statuses for walker in walkers), Counter[int]())
    print_soak(readings, statuses, minutes, len(site.workers()))
    if statuses[500]:
        print_errors(site)


def print_errors(site: Site) -> None:
    """From the log: where each page died."""
    lines = site.log.read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(lines):
        if " ERROR " in line:
            print("\n".join(lines[place : place + 40]), flush=True)


def print_soak(
    readings: list[Reading], statuses: Counter[int], minutes: float, processes: int
) -> None:
    shown = readings[:: max(1, len(readings) // 15)]
    table(
        f"The server in {minutes:g} minutes of faults; answers {dict(sorted(statuses.items()))}",
        ("requests", "PSS MiB", "anonymous MiB", "threads", "descriptors"),
        *(
            (one.requests, f"{one.mib:.1f}", f"{one.anonymous:.1f}", one.threads, one.descriptors)
            for one in shown
        ),
    )
    print_blocks(readings)
    settled = [one for one in readings if one.requests >= SETTLED_AFTER] or readings
    half = settled[len(settled) // 2 :]
    first, last = settled[0], settled[-1]
    grown = slope(settled) * 10_000
    # Each process has caches to fill and threads to start.
    all_settled = [one for one in settled if one.requests >= SETTLED_AFTER * processes]
    rate = last.requests / (minutes * 60)
    table(
        f"After the first {first.requests:,} requests",
        ("figure", "measured", "bar", ""),
        ("requests a second", f"{rate:.1f}", "", ""),
        ("answers 500", *judged(statuses[500], 0, ".0f")),
        ("PSS, MiB per 10,000 requests", *judged(grown, 3, ".1f")),
        ("anonymous, likewise", f"{slope(settled, 'anonymous') * 10_000:.1f}", "", ""),
        (
            f"PSS after {SETTLED_AFTER:,} of each process",
            f"{slope(all_settled or settled) * 10_000:.1f}",
            "",
            "",
        ),
        ("threads, most late − most early", *judged(_rise(settled, half, "threads"), 2, ".0f")),
        ("descriptors, likewise", *judged(_rise(settled, half, "descriptors"), 4, ".0f")),
    )


def print_blocks(readings: list[Reading]) -> None:
    """Whether what grows comes to an end."""
    blocks = sorted({one.requests // BLOCK for one in readings})
    firsts = [next(one for one in readings if one.requests // BLOCK == block) for block in blocks]
    ends = [*firsts[1:], readings[-1]]
    table(
        f"By {BLOCK:,} requests",
        ("from", "to", "PSS MiB more", "anonymous MiB more"),
        *(
            (
                f"{first.requests:,}",
                f"{last.requests:,}",
                f"{last.mib - first.mib:+.1f}",
                f"{last.anonymous - first.anonymous:+.1f}",
            )
            for first, last in zip(firsts, ends, strict=True)
        ),
    )


def slope(readings: list[Reading], what: str = "mib") -> float:
    """MiB a request, by least squares, so that no single reading decides."""
    xs, ys = [one.requests for one in readings], [getattr(one, what) for one in readings]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((value - x) ** 2 for value in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else 0.0


def _rise(all_of_them: list[Reading], late: list[Reading], what: str) -> int:
    early = all_of_them[: len(all_of_them) - len(late)] or all_of_them
    most_late, most_early = (max(int(getattr(one, what)) for one in some) for some in (late, early))
    return most_late - most_early


def measure_sizes(site: Site, upstream: FaultyServer) -> None:
    (worker,) = site.workers()
    rows = []
    for number, mode in enumerate(FLOODS):
        upstream.switch("ok")
        # The breaker has forgotten the last one.
        _until_well(site, number)
        before, sent = memory_mib(worker), upstream.bytes_sent
        Path(f"/proc/{worker}/clear_refs").write_text("5")
        upstream.switch(mode)
        reply = site.connection().get(f"{LIST}?created=15{number:08}", HTMX)
        most = memory_mib(worker, "VmHWM")
        read = (upstream.bytes_sent - sent) / MIB
        rows.append((mode, reply.status, f"{read:.1f}", *judged(most - before, 200, ".0f")))
    head = ("answer", "status", "MiB sent", "MiB more at the peak", "bar", "")
    table("Answers that are too large", head, *rows)


def _until_well(site: Site, number: int) -> None:
    for attempt in range(40):
        path = f"{LIST}?created=14{number:04}{attempt:04}"
        if site.connection().get(path, HTMX).status == 200:
            return
        time.sleep(0.5)
    raise AssertionError("it did not recover")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--redis", action="store_true", help="two processes that share a Redis")
    options = parser.parse_args()
    settings = {"STRIPE_READS_PER_MONTH": "1000000000", "CACHE_FRESH_SECONDS": "5"}
    with ExitStack() as stack:
        if options.redis:
            url, _ = stack.enter_context(running_redis())
            settings |= {"CACHE_URL": url, "WEB_PROCESSES": "2"}
        upstream = stack.enter_context(FaultyServer())
        site = stack.enter_context(running_site(upstream.address, **settings))
        if not options.redis:
            measure_sizes(site, upstream)
            upstream.switch("ok")
        measure_soak(site, upstream, options.minutes)


if __name__ == "__main__":
    main()
