"""The windows of a listing in the store, and which windows hold a session.

Beside each window stand pointers, one for each of its sessions, so that any session can serve as a
cursor and that a webhook finds what it changes. A lost pointer or window costs a call, no more.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from sessions_browser import windows
from sessions_browser.pagination import ListQuery, SessionPage, digest
from sessions_browser.projection import SessionRow
from sessions_browser.store import Store
from sessions_browser.windows import Run

DECODED_WINDOWS = 256
REMEMBERED_PAGES = 512
MOST_LISTINGS = 200
# A listing that was not read for so long has nothing left that a webhook could bring up to date.
LISTED_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Stored:
    """The text of a window, told apart by key and version alone: each writing has a new one."""

    key: str
    version: str
    text: str = field(compare=False)


class Listing:
    """All that is kept of one listing, for one request or one call: it looks at each window once.

    key: a text that no other listing has, and that tells no customer's data.
    """

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key
        self._seen: dict[str, Run | None] = {}
        self._places: dict[str, str | None] = {}

    def look(self, name: str) -> Run | None:
        if name not in self._seen:
            key = self._window_key(name)
            self._seen[name] = read_window(key, self._store.get(digest(key)))
        return self._seen[name]

    def place(self, session_id: str) -> str | None:
        if session_id not in self._places:
            self._fetch(session_id, ())
        return self._places[session_id]

    def find(self, query: ListQuery, need: int) -> Run | None:
        """What is known from the place of `query` on; see `windows.find`."""
        if cursor := query.starting_after:
            self._fetch(cursor, [windows.AFTER + cursor])
        elif cursor := query.ending_before:
            self._fetch(cursor, [windows.BEFORE + cursor])
        return windows.find(self, query, need)

    def insert(self, query: ListQuery, run: Run, keep: float) -> None:
        """Keep the answer to `query` for `keep` seconds."""
        self._forget_what_was_seen()
        self.write(*windows.insert(self, query, run), keep)

    def write(self, name: str, run: Run, keep: float) -> None:
        before = self.look(name)
        key = self._window_key(name)
        unknown = run.ids() - (before.ids() if before else set())
        if name.startswith(windows.BEFORE):
            # From any other window one can go on further.
            unknown -= self._placed(unknown)
        values = {self._pointer_key(session_id): name for session_id in unknown}
        values[digest(key)] = window_text(key, run)
        self._store.set_many(values, keep)
        self._seen[name] = run

    def forget(self) -> None:
        """What was looked at is no longer ours to show."""
        for name, run in self._seen.items():
            if run is not None:
                self._store.delete(digest(self._window_key(name)))
        self._forget_what_was_seen()

    def _forget_what_was_seen(self) -> None:
        self._seen.clear()
        self._places.clear()

    def _placed(self, session_ids: set[str]) -> set[str]:
        keys = {self._pointer_key(session_id): session_id for session_id in session_ids}
        return {keys[key] for key in self._store.get_many(keys) if key in keys}

    def _fetch(self, session_id: str, names: Iterable[str]) -> None:
        """In one round trip: where the session stands, and these windows."""
        keys = {digest(key): (name, key) for name in names if (key := self._window_key(name))}
        pointer = self._pointer_key(session_id)
        found = self._store.get_many([pointer, *keys])
        place = found.get(pointer)
        self._places[session_id] = place if isinstance(place, str) else None
        for short, (name, key) in keys.items():
            self._seen[name] = read_window(key, found.get(short))

    def _window_key(self, name: str) -> str:
        return f"{self._key} {name}"

    def _pointer_key(self, session_id: str) -> str:
        return digest(f"{self._key} holds {session_id}")


class Register:
    """Which listings of an account have windows, for who brings them up to date.

    A listing by its name and the `status` that it asks for, if it does. Two processes that write at
    once may lose one; whoever reads it next writes it again.
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


def window_text(key: str, run: Run) -> str:
    ats = [[len(list(same)), at] for at, same in groupby(run.ats)]
    body = json.dumps(
        [[row.to_json() for row in run.rows], ats, run.more, run.at, run.unread],
        separators=(",", ":"),
    )
    return f"{json.dumps([key, uuid.uuid4().hex, len(body)])}\n{body}"


def read_window(key: str, stored: Any) -> Run | None:
    """None for anything that was not written whole under this key."""
    try:
        head, _, body = stored.partition("\n")
        own_key, version, length = json.loads(head)
        if own_key != key or length != len(body):
            return None
        return _decode(Stored(key, str(version), body))
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None


@lru_cache(maxsize=DECODED_WINDOWS)
def _decode(stored: Stored) -> Run:
    rows, ats, more, at, unread = json.loads(stored.text)
    return Run(
        tuple(SessionRow.from_json(row) for row in rows),
        tuple(told for count, told in ats for _ in range(count)),
        bool(more),
        float(at),
        tuple((float(told), int(count)) for told, count in unread),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows told apart by identity: what is remembered of them keeps them alive."""

    identities: tuple[int, ...]
    rows: tuple[SessionRow, ...] = field(compare=False)


def page_of(query: ListQuery, run: Run) -> SessionPage:
    """The same object for the same rows, so that it serves as a key of what is rendered of it."""
    page = windows.page_of(query, run)
    rows = _Rows(tuple(map(id, page.rows)), page.rows)
    return _page(query, rows, page.more, page.oldest, page.unreadable)


@lru_cache(maxsize=REMEMBERED_PAGES)
def _page(
    query: ListQuery, rows: _Rows, has_more: bool, fetched_at: float, unreadable: int
) -> SessionPage:
    return SessionPage(query, rows.rows, has_more, fetched_at, unreadable)
