"""How many sessions are newer than those of a list that somebody looks at."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from sessions_browser.cache import windows
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.list_policy import ends_before
from sessions_browser.cache.segment import Segment, segment_of
from sessions_browser.cache.session_lists import SessionLists
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, cursor_of
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import UpstreamError

# Once in this time somebody may ask whether a listing has newer sessions, for all who look at it.
NEWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class NewerCount:
    """How many sessions are newer than one.

    more: there are more than `count`; of a sieved list, newer ones were not looked through.
    """

    count: int
    more: bool


class NewerSessions:
    """keep: seconds for which what was read is kept."""

    def __init__(
        self,
        client: CheckoutSessionsClient,
        store: Store,
        single_flight: SingleFlight,
        keys: CacheKeys,
        lists: SessionLists,
        keep: float,
    ) -> None:
        self._client = client
        self._store = store
        self._single_flight = single_flight
        self._keys = keys
        self._lists = lists
        self._keep = keep

    def count(self, query: ListQuery, than: str, sieve: OutcomeFilter | None = None) -> NewerCount:
        """Sessions of this listing above the one with the id `than`, as far as is known.

        Once in NEWER_SECONDS Stripe is asked, for everybody.

        sieve: only what it matches is counted.
        """
        claim = digest(self._keys.key("newer", self._keys.listing(query)))
        first = _first_id(self._top(query))
        may_come = first is not None and not ends_before(query, time.time())
        if may_come and self._store.add(claim, False, NEWER_SECONDS):
            above = replace(query.first_page(), limit=MAX_LIMIT, ending_before=first)
            self._look_above(above, claim)
        top = self._top(query)
        position = top.find(than) if top else None
        if top is None or position is None:
            return NewerCount(0, more=False)
        # A hundred above the newest that is known did not reach the top.
        newest = _first_id(top)
        more = newest is not None and self._store.get(claim) == newest
        if sieve:
            return NewerCount(sum(map(sieve.matches, top.rows[:position])), more)
        return NewerCount(position + MAX_LIMIT if more else position, more)

    def _top(self, query: ListQuery) -> Segment | None:
        return self._lists.windows(query).window(windows.TOP)

    def _look_above(self, query: ListQuery, claim: str) -> None:
        metrics.background("newer")
        key = self._keys.key("look above", self._keys.listing(query))
        try:
            more = self._single_flight.run(
                key, lambda max_wait: self._fetch(query, max_wait), lambda: None, max_wait=0
            )
        except UpstreamError:
            # Nobody waits for it; the log has the line of the call.
            return
        if more:
            self._store.set(claim, query.ending_before, NEWER_SECONDS)

    def _fetch(self, query: ListQuery, max_wait: float) -> bool:
        """Join what came with the top that is known; whether there is more above it."""
        answer = self._client.list(query, max_wait=max_wait)
        segment = segment_of(answer, query.limit, time.time())
        known = self._lists.windows(query)
        if top := windows.put_on_top(known, segment):
            known.write(windows.TOP, top, self._keep)
        return segment.more


def _first_id(segment: Segment | None) -> str | None:
    """Of the newest session, where it can serve as a cursor."""
    return cursor_of(segment.rows[0] if segment and segment.rows else None)
