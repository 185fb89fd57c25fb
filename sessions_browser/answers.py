"""Recent answers of Stripe: how old may one be, who fetches the next, what if Stripe fails.

An answer is *fresh*, then *stale* (shown at once while one thread fetches a new one behind it),
then *kept* (shown only if Stripe fails), then gone. However many people want the same thing at
once, this process makes one call and hands its answer, or its error, to all of them.

Values are JSON text that carries its own full key: a value under another key is a miss. Only good
answers are stored. Storage is Django's cache, which bounds the size.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.core.cache.backends.base import BaseCache

from sessions_browser.client import SLOT_SECONDS, WHOLE_CALL_SECONDS
from sessions_browser.errors import (
    APITimeoutError,
    AuthenticationError,
    BusyError,
    InvalidAnswerError,
    InvalidRequestError,
    PermissionDeniedError,
    UpstreamError,
)
from sessions_browser.pagination import digest

BACKGROUND_THREADS = 2
MOST_RESTING = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds since the answer: up to `fresh`, then up to `stale`, then up to `keep`."""

    fresh: float
    stale: float
    keep: float


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON text that Stripe's answer became, told apart by what was asked and when.

    fetched_at: Unix seconds. failure: why this old answer is shown in place of a new one.
    """

    key: str
    fetched_at: float
    # Part of equality and not of the hash: hashing it would cost as much as reading it.
    value: str = field(hash=False)
    failure: UpstreamError | None = field(default=None, compare=False)


class AnswerCache:
    """Freshness, single flight and old answers on failure, for any JSON value under any key."""

    def __init__(self, storage: BaseCache, freshness: Freshness) -> None:
        self._storage = storage
        self._freshness = freshness
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Answer]] = {}
        self._resting: dict[str, float] = {}
        self._background = ThreadPoolExecutor(BACKGROUND_THREADS, thread_name_prefix="refresh")

    def get(self, key: str, fetch: Callable[[float], Any], *, reload: bool = False) -> Answer:
        """The JSON text of `fetch(patience)`, or of an earlier call of it.

        patience: seconds that the call may wait for its turn. Raises UpstreamError.
        """
        asked_at = time.time()
        found = self._load(key)
        age = asked_at - found.fetched_at if found else float("inf")
        if found and not reload:
            if age < self._freshness.fresh:
                return found
            if age < self._freshness.stale:
                self._refresh(key, fetch)
                return found
        try:
            return self._fly(key, fetch, asked_at)
        except (AuthenticationError, PermissionDeniedError, InvalidRequestError):
            # The answer is known and is no: what was seen before is no longer ours to show.
            raise
        except UpstreamError as error:
            if found is None:
                raise
            return replace(found, failure=error)

    def peek(self, key: str) -> Answer | None:
        """What is stored, whatever its age, without a call."""
        return self._load(key)

    def glance(self, key: str, fetch: Callable[[float], Any], *, refresh: bool) -> Answer | None:
        """What is stored, whatever its age.

        refresh: fetch what is missing or old behind the page.
        """
        found = self._load(key)
        if refresh and (found is None or time.time() - found.fetched_at >= self._freshness.fresh):
            self._refresh(key, fetch)
        return found

    def wait_for_background(self) -> None:
        """For tests: return when everything that was begun behind a page has ended."""
        while True:
            with self._lock:
                flights = list(self._flights.values())
            if not flights:
                return
            for flight in flights:
                flight.exception()

    def _load(self, key: str) -> Answer | None:
        try:
            stored = self._storage.get(digest(key))
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            logger.warning("the store cannot be read: %s", type(error).__name__)
            return None
        try:
            head, _, value = stored.partition("\n")
            own_key, fetched_at, length = json.loads(head)
        except (AttributeError, TypeError, ValueError, RecursionError):
            return None
        if own_key != key or not isinstance(fetched_at, float) or length != len(value):
            return None
        if time.time() - fetched_at >= self._freshness.keep:
            return None
        return Answer(key, fetched_at, value)

    def _fly(self, key: str, fetch: Callable[[float], Any], asked_at: float) -> Answer:
        flight, is_ours = self._board(key)
        if not is_ours:
            # Behind a page nobody waits for a turn, but a person does.
            with suppress(BusyError):
                return self._arrive(flight)
            flight, is_ours = self._board(key)
        if is_ours:
            # Another's call may have landed between our look into the store and our boarding.
            found = self._load(key)
            if found and found.fetched_at >= asked_at:
                self._leave(key)
                flight.set_result(found)
            else:
                self._land(key, flight, fetch, SLOT_SECONDS)
        return self._arrive(flight)

    @staticmethod
    def _arrive(flight: Future[Answer]) -> Answer:
        try:
            return flight.result(timeout=2 * WHOLE_CALL_SECONDS)
        except TimeoutError:
            raise APITimeoutError("the call that others share took too long") from None

    def _refresh(self, key: str, fetch: Callable[[float], Any]) -> None:
        """In the background, and not soon again when it has failed: each page would try anew."""
        if self._rests(key):
            return
        flight, is_ours = self._board(key)
        if is_ours:
            # People come first: a refresh takes a free slot or gives up.
            self._background.submit(self._land, key, flight, fetch, 0.0)
            flight.add_done_callback(partial(self._rest_after_failure, key))

    def _rests(self, key: str) -> bool:
        with self._lock:
            return self._resting.get(key, 0.0) > time.monotonic()

    def _rest_after_failure(self, key: str, flight: Future[Answer]) -> None:
        if flight.exception() is None:
            return
        now = time.monotonic()
        with self._lock:
            if len(self._resting) >= MOST_RESTING:
                self._resting = {name: end for name, end in self._resting.items() if end > now}
            self._resting[key] = now + self._freshness.fresh

    def _board(self, key: str) -> tuple[Future[Answer], bool]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Future()
            return flight, True

    def _land(
        self,
        key: str,
        flight: Future[Answer],
        fetch: Callable[[float], Any],
        patience: float,
    ) -> None:
        try:
            value = _fetch_text(fetch, patience)
            answer = Answer(key, time.time(), value)
            self._save(answer)
        except BaseException as error:
            if isinstance(error, (AuthenticationError, PermissionDeniedError)):
                # What a key may no longer read is no longer ours to show.
                self._forget(key)
            self._leave(key)
            flight.set_exception(error)
            if not isinstance(error, UpstreamError):
                logger.exception("a call ended in an error of our own")
        else:
            self._leave(key)
            flight.set_result(answer)

    def _save(self, answer: Answer) -> None:
        """A good answer that cannot be stored is a good answer."""
        # The head is read alone: the value need not be parsed to know whose and how old it is.
        head = json.dumps([answer.key, answer.fetched_at, len(answer.value)])
        stored = f"{head}\n{answer.value}"
        try:
            self._storage.set(digest(answer.key), stored, self._freshness.keep)
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            logger.warning("the store cannot be written: %s", type(error).__name__)

    def _forget(self, key: str) -> None:
        try:
            self._storage.delete(digest(key))
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            logger.warning("the store cannot be written: %s", type(error).__name__)

    def _leave(self, key: str) -> None:
        with self._lock:
            del self._flights[key]


def _fetch_text(fetch: Callable[[float], Any], patience: float) -> str:
    try:
        return json.dumps(fetch(patience), separators=(",", ":"))
    except RecursionError:
        raise InvalidAnswerError("nested too deeply") from None
