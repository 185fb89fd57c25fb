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
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

from django.core.cache.backends.base import BaseCache

from sessions_browser.client import SLOT_SECONDS, WHOLE_CALL_SECONDS, CheckoutSessionsClient
from sessions_browser.conf import Account
from sessions_browser.errors import (
    APITimeoutError,
    AuthenticationError,
    BusyError,
    InvalidAnswerError,
    InvalidRequestError,
    PermissionDeniedError,
    UpstreamError,
)
from sessions_browser.pagination import ListQuery, SessionPage, digest
from sessions_browser.projection import SessionRow, mapping, project, text

# Raised with the shape of what is stored, so that an upgrade never reads old values.
SCHEMA = 1
BACKGROUND_THREADS = 2
DECODED_PAGES = 256
MOST_RESTING = 1000
MOST_LINK_PAGES = 10
# Never shown and never stored, wherever it stands: with it anybody could confirm a payment.
SECRET = "client_secret"  # noqa: S105  a name, not a value

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds since the answer: up to `fresh`, then up to `stale`, then up to `keep`."""

    fresh: float
    stale: float
    keep: float


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """fetched_at: Unix seconds. failure: why an old value is shown in place of a new one."""

    value: T
    fetched_at: float
    failure: UpstreamError | None = None


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """A payment link has no name of its own: it is called by its first line item."""

    id: str
    name: str
    url: str
    active: bool

    @property
    def address(self) -> str:
        return self.url.rstrip("/")


# Compared by identity, as a key of what is rendered from it.
@dataclass(frozen=True, slots=True, eq=False)
class PaymentLinks:
    """complete: there are no more links than these."""

    links: tuple[PaymentLink, ...]
    complete: bool

    def by_address(self, address: str) -> PaymentLink | None:
        return next((link for link in self.links if link.address == address), None)

    def name_of(self, link_id: str) -> str:
        return next((link.name for link in self.links if link.id == link_id), "")


NO_LINKS = PaymentLinks((), complete=False)


class AnswerCache:
    """Freshness, single flight and old answers on failure, for any JSON value under any key."""

    def __init__(self, storage: BaseCache, freshness: Freshness) -> None:
        self._storage = storage
        self._freshness = freshness
        self._lock = threading.Lock()
        self._flights: dict[str, Future[tuple[str, float]]] = {}
        self._resting: dict[str, float] = {}
        self._background = ThreadPoolExecutor(BACKGROUND_THREADS, thread_name_prefix="refresh")

    def get(self, key: str, fetch: Callable[[float], Any], *, reload: bool = False) -> Fetched[str]:
        """The JSON text of `fetch(patience)`, or of an earlier call of it.

        patience: seconds that the call may wait for its turn. Raises UpstreamError.
        """
        asked_at = time.time()
        found = self._load(key)
        age = time.time() - found.fetched_at if found else float("inf")
        if found and not reload:
            if age < self._freshness.fresh:
                return found
            if age < self._freshness.stale:
                self._refresh(key, fetch)
                return found
        try:
            value, fetched_at = self._fly(key, fetch, asked_at)
        except (AuthenticationError, PermissionDeniedError, InvalidRequestError):
            # The answer is known and is no: what was seen before is no longer ours to show.
            raise
        except UpstreamError as error:
            if found is None:
                raise
            return Fetched(found.value, found.fetched_at, error)
        return Fetched(value, fetched_at)

    def peek(self, key: str) -> Fetched[str] | None:
        """What is stored, whatever its age, without a call."""
        return self._load(key)

    def glance(
        self, key: str, fetch: Callable[[float], Any], *, refresh: bool
    ) -> Fetched[str] | None:
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

    def _load(self, key: str) -> Fetched[str] | None:
        try:
            stored = self._storage.get(digest(key))
        except Exception as error:  # noqa: BLE001  each store has errors of its own
            logger.warning("the store cannot be read: %s", type(error).__name__)
            return None
        try:
            own_key, fetched_at, value = json.loads(stored) if stored else (None, 0, "")
        except (TypeError, ValueError, RecursionError):
            return None
        if own_key != key or not (isinstance(value, str) and isinstance(fetched_at, float)):
            return None
        if time.time() - fetched_at >= self._freshness.keep:
            return None
        return Fetched(value, fetched_at)

    def _fly(self, key: str, fetch: Callable[[float], Any], asked_at: float) -> tuple[str, float]:
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
                flight.set_result((found.value, found.fetched_at))
            else:
                self._land(key, flight, fetch, SLOT_SECONDS)
        return self._arrive(flight)

    @staticmethod
    def _arrive(flight: Future[tuple[str, float]]) -> tuple[str, float]:
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

    def _rest_after_failure(self, key: str, flight: Future[tuple[str, float]]) -> None:
        if flight.exception() is None:
            return
        now = time.monotonic()
        with self._lock:
            if len(self._resting) >= MOST_RESTING:
                self._resting = {name: end for name, end in self._resting.items() if end > now}
            self._resting[key] = now + self._freshness.fresh

    def _board(self, key: str) -> tuple[Future[tuple[str, float]], bool]:
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Future()
            return flight, True

    def _land(
        self,
        key: str,
        flight: Future[tuple[str, float]],
        fetch: Callable[[float], Any],
        patience: float,
    ) -> None:
        try:
            value = _fetch_text(fetch, patience)
            fetched_at = time.time()
            self._save(key, fetched_at, value)
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
            flight.set_result((value, fetched_at))

    def _save(self, key: str, fetched_at: float, value: str) -> None:
        """A good answer that cannot be stored is a good answer."""
        stored = json.dumps([key, fetched_at, value], separators=(",", ":"))
        try:
            self._storage.set(digest(key), stored, self._freshness.keep)
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


class CachedSessions:
    """The client's own questions for one account, through the cache."""

    def __init__(
        self,
        account: Account,
        client: CheckoutSessionsClient,
        answers: AnswerCache,
        links: AnswerCache,
    ) -> None:
        self._client = client
        self._answers = answers
        self._links = links
        # Two accounts, keys, modes or API versions can never meet under one key.
        self._prefix = [
            SCHEMA,
            account.slug,
            account.fingerprint,
            account.api_base,
            account.api_version,
        ]

    def list(self, query: ListQuery, *, reload: bool = False) -> Fetched[SessionPage]:
        """One page, of one call at most; none when it is cached. Raises UpstreamError."""

        def fetch(patience: float) -> Any:
            return _encode_page(self._client.list(query, patience=patience), query.limit)

        found = self._answers.get(self._key("list", query.digest()), fetch, reload=reload)
        page = _decode_page(found.value, query, found.fetched_at)
        return Fetched(page, found.fetched_at, found.failure)

    def seen(self, query: ListQuery) -> SessionPage | None:
        """The page as it is stored, whatever its age, without a call."""
        found = self._answers.peek(self._key("list", query.digest()))
        return _decode_page(found.value, query, found.fetched_at) if found else None

    def retrieve(
        self, session_id: str, expand: tuple[str, ...] = (), *, reload: bool = False
    ) -> Fetched[dict[str, Any]]:
        """The whole session but for what lets others pay. Raises UpstreamError."""

        def fetch(_: float) -> Any:
            session = without_secrets(self._client.retrieve(session_id, expand))
            # Where the customer pays; whoever has it can pay or see what was filled in.
            return {name: value for name, value in session.items() if name != "url"}

        key = self._key("retrieve", session_id, *expand)
        found = self._answers.get(key, fetch, reload=reload)
        return Fetched(json.loads(found.value), found.fetched_at, found.failure)

    def payment_links(self) -> Fetched[PaymentLinks]:
        """All payment links, up to 1,000. Raises UpstreamError."""
        found = self._links.get(self._key("payment_links"), self._fetch_links)
        return Fetched(_decode_links(found.value), found.fetched_at, found.failure)

    def known_payment_links(self, *, refresh: bool = False) -> PaymentLinks:
        """What is known without a call; what is missing or old is fetched in the background."""
        found = self._links.glance(self._key("payment_links"), self._fetch_links, refresh=refresh)
        return _decode_links(found.value) if found else NO_LINKS

    def wait_for_background(self) -> None:
        self._answers.wait_for_background()
        self._links.wait_for_background()

    def _key(self, *parts: str) -> str:
        return json.dumps([*self._prefix, *parts])

    def _fetch_links(self, patience: float) -> Any:
        links: list[list[Any]] = []
        cursor: str | None = None
        for _ in range(MOST_LINK_PAGES):
            answer = self._client.payment_links(cursor, patience=patience)
            page = [link for entry in answer["data"] if (link := _project_link(entry))]
            links += page
            if not (answer["has_more"] and page) or page[-1][0] == cursor:
                return [links, not answer["has_more"]]
            cursor = page[-1][0]
        return [links, False]


