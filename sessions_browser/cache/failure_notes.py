"""What has just failed is noted for all processes, so that nobody asks for it again at once."""

from __future__ import annotations

from typing import Any

from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api import errors
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    PermissionDeniedError,
    UpstreamError,
)

NOTE_SECONDS = 3.0
_OF_THE_KEY = (AuthenticationError, PermissionDeniedError)
_DETAILS = ("status", "request_id", "code", "param", "retry_after", "permission")
_KINDS = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, UpstreamError)
}


class FailureNotes:
    """seconds: for which a note holds, by the one clock of the store.

    key: tells the API key from others. While one is rolled, what Stripe says of the old key holds
        nobody up who has the new one.
    """

    def __init__(self, store: Store, seconds: float = NOTE_SECONDS, *, key: str = "") -> None:
        self._store = store
        self._seconds = seconds
        self._key = key

    def note(self, key: str, error: UpstreamError) -> None:
        details = {name: getattr(error, name) for name in _DETAILS}
        note = [key, type(error).__name__, details]
        place = self._places(key)[isinstance(error, _OF_THE_KEY)]
        self._store.set(place, note, self._seconds)

    def raise_noted(self, key: str) -> None:
        """Raise the error that was noted under this key, while the note holds."""
        for noted in self._store.get_many(self._places(key)).values():
            if error := self._error_of(key, noted):
                raise error

    def _places(self, key: str) -> tuple[str, str]:
        """For what any API key would meet, and for what this one has met."""
        return f"note:{digest(key)}", f"note:{digest([key, self._key])}"

    def _error_of(self, key: str, noted: Any) -> UpstreamError | None:
        try:
            own_key, kind, details = noted
            if own_key != key:
                return None
            return _KINDS[kind]("it has just failed", **details)
        except (KeyError, TypeError, ValueError):
            return None
