"""How many sessions are newer than those of a list that somebody looks at."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from sessions_browser.cache import windows
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.list_policy import takes_nothing_new
from sessions_browser.cache.segment import Segment, segment_of
from sessions_browser.cache.session_lists import SessionLists
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery
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

    def count(
        self,
        query: ListQuery,
        than: str | None,
        since: int | None = None,
        sieve: OutcomeFilter | None = None,
    ) -> NewerCount:
        """Sessions of this listing above one, as far as is known.

        Once in NEWER_SECONDS Stripe is asked, for everybody.

        than: id of the newest that is looked at; None when the list was empty.
        since: Unix second at which it was created, by which newer ones are told once it has left
            the list.
        sieve: only what it matches is counted.
        """
        top = self._top(query)
        if top and not takes_nothing_new(query, time.time()):
            claim = digest(self._keys.key("newer", self._keys.listing(query)))
            if self._store.add(claim, 1, NEWER_SECONDS):
                self._look_above(query, top)
                top = self._top(query)
        if top is None:
            return NewerCount(0, more=False)
        above, is_found = _above(top, than, since)
        count = len(above.rows)
        # A hundred above the newest that is known did not reach down to it.
        more = not is_found and top.more and 0 < count == len(top.rows)
        if sieve:
            return NewerCount(sum(map(sieve.matches, above.rows)), more)
        return NewerCount(count, more)

    def _top(self, query: ListQuery) -> Segment | None:
        return self._lists.windows(query).window(windows.TOP)

    def _look_above(self, query: ListQuery, top: Segment) -> None:
        metrics.background("newer")
        key = self._keys.key("look above", self._keys.listing(query))
        try:
            self._single_flight.run(
                key, lambda max_wait: self._fetch(query, top, max_wait), lambda: None, max_wait=0
            )
        except UpstreamError:
            # Nobody waits for it; the log has the line of the call.
            return

    def _fetch(self, query: ListQuery, top: Segment, max_wait: float) -> None:
        """Join what was created since the newest that is known, or all where none is.

        By the moment, and not by `ending_before`: the newest may have left the list.
        """
        since, asked_at = top.rows[0].created if top.rows else None, time.time()
        whole = replace(query.first_page(), limit=MAX_LIMIT)
        newer = whole if since is None else _created_since(whole, since)
        answer = segment_of(self._client.list(newer, max_wait=max_wait), newer, asked_at)
        known = self._lists.windows(query)
        if since is None:
            known.insert(whole, answer, self._keep)
        else:
            known.put_on_top(answer, since, self._keep)


def _above(top: Segment, than: str | None, since: int | None) -> tuple[Segment, bool]:
    """What stands above the session, by its place or else by its moment; whether it was found."""
    position = top.find(than) if than else None
    if position is not None:
        return top.part(0, position), True
    if than is None and since is None:
        return top, False
    newer = [row for row in top.rows if since is not None and (row.created or 0) > since]
    return top.part(0, len(newer)), False


def _created_since(query: ListQuery, since: int) -> ListQuery:
    """The part of the list that was created from this Unix second on."""
    rest = [pair for pair in query.filters if pair[0] not in ("created[gte]", "created[gt]")]
    return replace(query, filters=tuple(sorted([*rest, ("created[gte]", str(since))])))
