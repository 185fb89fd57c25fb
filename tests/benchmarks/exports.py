"""What exports cost: pace against the official package, calls, memory, CPU a row.

`python -m tests.benchmarks.exports` prints it. Each export runs in a process of its own, with the
limits and the client of the site, step by step as the worker does it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from tests.benchmarks.facts import child, peak_mib
from tests.benchmarks.load import judged, table
from tests.running import running_emulator

LATENCY_MS, RATE = 350, 20
BUSY_BAR, PEER_BAR, CALLS_BAR, MIB_BAR, CPU_BAR = 0.9, 6.0, 1.05, 120.0, 1.5
# Sessions that the official package reads, and pages of the floor.
PEER_SESSIONS, FLOOR_PAGES = 3000, 200
KEY = "rk_test_emulator"
# Half of the calls that one process may have under way are those of an export.
ONE_PROCESS = {"UPSTREAM_MAX_IN_FLIGHT": "24", "UPSTREAM_SHARES": "1"}
COLUMNS = ("id", "created", "outcome", "amount_minor", "currency", "amount", "email", "name")

# In the child process.


def export(kind_of_file: str) -> dict[str, float]:
    import logging

    import django

    django.setup()
    logging.disable()
    from sessions_browser.exports.folder import ExportFolder
    from sessions_browser.exports.recipe import Recipe
    from sessions_browser.processes import kinds_of_work
    from sessions_browser.shared_state.garbage import keep_what_is_loaded

    recipe = Recipe("demo", "lead", kind_of_file, COLUMNS, "UTC", ((),), started=int(time.time()))
    folder = ExportFolder.make(recipe)
    kind = next(one for one in kinds_of_work() if one.name == "export")
    parameters = {"account": "demo", "export": folder.token}
    # As at the start of each process of the site.
    keep_what_is_loaded()
    before, started, worked = peak_mib(), time.monotonic(), time.process_time()
    state, waited, joining = kind.first(parameters), 0.0, 0.0
    while state is not None:
        is_over = bool(state["over"])
        began = time.monotonic()
        step = kind.step(parameters, state)
        joining = time.monotonic() - began if is_over else 0.0
        state, waited = step.state, waited + step.wait
        time.sleep(step.wait)
    about = folder.about() or {}
    return {
        "rows": about["rows"],
        "seconds": time.monotonic() - started - joining,
        "joining": joining,
        "cpu": time.process_time() - worked,
        "waited": waited,
        "peak": peak_mib(),
        "mib": peak_mib() - before,
        "bytes": folder.file(recipe).stat().st_size,
    }


def floor(address: str) -> dict[str, float]:
    """CPU of a page by `Session.get` and `json.loads` alone."""
    import requests

    session, after = requests.Session(), ""
    session.headers["Authorization"] = f"Bearer {KEY}"
    worked = time.process_time()
    for _ in range(FLOOR_PAGES):
        url = f"{address}/v1/checkout/sessions?limit=100{after}"
        page = json.loads(session.get(url, timeout=30).content)
        after = f"&starting_after={page['data'][-1]['id']}"
    return {"cpu": (time.process_time() - worked) / FLOOR_PAGES}


def peer(address: str) -> dict[str, float]:
    """Sessions a second of the official package."""
    import stripe

    client = stripe.StripeClient(KEY, base_addresses={"api": address}, max_network_retries=0)
    started = time.monotonic()
    listed = client.v1.checkout.sessions.list({"limit": 100})
    count = sum(1 for _ in islice(listed.auto_paging_iter(), PEER_SESSIONS))
    return {"rate": count / (time.monotonic() - started)}


# In the parent process.


def run(folder: str, emulator: str, *arguments: str, **settings: str) -> dict[str, float]:
    found: dict[str, float] = child(
        folder,
        *arguments,
        module="tests.benchmarks.exports",
        STRIPE_API_BASE=emulator,
        EXPORTS_DIR=f"{folder}/exports",
        **settings,
    )
    return found


def measure_pace(sessions: int) -> None:
    options = (f"--sessions={sessions}", f"--latency-ms={LATENCY_MS}")
    limits = {**ONE_PROCESS, "UPSTREAM_CALLS_PER_SECOND": str(RATE)}
    with running_emulator(*options) as emulator, tempfile.TemporaryDirectory() as folder:
        done = run(folder, emulator.address, "export", "csv", **limits)
        calls = len(emulator.queries())
        other = run(folder, emulator.address, "peer", emulator.address)
    rate = done["rows"] / done["seconds"]
    rows = [
        ("share of the budget", *judged(calls / (RATE * done["seconds"]), BUSY_BAR, at_least=True)),
        ("× official package", *judged(rate / other["rate"], PEER_BAR, at_least=True)),
        ("calls × pages", *judged(calls / (done["rows"] / 100), CALLS_BAR)),
        ("MiB at its peak", *judged(done["peak"], MIB_BAR, ".0f")),
        ("seconds; of these joining", f"{done['seconds']:.0f}; {done['joining']:.1f}", "", ""),
    ]
    table(
        f"{done['rows']:,.0f} rows, {LATENCY_MS} ms, {RATE} calls/s", ("what", "", "bar", ""), *rows
    )


def measure_cpu(counts: list[int], kinds: list[str]) -> None:
    limits = {**ONE_PROCESS, "UPSTREAM_CALLS_PER_SECOND": "200"}
    for count in counts:
        with running_emulator(f"--sessions={count}") as emulator:
            for kind in kinds:
                with tempfile.TemporaryDirectory() as folder:
                    done = run(folder, emulator.address, "export", kind, **limits)
                    least = run(folder, emulator.address, "floor", emulator.address)
                report_cpu(kind, done, least["cpu"] / 100)


def report_cpu(kind: str, done: dict[str, float], least: float) -> None:
    a_row = done["cpu"] / done["rows"]
    rows = [
        ("CPU a row × get and loads", *judged(a_row / least, CPU_BAR)),
        ("µs a row; floor", f"{a_row * 1e6:.1f}; {least * 1e6:.1f}", "", ""),
        ("MiB at its peak; of these its own", f"{done['peak']:.0f}; {done['mib']:.0f}", "", ""),
        ("bytes a row", f"{done['bytes'] / done['rows']:.0f}", "", ""),
        ("seconds; joining", f"{done['seconds']:.0f}; {done['joining']:.1f}", "", ""),
    ]
    table(f"{kind}: {done['rows']:,.0f} rows, no latency", ("what", "", "bar", ""), *rows)


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("export", "floor", "peer"):
        name, *rest = sys.argv[1:]
        parts: dict[str, Callable[..., Any]] = {"export": export, "floor": floor, "peer": peer}
        print(json.dumps(parts[name](*rest)))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000, help="with latency; 0 for none")
    parser.add_argument("--flat", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--kinds", nargs="*", default=["csv", "xlsx", "jsonl"])
    options = parser.parse_args()
    if options.sessions:
        measure_pace(options.sessions)
    measure_cpu(options.flat, options.kinds)


if __name__ == "__main__":
    main()
