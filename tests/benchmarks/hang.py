"""Upstream hangs while many ask for pages that nobody has seen: who else notices, and for how long.

One person reads cached pages one after the other, before and meanwhile. Whoever is refused waits
some moments and asks for another page.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.benchmarks.load import (
    HTMX,
    LIST,
    Connection,
    Reply,
    Site,
    at_once,
    judged,
    percentile,
    running_site,
    table,
)
from tests.faults.server import FaultyServer

CLIENTS = 64
PAUSE_SECONDS = (0.5, 1.5)
CALM_SECONDS = 8.0
HANG_SECONDS = 25.0
TURN_SECONDS = 0.02
# The form with a message and no table, for which nothing is asked.
SHELL = f"{LIST}?created_from=never"
SIGN_IN = "/accounts/login/"
PAGES = {"cached fragment": LIST, "cached full page": LIST, "form alone": SHELL}
PAGES |= {"sign-in page": SIGN_IN, "bare signed-in view": "/bench/bare"}


@dataclass(slots=True)
class Crowd:
    """What the clients who ask for unseen pages have got."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    recovered_at: float | None = None


@contextmanager
def crowd(site: Site, clients: int) -> Iterator[Crowd]:
    """So many who ask for pages that nobody has seen, until the block ends."""
    seen, ended, numbers = Crowd(), threading.Event(), count()
    lock = threading.Lock()

    def ask() -> None:
        connection, draw = site.connection(), random.Random(threading.get_ident())
        while not ended.is_set():
            with lock:
                number = next(numbers)
            reply = connection.get(f"{LIST}?created=17{number:08}", HTMX)
            with lock:
                seen.seconds.append(reply.seconds)
                seen.statuses[reply.status] += 1
                if reply.status == 200 and seen.recovered_at is None:
                    seen.recovered_at = time.monotonic()
            ended.wait(draw.uniform(*PAUSE_SECONDS))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def read_in_turn(site: Site, seconds: float) -> dict[str, list[float]]:
    """The times of each of PAGES, one after the other, at the pace of a few people."""
    signed_in, stranger = site.connection(), Connection(site.port)
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, path in PAGES.items():
            connection = stranger if path == SIGN_IN else signed_in
            reply = connection.get(path, HTMX if "fragment" in name else {})
            assert reply.status == (400 if path == SHELL else 200), (name, reply.status)
            times[name].append(reply.seconds * 1000)
            time.sleep(TURN_SECONDS)
    return times


def print_pages(calm: dict[str, list[float]], hanging: dict[str, list[float]]) -> None:
    rows: list[tuple[object, ...]] = []
    for name, times in calm.items():
        before, during = percentile(times, 0.95), percentile(hanging[name], 0.95)
        rows.append((name, f"{before:.1f}", f"{during:.1f}", *judged(during / before, 3)))
    head = ("page", "p95 ms, calm", "p95 ms, hanging", "ratio", "bar", "")
    table(f"Pages that need no call, while {CLIENTS} wait for a hanging upstream", head, *rows)
    rows = []
    for name in PAGES:
        for state, found in (("calm", calm), ("hanging", hanging)):
            p50 = percentile(found[name], 0.5)
            ratio = p50 / percentile(found["bare signed-in view"], 0.5)
            verdict = judged(ratio, 2) if name == "form alone" else [f"{ratio:.2f}", "", ""]
            rows.append((f"{name}, {state}", f"{p50:.2f}", *verdict))
    table("Medians beside a bare view", ("page", "p50 ms", "× bare", "bar", ""), *rows)


def measure_crowd(site: Site, upstream: FaultyServer) -> None:
    site.connection().get(LIST, HTMX)
    read_in_turn(site, 1)
    calm = read_in_turn(site, CALM_SECONDS)
    upstream.switch("hang")
    with crowd(site, CLIENTS) as seen:
        time.sleep(1)
        hanging = read_in_turn(site, HANG_SECONDS)
        upstream.switch("ok")
        returned = time.monotonic()
        seen.recovered_at = None
        time.sleep(12)
    print_pages(calm, hanging)
    recovered = (seen.recovered_at or float("inf")) - returned
    table(
        f"Those who asked for unseen pages: {dict(seen.statuses)}",
        ("figure", "measured", "bar", ""),
        ("slowest answer, s", *judged(max(seen.seconds), 10, ".1f")),
        ("first good page after upstream's return, s", *judged(recovered, 10, ".1f")),
        ("calls at once", *judged(upstream.peak, 8, ".0f")),
    )


def measure_forty(site: Site, upstream: FaultyServer) -> None:
    """The moment itself, when the breaker has not opened yet."""
    upstream.switch("hang")

    def ask(number: int) -> Reply:
        return site.connection().get(f"{LIST}?created=16{number:08}", HTMX)

    def look(path: str) -> Reply:
        time.sleep(1)
        return Connection(site.port, "" if path == SIGN_IN else site.cookies).get(path)

    works = [lambda number=number: ask(number) for number in range(40)]
    looks = [lambda path=path: look(path) for path in (LIST, SIGN_IN)]
    *hung, warm, sign_in = at_once([*works, *looks])
    upstream.switch("ok")
    statuses = dict(Counter(reply.status for reply in hung))
    table(
        f"40 unseen pages at once, upstream hangs: {statuses}",
        ("figure", "measured", "bar", ""),
        ("a warm page meanwhile, s", *judged(warm.seconds, 1)),
        ("the sign-in page meanwhile, s", *judged(sign_in.seconds, 1)),
        ("slowest of the hung, s", *judged(max(reply.seconds for reply in hung), 10, ".1f")),
    )


def main() -> None:
    settings = {"CACHE_FRESH_SECONDS": "3600", "STRIPE_READS_PER_MONTH": "1000000000"}
    with FaultyServer() as upstream, running_site(upstream.address, **settings) as site:
        site.connection().get(LIST, HTMX)
        measure_forty(site, upstream)
        time.sleep(8)
        measure_crowd(site, upstream)


if __name__ == "__main__":
    main()
