"""Passwords are hashed in turn: each takes a fifth of a second of a core, whoever sends it."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# Of each process: those whose password is hashed or waits. The last waits for a second.
MOST_WAITING = 5
NICENESS = 10


class TooManySignInsError(Exception):
    """So many wait for their turn that this one is not begun."""


class HasherInTurn(PBKDF2PasswordHasher):
    """Django's own, for all who sign in or set a password. Raises TooManySignInsError."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        if not _places.acquire(blocking=False):
            raise TooManySignInsError
        try:
            return _one_thread.submit(super().encode, *args, **kwargs).result()
        finally:
            _places.release()


def _let_pages_go_first() -> None:
    """On Linux each thread has a niceness of its own; elsewhere it is that of the process."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_places = threading.BoundedSemaphore(MOST_WAITING)
_one_thread = ThreadPoolExecutor(1, "password", initializer=_let_pages_go_first)
