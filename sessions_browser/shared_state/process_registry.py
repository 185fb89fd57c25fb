"""What all processes have done lately: each writes its figures to the store that they share."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.store import Store

PUBLISH_SECONDS = 5.0
# A process that has written nothing for this long has ended.
ALIVE_SECONDS = 20.0
MOST_PROCESSES = 1000
MOST_ERRORS = 20
REGISTER = "processes"
# Of this process, for as long as it lives.
NAME = uuid.uuid4().hex[:8]


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of `metrics.snapshot`, added up over all processes.

    processes: snapshots by name of the process.
    recent_ms: milliseconds of the calls of the last minutes.
    errors: newest first: Unix seconds, account, call, class of the error with what Stripe named,
        request id.
    """

    processes: dict[str, dict[str, Any]]
    pages: dict[str, int]
    background: dict[str, int]
    responses: dict[str, int]
    outcomes: dict[str, int]
    recent_ms: list[int]
    errors: list[list[Any]]

    @property
    def calls_a_minute(self) -> float:
        return len(self.recent_ms) / (metrics.RECENT_SECONDS / 60)

    def percentile(self, share: float) -> int:
        """Milliseconds of the calls of the last minutes; 0 without any."""
        ordered = sorted(self.recent_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


def publish(store: Store) -> None:
    mine = {f"process:{NAME}": metrics.snapshot(), f"alive:{NAME}": 1}
    store.set_many(mine, ALIVE_SECONDS)
    names = [name for name in _register(store) if name != NAME]
    # By keys that end: the clocks of two machines need not agree.
    alive = store.get_many(f"alive:{name}" for name in names)
    others = [name for name in names if f"alive:{name}" in alive]
    # When two write at once one may be lost, until it publishes again.
    store.set(REGISTER, [NAME, *others[:MOST_PROCESSES]], 10 * ALIVE_SECONDS)


def publish_for_ever(store: Store) -> None:
    """Publish from a thread of its own; called once in each process of the server."""

    def work() -> None:
        pause = threading.Event()
        while True:
            publish(store)
            pause.wait(PUBLISH_SECONDS)

    threading.Thread(target=work, name="publish", daemon=True).start()


def totals(store: Store) -> Totals:
    """This process as it is now, the others as they were some seconds ago."""
    processes = _snapshots(store)
    errors = [error for snapshot in processes.values() for error in snapshot["errors"]]
    return Totals(
        processes=processes,
        pages=_added(processes, "pages"),
        background=_added(processes, "background"),
        responses=_added(processes, "responses"),
        outcomes=_added(processes, "outcomes"),
        recent_ms=[ms for snapshot in processes.values() for ms in snapshot["recent_ms"]],
        errors=sorted(errors, key=lambda error: float(error[0]), reverse=True)[:MOST_ERRORS],
    )


def _snapshots(store: Store) -> dict[str, dict[str, Any]]:
    """By name of the process; those of another version of the dashboard are left out."""
    own = metrics.snapshot()
    names = [name for name in _register(store) if name != NAME]
    found = store.get_many([f"process:{name}" for name in names])
    others = {name: found.get(f"process:{name}") for name in names}
    return {
        name: snapshot
        for name, snapshot in others.items()
        if isinstance(snapshot, dict) and snapshot.keys() == own.keys()
    } | {NAME: own}


def _added(processes: dict[str, dict[str, Any]], part: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for snapshot in processes.values():
        total.update(snapshot[part])
    # A Counter has a zero under every name, and templates look by name.
    return dict(total)


def _register(store: Store) -> list[str]:
    stored = store.get(REGISTER)
    return [name for name in stored if isinstance(name, str)] if isinstance(stored, list) else []
