"""Replay 20 people at work against two dashboards and one Redis, beside other ways to cache.

Three sets of servers run side by side and meet the same trace at the same time: the dashboard, the
dashboard with a page-keyed cache, and the dashboard without a cache. Time runs ten times faster,
and so do arrivals and all ages; only upstream does not: its latency is drawn anew ten times a
second, with the median that the design assumes. The budget and the calls at once are raised on all
sides, for they are per real second.
"""

from __future__ import annotations

import argparse
import html
import math
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.benchmarks.load import (
    HTMX,
    LIST,
    Reply,
    Site,
    every,
    judged,
    percentile,
    running_site,
    table,
)
from tests.benchmarks.people import PEOPLE, Act, trace
from tests.benchmarks.purposes import background_work, print_purposes, questions
from tests.running import Emulator, running_emulator, running_redis

COMPRESSED = 10.0
SESSIONS = 20_000
ARRIVALS_PER_MINUTE = 6
# Log-normal; the p95 is 844 ms.
MEDIAN_MS, SIGMA = 350, 0.535
LEAST_MS, MOST_MS = 200, 2000
# Nothing but upstream takes so long.
WAITED_SECONDS = LEAST_MS / 2000
READY_SECONDS = 120
# Of all sites over one Redis.
BUDGET = {
    "UPSTREAM_CALLS_PER_SECOND": "25",
    "UPSTREAM_MAX_IN_FLIGHT": "16",
    "UPSTREAM_SHARES": "2",
    "STRIPE_READS_PER_MONTH": "1000000000",
}
COUNTED = {"METRICS": "1"}


def ages(fresh: float, stale: float, settled: float) -> dict[str, str]:
    return {
        "CACHE_FRESH_SECONDS": f"{fresh / COMPRESSED:.0f}",
        "CACHE_STALE_SECONDS": f"{stale / COMPRESSED:.0f}",
        "CACHE_SETTLED_SECONDS": f"{settled / COMPRESSED:.0f}",
    }


OURS, PAGE_KEYED, NO_CACHE = "this dashboard", "page-keyed, 30 s", "no cache"
VARIANTS = {
    OURS: ages(30, 600, 3600),
    PAGE_KEYED: ages(30, 30, 30) | {"BENCH_CACHE": "page-keyed"},
    NO_CACHE: ages(0, 0, 0) | {"BENCH_CACHE": "page-keyed"},
}


@dataclass(slots=True)
class Outcome:
    """behind, asked: see `print_purposes`."""

    calls: int = 0
    behind: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    seconds: list[tuple[str, float]] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def times(self) -> list[float]:
        return [seconds for _, seconds in self.seconds]

    @property
    def calls_per_action(self) -> float:
        return self.calls / len(self.seconds)

    @property
    def waited(self) -> float:
        """The share of actions."""
        return sum(seconds >= WAITED_SECONDS for seconds in self.times) / len(self.seconds)


@dataclass(slots=True)
class World:
    """What people know before they begin: customers who call, and the busiest payment link."""

    emails: list[str]
    ids: list[str]
    link: str

    @classmethod
    def of(cls, emulator: Emulator) -> World:
        found: list[dict[str, object]] = []
        last = ""
        while len(found) < 500:
            after = f"&starting_after={last}" if last else ""
            answer = emulator.get(f"/v1/checkout/sessions?limit=100&status=complete{after}")
            found += answer["data"]
            last = answer["data"][-1]["id"]
        links = Counter(str(one["payment_link"]) for one in found if one["payment_link"])
        # Every third: who calls is rarely the very last one.
        cases = [one for one in found[::3] if one["customer_details"]]
        emails = [str(one["customer_details"]["email"]) for one in cases]  # type: ignore[index]
        return cls(emails, [str(one["id"]) for one in cases], links.most_common(1)[0][0])


class Person:
    """Follows what the page offers, on each of the sites in turn, as behind a load balancer."""

    def __init__(self, sites: list[Site], world: World) -> None:
        self._connections = [site.connection() for site in sites]
        self._world = world
        self._turn = 0
        self._page = ""
        self._listing = ""

    def act(self, act: Act) -> Reply:
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        reply = connection.follow(self._address(act), {} if act.kind == "by id" else HTMX)
        if reply.status == 200:
            self._page = reply.text
        return reply

    def _address(self, act: Act) -> str:
        match act.kind:
            case "by e-mail":
                return f"{LIST}?{urlencode({'email': self._world.emails[int(act.what)]})}"
            case "by id":
                return f"{LIST}{self._world.ids[int(act.what)]}/"
            case "open":
                self._listing = act.what.format(link=self._world.link)
            case "size":
                return self._first(f"limit={act.what}")
            case kind:
                # Where the list ends, its beginning is what people go to.
                return self._offered(kind) or self._first()
        return self._first()

    def _first(self, more: str = "") -> str:
        query = "&".join(filter(None, (self._listing, more)))
        return f"{LIST}?{query}" if query else LIST

    def _offered(self, name: str) -> str:
        link = re.search(rf'<a [^>]*\bid="{name}"[^>]*>', self._page)
        found = re.search(r' href="([^"]+)"', link[0]) if link else None
        return html.unescape(found[1]) if found else ""


