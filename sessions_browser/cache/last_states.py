"""In which state a session was read last, so that its page never contradicts a newer row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.patience import ANSWER_MAX_AGE_SECONDS
from sessions_browser.objects.json_fields import text
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store, digest


class LastStates:
    """Of the sessions of one account that were read by themselves a short while ago.

    Only of those: an older answer that can still change is read again anyway. A state that is
    lost costs nothing but this comparison.
    """

    def __init__(self, store: Store, keys: CacheKeys) -> None:
        self._store = store
        self._keys = keys

    def read_alone(self, session_id: str, session: Mapping[str, Any]) -> None:
        """session: the object as Stripe sent it."""
        state = [text(session.get("status")), text(session.get("payment_status"))]
        self._store.set(self._key(session_id), state, ANSWER_MAX_AGE_SECONDS)

    def read_in_a_list(self, rows: Iterable[SessionRow]) -> None:
        by_key = {self._key(row.id): row for row in rows if row.id}
        noted = self._store.get_many(by_key) if by_key else {}
        changed = {
            key: state
            for key, before in noted.items()
            if key in by_key and (state := _state(by_key[key])) != before
        }
        if changed:
            self._store.set_many(changed, ANSWER_MAX_AGE_SECONDS)

    def differ_from(self, row: SessionRow) -> bool:
        """Whether the session was in another state when it was read last, as far as is known."""
        last = self._store.get(self._key(row.id)) if row.id else None
        return isinstance(last, list) and last != _state(row)

    def _key(self, session_id: str) -> str:
        return digest(self._keys.key("state", session_id))


def _state(row: SessionRow) -> list[str | None]:
    return [row.status, row.payment_status]
