"""Which listings of an account have windows in the store."""

from __future__ import annotations

import time
from typing import Any

from sessions_browser.shared_state.store import Store, digest

MOST_LISTINGS = 200
# A listing that was not read for so long has nothing left that a webhook could bring up to date.
LISTED_SECONDS = 3600.0


class ListingIndex:
    """The lists of an account that have windows, so that an event can bring them up to date.

    An entry is the name of a list and the `status` that it asks for, if it does. Two processes
    that write at once may lose an entry. The next reading of that list writes it again.
    """

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = digest(key)
        self._noted: dict[str, float] = {}

    def note(self, name: str, status: str | None) -> None:
        now = time.time()
        if now - self._noted.get(name, 0.0) < LISTED_SECONDS / 4:
            return
        if len(self._noted) >= MOST_LISTINGS:
            self._noted.clear()
        self._noted[name] = now
        entries = {entry[0]: entry for entry in self._read()} | {name: [name, status, now]}
        newest = sorted(entries.values(), key=lambda entry: entry[2], reverse=True)
        self._store.set(self._key, newest[:MOST_LISTINGS], 2 * LISTED_SECONDS)

    def listings(self) -> list[tuple[str, str | None]]:
        return [(name, status) for name, status, _ in self._read()]

    def _read(self) -> list[Any]:
        stored = self._store.get(self._key)
        oldest = time.time() - LISTED_SECONDS
        entries = stored if isinstance(stored, list) else []
        return [entry for entry in entries if _is_entry(entry) and entry[2] > oldest]


def _is_entry(entry: Any) -> bool:
    match entry:
        case [str(), str() | None, float()]:
            return True
        case _:
            return False
