"""The overview of 90 days, shown again and computed, beside a bare signed-in view of the same site.

`python -m tests.benchmarks.overview_pages` over 100,000 and 1,000,000 facts. What is computed is a
question that nobody has asked before: each ends at another minute.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from tests.benchmarks.facts import DAY, DAYS, NOW, child
from tests.benchmarks.load import (
    AT_REST,
    PACKED,
    Action,
    Connection,
    median_ms,
    print_ratios,
    running_site,
    sign_in,
)
from tests.running import running_emulator

REPEATED_BAR = 4.0
COMPUTED_BARS = {100_000: 15.0, 1_000_000: 30.0}
REPEATED, COMPUTED, BARE = "overview, again", "overview, computed", "bare"


def questions() -> Iterator[str]:
    """Of 90 days each, all different."""
    first, number = datetime.fromtimestamp(NOW - (DAYS - 1) * DAY, UTC), 0
    while True:
        last = datetime.fromtimestamp(NOW - 60 * number, UTC)
        yield (
            f"/demo/overview/?created_from={first:%F}"
            f"&created_to={last:%F}&created_to_time={last:%H:%M}"
        )
        number += 1


def asked(connection: Connection, paths: Iterator[str]) -> Action:
    def action() -> None:
        path = next(paths)
        answer = connection.get(path, PACKED)
        assert answer.status == 200, (path, answer.status)

    return action


class Worked:
    """Processor time of the server by action: unlike the clock, no other work of the machine shows.

    The kernel tells it in hundredths of a second, so it takes many of an action to tell its share.
    """

    def __init__(self, processes: list[int]) -> None:
        self._processes = processes
        self._ticks: dict[str, list[int]] = {}
        self._last = ("", 0)

    def counting(self, name: str, action: Action) -> Action:
        def counted() -> None:
            if self._last[0] != name:
                self._last = name, self._now()
            action()
            now = self._now()
            self._ticks.setdefault(name, []).append(now - self._last[1])
            self._last = name, now

        return counted

    def ms(self) -> dict[str, float]:
        """Of one, on average."""
        tick = 1000 / os.sysconf("SC_CLK_TCK")
        return {name: max(mean(ticks) * tick, 0.01) for name, ticks in self._ticks.items()}

    def _now(self) -> int:
        stats = [Path(f"/proc/{pid}/stat").read_text() for pid in self._processes]
        return sum(sum(map(int, one.rpartition(")")[2].split()[11:13])) for one in stats)


def same(path: str) -> Iterator[str]:
    while True:
        yield path


def measure(count: int, rounds: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, running_emulator("--sessions=100") as emulator:
        child(folder, "build", str(count))
        settings = AT_REST | {"DATABASE_URL": f"sqlite:///{folder}/facts.sqlite3"}
        with running_site(emulator.address, **settings) as site:
            connection, new = Connection(site.port, sign_in(site.port, "manager")), questions()
            actions = {
                BARE: asked(connection, same("/bench/bare")),
                REPEATED: asked(connection, same(next(new))),
                COMPUTED: asked(connection, new),
            }
            for action in actions.values():
                action()
            # What the first views have begun behind them is over soon.
            time.sleep(1)
            worked = Worked(site.workers())
            counted = {name: worked.counting(name, one) for name, one in actions.items()}
            times = median_ms(counted, rounds, seconds)
    bars = {REPEATED: REPEATED_BAR, COMPUTED: COMPUTED_BARS.get(count, 30.0)}
    title = f"Pages of {DAYS} days over {count:,} facts, compressed"
    print_ratios(f"{title}, by the clock", times, BARE, bars)
    print_ratios(f"{title}, by what the processor worked", worked.ms(), BARE, bars)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="a round of one page")
    options = parser.parse_args()
    for count in options.facts:
        measure(count, options.rounds, options.seconds)


if __name__ == "__main__":
    main()
