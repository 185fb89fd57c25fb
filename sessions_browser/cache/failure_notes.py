"""What has just failed is noted for all processes, so that nobody asks for it again at once."""

from __future__ import annotations

from typing import Any

from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api import errors
from sessions_browser.stripe_api.errors import UpstreamError

NOTE_SECONDS = 3.0
_DETAILS = ("status", "request_id", "code", "param", "retry_after", "permission")
_KINDS = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, UpstreamError)
}


class FailureNotes:
    """seconds: for which a note holds, by the one clock of the store."""

    def __init__(self, store: Store, seconds: float = NOTE_SECONDS) -> None:
        self._store = store
        self._seconds = seconds

    def note(self, key: str, error: UpstreamError) -> None:
        details = {name: getattr(error, name) for name in _DETAILS}
        note = [key, type(error).__name__, details]
        self._store.set(f"note:{digest(key)}", note, self._seconds)

    def raise_noted(self, key: str) -> None:
        """Raise the error that was noted under this key, while the note holds."""
        noted = self._store.get(f"note:{digest(key)}")
        if error := self._error_of(key, noted):
            raise error

    def _error_of(self, key: str, noted: Any) -> UpstreamError | None:
        try:
            own_key, kind, details = noted
            if own_key != key:
                return None
            return _KINDS[kind]("it has just failed", **details)
        except (KeyError, TypeError, ValueError):
            return None
