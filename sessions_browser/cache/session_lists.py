"""Pages of lists: from what is known, or with one call at most."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.cache.background import Background
from sessions_browser.cache.freshness import REFUSALS, Fetched, Freshness
from sessions_browser.cache.glances import Glance, Glances, new_version
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.last_states import LastStates
from sessions_browser.cache.list_policy import downwards, fresh_seconds, is_out_of_date
from sessions_browser.cache.listing_index import ListingIndex
from sessions_browser.cache.patience import Patience
from sessions_browser.cache.recent_events import RecentEvents
from sessions_browser.cache.segment import Segment, segment_of
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.cache.window_store import WindowStore
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, SessionPage
from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    PermissionDeniedError,
    UpstreamError,
)

LOOKS_AT_WHAT_OTHERS_READ = 3
# Told of each answer to a list call: the question, the list object, when it was asked for.
Observe = Callable[[ListQuery, dict[str, Any], float], None]


@dataclass(frozen=True, slots=True)
class _ListAnswer:
    """What a call for `limit` rows has brought; see `Glance` for `version`."""

    limit: int
    segment: Segment
    version: int

    def serves(self, query: ListQuery) -> bool:
        return self.limit >= query.limit or not self.segment.more


class SessionLists:
    """Lists of the Checkout Sessions of one account.

    settled: seconds for which a page stays fresh on which nothing can change any more.
    """

    def __init__(
        self,
        client: CheckoutSessionsClient,
        store: Store,
        single_flight: SingleFlight,
        background: Background,
        keys: CacheKeys,
        index: ListingIndex,
        freshness: Freshness,
        settled: float,
        last_states: LastStates,
        recent: RecentEvents,
        observe: Observe,
    ) -> None:
        self._client = client
        self._store = store
        self._single_flight = single_flight
        self._background = background
        self._keys = keys
        self._index = index
        self._freshness = freshness
        self._settled = settled
        self._last_states = last_states
        self._recent = recent
        self._observe = observe
        self._glances = Glances(store)

    def page(
        self,
        query: ListQuery,
        *,
        reload: bool = False,
        patience: Patience | None = None,
        read_ahead: bool = True,
    ) -> Fetched[SessionPage]:
        """One page, with one call at most and none when it is known. Raises UpstreamError.

        It is as old as the oldest thing that it says.

        patience: of a page that answers whether somebody has paid. It bounds the wait, and an old
            answer is not shown before Stripe was asked.
        read_ahead: what follows it may be read in the background.
        """
        windows = self.windows(query)
        known = self._known(windows, query)
        is_refused = reload or (patience is not None and _is_out_of_date(known))
        if known and not is_refused and (shown := self._if_good_enough(known, windows, read_ahead)):
            return shown
        try:
            answer = self._ask(query, known, patience)
        except REFUSALS as error:
            if isinstance(error, (AuthenticationError, PermissionDeniedError)):
                windows.forget()
            raise
        except UpstreamError as error:
            if known is None:
                raise
            metrics.cache_answered("old")
            return _fetched(known, self._glances.version(query, windows.stamps), error)
        metrics.cache_answered("miss")
        page = KnownPage.cut(query, answer.segment)
        if read_ahead and (onwards := self._onwards(page)):
            self._read_in_background(onwards, None, "ahead")
        return _fetched(page, answer.version)

    def glance(self, query: ListQuery) -> Glance | None:
        """What `page` would show, in one look and without its rows; what is stale is renewed.

        None where it has to be worked out, or Stripe to be asked.
        """
        glance = self._glances.find(query)
        if glance is None or glance.ahead:
            return None
        return glance if self._is_young_enough(glance) else None

    def known_page(
        self, query: ListQuery, *, read_ahead: bool = True
    ) -> Fetched[SessionPage] | None:
        """As `page`, where that needs no call that somebody waits for; else None."""
        windows = self.windows(query)
        known = self._known(windows, query)
        return self._if_good_enough(known, windows, read_ahead) if known else None

    def stored_page(self, query: ListQuery) -> SessionPage | None:
        """The page as far as it is known, whatever its age, without a call."""
        windows = self.windows(query)
        known = self._known(windows, query)
        return known.session_page(self._glances.version(query, windows.stamps)) if known else None

    def windows(self, query: ListQuery) -> WindowStore:
        return WindowStore(self._store, self._keys.listing(query))

    def _known(self, windows: WindowStore, query: ListQuery) -> KnownPage | None:
        """What is known of the page, when it is whole and not too old to be shown at all."""
        known = windows.page(query)
        if known is None or not known.is_whole:
            return None
        return known if time.time() - known.read_at < self._freshness.keep else None

    def _if_good_enough(
        self, known: KnownPage, windows: WindowStore, read_ahead: bool
    ) -> Fetched[SessionPage] | None:
        """The page, where it is shown as it is, and what its next view need not work out again."""
        glance = self._glance_of(known, windows)
        if not self._is_young_enough(glance):
            return None
        if read_ahead and glance.ahead:
            self._read_in_background(glance.ahead, None, "ahead")
        return _fetched(known, glance.version)

    def _glance_of(self, known: KnownPage, windows: WindowStore) -> Glance:
        query, now, stamps = known.query, time.time(), windows.stamps
        refresh, renewed = self._renewal(known)
        glance = Glance(
            stamps=stamps,
            version=self._glances.version(query, stamps),
            read_at=known.read_at,
            fresh=fresh_seconds(known, self._freshness, self._settled, now),
            refresh=refresh,
            renewed=renewed,
            ahead=self._onwards(known),
        )
        self._glances.keep(query, glance)
        return glance

    def _is_young_enough(self, glance: Glance) -> bool:
        """Whether the page is shown as it is. What is stale is renewed in the background."""
        age = time.time() - glance.read_at
        if age < glance.fresh:
            metrics.cache_answered("fresh")
            return True
        if age < glance.fresh + self._freshness.stale - self._freshness.fresh:
            metrics.cache_answered("stale")
            self._read_in_background(glance.refresh, glance.renewed, "refresh")
            return True
        return False

    def _ask(
        self, query: ListQuery, known: KnownPage | None, patience: Patience | None
    ) -> _ListAnswer:
        """What others ask for at this moment; a call of its own where they ask for less and less.

        The next look may find those who were too late for the same call, in another process too.
        """
        shared = self._keys.list_call(query)
        for key in (*[shared] * LOOKS_AT_WHAT_OTHERS_READ, f"{shared} {query.limit}"):
            answer = self._single_flight.run_for(
                patience,
                key,
                self._fetch(query),
                self._find_answer(query, known.read_at if known else None),
                old_is_known=known is not None,
            )
            if answer.serves(query):
                break
        return answer

    def _renewal(self, known: KnownPage) -> tuple[ListQuery, float]:
        """The page to ask for to renew this one, and when what is known of it was read."""
        query = known.query
        if query.ending_before:
            query = downwards(known)
            known = self._known(self.windows(query), query) or known
        return query, known.read_at

    def _onwards(self, known: KnownPage) -> ListQuery | None:
        """Once somebody pages on: the query for what follows the page, if that is not known."""
        query, page = known.query, known.page
        if not (query.starting_after and page.more and page.last):
            return None
        if not is_session_id(page.last) or page.last == query.starting_after:
            return None
        onwards = replace(query, starting_after=page.last)
        is_near_the_end = len(known.segment.rows) < 2 * query.limit
        if is_near_the_end and self._known(self.windows(query), onwards) is None:
            return onwards
        return None

    def _read_in_background(self, query: ListQuery, renewed: float | None, what: str) -> None:
        """With as many rows as one call can bring, for people who page on."""
        fetch = self._fetch(replace(query, limit=MAX_LIMIT))
        find_answer = self._find_answer(query, renewed)
        self._background.submit(self._keys.list_call(query), fetch, find_answer, what)

    def _fetch(self, query: ListQuery) -> Callable[[float], _ListAnswer]:
        def fetch(max_wait: float) -> _ListAnswer:
            windows, asked_at = self.windows(query), time.time()
            try:
                answer = self._client.list(query, max_wait=max_wait)
            except (AuthenticationError, PermissionDeniedError):
                # What a key may no longer read may no longer be shown.
                windows.page(query)
                windows.forget()
                raise
            status = dict(query.filters).get("status")
            # Before its windows are there: a webhook looks into no list but those that are noted.
            self._index.note(self._keys.listing(query), status)
            cursor = query.starting_after or query.ending_before
            row = windows.row(cursor) if cursor else None
            read = segment_of(answer, query, asked_at, row.created if row else None)
            segment = self._recent.applied_to(read, status)
            windows.insert(query, segment, self._freshness.keep)
            self._last_states.read_in_a_list(segment.rows)
            if not (read.strangers or read.unreadable):
                self._observe(query, answer, asked_at)
            return _ListAnswer(query.limit, segment, new_version())

        return fetch

    def _find_answer(
        self, query: ListQuery, before: float | None
    ) -> Callable[[], _ListAnswer | None]:
        """Whether another's call has brought it, later than what was known before.

        before: Unix seconds of that. The clocks of two machines need not agree.
        """

        def find_answer() -> _ListAnswer | None:
            windows = self.windows(query)
            known = self._known(windows, query)
            if known is None or (before is not None and known.read_at <= before):
                return None
            version = self._glances.version(query, windows.stamps)
            return _ListAnswer(query.limit, known.segment, version)

        return find_answer


def _is_out_of_date(known: KnownPage | None) -> bool:
    return known is not None and is_out_of_date(known, time.time())


def _fetched(
    known: KnownPage, version: int, failure: UpstreamError | None = None
) -> Fetched[SessionPage]:
    return Fetched(known.session_page(version), known.read_at, failure)
