"""Passwords are hashed in turn: each takes a fifth of a second of a core, whoever sends it."""

from __future__ import annotations

import threading
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# Of each process. With one in turn they wait for a second at most, and few threads do.
MOST_WAITING = 5

_places = threading.BoundedSemaphore(MOST_WAITING)
_turn = threading.Lock()


class TooManySignInsError(Exception):
    """So many wait for their turn that this one is not begun."""


class HasherInTurn(PBKDF2PasswordHasher):
    """Django's own, for all who sign in or set a password. Raises TooManySignInsError."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        if not _places.acquire(blocking=False):
            raise TooManySignInsError
        try:
            with _turn:
                return super().encode(*args, **kwargs)
        finally:
            _places.release()