def replay(name: str, acts: list[Act], start: threading.Barrier) -> Outcome:
    outcome, lock = Outcome(), threading.Lock()
    with ExitStack() as stack:
        emulator = stack.enter_context(
            running_emulator(
                f"--sessions={SESSIONS}",
                f"--arrivals-per-minute={ARRIVALS_PER_MINUTE * COMPRESSED}",
            )
        )
        cache, _ = stack.enter_context(running_redis())
        settings = VARIANTS[name] | BUDGET | COUNTED | {"CACHE_URL": cache}
        sites = [stack.enter_context(running_site(emulator.address, **settings)) for _ in range(2)]
        world = World.of(emulator)
        people = [Person(sites, world) for _ in range(PEOPLE)]
        emulator.reset()
        stack.enter_context(every(0.1, lambda: _draw_latency(emulator)))
        start.wait(READY_SECONDS)
        started = time.monotonic()

        def work(number: int) -> None:
            for act in acts:
                if act.person != number:
                    continue
                # Whoever waits for a page thinks after it has come; never before the trace says.
                time.sleep(max(0.0, started + act.at - time.monotonic()))
                reply = people[number].act(act)
                with lock:
                    outcome.seconds.append((act.kind, reply.seconds))
                    if reply.status != 200:
                        outcome.refused[reply.status] += 1

        with ThreadPoolExecutor(PEOPLE) as pool:
            list(pool.map(work, range(PEOPLE)))
        requests = emulator.requests()
        outcome.calls, outcome.asked = len(requests), questions(requests)
        outcome.behind = background_work(sites)
    return outcome


_draws = random.Random(1)


def _draw_latency(emulator: Emulator) -> None:
    drawn = MEDIAN_MS * math.exp(_draws.gauss(0, SIGMA))
    emulator.control(f"latency?ms={min(MOST_MS, max(LEAST_MS, drawn)):.0f}")


def print_outcomes(outcomes: dict[str, Outcome]) -> None:
    rows = []
    for name, one in outcomes.items():
        p50, p95 = (f"{percentile(one.times, share) * 1000:.0f}" for share in (0.5, 0.95))
        share = f"{one.waited * 100:.1f}"
        refused = sum(one.refused.values())
        cells = (len(one.seconds), one.calls, f"{one.calls_per_action:.2f}", share, p50, p95)
        rows.append((name, *cells, refused))
    head = ("cache", "actions", "upstream calls", "calls per action", "waited %", "p50 ms")
    table("20 people, two dashboards over Redis", (*head, "p95 ms", "refused"), *rows)

    ours, peer = outcomes[OURS], outcomes[PAGE_KEYED]
    slower = percentile(ours.times, 0.95) / percentile(peer.times, 0.95)
    table(
        "Against the bars",
        ("figure", "measured", "bar", ""),
        ("upstream calls per action", *judged(ours.calls_per_action, 0.43)),
        ("actions that waited, %", *judged(ours.waited * 100, 13, ".1f")),
        ("calls, × page-keyed", *judged(ours.calls / peer.calls, 0.70)),
        ("waiting actions, × page-keyed", *judged(ours.waited / peer.waited, 0.25)),
        ("p95, × page-keyed", *judged(slower, 0.65)),
    )

    print_purposes(ours.calls, len(ours.seconds), ours.behind, ours.asked)
    kinds = Counter(kind for kind, _ in ours.seconds)
    slow = Counter(kind for kind, seconds in ours.seconds if seconds >= WAITED_SECONDS)
    table(
        "Who waited on this dashboard",
        ("action", "made", "waited", "% of all actions"),
        *(
            (kind, made, slow[kind], f"{slow[kind] / len(ours.seconds) * 100:.1f}")
            for kind, made in kinds.most_common()
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    acts = trace(options.seed, options.actions, COMPRESSED)
    print(f"{len(acts)} actions in {acts[-1].at:.0f} s, seed {options.seed}", flush=True)
    start = threading.Barrier(len(VARIANTS))
    with ThreadPoolExecutor(len(VARIANTS)) as pool:
        running = {name: pool.submit(replay, name, acts, start) for name in VARIANTS}
        print_outcomes({name: future.result() for name, future in running.items()})


if __name__ == "__main__":
    main()
