"""Beside another checkout of the project, such as the commit before, in alternating rounds.

`git worktree add ../before COMMIT && python -m tests.benchmarks.before ../before`
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tests.benchmarks.__main__ import (
    Pages,
    moments,
    unseen,
    warm_pages,
)
from tests.benchmarks.load import (
    AT_REST,
    HTMX,
    LIST,
    Connection,
    median_ms,
    running_site,
    table,
)
from tests.running import running_emulator

SESSIONS = 100_000


def cold_pages(connection: Connection) -> Pages:
    fragment, page = moments(time.time(), f"{LIST}?created_to={{minute}}", 2)
    return {
        "unseen fragment, 25 rows": unseen(connection, fragment, HTMX),
        "unseen full page, 25 rows": unseen(connection, page, {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1.0, help="a round of one page")
    options = parser.parse_args()
    with (
        running_emulator(f"--sessions={SESSIONS}") as emulator,
        running_site(emulator.address, checkout=options.before, **AT_REST) as old,
        running_site(emulator.address, **AT_REST) as new,
    ):
        sides = {"before": old.connection(), "now": new.connection()}
        times: dict[str, float] = {}
        for pages in (warm_pages, cold_pages):
            found = {side: pages(connection) for side, connection in sides.items()}
            # The same page of both sides, one after the other.
            actions = {
                f"{side}: {name}": found[side][name] for name in found["now"] for side in sides
            }
            times |= median_ms(actions, options.rounds, options.seconds)
    rows = []
    floors = {side: times[f"{side}: bare"] for side in sides}
    for name in dict.fromkeys(name.partition(": ")[2] for name in times):
        ratios = [times[f"{side}: {name}"] / floors[side] for side in sides]
        rows.append(
            (
                name,
                *(f"{times[f'{side}: {name}']:.2f}" for side in sides),
                *(f"{ratio:.2f}" for ratio in ratios),
                f"{ratios[1] / ratios[0]:.2f}",
            )
        )
    head = ("page", "ms before", "ms now", "× bare before", "× bare now", "now to before")
    table("Beside the other checkout", head, *rows)


if __name__ == "__main__":
    main()
