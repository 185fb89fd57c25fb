"""Any JSON answer of Stripe under a key: how old may it be, and what is shown if Stripe fails.

An answer is *fresh*, then *stale* (shown at once while a new one is fetched in the background),
then *kept* (shown only if Stripe fails), then gone.

A value is JSON text that carries its own full key: a value under another key is a miss. Only good
answers are stored. The store is Django's cache, which bounds the size.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sessions_browser.cache.background import Background
from sessions_browser.cache.freshness import REFUSALS, Freshness
from sessions_browser.cache.patience import Patience
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    InvalidAnswerError,
    PermissionDeniedError,
    UpstreamError,
)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """The JSON text of an answer. Two are equal when key, time and text are.

    fetched_at: Unix seconds at which it was asked for.
    failure: why this old answer is shown in place of a new one.
    """

    key: str
    fetched_at: float
    # Part of equality and not of the hash: hashing it would cost as much as reading it.
    value: str = field(hash=False)
    failure: UpstreamError | None = field(default=None, compare=False)


class ResponseCache:
    """Freshness, shared calls and old answers on failure, for any JSON value under any key."""

    def __init__(
        self,
        store: Store,
        single_flight: SingleFlight,
        background: Background,
        freshness: Freshness,
    ) -> None:
        self._store = store
        self._single_flight = single_flight
        self._background = background
        self._freshness = freshness

    def get(
        self,
        key: str,
        fetch: Callable[[float], Any],
        *,
        reload: bool = False,
        patience: Patience | None = None,
        found: CachedResponse | None = None,
    ) -> CachedResponse:
        """The JSON text of `fetch(max_wait)`, or of an earlier call of it.

        max_wait: seconds that the call may wait for its turn, 0 in the background.
        patience: of the page that asks.
        found: what `stored` has just given, so that it is not read again.
        Raises UpstreamError.
        """
        found = found or self.stored(key)
        age = time.time() - found.fetched_at if found else float("inf")
        if found and not reload:
            if age < self._freshness.fresh:
                metrics.cache_answered("fresh")
                return found
            if age < self._freshness.stale:
                metrics.cache_answered("stale")
                self._refresh(key, fetch, found)
                return found
        try:
            answer = self._single_flight.run_for(
                patience,
                key,
                self._work(key, fetch),
                self._find_answer(key, found),
                old_is_known=found is not None,
            )
        except REFUSALS:
            raise
        except UpstreamError as error:
            if found is None:
                raise
            metrics.cache_answered("old")
            return replace(found, failure=error)
        metrics.cache_answered("miss")
        return answer

    def stored(self, key: str) -> CachedResponse | None:
        """What is stored, whatever its age, without a call."""
        stored = unsealed(key, self._store.get(digest(key)))
        if stored is None or time.time() - stored[0] >= self._freshness.keep:
            return None
        return CachedResponse(key, *stored)

    def stored_or_refresh(
        self, key: str, fetch: Callable[[float], Any], *, refresh: bool
    ) -> CachedResponse | None:
        """What is stored, whatever its age.

        refresh: fetch in the background what is missing or old.
        """
        found = self.stored(key)
        if refresh and (found is None or time.time() - found.fetched_at >= self._freshness.fresh):
            self._refresh(key, fetch, found)
        return found

    def put(self, answer: CachedResponse) -> None:
        """Store what is known by other means than a call."""
        sealed_text = sealed(answer.key, answer.fetched_at, answer.value)
        self._store.set(digest(answer.key), sealed_text, self._freshness.keep)

    def forget(self, key: str) -> None:
        self._store.delete(digest(key))

    def _refresh(
        self, key: str, fetch: Callable[[float], Any], found: CachedResponse | None
    ) -> None:
        work, find_answer = self._work(key, fetch), self._find_answer(key, found)
        self._background.submit(key, work, find_answer, "refresh")

    def _work(self, key: str, fetch: Callable[[float], Any]) -> Callable[[float], CachedResponse]:
        def work(max_wait: float) -> CachedResponse:
            asked_at = time.time()
            try:
                value = _fetch_text(fetch, max_wait)
            except (AuthenticationError, PermissionDeniedError):
                # What a key may no longer read may no longer be shown.
                self.forget(key)
                raise
            answer = CachedResponse(key, asked_at, value)
            self.put(answer)
            return answer

        return work

    def _find_answer(
        self, key: str, before: CachedResponse | None
    ) -> Callable[[], CachedResponse | None]:
        """Told by what was there before: the clocks of two machines need not agree."""

        def find_answer() -> CachedResponse | None:
            now = self.stored(key)
            is_new = now is not None and (before is None or now.fetched_at > before.fetched_at)
            return now if is_new else None

        return find_answer


def sealed(key: str, at: float, value: str) -> str:
    """The text to store; its head is read alone, to know whose and how old the value is."""
    return f"{json.dumps([key, at, len(value)])}\n{value}"


def unsealed(key: str, stored: Any) -> tuple[float, str] | None:
    """Unix seconds and value; None for anything that was not sealed whole under this key."""
    try:
        head, _, value = stored.partition("\n")
        own_key, at, length = json.loads(head)
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
    if own_key != key or not isinstance(at, float) or length != len(value):
        return None
    return at, value


def _fetch_text(fetch: Callable[[float], Any], max_wait: float) -> str:
    try:
        return json.dumps(fetch(max_wait), separators=(",", ":"))
    except RecursionError:
        raise InvalidAnswerError("nested too deeply") from None
