"""The client's questions, through the cache: what is kept of an answer and what is made of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sessions_browser.cache import windows
from sessions_browser.cache.freshness import REFUSALS, Fetched, Freshness
from sessions_browser.cache.list_policy import (
    FURTHER,
    SETTLED_AFTER_SECONDS,
    downwards,
    ends_before,
    is_settled,
    oldest_of,
    segment_of,
)
from sessions_browser.cache.listing_index import ListingIndex
from sessions_browser.cache.response_cache import CachedResponse, ResponseCache
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.cache.window_store import WindowStore, page_of
from sessions_browser.cache.windows import Segment
from sessions_browser.conf import Account
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, SessionPage
from sessions_browser.objects.payment_links import (
    NO_LINKS,
    Customer,
    PaymentLink,
    PaymentLinks,
    project_customer,
    project_link,
)
from sessions_browser.objects.session_row import SessionRow, project
from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api import permissions
from sessions_browser.stripe_api.client import SLOT_SECONDS, CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    PermissionDeniedError,
    UpstreamError,
)

# Raised with the shape of what is stored, so that an upgrade never reads old values.
SCHEMA = 3
MOST_LINK_PAGES = 10
# The list of payment links changes rarely and is only names.
LINKS_FRESHNESS = Freshness(fresh=600, stale=24 * 3600, keep=7 * 24 * 3600)
LOOKS_AT_WHAT_OTHERS_READ = 3
# How often somebody may ask whether a listing has newer sessions, for all who look at it.
NEWER_SECONDS = 60
# For so long a right that the key lacks is not tried again.
REFUSED_SECONDS = 600
# Never shown and never stored, wherever it stands: with it anybody could confirm a payment.
SECRET = "client_secret"  # noqa: S105  a name, not a value


@dataclass(frozen=True, slots=True)
class Whole:
    """A session with its payment and line items; refused: rights that the key lacks for more."""

    session: dict[str, Any]
    refused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Newer:
    """How many sessions are newer than one; more: than that."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class _ListAnswer:
    """What a call for `limit` rows has brought."""

    limit: int
    segment: Segment

    def serves(self, query: ListQuery) -> bool:
        return self.limit >= query.limit or not self.segment.more


