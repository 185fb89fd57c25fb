"""People turn pages, with and without a backfill or an export at full pace in the same process.

`python -m tests.benchmarks.page_turns`: stretches with and without it take turns, so that what else
the machine does falls on both. Each person looks at the list, at older pages that nobody has seen,
and at some that were seen, at a person's pace.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.benchmarks.burst import busiest, limit_of
from tests.benchmarks.facts import child
from tests.benchmarks.load import HTMX, LIST, Site, at_once, judged, percentile, running_site, table
from tests.running import Emulator, running_emulator

PEOPLE = 2
PAUSE_SECONDS = (0.2, 0.5)
BAR = 1.5
# How many sessions a call brings that nobody waits for.
BEHIND = 100
# The window of the budget has two, but on a busy machine calls come late and then together.
WINDOW_SECONDS = 10.0
MODULE = "tests.benchmarks.page_turns"
# Of the budget, while nobody looks.
SHARES = {"backfill": 0.5, "export": 0.95}
UNSEEN, SEEN, NEWEST, ALL = "older page, unseen", "older page, seen", "newest page", "all turns"
Times = dict[str, list[float]]


# In a child process.


def switch(word: str) -> dict[str, int]:
    """Start a backfill or an export, or cancel it; how many sessions it has read."""
    import django

    django.setup()
    from sessions_browser.exports.folder import ExportFolder
    from sessions_browser.exports.job import KIND
    from sessions_browser.exports.recipe import Recipe
    from sessions_browser.jobs import commands
    from sessions_browser.models import Job
    from sessions_browser.overview import filling

    if word == "backfill":
        filling.start("demo", "")
    elif word == "export":
        columns = ("id", "created", "amount_minor", "currency", "email", "name")
        recipe = Recipe("demo", "manager", "csv", columns, "UTC", ((),))
        folder = ExportFolder.make(recipe)
        commands.start(KIND, "demo", "manager", {"account": "demo", "export": folder.token})
    elif job := Job.objects.first():
        commands.cancel(job)
        while Job.objects.filter(state=Job.State.RUNNING).exists():
            time.sleep(0.1)
    return {"read": sum(Job.objects.values_list("done", flat=True))}


# In the parent process.


def cursors_of(emulator: Emulator, wanted: int) -> Iterator[str]:
    """So far apart that none lies in what was read ahead of another."""
    found: list[str] = []
    after = ""
    while len(found) < wanted:
        data = emulator.get(f"/v1/checkout/sessions?limit=100{after}")["data"]
        after = f"&starting_after={data[-1]['id']}"
        found.append(data[-1]["id"])
    random.Random(3).shuffle(found)
    return iter(found)


def turn_pages(site: Site, number: int, cursors: Iterator[str], seconds: float) -> Times:
    draw, connection, times = (
        random.Random(number),
        site.connection(),
        defaultdict[str, list[float]](list),
    )
    seen = [LIST]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kind = draw.choice((UNSEEN, UNSEEN, SEEN, NEWEST))
        if kind == UNSEEN:
            seen.append(f"{LIST}?starting_after={next(cursors)}")
        path = {UNSEEN: seen[-1], SEEN: draw.choice(seen), NEWEST: LIST}[kind]
        reply = connection.get(path, HTMX)
        assert reply.status == 200, (path, reply.status)
        times[kind].append(reply.seconds)
        time.sleep(draw.uniform(*PAUSE_SECONDS))
    connection.close()
    return times


def stretch(site: Site, cursors: Iterator[str], seconds: float, numbers: Iterator[int]) -> Times:
    """What all people together have waited."""
    works = [
        lambda number=number: turn_pages(site, number, cursors, seconds)
        for number in [next(numbers) for _ in range(PEOPLE)]
    ]
    joined = defaultdict[str, list[float]](list)
    for times in at_once(works):
        for kind, taken in times.items():
            joined[kind] += taken
            joined[ALL] += taken
    return joined


@dataclass(slots=True)
class Pace:
    """Of the calls that upstream received. behind: the moments of those that nobody waits for."""

    behind: list[float] = field(default_factory=list)
    backfill: int = 0
    for_people: int = 0
    seconds: float = 0.0

    def note(self, emulator: Emulator, seconds: float) -> None:
        """All since the last reset. Only a backfill asks here for stretches of time."""
        for call in emulator.requests("/v1/checkout/sessions"):
            if limit_of(call) == BEHIND:
                self.behind.append(float(call["time"]))
            else:
                self.for_people += 1
            self.backfill += "created" in call["query"]
        self.seconds += seconds
        emulator.reset()

    @property
    def busiest(self) -> int:
        return busiest(sorted(self.behind), WINDOW_SECONDS)

    @property
    def a_second(self) -> float:
        return self.backfill / self.seconds


def measure(site: Site, emulator: Emulator, folder: str, options: Any) -> None:
    rounds, seconds, latency = options.rounds, options.seconds, options.latency_ms
    emulator.control("latency?ms=0")
    cursors, numbers = cursors_of(emulator, 900), count()
    emulator.control(f"latency?ms={latency}")
    calm, filling = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    stretch(site, cursors, 2.0, numbers)
    alone, beside = Pace(), Pace()
    for _ in range(rounds):
        add(calm, stretch(site, cursors, seconds, numbers))
        child(folder, options.work, module=MODULE, EXPORTS_DIR=f"{folder}/exports")
        # The engine of the jobs is launched once.
        time.sleep(4)
        emulator.reset()
        time.sleep(seconds)
        alone.note(emulator, seconds)
        started = time.monotonic()
        add(filling, stretch(site, cursors, seconds, numbers))
        beside.note(emulator, time.monotonic() - started)
        read = child(folder, "cancel", module=MODULE)["read"]
        emulator.reset()
    print_turns(calm, filling, read, options.work)
    print_pace(alone, beside, options.calls, SHARES[options.work])


def add(to: Times, more: Times) -> None:
    for kind, taken in more.items():
        to[kind] += taken


def print_turns(calm: Times, filling: Times, read: int, work: str) -> None:
    rows = []
    for kind in (NEWEST, SEEN, UNSEEN, ALL):
        p50s = [percentile(times[kind], 0.5) * 1000 for times in (calm, filling)]
        p95s = [percentile(times[kind], 0.95) * 1000 for times in (calm, filling)]
        verdict = judged(p95s[1] / p95s[0], BAR)
        counts = f"{len(calm[kind])}, {len(filling[kind])}"
        rows.append((kind, counts, *(f"{value:.1f}" for value in (*p50s, *p95s)), *verdict))
    head = ("page turn", "turns", "p50 ms", "beside it", "p95 ms", "beside it", "ratio")
    title = f"{PEOPLE} people turn pages beside work ({work}) that has read {read:,} sessions"
    table(title, (*head, "bar", ""), *rows)


def print_pace(alone: Pace, beside: Pace, calls: int, part: float) -> None:
    """calls: a second. part: that the work may have of them while nobody looks."""
    share = calls * part
    most = share * WINDOW_SECONDS
    table(
        "Calls that upstream received",
        ("figure", "measured", "bar", ""),
        (
            "of the work a second, nobody looks",
            *judged(alone.a_second, 0.9 * share, at_least=True),
        ),
        ("the same beside people", f"{beside.a_second:.2f}", "", ""),
        ("for people a second", f"{beside.for_people / beside.seconds:.2f}", "", ""),
        (
            f"behind pages in any {WINDOW_SECONDS:.0f} seconds, at most, nobody works",
            *judged(alone.busiest, most, ".0f"),
        ),
        ("the same beside people", *judged(beside.busiest, most, ".0f")),
    )


@contextmanager
def site_in(folder: str, emulator: Emulator, **settings: str) -> Iterator[Site]:
    """With its database in the folder, and all else as it comes but for the month's reads."""
    database = f"sqlite:///{folder}/facts.sqlite3"
    settings |= {"STRIPE_READS_PER_MONTH": "1000000000", "CACHE_FRESH_SECONDS": "3600"}
    settings |= {"DATABASE_URL": database, "BENCH_BESIDE": "1"}
    settings |= {"EXPORTS_DIR": f"{folder}/exports"}
    with running_site(emulator.address, **settings) as site:
        yield site


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in (*SHARES, "cancel"):
        print(json.dumps(switch(sys.argv[1])))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=15.0, help="of a stretch")
    parser.add_argument("--latency-ms", type=int, default=200)
    parser.add_argument("--calls", type=int, default=10, help="a second, of all")
    parser.add_argument("--work", choices=tuple(SHARES), default="backfill")
    options = parser.parse_args()
    with (
        running_emulator("--sessions=100000") as emulator,
        tempfile.TemporaryDirectory() as folder,
        site_in(folder, emulator, UPSTREAM_CALLS_PER_SECOND=str(options.calls)) as site,
    ):
        measure(site, emulator, folder, options)


if __name__ == "__main__":
    main()
