"""Made, paid and left on each of 90 days: by facts, and by dj-stripe's models over the same rows.

`python -m tests.benchmarks.funnel` reads 100,000 sessions of the emulator, their creation moved
into 90 days, and gives the same JSON to both. Both have to tell the same numbers. dj-stripe is
installed for the run into a folder of its own, and is nowhere in the app.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.benchmarks.facts import DAY, DAYS, NOW, child, median_seconds
from tests.benchmarks.load import judged, table
from tests.running import ROOT, Emulator, running_emulator

BAR = 100
ZONE = "Asia/Kathmandu"
PEER = ROOT / "tests/benchmarks/peers/dj_stripe.py"
MODULE = "tests.benchmarks.funnel"
# Of Kathmandu, which has one offset all the year, so that the peer may take its shortest way.
END = NOW // DAY * DAY - (5 * 60 + 45) * 60
BEGIN = END - DAYS * DAY


def sessions(emulator: Emulator) -> Iterator[dict[str, Any]]:
    """All of the emulator, newest first."""
    after = ""
    while True:
        page = emulator.get(f"/v1/checkout/sessions?limit=100{after}")
        yield from page["data"]
        if not page["has_more"]:
            return
        after = f"&starting_after={page['data'][-1]['id']}"


def write_rows(path: Path, count: int) -> int:
    """A session a line, spread over the days as they come. Bytes of one, on average."""
    with running_emulator(f"--sessions={count}", f"--now={NOW}") as emulator, path.open("w") as out:
        for number, session in enumerate(sessions(emulator)):
            session["created"] = END - 1 - DAYS * DAY * number // count
            out.write(json.dumps(session, separators=(",", ":")) + "\n")
    return path.stat().st_size // count


# In the child process.


def ours(path: str) -> dict[str, Any]:
    import django

    django.setup()
    from sessions_browser.facts.fact_store import FactStore
    from sessions_browser.facts.queries import series
    from sessions_browser.facts.session_fact import facts_of

    store, started = FactStore("demo", 400), time.monotonic()
    with open(path, encoding="utf-8") as file:
        while lines := list(islice(file, 1000)):
            store.take(facts_of(map(json.loads, lines)), NOW, now=NOW)
    store.take([], NOW, now=NOW, covers=(BEGIN - DAY, END))
    filled, zone = time.monotonic() - started, ZoneInfo(ZONE)

    def days() -> list[tuple[str, int, int, int]]:
        return [
            (f"{datetime.fromtimestamp(bar.begin, zone):%F}", bar.made, bar.paid, bar.left)
            for bar in series("demo", BEGIN, END, zone)
        ]

    return {"days": days(), "seconds": median_seconds(days), "filled": filled}


# In the parent process.


def peers(folder: str, rows: Path) -> dict[str, tuple[float, list[Any]]]:
    python = f"{folder}/peer/bin/python"
    subprocess.run([sys.executable, "-m", "venv", f"{folder}/peer"], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "dj-stripe", "tzdata"], check=True, capture_output=True)
    arguments = [str(rows), f"{folder}/peer.sqlite3", str(BEGIN), str(END), ZONE]
    command = [python, str(PEER), *arguments]
    done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
    found: dict[str, tuple[float, list[Any]]] = json.loads(done.stdout)
    return found


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "rows.jsonl")
        size = write_rows(rows, count)
        mine = child(folder, "ours", str(rows), module=MODULE)
        theirs = peers(folder, rows)
        sizes = [Path(folder, f"{name}.sqlite3").stat().st_size for name in ("facts", "peer")]
    lines: list[tuple[str, ...]] = [("facts", f"{mine['seconds'] * 1000:.2f}", "1", "", "")]
    for name, (seconds, days) in theirs.items():
        assert days == mine["days"], "they tell different numbers"
        ratio = judged(seconds / mine["seconds"], BAR, ".0f", at_least=True)
        lines.append((f"dj-stripe, {name}", f"{seconds * 1000:.0f}", *ratio))
    made = sum(day[1] for day in mine["days"])
    head = (f"{made:,} sessions of {size:,} bytes", "median ms", "× ours", "bar", "")
    table(f"Made, paid and left on each of {len(mine['days'])} days", head, *lines)
    print(f"\nOn disk {sizes[0] / 2**20:.0f} MiB of facts, {sizes[1] / 2**20:.0f} MiB of theirs.")


def main() -> None:
    parts: dict[str, Callable[[str], Any]] = {"ours": ours}
    if len(sys.argv) > 1 and sys.argv[1] in parts:
        print(json.dumps(parts[sys.argv[1]](*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000)
    measure(parser.parse_args().sessions)


if __name__ == "__main__":
    main()