class CachedSessions:
    """The client's own questions for one account, through the cache.

    settled: how long a page stays fresh on which nothing can change any more, in seconds.
    """

    def __init__(
        self,
        account: Account,
        client: CheckoutSessionsClient,
        store: Store,
        single_flight: SingleFlight,
        freshness: Freshness,
        settled: float,
    ) -> None:
        self._client = client
        self._store = store
        self._single_flight = single_flight
        self._freshness = freshness
        self._settled = settled
        self._answers = ResponseCache(store, single_flight, freshness)
        self._links = ResponseCache(store, single_flight, LINKS_FRESHNESS)
        # Two accounts, keys, modes or API versions can never meet under one key.
        self._prefix = [
            SCHEMA,
            account.slug,
            account.fingerprint,
            account.api_base,
            account.api_version,
        ]
        self._register = ListingIndex(store, self._key("register"))

    def list(self, query: ListQuery, *, reload: bool = False) -> Fetched[SessionPage]:
        """One page, of one call at most; none when it is known. Raises UpstreamError.

        It is as old as its oldest row.
        """
        listing = self._listing(query)
        found = self._find(listing, query)
        if found and not reload:
            age, fresh = time.time() - oldest_of(query, found), self._fresh_for(query, found)
            if age < fresh:
                metrics.cache_answered("fresh")
                self._read_ahead(query, found)
                return _fetched(query, found)
            if age < fresh + self._freshness.stale - self._freshness.fresh:
                metrics.cache_answered("stale")
                self._refresh(query, found)
                return _fetched(query, found)
        try:
            segment = self._ask(query, found)
        except REFUSALS as error:
            if isinstance(error, (AuthenticationError, PermissionDeniedError)):
                listing.forget()
            raise
        except UpstreamError as error:
            if found is None:
                raise
            metrics.cache_answered("old")
            return _fetched(query, found, error)
        metrics.cache_answered("miss")
        self._read_ahead(query, segment)
        return _fetched(query, segment)

    def seen(self, query: ListQuery) -> SessionPage | None:
        """The page as far as it is known, whatever its age, without a call."""
        found = self._find(self._listing(query), query)
        return page_of(query, found) if found else None

    def newer(self, query: ListQuery, than: str) -> Newer:
        """Sessions of this listing above the one with this id, as far as is known.

        Once in NEWER_SECONDS somebody's question goes upstream, behind the pages, for everybody.
        """
        claim = digest(self._key("newer", self._listing_key(query)))
        first = _first_id(self._listing(query).window(windows.TOP))
        may_come = first is not None and not ends_before(query, time.time())
        if may_come and self._store.add(claim, False, NEWER_SECONDS):
            above = replace(query.first_page(), limit=MAX_LIMIT, ending_before=first)
            self._look_above(above, claim)
        top = self._listing(query).window(windows.TOP)
        count = top.find(than) if top else None
        if count is None:
            return Newer(0, more=False)
        # A hundred above the newest that is known did not reach the top.
        more = self._store.get(claim) == _first_id(top)
        return Newer(count + MAX_LIMIT if more else count, more)

    def _look_above(self, query: ListQuery, claim: str) -> None:
        def work(max_wait: float) -> bool:
            answer = self._client.list(query, max_wait=max_wait)
            segment = segment_of(answer, query.limit, time.time())
            listing = self._listing(query)
            if top := windows.put_on_top(listing, segment):
                listing.write(windows.TOP, top, self._freshness.keep)
            return segment.more

        metrics.background("newer")
        try:
            key = self._key("look above", self._listing_key(query))
            more = self._single_flight.run(key, work, lambda: None, max_wait=0)
        except UpstreamError:
            # Nobody waits for it; the log has the line of the call.
            return
        if more:
            self._store.set(claim, query.ending_before, NEWER_SECONDS)

    def retrieve(
        self, session_id: str, expand: tuple[str, ...] = (), *, reload: bool = False
    ) -> Fetched[dict[str, Any]]:
        """The whole session but for what lets others pay. Raises UpstreamError."""

        def fetch(_: float) -> Any:
            return _without_way_to_pay(self._client.retrieve(session_id, expand))

        key = self._key("retrieve", session_id, *expand)
        found = self._answers.get(key, fetch, reload=reload)
        return Fetched(json.loads(found.value), found.fetched_at, found.failure)

    def in_full(
        self, session_id: str, *, reload: bool = False, max_age: float | None = None
    ) -> Fetched[Whole]:
        """The session with all that the key may read of its payment. Raises UpstreamError.

        One call at most; one more, once in a while, for each right that the key turns out to lack.
        max_age: seconds; an answer this young is good enough, an older one is read anew.
        """
        claim = digest(self._key("refused rights"))
        refused = frozenset(self._store.get(claim) or ())
        while True:
            expand = permissions.expand_paths(refused)
            if max_age is not None:
                known = self._answers.stored(self._key("retrieve", session_id, *expand))
                reload = known is None or time.time() - known.fetched_at >= max_age
            try:
                found = self.retrieve(session_id, expand, reload=reload)
            except PermissionDeniedError as error:
                now_refused = permissions.permissions_after_refusal(error.permission, refused)
                if now_refused is None:
                    raise
                refused = now_refused
                self._store.set(claim, sorted(refused), REFUSED_SECONDS)
            else:
                whole = Whole(found.value, refused)
                return Fetched(whole, found.fetched_at, found.failure)

    def customers(self, email: str) -> Fetched[tuple[Customer, ...]]:
        """Stripe's customers with this very e-mail, newest first, up to 100.

        Raises UpstreamError; PermissionDeniedError where the key may not read customers.
        """

        def fetch(max_wait: float) -> Any:
            answer = self._client.customers(email, max_wait=max_wait)
            return [row for entry in answer["data"] if (row := project_customer(entry))]

        return _customers(self._answers.get(self._key("customers", email), fetch))

    def customer(self, customer_id: str) -> Fetched[tuple[Customer, ...]]:
        """The customer of this id, if it still exists. Raises UpstreamError as `customers` does."""

        def fetch(max_wait: float) -> Any:
            row = project_customer(self._client.customer(customer_id, max_wait=max_wait))
            return [row] if row else []

        return _customers(self._answers.get(self._key("customer", customer_id), fetch))

    def payment_links(self) -> Fetched[PaymentLinks]:
        """All payment links, up to 1,000. Raises UpstreamError."""
        found = self._links.get(self._key("payment_links"), self._fetch_links)
        return Fetched(_decode_links(found), found.fetched_at, found.failure)

    def known_payment_links(self, *, refresh: bool = False) -> PaymentLinks:
        """What is known without a call; `refresh` fetches behind the page what is old."""
        found = self._links.stored_or_refresh(
            self._key("payment_links"), self._fetch_links, refresh=refresh
        )
        return _decode_links(found) if found else NO_LINKS

    def take(self, session: dict[str, Any], at: float) -> None:
        """Bring what is kept up to date with a session as it was at Unix second `at`.

        What was read later stays. A session that a listing no longer asks for leaves it; one that
        it now would ask for comes with its next reading. Makes no call and never raises.
        """
        row = project(session)
        if row.id is None:
            return
        for name, status in self._register.listings():
            gone = status is not None and row.status != status
            self._take_into(WindowStore(self._store, name), row.id, None if gone else row, at)
        refused = frozenset(self._store.get(digest(self._key("refused rights"))) or ())
        for expand in {(), ("line_items",), permissions.expand_paths(refused)}:
            pays = row.payment_intent is not None and any("payment_intent" in p for p in expand)
            self._take_whole(self._key("retrieve", row.id, *expand), session, at, forget=pays)

    def wait_for_background(self) -> None:
        self._single_flight.wait_for_background()

    def _key(self, *parts: str) -> str:
        return json.dumps([*self._prefix, *parts])

    def _listing(self, query: ListQuery) -> WindowStore:
        return WindowStore(self._store, self._listing_key(query))

    def _listing_key(self, query: ListQuery) -> str:
        return self._key("listing", digest([query.filters, query.expand]))

    def _find(self, listing: WindowStore, query: ListQuery) -> Segment | None:
        """What is known from the place of `query` on, when that is a page and not yet gone."""
        # Upwards one row more, to go on from.
        found = listing.find(query, query.limit + (query.ending_before is not None))
        if found is None or not found.can_serve(query.limit):
            return None
        return found if time.time() - oldest_of(query, found) < self._freshness.keep else None

    def _fresh_for(self, query: ListQuery, segment: Segment) -> float:
        """Seconds. Nothing changes any more where all has ended and no newer session can come."""
        before = time.time() - SETTLED_AFTER_SECONDS
        rows = windows.page_of(query, segment).rows
        touches_the_top = not query.starting_after and not ends_before(query, before)
        if rows and not touches_the_top and all(is_settled(row, before) for row in rows):
            return self._settled
        # Below the top nothing arrives, and those who page on would renew each page they come to.
        further = query.starting_after is not None or query.ending_before is not None
        return self._freshness.fresh * (FURTHER if further else 1)

    def _ask(
        self, query: ListQuery, found: Segment | None, max_wait: float = SLOT_SECONDS
    ) -> Segment:
        work, find_answer = self._work(query), self._find_answer(query, found)
        key = self._flight_key(query)
        for _ in range(LOOKS_AT_WHAT_OTHERS_READ):
            answer = self._single_flight.run(key, work, find_answer, max_wait)
            if answer.serves(query):
                break
        return answer.segment

    def _refresh(self, query: ListQuery, found: Segment) -> None:
        """Behind the page; whoever pages on has the next pages renewed with it."""
        if query.ending_before:
            query = downwards(query, found)
            found = self._find(self._listing(query), query) or found
        limit = MAX_LIMIT if query.starting_after else query.limit
        self._in_background(replace(query, limit=limit), found, "refresh")

    def _read_ahead(self, query: ListQuery, segment: Segment) -> None:
        """Once somebody pages on, behind the page what follows it, if it is not known."""
        page = windows.page_of(query, segment)
        if not (query.starting_after and page.more and page.last):
            return
        onwards = replace(query, starting_after=page.last)
        if not is_session_id(page.last) or page.last == query.starting_after:
            return
        if (
            len(segment.rows) < 2 * query.limit
            and self._find(self._listing(query), onwards) is None
        ):
            self._in_background(replace(onwards, limit=MAX_LIMIT), None, "ahead")

    def _in_background(self, query: ListQuery, found: Segment | None, what: str) -> None:
        work, find_answer = self._work(query), self._find_answer(query, found)
        self._single_flight.submit(self._flight_key(query), work, find_answer, what)

    def _flight_key(self, query: ListQuery) -> str:
        cursor = (query.starting_after or "", query.ending_before or "")
        return self._key("call", self._listing_key(query), *cursor)

    def _work(self, query: ListQuery) -> Callable[[float], _ListAnswer]:
        def work(max_wait: float) -> _ListAnswer:
            listing = self._listing(query)
            try:
                answer = self._client.list(query, max_wait=max_wait)
            except (AuthenticationError, PermissionDeniedError):
                # What a key may no longer read is no longer ours to show.
                listing.find(query, query.limit)
                listing.forget()
                raise
            segment = segment_of(answer, query.limit, time.time())
            listing.insert(query, segment, self._freshness.keep)
            self._register.note(self._listing_key(query), dict(query.filters).get("status"))
            return _ListAnswer(query.limit, segment)

        return work

    def _find_answer(
        self, query: ListQuery, before: Segment | None
    ) -> Callable[[], _ListAnswer | None]:
        """Told by what was there before: the clocks of two machines need not agree."""

        def find_answer() -> _ListAnswer | None:
            now = self._find(self._listing(query), query)
            if now is None:
                return None
            if before is not None and oldest_of(query, now) <= oldest_of(query, before):
                return None
            return _ListAnswer(query.limit, now)

        return find_answer

    def _take_into(
        self, listing: WindowStore, session_id: str, row: SessionRow | None, at: float
    ) -> None:
        name = listing.window_of(session_id)
        segment = listing.window(name) if name is not None else None
        position = segment.find(session_id) if segment else None
        # Stripe tells the moment of an event in whole seconds.
        if (
            name is None
            or segment is None
            or position is None
            or segment.rows_read_at[position] >= at + 1
        ):
            return
        if row is not None and row.items is None:
            # An event does not bring the line items, and they do not change.
            old = segment.rows[position]
            row = replace(row, items=old.items, more_items=old.more_items)
        changed = windows.replace_row(segment, session_id, row)
        if changed is not None:
            listing.write(name, changed, self._freshness.keep)

    def _take_whole(self, key: str, session: dict[str, Any], at: float, *, forget: bool) -> None:
        found = self._answers.stored(key)
        if found is None or found.fetched_at >= at + 1:
            return
        if forget:
            # The event names the payment and does not tell of it, so it has to be read again.
            self._answers.forget(key)
            return
        # What the event does not bring, such as line items, stays as it was read.
        value = {**json.loads(found.value), **_without_way_to_pay(session)}
        self._answers.put(CachedResponse(key, max(at, found.fetched_at), json.dumps(value)))

    def _fetch_links(self, max_wait: float) -> Any:
        links: list[list[Any]] = []
        cursor: str | None = None
        for _ in range(MOST_LINK_PAGES):
            answer = self._client.payment_links(cursor, max_wait=max_wait)
            page = [link for entry in answer["data"] if (link := project_link(entry))]
            links += page
            if not (answer["has_more"] and page) or page[-1][0] == cursor:
                return [links, not answer["has_more"]]
            cursor = page[-1][0]
        return [links, False]


