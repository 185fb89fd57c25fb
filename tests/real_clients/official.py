"""The official packages of Python and Node, the newest and two old majors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.real_clients.installing import HERE, SESSIONS, Seen, node_with, python_with, run
from tests.running import running_emulator

PYTHON = ("stripe==16.1.0", "stripe==12.5.2", "stripe==8.11.1")
NODE = ("stripe@23.1.0", "stripe@17.7.0", "stripe@14.25.0")


def walks(folder: Path) -> Iterator[Seen]:
    """Each client over an emulator of its own, so that all see the same."""
    for place, package in enumerate(PYTHON):
        yield _walked([python_with(folder / f"python{place}", package), str(HERE / "client.py")])
    for place, package in enumerate(NODE):
        yield _walked(node_with(folder / f"node{place}", "client.mjs", package))


def _walked(command: list[str]) -> Seen:
    with running_emulator(f"--sessions={SESSIONS}", "--now=1795000000") as emulator:
        seen = json.loads(run(*command, emulator.address).splitlines()[-1])
    listed = f"{seen['distinct']} of {SESSIONS} sessions, {seen['events']} events"
    paid, expired = "/".join(seen["paid"]), seen["expired"]
    right = seen["distinct"] == seen["sessions"] == SESSIONS and paid == "complete/paid/succeeded"
    right = right and (expired, seen["missing"]) == ("expired", "resource_missing")
    figures = (
        f"{listed}, {seen['customers']} customers; one made and paid ({paid}), one made and "
        f"{expired}; an unknown id: {seen['missing']}"
    )
    return Seen(f"stripe of {seen['client']}", figures, right)
