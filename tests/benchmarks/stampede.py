"""Many readers at once: how many calls upstream sees, and how long everybody waits.

Over HTTP against the production server. Fifty pages at once cost a machine of two cores some time
even when they all come from the cache, and even when a page is no more than a sign-in and twelve
bytes, so these times stand beside.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.benchmarks.load import (
    LIST,
    UNBOUND,
    Reply,
    Site,
    judged,
    percentile,
    readers,
    running_site,
    table,
)
from tests.faults.server import FaultyServer
from tests.running import Emulator, running_emulator, running_redis

LATENCY_MS = 350
FRESH_SECONDS = 3
READERS = 50
BARE = "/bench/bare"
ROUNDS = 5
# A page that nobody has asked for, each time.
PAGES = tuple(f"{LIST}?limit={limit}" for limit in range(30, 60))


def ms(replies: list[Reply], share: float) -> float:
    return percentile((reply.seconds for reply in replies), share) * 1000


def all_well(replies: list[Reply]) -> bool:
    return all(reply.status == 200 and b"data-session-id" in reply.body for reply in replies)


@contextmanager
def sites_over(upstream: str, count: int) -> Iterator[list[Site]]:
    """One site with a cache of its own, or several over one Redis."""
    settings = UNBOUND | {"CACHE_FRESH_SECONDS": str(FRESH_SECONDS)}
    with ExitStack() as stack:
        if count > 1:
            settings["CACHE_URL"] = stack.enter_context(running_redis())[0]
            settings["UPSTREAM_SHARES"] = str(count)
        yield [stack.enter_context(running_site(upstream, **settings)) for _ in range(count)]


def measure_readers(emulator: Emulator, count: int, bar: float) -> None:
    """The median of some rounds, each with a page of its own; `bar` is for the slowest, cold."""
    found: dict[str, list[tuple[int, float, float]]] = {
        state: [] for state in ("bare", "cold", "fresh", "stale")
    }
    with sites_over(emulator.address, count) as sites:
        for path in (BARE, LIST):
            readers(sites, READERS, path)
        for path in PAGES[:ROUNDS]:
            for state, times in found.items():
                if state == "stale":
                    time.sleep(FRESH_SECONDS + 0.5)
                emulator.reset()
                replies = readers(sites, READERS, BARE if state == "bare" else path)
                assert state == "bare" or all_well(replies)
                # What was begun behind the pages ends.
                time.sleep(2 * LATENCY_MS / 1000)
                times.append((len(emulator.queries()), ms(replies, 0.5), ms(replies, 1)))
    calls = {state: max(one[0] for one in times) for state, times in found.items()}
    p50, slowest = (
        {state: percentile([one[place] for one in times], 0.5) for state, times in found.items()}
        for place in (1, 2)
    )
    where = "one process" if count == 1 else f"{count} processes over Redis"
    table(
        f"{READERS} readers of one page, {where}, upstream {LATENCY_MS} ms, {ROUNDS} rounds",
        ("", "calls at most", "p50 ms", "slowest ms"),
        *((state, calls[state], f"{p50[state]:.0f}", f"{slowest[state]:.0f}") for state in found),
    )
    table(
        f"Against the bars, {where}",
        ("figure", "measured", "bar", ""),
        ("calls, cold", *judged(calls["cold"], 1, ".0f")),
        ("slowest, cold, × upstream's time", *judged(slowest["cold"] / LATENCY_MS, bar)),
        ("calls, stale", *judged(calls["stale"], 1, ".0f")),
        ("p50, stale, × upstream's time", *judged(p50["stale"] / LATENCY_MS, 0.08)),
        ("p50, stale, × p50, fresh", *judged(p50["stale"] / p50["fresh"], 1.3)),
        ("p50, stale, × p50, bare", *judged(p50["stale"] / p50["bare"], 1.5)),
        ("p50, bare, × upstream's time", f"{p50['bare'] / LATENCY_MS:.2f}", "", ""),
    )


def measure_crowds(emulator: Emulator) -> None:
    rows = []
    with sites_over(emulator.address, 2) as sites:
        for count, path in zip((200, 1000), PAGES, strict=False):
            emulator.reset()
            replies = readers(sites, count, path)
            time.sleep(2 * LATENCY_MS / 1000)
            good = sum(reply.status == 200 for reply in replies)
            calls, slowest = len(emulator.queries()), ms(replies, 1) / 1000
            rows.append((f"{count:,}: upstream calls", *judged(calls, 1, ".0f")))
            rows.append((f"{count:,}: answered 200", *judged(good, count, ".0f", at_least=True)))
            rows.append((f"{count:,}: slowest, s", *judged(slowest, 20, ".1f")))
    head = ("equal requests at once", "measured", "bar", "")
    table("Crowds on one cold page, two processes over Redis", head, *rows)


def measure_failure() -> None:
    with FaultyServer() as upstream, sites_over(upstream.address, 1) as sites:
        seen, unseen = PAGES[0], PAGES[1]
        readers(sites, 2, seen)
        hits = [ms(readers(sites, READERS, seen), 0.5) for _ in range(ROUNDS)]
        upstream.switch("s503")
        before = len(upstream.calls)
        cold = readers(sites, READERS, unseen)
        cold_calls = len(upstream.calls) - before
        time.sleep(FRESH_SECONDS + 0.5)
        before = len(upstream.calls)
        warm = [readers(sites, READERS, seen) for _ in range(ROUNDS)]
        time.sleep(1)
        calls = len(upstream.calls) - before
    refused = sum(reply.status == 200 for reply in cold)
    good = sum(all_well(replies) for replies in warm)
    p50 = percentile([ms(replies, 0.5) for replies in warm], 0.5)
    table(
        f"Upstream answers 503, {READERS} readers at once, one process",
        ("figure", "measured", "bar", ""),
        ("never seen: upstream calls", *judged(cold_calls, 2, ".0f")),
        ("never seen: answered as if it were well", *judged(refused, 0, ".0f")),
        ("seen: upstream calls", *judged(calls, 2, ".0f")),
        ("seen: rounds all shown", *judged(good, ROUNDS, ".0f", at_least=True)),
        ("seen: p50, × that of a hit", *judged(p50 / percentile(hits, 0.5), 1.3)),
    )


def main() -> None:
    with running_emulator("--sessions=5000", f"--latency-ms={LATENCY_MS}") as emulator:
        measure_readers(emulator, 1, bar=1.2)
        measure_readers(emulator, 2, bar=1.5)
        measure_crowds(emulator)
    measure_failure()


if __name__ == "__main__":
    main()