def _fetched(
    query: ListQuery, segment: Segment, failure: UpstreamError | None = None
) -> Fetched[SessionPage]:
    page = page_of(query, segment)
    return Fetched(page, page.fetched_at, failure)


def _first_id(segment: Segment | None) -> str | None:
    """Of the newest session, where it can serve as a cursor."""
    newest = segment.rows[0].id if segment and segment.rows else None
    return newest if newest and is_session_id(newest) else None


def _without_way_to_pay(session: dict[str, Any]) -> dict[str, Any]:
    """Whoever has a session's `url` can pay, or see what was filled in."""
    return {name: value for name, value in without_secrets(session).items() if name != "url"}


def _customers(answer: CachedResponse) -> Fetched[tuple[Customer, ...]]:
    rows = tuple(Customer(*row) for row in json.loads(answer.value))
    return Fetched(rows, answer.fetched_at, answer.failure)


@lru_cache(maxsize=8)
def _decode_links(answer: CachedResponse) -> PaymentLinks:
    links, complete = json.loads(answer.value)
    return PaymentLinks(tuple(PaymentLink(*link) for link in links), complete)


def without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [without_secrets(entry) for entry in value]
    if isinstance(value, dict):
        return {name: without_secrets(part) for name, part in value.items() if name != SECRET}
    return value
