"""Claims in the store that end with their holder, so that one process does what many want."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sessions_browser.shared_state.store import Store

LEASE_SECONDS = 4.0
RENEWAL_SECONDS = 1.0


class Leases:
    """Claims in the store that end with their holder, renewed by one thread of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[str, str] = {}
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Whether it is ours; always, when there is nobody to share it with."""
        token = uuid.uuid4().hex
        if not self._store.is_shared:
            yield True
        elif not self._store.add(name, token, LEASE_SECONDS):
            yield False
        else:
            self._keep(name, token)
            try:
                yield True
            finally:
                self._release(name, token)

    def _keep(self, name: str, token: str) -> None:
        with self._change:
            self._held[name] = token
            if self._thread is None:
                self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)
                self._thread.start()
            self._change.notify()

    def _release(self, name: str, token: str) -> None:
        with self._change:
            self._held.pop(name, None)
        # It may have ended while this process stood still, and be another's now.
        if self._store.get(name) == token:
            self._store.delete(name)

    def _renew(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: bool(self._held))
            time.sleep(RENEWAL_SECONDS)
            with self._change:
                for name, token in self._held.items():
                    self._store.set(name, token, LEASE_SECONDS)
