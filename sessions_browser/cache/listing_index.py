"""Which listings of an account have windows in the store."""

from __future__ import annotations

from typing import Any

from sessions_browser.shared_state.store import Store, digest

# Each of these places holds one listing, under a key of its own.
PLACES = 256
# A listing may stand in any of so many places that follow each other.
CHOICE = 8
# A listing that was not read for so long has nothing left that a webhook could bring up to date.
LISTED_SECONDS = 3600.0


class ListingIndex:
    """The lists of an account that have windows, so that an event can bring them up to date.

    An entry is the name of a list and the `status` that it asks for, if it does. Each has a key of
    its own, which is claimed: processes that write at once lose nothing. An entry that is lost to
    the store comes back with the next reading of its list.
    """

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key

    def note(self, name: str, status: str | None) -> None:
        keys = self._keys_for(name)
        entry, found = [name, status], self._store.get_many(keys)
        for key in keys:
            if found.get(key) == entry:
                self._store.touch(key, LISTED_SECONDS)
                return
        for key in keys:
            if key not in found and self._store.add(key, entry, LISTED_SECONDS):
                return
        # All of its places are taken: the first one is given up.
        self._store.set(keys[0], entry, LISTED_SECONDS)

    def listings(self) -> list[tuple[str, str | None]]:
        found = self._store.get_many([self._place(number) for number in range(PLACES)])
        entries = [(entry[0], entry[1]) for entry in found.values() if _is_entry(entry)]
        # Two who claimed at once for the same list have claimed two places.
        return list(dict.fromkeys(entries))

    def _keys_for(self, name: str) -> list[str]:
        first = int(digest(name), 16)
        return [self._place((first + further) % PLACES) for further in range(CHOICE)]

    def _place(self, number: int) -> str:
        return digest(f"{self._key} {number}")


def _is_entry(entry: Any) -> bool:
    match entry:
        case [str(), str() | None]:
            return True
        case _:
            return False