def _encode_page(answer: dict[str, Any], limit: int) -> Any:
    entries = answer["data"]
    rows, seen = [], set()
    for entry in entries[:limit]:
        if not isinstance(entry, dict):
            continue
        row = project(entry)
        # Pages that shift under a walk can repeat a session; a screen shows each once.
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            rows.append(row.to_json())
    unreadable = sum(not isinstance(entry, dict) for entry in entries[:limit])
    return [rows, answer["has_more"] or len(entries) > limit, unreadable]


@lru_cache(maxsize=DECODED_PAGES)
def _decode_page(value: str, query: ListQuery, fetched_at: float) -> SessionPage:
    rows, has_more, unreadable = json.loads(value)
    return SessionPage(
        query=query,
        rows=tuple(SessionRow.from_json(row) for row in rows),
        has_more=has_more,
        fetched_at=fetched_at,
        unreadable=unreadable,
    )


def _project_link(entry: object) -> list[Any] | None:
    link = mapping(entry)
    identifier, url = text(link.get("id")), text(link.get("url"))
    if not identifier:
        return None
    items = mapping(link.get("line_items")).get("data")
    first = mapping(items[0]) if isinstance(items, list) and items else {}
    name = text(first.get("description")) or url or identifier
    return [identifier, name, url or "", link.get("active") is True]


@lru_cache(maxsize=8)
def _decode_links(value: str) -> PaymentLinks:
    links, complete = json.loads(value)
    return PaymentLinks(tuple(PaymentLink(*link) for link in links), complete)


def without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [without_secrets(entry) for entry in value]
    if isinstance(value, dict):
        return {name: without_secrets(part) for name, part in value.items() if name != SECRET}
    return value
