"""Which processes work at jobs: each says so again and again, and one that is silent has ended.

All by the clock of the database, since those of two machines need not agree.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError, connections
from django.db.models import Q
from django.db.models.functions import Now

from sessions_browser.models import Worker

# The one place for all web processes.
EMBEDDED = "embedded"
# To PostgreSQL, of the engine of one process that works.
ENGINE_CONNECTIONS = 7
EMBEDDED_SILENCE = timedelta(seconds=4)
# Over a network a beat may come late.
SILENCE = timedelta(seconds=10)
KEPT = timedelta(days=1)
BEAT_SECONDS = 1.0
# Whoever has been silent itself, while the database was away, waits for the others' beats.
STEADY_SECONDS = 4.0
LONGEST_GAP = 3.0
logger = logging.getLogger(__name__)


class MachineLock:
    """Of one process of a machine; the kernel frees it when that one ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Whether it has become ours just now."""
        if self._file is not None:
            return False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def free(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class Seat:
    """The place of this process among those that work."""

    def __init__(self, name: str = "", lock: MachineLock | None = None) -> None:
        """name: EMBEDDED, or "" for a place of its own.

        lock: where all who want the place are on one machine. Whoever gets it need not wait until
        the silence tells that the one before has ended.
        """
        self.executor = f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._name = name or self.executor
        self._lock = lock
        self._beats_since = self._last_beat = float("-inf")

    def hold(self) -> bool:
        """Say that this process works; False when another has the place."""
        rows = Worker.objects.filter(name=self._name)
        # One that is frozen keeps the lock, and loses the place all the same.
        if not (self._lock and self._lock.take()):
            rows = rows.filter(Q(at__lt=Now() - EMBEDDED_SILENCE) | Q(executor=self.executor))
        held = bool(rows.update(executor=self.executor, at=Now()))
        if not held:
            place = {"name": self._name, "executor": self.executor}
            held = Worker.objects.get_or_create(name=self._name, defaults=place)[1]
        self._note_beat(held)
        return held

    @contextmanager
    def kept(self, seconds: float) -> Iterator[None]:
        """Hold it meanwhile from a thread beside, for so long at most."""
        done = threading.Event()

        def hold() -> None:
            deadline = time.monotonic() + seconds
            try:
                while not done.wait(BEAT_SECONDS) and time.monotonic() < deadline:
                    self.hold()
            except DatabaseError as error:
                # Who needs the place looks again.
                logger.warning("a beat was not written: %s", type(error).__name__)
            finally:
                connections.close_all()

        beside = threading.Thread(target=hold, name="seat", daemon=True)
        beside.start()
        try:
            yield
        finally:
            done.set()
            beside.join()

    def leave(self) -> None:
        Worker.objects.filter(name=self._name, executor=self.executor).delete()
        if self._lock:
            self._lock.free()
        self._last_beat = float("-inf")

    @property
    def is_steady(self) -> bool:
        """Whether what this process sees of others can be believed."""
        return time.monotonic() - self._beats_since >= STEADY_SECONDS or self._name == EMBEDDED

    def _note_beat(self, held: bool) -> None:
        now = time.monotonic()
        if not held or now - self._last_beat > LONGEST_GAP:
            self._beats_since = now
        self._last_beat = now if held else float("-inf")


def alive() -> set[str]:
    """The executors of those that work."""
    return set(Worker.objects.filter(_is_alive()).values_list("executor", flat=True))


def is_anybody_there() -> bool:
    return Worker.objects.filter(_is_alive()).exists()


def forget_old() -> None:
    Worker.objects.filter(at__lt=Now() - KEPT).delete()


def _is_alive() -> Q:
    embedded = Q(name=EMBEDDED, at__gte=Now() - EMBEDDED_SILENCE)
    return embedded | (~Q(name=EMBEDDED) & Q(at__gte=_before(SILENCE)))


def _before(silence: timedelta) -> Any:
    return Now() - silence
