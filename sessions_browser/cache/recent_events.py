"""What webhooks told of sessions lately, so that no answer undoes it that was asked for before."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.segment import Segment
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store, digest

# Longer than any call takes, with its wait for a turn.
RECENT_SECONDS = 60.0


class RecentEvents:
    """Of one account. Moments are Unix seconds; that of an event is a whole one."""

    def __init__(self, store: Store, keys: CacheKeys) -> None:
        self._store = store
        self._keys = keys

    def note(self, row: SessionRow, at: float) -> None:
        """The session as it was at this moment; before anything that is kept is changed."""
        if row.id:
            note = [at, time.time(), row.to_json()]
            self._store.set(self._key(row.id), note, RECENT_SECONDS)

    def told_since(self, session_ids: Iterable[str], asked_at: float) -> dict[str, SessionRow]:
        """Sessions of which an event told since then that may be later than the answer.

        asked_at: when the answer was asked for. What was known before, it cannot be older than.
        """
        by_key = {self._key(one): one for one in session_ids}
        noted = self._store.get_many(by_key) if by_key else {}
        return {
            by_key[key]: row
            for key, note in noted.items()
            if key in by_key and (row := _told(note, asked_at)) is not None
        }

    def applied_to(self, answer: Segment, status: str | None) -> Segment:
        """The answer with what was told since it was asked for.

        status: the only one that the list asks for, if it does.
        """
        for session_id, row in self.told_since(answer.ids(), answer.joined_at[0]).items():
            position = answer.find(session_id)
            if position is not None:
                answer = with_told(answer, position, row, status)
        return answer

    def _key(self, session_id: str) -> str:
        return digest(self._keys.key("told", session_id))


def with_told(segment: Segment, position: int, row: SessionRow, status: str | None) -> Segment:
    """The segment with the session there as an event has it, or without it if it has left."""
    if status is not None and row.status != status:
        return segment.without_row(position)
    if row.items is None:
        # An event does not bring the line items, and they do not change.
        old = segment.rows[position]
        row = replace(row, items=old.items, more_items=old.more_items)
    return segment.with_row(position, row)


def _told(note: Any, asked_at: float) -> SessionRow | None:
    match note:
        # Stripe gives the moment of an event in whole seconds.
        case [int() | float() as at, float() as noted_at, list() as values] if (
            at + 1 > asked_at and noted_at > asked_at
        ):
            return SessionRow.from_json(values)
        case _:
            return None
