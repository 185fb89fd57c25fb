"""DBOS behind one module: it records each step, and goes on with a leg that was cut off.

Importing this costs a third of a second and 40 MB, so only `worker` does, when there is work.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from django.db import connections

from sessions_browser.jobs import commands, legs
from sessions_browser.jobs.kinds import Json
from sessions_browser.jobs.legs import TurnResult
from sessions_browser.jobs.workers import ENGINE_CONNECTIONS
from sessions_browser.shared_state.garbage import keep_what_is_loaded

# Of the order of the steps within a leg. By default it is a hash of the code, and whatever a deploy
# changes would leave all legs behind. Raise it only with the code of `leg`.
VERSION = "leg-1"
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
MOST_LEGS = 1000
# In seconds. Its notifications and schedules are not used, and it waits for both when it ends.
NOTIFICATIONS, SCHEDULES = 0.2, 60.0
# One more listens.
POOL = ENGINE_CONNECTIONS - 1
# Whoever is frozen in the middle of a record keeps its lock in PostgreSQL for so long.
FROZEN_SECONDS = 3.0
SQLITE = "sqlite:///"
_active: set[str] = set()
_lock = threading.Lock()


class JsonRecords(Serializer):
    """In place of pickle, which would run what it finds in the records."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, separators=(",", ":"), default=_plain)

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805  as DBOS declares it
        return json.loads(serialized_data)

    def name(self) -> str:
        return "json"


def _plain(value: Any) -> str:
    """Of an exception no more than its class: its words may hold what a customer wrote."""
    return type(value).__name__


@dataclass(frozen=True, slots=True)
class Record:
    """A leg in the records. outcome: of its last turn, once it has ended well."""

    status: str
    executor: str
    outcome: TurnResult | None

    @property
    def is_running(self) -> bool:
        return self.status == "PENDING"

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


@DBOS.step(name="turn")
def _turn(job_id: str, leg: int, before: TurnResult, began: float) -> TurnResult:
    try:
        return legs.turn(job_id, leg, before, began)
    finally:
        # The thread is the engine's, and it keeps it waiting for other work.
        connections.close_all()


@DBOS.workflow(name="leg")
def _leg(job_id: str, leg: int, state: Json) -> TurnResult:
    name, began = leg_name(job_id, leg), time.monotonic()
    with _lock:
        _active.add(name)
    try:
        outcome = legs.beginning(state)
        while not outcome["over"]:
            outcome = _turn(job_id, leg, outcome, began)
        return outcome
    finally:
        with _lock:
            _active.discard(name)
        commands.news.set()


def leg_name(job_id: str, leg: int) -> str:
    return f"{job_id}:{leg}"


def launch(url: str, executor: str) -> None:
    """Begin to work; legs that others left come by `resume`."""
    if url.startswith(SQLITE):
        _make_file(Path(url.removeprefix(SQLITE)))
    DBOS(
        config=DBOSConfig(
            name="browser",
            system_database_url=url,
            application_version=VERSION,
            executor_id=executor,
            serializer=JsonRecords(),
            log_level="ERROR",
            sys_db_pool_size=POOL,
            sys_db_idle_transaction_timeout_sec=FROZEN_SECONDS,
            # Else its errors would print the states of jobs.
            db_engine_kwargs={"hide_parameters": True},
            notification_listener_polling_interval_sec=NOTIFICATIONS,
            scheduler_polling_interval_sec=SCHEDULES,
        )
    )
    DBOS.launch()
    keep_what_is_loaded()


def _make_file(path: Path) -> None:
    """With a log for writing ahead, so that a record costs one write in place of four."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def end_legs(seconds: float) -> None:
    """Let the turns under way be the last ones; return when they have ended, or so much later."""
    legs.ending.set()
    deadline = time.monotonic() + seconds
    while (active() or _unrecorded()) and time.monotonic() < deadline:
        time.sleep(0.05)


def end() -> None:
    DBOS.destroy()
    legs.ending.clear()


def _unrecorded() -> bool:
    """Whether the end of a leg of this process is still to be written to the records."""
    mine = DBOS.list_workflows(
        executor_id=DBOS.executor_id, status="PENDING", load_input=False, load_output=False
    )
    return bool(mine)


def active() -> int:
    """Legs that this process works at."""
    with _lock:
        return len(_active)


def start(job_id: str, leg: int, state: Json) -> None:
    """Where the leg has been started already, by whomever, nothing happens."""
    with SetWorkflowID(leg_name(job_id, leg)):
        DBOS.start_workflow(_leg, job_id, leg, state)


def records() -> dict[str, Record]:
    """All legs that are in the records, by name."""
    found = DBOS.list_workflows(name="leg", limit=MOST_LEGS, load_input=False)
    return {
        one.workflow_id: Record(
            one.status, one.executor_id or "", cast("TurnResult | None", one.output)
        )
        for one in found
    }


def resume(names: list[str]) -> None:
    DBOS.resume_workflows(names)


def forget(names: list[str]) -> None:
    DBOS.delete_workflows(names)
