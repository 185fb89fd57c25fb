"""The client's questions, through the cache: what is kept of an answer and what is made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sessions_browser.answers import Answer, AnswerCache
from sessions_browser.client import CheckoutSessionsClient
from sessions_browser.conf import Account
from sessions_browser.errors import InvalidAnswerError, UpstreamError
from sessions_browser.pagination import ListQuery, SessionPage
from sessions_browser.projection import SessionRow, mapping, project, text

# Raised with the shape of what is stored, so that an upgrade never reads old values.
SCHEMA = 2
DECODED_PAGES = 256
MOST_LINK_PAGES = 10
# Never shown and never stored, wherever it stands: with it anybody could confirm a payment.
SECRET = "client_secret"  # noqa: S105  a name, not a value

T = TypeVar("T")


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
        page = _decode_page(found, query)
        return Fetched(page, found.fetched_at, found.failure)

    def seen(self, query: ListQuery) -> SessionPage | None:
        """The page as it is stored, whatever its age, without a call."""
        found = self._answers.peek(self._key("list", query.digest()))
        return _decode_page(found, query) if found else None

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
        return Fetched(_decode_links(found), found.fetched_at, found.failure)

    def known_payment_links(self, *, refresh: bool = False) -> PaymentLinks:
        """What is known without a call; `refresh` fetches behind the page what is old."""
        found = self._links.glance(self._key("payment_links"), self._fetch_links, refresh=refresh)
        return _decode_links(found) if found else NO_LINKS

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
    if unreadable and not rows:
        # An empty page would say that there are no sessions.
        raise InvalidAnswerError("no entry is an object")
    return [rows, answer["has_more"] or len(entries) > limit, unreadable]


@lru_cache(maxsize=DECODED_PAGES)
def _decode_page(answer: Answer, query: ListQuery) -> SessionPage:
    rows, has_more, unreadable = json.loads(answer.value)
    return SessionPage(
        query=query,
        rows=tuple(SessionRow.from_json(row) for row in rows),
        has_more=has_more,
        fetched_at=answer.fetched_at,
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
def _decode_links(answer: Answer) -> PaymentLinks:
    links, complete = json.loads(answer.value)
    return PaymentLinks(tuple(PaymentLink(*link) for link in links), complete)


def without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [without_secrets(entry) for entry in value]
    if isinstance(value, dict):
        return {name: without_secrets(part) for name, part in value.items() if name != SECRET}
    return value
