"""One leg of a job: its steps from the time that a worker takes it up until it lets go of it.

The engine records what each step returned, so a leg that was cut off goes on after its last step.
Between two legs the row alone says where the job stands.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from datetime import timedelta
from typing import Any, Literal, TypedDict

from django.db import DatabaseError
from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Greatest, Now

from sessions_browser.jobs import kinds
from sessions_browser.jobs.kinds import JobKind, JobStep, Json
from sessions_browser.models import Job

# A leg ends after so long, or so many steps: then it is somebody else's turn, and the engine has
# few records to go through after a kill.
LEG_SECONDS = 60.0
LEG_STEPS = 500
# Who waits longer than this waits without a leg, and takes nobody's place.
LONGEST_WAIT = 5.0
# After a mistake in a kind of work, in seconds; then the job has failed.
PAUSES = (1.0, 5.0)
# While a database refuses, or a disk is full.
DISK_SECONDS = 30.0
ERROR, DISK = "error", "disk"
# Set when this process is to end.
ending = threading.Event()
logger = logging.getLogger(__name__)


class TurnResult(TypedDict):
    """What a turn came to, as JSON for the records of the engine.

    over: why the leg ends with it, or "". failures: mistakes in a row.
    """

    over: Literal["", "done", "failed", "rest", "gone"]
    number: int
    state: Json
    done: int
    total: int | None
    wait: float
    note: str
    failures: int


def beginning(state: Json) -> TurnResult:
    return TurnResult(
        over="", number=0, state=state, done=0, total=None, wait=0.0, note="", failures=0
    )


def turn(job_id: str, leg: int, before: TurnResult, began: float) -> TurnResult:
    """The next step of the leg, written to the row. It never raises.

    began: when this process took up the leg, by its monotonic clock.
    """
    number = before["number"] + 1
    last: TurnResult = {**before, "number": number, "over": "rest", "wait": 0.0, "note": ""}
    try:
        if ending.wait(before["wait"]):
            write(job_id, leg, last)
            return last
        job = Job.objects.filter(pk=job_id, leg=leg, state=Job.State.RUNNING).first()
        if job is None:
            return {**last, "over": "gone"}
        outcome = _work(job, kinds.find(job.kind), last)
        if not outcome["over"] and _is_over(outcome, began):
            outcome["over"] = "rest"
        write(job_id, leg, outcome)
    except DatabaseError as error:
        # What the row lacks is written when the leg is looked at; see `worker`.
        logger.warning("a job cannot be written: %s", type(error).__name__)
        return {**last, "wait": DISK_SECONDS, "note": DISK}
    return outcome


def _work(job: Job, kind: JobKind | None, last: TurnResult) -> TurnResult:
    if kind is None:
        return {**last, "wait": DISK_SECONDS}
    state = last["state"]
    try:
        if state is None:
            state = kind.first(job.parameters)
        step = kind.step(job.parameters, state)
    except DatabaseError as error:
        logger.warning("a %s waits for the database: %s", job.kind, type(error).__name__)
        return {**last, "state": state, "wait": DISK_SECONDS, "note": DISK}
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return {**last, "state": state, "wait": DISK_SECONDS, "note": DISK}
        logger.exception("a step of a %s failed", job.kind)
        return _after_mistake({**last, "state": state})
    return _after(step, last["number"])


def _after(step: JobStep, number: int) -> TurnResult:
    return TurnResult(
        over="done" if step.state is None else "",
        number=number,
        state=step.state,
        done=step.done,
        total=step.total,
        wait=step.wait,
        note=step.note,
        failures=0,
    )


def _after_mistake(last: TurnResult) -> TurnResult:
    failures = last["failures"] + 1
    if failures > len(PAUSES):
        return {**last, "over": "failed", "note": ERROR, "failures": failures}
    return {**last, "over": "", "wait": PAUSES[failures - 1], "note": ERROR, "failures": failures}


def _is_over(outcome: TurnResult, began: float) -> bool:
    too_long = time.monotonic() - began > LEG_SECONDS or outcome["number"] >= LEG_STEPS
    return too_long or outcome["wait"] > LONGEST_WAIT or ending.is_set()


def write(job_id: str, leg: int, outcome: TurnResult) -> bool:
    """Whether the row took it: not when the job was cancelled, nor when a later turn was written.

    The second happens to a process that was frozen while another took the leg over.
    """
    values: dict[str, Any] = {"turn": outcome["number"], "note": outcome["note"], "changed": Now()}
    values["cursor"] = outcome["state"]
    if outcome["total"] is not None:
        values["total"] = outcome["total"]
    if outcome["over"] == "done":
        values |= {"state": Job.State.DONE, "ended": Now()}
    elif outcome["over"] == "failed":
        values |= {"state": Job.State.FAILED, "ended": Now()}
    elif outcome["over"]:
        values |= {"state": Job.State.WAITING, "queued": Now(), "due": _in(outcome["wait"])}
    rows = Job.objects.filter(pk=job_id, leg=leg, state=Job.State.RUNNING)
    rows = rows.filter(turn__lte=outcome["number"])
    return bool(rows.update(done=Greatest("done", outcome["done"]), **values))


def _in(seconds: float) -> Any:
    if not seconds:
        # SQLite writes a sum with more digits, so that it would be later than this very moment.
        return Now()
    moment = Now() + timedelta(seconds=seconds)
    return ExpressionWrapper(moment, output_field=DateTimeField())
