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
    """Leases that one thread of this process renews while they are held.

    lease: seconds for which a lease lives without a renewal.
    renewal: seconds between two renewals.
    """

    def __init__(
        self, store: Store, *, lease: float = LEASE_SECONDS, renewal: float = RENEWAL_SECONDS
    ) -> None:
        self._store = store
        self._lease = lease
        self._renewal = renewal
        self._held: dict[str, str] = {}
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def hold(self, name: str) -> Iterator[bool]:
        """Whether it is ours; always, when no other process shares the store."""
        token = uuid.uuid4().hex
        if not self._store.is_shared:
            yield True
        elif not self._store.add(name, token, self._lease):
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
            if self._held.get(name) == token:
                del self._held[name]
        if self._is_ours(name, token):
            self._store.delete(name)

    def _renew(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: bool(self._held))
            time.sleep(self._renewal)
            with self._change:
                held = list(self._held.items())
            # Outside the lock: a store that hangs must not hold up those who claim and release.
            for name, token in held:
                if self._is_ours(name, token):
                    # Never a new value: what ended since the look stays gone.
                    self._store.touch(name, self._lease)

    def _is_ours(self, name: str, token: str) -> bool:
        """A lease may have ended while this process stood still, and be another's now."""
        return bool(self._store.get(name) == token)
