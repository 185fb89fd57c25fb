"""The windows of a list in the store, and which window holds a session.

Beside each window the store has a pointer for each of its sessions. With it any session can serve
as a cursor, and a webhook finds what it changes. A lost pointer or window costs a call, no more.
"""

from __future__ import annotations

import json
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sessions_browser.cache import windows
from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.segment import Segment
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store, digest

# Decoded, a session takes five times what its text does.
DECODED_WINDOWS = 4
# Rows of a list are much alike, so the fastest compression leaves a quarter of them.
LEVEL = 1
LARGEST_TEXT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WindowText:
    """Each writing has a new version, so key and version identify it."""

    key: str
    version: str
    text: str = field(compare=False)


class StoredWindow(NamedTuple):
    version: str
    segment: Segment


class WindowStore:
    """The windows of one list, for one request or one call: it reads each window once.

    key: a text that no other list has, and that holds no customer's data.
    """

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key
        self._seen: dict[str, Segment | None] = {}
        self._places: dict[str, str | None] = {}
        self._versions: dict[str, str | None] = {}

    @property
    def stamps(self) -> dict[str, str | None]:
        """Keys of the store with what they held, that tell whether what was read has changed."""
        places = {self._pointer_key(one): place for one, place in self._places.items()}
        return places | {
            digest(self._version_key(name)): version for name, version in self._versions.items()
        }

    def window(self, name: str) -> Segment | None:
        if name not in self._seen:
            self._see(name, self._store.get(digest(self._window_key(name))))
        return self._seen[name]

    def window_of(self, session_id: str) -> str | None:
        if session_id not in self._places:
            self._fetch(session_id, ())
        return self._places[session_id]

    def row(self, session_id: str) -> SessionRow | None:
        """The session as the list has it, as far as is known, whatever its age."""
        home = windows.home_of(self, session_id)
        return home.segment.rows[home.position] if home and home.has_row else None

    def page(self, query: ListQuery) -> KnownPage | None:
        """The page of `query` as far as it is known, whatever its age; see `windows.find`."""
        if cursor := query.starting_after:
            self._fetch(cursor, [windows.AFTER + cursor])
        elif cursor := query.ending_before:
            self._fetch(cursor, ())
        return windows.find(self, query)

    def insert(self, query: ListQuery, answer: Segment, keep: float) -> None:
        """Keep the answer to `query` for `keep` seconds, unless a later one is known."""
        self._forget_what_was_seen()
        known = self.page(query)
        if known and known.is_whole and known.read_at > answer.joined_at[0]:
            return
        cursor = query.ending_before or query.starting_after
        asked_for = answer.ids() | ({cursor} if cursor else set())
        for name, segment in windows.insert(self, query, answer).items():
            self.write(name, segment, keep, asked_for)

    def put_on_top(self, newer: Segment, since: int, keep: float) -> None:
        """Keep an answer with all that was created from Unix second `since` on."""
        self._forget_what_was_seen()
        for name, segment in windows.put_on_top(self, newer, since).items():
            self.write(name, segment, keep, newer.ids())

    def write(
        self, name: str, segment: Segment, keep: float, asked_for: AbstractSet[str] = frozenset()
    ) -> None:
        """asked_for: the sessions that are best known here now, whatever else holds them."""
        before, placed = self.window(name), _placed_by(segment)
        key = self._window_key(name)
        to_place = placed - (_placed_by(before) if before else set()) | placed & asked_for
        values = {self._pointer_key(session_id): name for session_id in to_place}
        version = secrets.token_hex(8)
        values[digest(key)] = window_text(key, version, segment)
        values[digest(self._version_key(name))] = version
        self._store.set_many(values, keep)
        self._seen[name], self._versions[name] = segment, version

    def forget(self) -> None:
        """Delete the windows that were looked at: the key may no longer read them."""
        for name, segment in self._seen.items():
            if segment is not None:
                self._store.delete(digest(self._window_key(name)))
                self._store.delete(digest(self._version_key(name)))
        self._forget_what_was_seen()

    def _forget_what_was_seen(self) -> None:
        self._seen.clear()
        self._places.clear()
        self._versions.clear()

    def _fetch(self, session_id: str, names: Iterable[str]) -> None:
        """In one round trip: where the session stands, and these windows."""
        keys = {digest(self._window_key(name)): name for name in names}
        pointer = self._pointer_key(session_id)
        found = self._store.get_many([pointer, *keys])
        place = found.get(pointer)
        self._places[session_id] = place if isinstance(place, str) else None
        for key, name in keys.items():
            self._see(name, found.get(key))

    def _see(self, name: str, value: Any) -> None:
        window = stored_window(self._window_key(name), value)
        self._versions[name] = window.version if window else None
        self._seen[name] = window.segment if window else None

    def _version_key(self, name: str) -> str:
        return f"{self._key} version of {name}"

    def _window_key(self, name: str) -> str:
        return f"{self._key} {name}"

    def _pointer_key(self, session_id: str) -> str:
        return digest(f"{self._key} holds {session_id}")


def _placed_by(segment: Segment) -> set[str]:
    """The sessions of which it tells what is above them."""
    return segment.ids() | ({segment.beyond} if segment.beyond else set())


def window_text(key: str, version: str, segment: Segment) -> str:
    moments = zip(segment.listed_at, segment.joined_at, strict=False)
    text = json.dumps(
        [
            [row.to_json() for row in segment.rows],
            [[*pair, len(list(same))] for pair, same in groupby(moments)],
            segment.joined_at[-1],
            segment.more,
            segment.beyond,
            segment.unread,
            segment.held_back,
        ],
        separators=(",", ":"),
    )
    body = b64encode(zlib.compress(text.encode(), LEVEL)).decode()
    return f"{json.dumps([_seal(key), version, len(body)])}\n{body}"


def _seal(key: str) -> str:
    """Of whose value it is, in short; another digest than that under which the store has it."""
    return digest(["window", key])


def stored_window(key: str, stored: Any) -> StoredWindow | None:
    """None for anything that was not written whole under this key."""
    try:
        head, _, body = stored.partition("\n")
        seal, version, length = json.loads(head)
        if seal != _seal(key) or length != len(body):
            return None
        return StoredWindow(str(version), _decode(WindowText(key, str(version), body)))
    except (AttributeError, TypeError, ValueError, RecursionError, zlib.error):
        return None


@lru_cache(maxsize=DECODED_WINDOWS)
def _decode(stored: WindowText) -> Segment:
    text = zlib.decompressobj().decompress(b64decode(stored.text), LARGEST_TEXT)
    rows, groups, last_joined_at, more, beyond, unread, held_back = json.loads(text)
    moments = [pair for *pair, count in groups for _ in range(count)]
    return Segment(
        tuple(SessionRow.from_json(row) for row in rows),
        tuple(float(listed_at) for listed_at, _ in moments),
        (*(float(joined_at) for _, joined_at in moments), float(last_joined_at)),
        bool(more),
        beyond,
        tuple((float(at), int(count)) for at, count in unread),
        tuple((float(at), int(count)) for at, count in held_back),
    )
