"""What a process that works does each second: take up jobs, and go on with those of the dead."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from sessions_browser.jobs import commands, legs, turns, workers
from sessions_browser.jobs.workers import MachineLock, Seat
from sessions_browser.models import Job, Worker
from sessions_browser.shared_state.database import give_back_connections, let_go_when_frozen

if TYPE_CHECKING:
    from sessions_browser.jobs.engine import Record
    from sessions_browser.jobs.legs import TurnResult

LOOK_SECONDS = 1.0
# A leg that was taken up and is in no record for so long was never begun.
LOST_SECONDS = 5.0
TIDY_SECONDS = 30.0
# The engine costs a percent of a core and 40 MB, so it ends when there has been no work.
IDLE_SECONDS = 60.0
PLACES = 4
SQLITE = "sqlite:///"
ENDING_SECONDS = 10.0
# One that takes longer than this gives others their turn.
LAUNCH_SECONDS = 30.0
logger = logging.getLogger(__name__)


class JobWorker:
    """Of one process; one thread of it looks."""

    def __init__(self, jobs_url: str, *, embedded: bool) -> None:
        """embedded: of all processes that say so, one works."""
        self._url = jobs_url
        self._embedded = embedded
        self._seat: Seat | None = None
        self._engine: ModuleType | None = None
        self._last_work = self._last_tidy = float("-inf")
        self._last_error = ""
        self._stop = threading.Event()
        self._ended = threading.Event()

    def run(self) -> None:
        """Until `stop`, and then until the steps under way have ended."""
        while not self._stop.is_set():
            self._guarded(self.look)
            commands.news.wait(LOOK_SECONDS)
            commands.news.clear()
        self._guarded(self._rest)
        self._ended.set()

    def stop(self, seconds: float = ENDING_SECONDS) -> None:
        """Ask the steps under way to be the last, and wait for them so long at most."""
        legs.ending.set()
        self._stop.set()
        commands.news.set()
        self._ended.wait(seconds)

    def _guarded(self, act: Callable[[], None]) -> None:
        """A database that is away, or anything else, must not end the thread."""
        try:
            act()
            self._last_error = ""
        except Exception as error:
            # Once, and not each second.
            if type(error).__name__ != self._last_error:
                logger.exception("jobs are not looked after")
            self._last_error = type(error).__name__
        finally:
            give_back_connections()

    def look(self) -> None:
        if not self._has_work():
            return
        engine = self._launched()
        if engine is None:
            return
        records = engine.records()
        running = list(Job.objects.filter(state=Job.State.RUNNING))
        mend(running, records)
        self._resume_legs_of_the_dead(records)
        self._tidy(running, records)
        for job in turns.take_up(PLACES - engine.active()):
            engine.start(str(job.pk), job.leg, job.cursor)

    def _has_work(self) -> bool:
        """Lets go of engine and place when there has been none for some time."""
        now = time.monotonic()
        if Job.objects.filter(state__in=commands.UNFINISHED).exists():
            self._last_work = now
        if now - self._last_work > IDLE_SECONDS:
            self._rest()
            return False
        return True

    def _launched(self) -> ModuleType | None:
        """The engine, when this process has a place to work."""
        if self._seat is None:
            self._seat = self._new_seat()
        if not self._seat.hold():
            self._rest()
            return None
        if self._engine is None:
            # On a busy machine a launch takes longer than the silence of a dead one.
            with self._seat.kept(LAUNCH_SECONDS):
                from sessions_browser.jobs import engine

                engine.launch(self._url, self._seat.executor)
            self._engine = engine
            if not self._seat.hold():
                self._rest()
        return self._engine

    def _new_seat(self) -> Seat:
        if not self._embedded:
            return Seat()
        # Over one file all of them are on this machine.
        file = self._url.removeprefix(SQLITE) if self._url.startswith(SQLITE) else ""
        return Seat(workers.EMBEDDED, MachineLock(Path(f"{file}.lock")) if file else None)

    def _rest(self) -> None:
        engine, seat, self._engine, self._seat = self._engine, self._seat, None, None
        if engine is not None:
            engine.end_legs(ENDING_SECONDS)
        if seat is not None:
            # From here on others may take up the jobs.
            seat.leave()
        if engine is not None:
            engine.end()

    def _resume_legs_of_the_dead(self, records: Mapping[str, Record]) -> None:
        """Workers do it one after the other, so that nobody takes what another has just resumed."""
        assert self._seat
        assert self._engine
        if not self._seat.is_steady or not _legs_of_the_dead(records):
            return
        with transaction.atomic():
            let_go_when_frozen(turns.LOCK_SECONDS)
            list(Worker.objects.select_for_update().order_by("name"))
            if names := _legs_of_the_dead(self._engine.records()):
                self._engine.resume(names)
                logger.info("jobs resumed=%d", len(names))

    def _tidy(self, running: list[Job], records: Mapping[str, Record]) -> None:
        """Records of legs whose end is in the row; the engine deletes none by itself."""
        assert self._engine
        if time.monotonic() - self._last_tidy < TIDY_SECONDS:
            return
        self._last_tidy = time.monotonic()
        current = {f"{job.pk}:{job.leg}" for job in running}
        if names := [
            name for name, one in records.items() if one.has_ended and name not in current
        ]:
            self._engine.forget(names)
        workers.forget_old()


def _legs_of_the_dead(records: Mapping[str, Record]) -> list[str]:
    alive = workers.alive()
    return [name for name, one in records.items() if one.is_running and one.executor not in alive]


def mend(running: list[Job], records: Mapping[str, Record]) -> None:
    """Rows of legs that nobody has begun, or whose end they lack."""
    for job in running:
        record = records.get(f"{job.pk}:{job.leg}")
        if record is None:
            _put_back(job, timedelta(seconds=LOST_SECONDS))
        elif record.has_ended:
            _write_end(job, record.outcome)


def _write_end(job: Job, outcome: TurnResult | None) -> None:
    """outcome: None where the engine has given the leg up."""
    outcome = outcome or {**legs.beginning(job.cursor), "over": "failed", "note": legs.ERROR}
    if outcome["over"] == "gone":
        _put_back(job)
    else:
        number = max(job.turn, outcome["number"])
        legs.write(str(job.pk), job.leg, {**outcome, "number": number})


def _put_back(job: Job, untouched_for: timedelta = timedelta()) -> None:
    rows = Job.objects.filter(pk=job.pk, leg=job.leg, state=Job.State.RUNNING)
    rows = rows.filter(changed__lte=Now() - untouched_for)
    rows.update(state=Job.State.WAITING, due=Now(), changed=Now())
