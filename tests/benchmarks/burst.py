"""Ten times more is asked for than the budget allows, by people and behind the pages.

People page on through a listing that nobody has read, so each page wants a window read ahead; they
look again at pages that have grown stale, so each wants to be refreshed; and they ask for new
pages. Upstream's own clock says how many calls came in any second.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from urllib.parse import parse_qsl

from tests.benchmarks.load import (
    HTMX,
    LIST,
    Reply,
    Site,
    at_once,
    judged,
    percentile,
    running_site,
    table,
)
from tests.running import Emulator, running_emulator, running_redis

PEOPLE = 60
SECONDS = 20.0
BUDGET_PER_SECOND = 10
FRESH_SECONDS = 2
STALE_PAGES = 40
PAUSE_SECONDS = (0.1, 0.4)
A_DAY = 86_400
# Behind the pages windows of 100 are read; people ask for pages of these sizes.
OF_PEOPLE = 20
OF_THE_STALE = 30


def busiest(times: list[float], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    most, first = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def one_person(site: Site, number: int, cursors: list[str]) -> list[tuple[str, Reply]]:
    """Half look at pages that grow stale, half at what nobody has seen."""
    draw, connection = random.Random(number), site.connection()
    replies = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if number % 2:
            kind, path = "stale page", stale_page(draw.randrange(STALE_PAGES))
        else:
            kind = "unseen page"
            path = f"{LIST}?limit={OF_PEOPLE}&starting_after={draw.choice(cursors)}"
        replies.append((kind, connection.get(path, HTMX)))
        time.sleep(draw.uniform(*PAUSE_SECONDS))
    connection.close()
    return replies


def stale_page(number: int) -> str:
    start = int(time.time()) // A_DAY * A_DAY - (number + 2) * A_DAY
    return f"{LIST}?created_from={_day(start)}&limit={OF_THE_STALE}"


def _day(moment: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def limit_of(call: dict[str, str]) -> int:
    return int(dict(parse_qsl(call["query"])).get("limit", "10"))


def measure(emulator: Emulator, sites: list[Site]) -> None:
    first = sites[0].connection()
    for number in range(STALE_PAGES):
        assert first.get(stale_page(number), HTMX).status == 200
        # At the pace of the budget, so that all are there.
        time.sleep(1 / BUDGET_PER_SECOND)
    cursors: list[str] = []
    last = ""
    while len(cursors) < 5000:
        answer = emulator.get(f"/v1/checkout/sessions?limit=100{last}")
        cursors += [session["id"] for session in answer["data"]]
        last = f"&starting_after={cursors[-1]}"
    time.sleep(FRESH_SECONDS + 1)
    emulator.reset()
    works = [
        lambda number=number: one_person(sites[number % len(sites)], number, cursors)
        for number in range(PEOPLE)
    ]
    replies = [pair for pairs in at_once(works) for pair in pairs]
    print_calls(emulator.requests("/v1/checkout/sessions"), len(replies))
    print_people(replies)


def print_calls(calls: list[dict[str, str]], wanted: int) -> None:
    times = sorted(float(call["time"]) for call in calls)
    whole, most = times[-1] - times[0], 2 * BUDGET_PER_SECOND
    in_all = BUDGET_PER_SECOND * whole + most
    table(
        f"Upstream of two processes in {whole:.0f} s; pages that wanted a call: {wanted}",
        ("figure", "measured", "bar", ""),
        ("calls in any second, at most", *judged(busiest(times, 1.0), most, ".0f")),
        ("calls in any two seconds, at most", busiest(times, 2.0), "", ""),
        ("calls in all", *judged(len(calls), in_all, ".0f")),
        (
            "times the budget that was wanted",
            *judged(wanted / whole / BUDGET_PER_SECOND, 10, ".1f", at_least=True),
        ),
    )
    sizes = Counter(limit_of(call) for call in calls)
    people = sizes[OF_PEOPLE] / len(calls)
    table(
        "Whose calls they were",
        ("figure", "measured", "bar", ""),
        ("for people who wait", sizes[OF_PEOPLE], "", ""),
        ("behind pages, refreshed", sizes[OF_THE_STALE], "", ""),
        ("behind pages, read ahead", sizes[100], "", ""),
        ("share of people", *judged(people, 0.9, at_least=True)),
    )


def print_people(replies: list[tuple[str, Reply]]) -> None:
    rows = []
    for kind in ("unseen page", "stale page"):
        these = [reply for name, reply in replies if name == kind]
        statuses = dict(Counter(reply.status for reply in these))
        p50, p95, most = (percentile((r.seconds for r in these), share) for share in (0.5, 0.95, 1))
        rows.append((kind, len(these), statuses, f"{p50:.2f}", f"{p95:.2f}", f"{most:.2f}"))
    table("People", ("asked for", "times", "answers", "p50 s", "p95 s", "slowest s"), *rows)


def main() -> None:
    settings = {
        "CACHE_FRESH_SECONDS": str(FRESH_SECONDS),
        "CACHE_SETTLED_SECONDS": str(FRESH_SECONDS),
        "UPSTREAM_CALLS_PER_SECOND": str(BUDGET_PER_SECOND),
        "STRIPE_READS_PER_MONTH": "1000000000",
        "UPSTREAM_SHARES": "2",
    }
    with (
        running_emulator("--sessions=100000", "--latency-ms=50") as emulator,
        running_redis() as (cache, _),
        running_site(emulator.address, **settings, CACHE_URL=cache) as one,
        running_site(emulator.address, **settings, CACHE_URL=cache) as two,
    ):
        measure(emulator, [one, two])


if __name__ == "__main__":
    main()
