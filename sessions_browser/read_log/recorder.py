"""Hand over what is to be recorded, at hardly any cost for the page; a thread writes it.

Nothing is lost in silence. What cannot be written waits and is tried again; what does not find a
place in the queue goes to the logger without a number, is counted, and an entry tells how many
there were as soon as one can be written again. A process that is killed takes with it what it had
gathered; that it began and never ended is on record.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from dataclasses import dataclass, field
from queue import Empty, Full, Queue

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, close_old_connections, transaction

from sessions_browser.read_log.events import ReadEvent, line
from sessions_browser.read_log.journal import append
from sessions_browser.read_log.kinds import ReadKind

MOST_WAITING = 5000
MOST_AT_ONCE = 500
# So long entries are gathered for one transaction, unless a page waits for its entry.
GATHER_SECONDS = 0.2
RETRY_SECONDS = 0.5
# So long a page waits for its entry where it may not go without.
PATIENCE_SECONDS = 3.0
lines = logging.getLogger("read_log")
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Handed:
    """An event on its way. is_lost: it found no place."""

    event: ReadEvent
    written: threading.Event = field(default_factory=threading.Event)
    is_lost: bool = False

    def wait(self) -> bool:
        """Whether it is written."""
        return not self.is_lost and self.written.wait(PATIENCE_SECONDS)


@dataclass(frozen=True, slots=True)
class ReadLogTrouble:
    """at: Unix second at which entries could not be written last. lost: how many, so far.

    is_over: since then some were written.
    """

    at: float
    kind: str
    lost: int
    is_over: bool


class Recorder:
    """Of this process. Until it is started, each event is written at once and in place."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._queue: Queue[Handed] = Queue(most_waiting)
        self._lock = threading.Lock()
        self._hurry = threading.Event()
        self._is_started = False
        self._stops = False
        self._process = secrets.token_hex(4)
        # Taken from the queue and not written yet.
        self._batch: list[Handed] = []
        self._untold = self._lost = 0
        self._trouble: tuple[float, str, bool] | None = None

    @property
    def trouble(self) -> ReadLogTrouble | None:
        if self._trouble is None:
            return None
        at, kind, is_over = self._trouble
        return ReadLogTrouble(at, kind, self._lost, is_over)

    def open(self) -> None:
        """Take events from now on; who does not start the thread calls `write_waiting`."""
        self._is_started = True

    def start(self) -> None:
        """In a thread of its own, for ever; called once in each process of the server."""
        self.open()
        self.begin()
        threading.Thread(target=self._write_for_ever, name="read log", daemon=True).start()

    def begin(self) -> None:
        """Record that this process records, so that one that is killed leaves a trace."""
        self.record(ReadEvent(ReadKind.STARTED, detail=self._process), hurry=True)

    def end(self) -> None:
        self.record(ReadEvent(ReadKind.STOPPED, detail=self._process), hurry=True)

    def stop(self) -> None:
        """Return when all that was handed over is written, or after some seconds."""
        if not self._is_started:
            return
        self._stops = True
        self.end()
        end = time.monotonic() + PATIENCE_SECONDS
        while self._queue.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.01)

    def record(self, event: ReadEvent, *, hurry: bool = False) -> Handed:
        """Never waits and never raises. hurry: somebody is going to wait for it."""
        handed = Handed(event)
        if not self._is_started:
            self._write_in_place(handed)
            return handed
        try:
            self._queue.put_nowait(handed)
        except Full:
            self._lose(handed, Full.__name__)
            return handed
        if hurry:
            self._hurry.set()
        return handed

    def write_waiting(self) -> None:
        """What was handed over until now. Raises DatabaseError, and then it is not lost."""
        while self._batch or not self._queue.empty():
            self._batch = self._batch or self._gather()
            self._write(self._batch)
            self._batch = []

    def _write_in_place(self, handed: Handed) -> None:
        try:
            # Within a transaction of the caller's, which must survive.
            with transaction.atomic():
                self._write([handed])
        except (DatabaseError, ImproperlyConfigured) as error:
            self._lose(handed, type(error).__name__)

    def _lose(self, handed: Handed, reason: str) -> None:
        handed.is_lost = True
        with self._lock:
            self._lost += 1
            self._untold += 1
            self._trouble = (time.time(), reason, False)
        logger.error("an entry of the read log cannot be written: %s", reason)
        lines.info(line(handed.event, None))

    def _write(self, batch: list[Handed]) -> None:
        """Raises DatabaseError."""
        with self._lock:
            untold = self._untold
        events = [handed.event for handed in batch]
        told = [ReadEvent(ReadKind.LOST, rows=untold)] if untold else []
        entries = append([*told, *events])
        with self._lock:
            self._untold -= untold
            if self._trouble:
                self._trouble = (*self._trouble[:2], True)
        for event, entry in zip((*told, *events), entries, strict=True):
            lines.info(line(event, entry))
        for handed in batch:
            handed.written.set()

    def _write_for_ever(self) -> None:
        while True:
            self._batch = self._batch or self._gather()
            try:
                self._write(self._batch)
            except Exception as error:  # noqa: BLE001  the thread is the only one that writes
                # They stay, and those behind them wait in the queue, which is bounded.
                with self._lock:
                    self._trouble = (time.time(), type(error).__name__, False)
                logger.error("the read log cannot be written: %s", type(error).__name__)
                time.sleep(RETRY_SECONDS)
            else:
                for _ in self._batch:
                    self._queue.task_done()
                self._batch = []
            finally:
                close_old_connections()

    def _gather(self) -> list[Handed]:
        batch = [self._queue.get()]
        if not self._stops:
            self._hurry.wait(GATHER_SECONDS)
        self._hurry.clear()
        while len(batch) < MOST_AT_ONCE:
            try:
                batch.append(self._queue.get_nowait())
            except Empty:
                break
        return batch


recorder = Recorder()
