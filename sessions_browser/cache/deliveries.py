"""Which events come, when the last one came, and whether sessions complete without one."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.cache.event_updates import event_key
from sessions_browser.objects.json_fields import integer, mapping, text
from sessions_browser.shared_state.store import Store

NOTED_SECONDS = 30 * 86_400
# So long an event may take after its session was seen complete.
PATIENCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """What is known of the deliveries to one account. Moments are Unix seconds, 0 for none.

    since: when it was first looked whether events come.
    snapshot, thin: when the last event of this kind came.
    waits_for: a session that was seen complete and of which no event has told yet.
    waits_since: when that session was seen.
    missed: since when sessions complete without an event.
    """

    since: int = 0
    snapshot: int = 0
    thin: int = 0
    waits_for: str = ""
    waits_since: int = 0
    missed: int = 0


class Deliveries:
    """Of one account, in all processes that share a store. Makes no call and never raises."""

    def __init__(self, store: Store, slug: str) -> None:
        self._store = store
        self._slug = slug

    def state(self) -> DeliveryState:
        noted = mapping(self._store.get(self._key))
        numbers = {
            name: integer(noted.get(name)) or 0
            for name in ("since", "snapshot", "thin", "waits_since", "missed")
        }
        return DeliveryState(waits_for=text(noted.get("waits_for")) or "", **numbers)

    def came(self, kind: str) -> None:
        """An event of this kind about a session came."""
        now = int(time.time())
        state = replace(self.state(), waits_for="", waits_since=0, missed=0)
        if kind == "thin":
            self._note(replace(state, since=state.since or now, thin=now))
        else:
            self._note(replace(state, since=state.since or now, snapshot=now))

    def listed(self, sessions: Iterable[Any]) -> None:
        """Stripe listed these sessions: is there one that is complete and was never told of?"""
        now, before = int(time.time()), self.state()
        state = before if before.since else replace(before, since=now)
        if state.waits_for and self._was_told(state.waits_for):
            state = replace(state, waits_for="", waits_since=0, missed=0)
        elif state.waits_for and now - state.waits_since > PATIENCE_SECONDS:
            missed = state.missed or state.waits_since
            state = replace(state, waits_for="", waits_since=0, missed=missed)
        if not state.waits_for:
            untold = self._untold(sessions, state.since)
            state = replace(state, waits_for=untold, waits_since=now if untold else 0)
        if state != before:
            self._note(state)

    def _untold(self, sessions: Iterable[Any], since: int) -> str:
        """The newest session that is complete and of which no event has told."""
        for session in map(mapping, sessions):
            if session.get("status") != "complete":
                continue
            id_ = text(session.get("id")) or ""
            made = integer(session.get("created")) or 0
            return "" if made <= since or self._was_told(id_) else id_
        return ""

    def _was_told(self, session_id: str) -> bool:
        return self._store.get(event_key(self._slug, session_id)) is not None

    def _note(self, state: DeliveryState) -> None:
        values = {name: getattr(state, name) for name in state.__slots__}
        self._store.set(self._key, values, NOTED_SECONDS)

    @property
    def _key(self) -> str:
        return f"deliveries:{self._slug}"
