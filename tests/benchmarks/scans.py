"""What a scan for a text costs beside the walk that fills facts: pace, calls, memory.

`python -m tests.benchmarks.scans` prints it. Both read the same sessions, each in a process of its
own over an empty database, with the limits and the client of the site.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time

from tests.benchmarks.exports import ONE_PROCESS
from tests.benchmarks.facts import child, peak_mib
from tests.benchmarks.load import judged, table
from tests.running import running_emulator

PACE_BAR, CALLS_BAR, MIB_BAR = 0.9, 1.05, 150.0

# In the child process.


def scan() -> dict[str, float]:
    import logging

    import django

    django.setup()
    logging.disable()
    from sessions_browser.models import Scan
    from sessions_browser.processes import kinds_of_work
    from sessions_browser.scans import records
    from sessions_browser.scans.records import Question
    from sessions_browser.scans.texts import ScanTexts
    from sessions_browser.scans.wanted import Wanted
    from sessions_browser.shared_state.garbage import keep_what_is_loaded

    kind = next(one for one in kinds_of_work() if one.name == records.KIND)
    texts = ScanTexts(name="souza", metadata="campaign=spring")
    begun = records.begin("demo", "ana", Question(0, int(time.time()), "UTC", Wanted()), texts)
    parameters = {"account": "demo", "scan": str(begun.pk)}
    keep_what_is_loaded()
    state, started = kind.first(parameters), time.monotonic()
    while state is not None:
        step = kind.step(parameters, state)
        state = step.state
        time.sleep(step.wait)
    seconds = time.monotonic() - started
    read = Scan.objects.values_list("read", flat=True).get(pk=begun.pk)
    return {"read": read, "seconds": seconds, "peak": peak_mib()}


# In the parent process.


def measure(sessions: int, latency: int, calls_a_second: int) -> None:
    settings = {**ONE_PROCESS, "UPSTREAM_CALLS_PER_SECOND": str(calls_a_second)}
    with running_emulator(f"--sessions={sessions}", f"--latency-ms={latency}") as emulator:
        settings["STRIPE_API_BASE"] = emulator.address
        with tempfile.TemporaryDirectory() as folder:
            filled = child(folder, "fill", **settings)
        emulator.reset()
        with tempfile.TemporaryDirectory() as folder:
            scanned = child(folder, "scan", module="tests.benchmarks.scans", **settings)
        calls = len(emulator.queries())
    pace = scanned["read"] / scanned["seconds"]
    of_fill = filled["facts"] / filled["seconds"]
    rows = [
        ("sessions a second × a fill", *judged(pace / of_fill, PACE_BAR, at_least=True)),
        ("sessions a second; of a fill", f"{pace:.0f}; {of_fill:.0f}", "", ""),
        ("calls × pages", *judged(calls / (scanned["read"] / 100), CALLS_BAR)),
        ("MiB at its peak", *judged(scanned["peak"], MIB_BAR, ".0f")),
    ]
    title = f"A text scan over {scanned['read']:,} sessions, {latency} ms, {calls_a_second} calls/s"
    table(title, ("what", "", "bar", ""), *rows)


def main() -> None:
    if sys.argv[1:] == ["scan"]:
        print(json.dumps(scan()))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--latency-ms", type=int, default=350)
    parser.add_argument("--calls", type=int, default=20, help="a second, of which half are for it")
    options = parser.parse_args()
    measure(options.sessions, options.latency_ms, options.calls)


if __name__ == "__main__":
    main()
