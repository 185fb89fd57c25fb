"""Pages of lists that Stripe cannot filter: read on until a page is full, or a bound is met."""

from __future__ import annotations

from dataclasses import replace

from sessions_browser.cache.freshness import REFUSALS, Fetched
from sessions_browser.cache.session_lists import SessionLists
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, SessionPage
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.objects.sieve import sieved_page
from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    PermissionDeniedError,
    UpstreamError,
)

# A view makes at most three calls, each for a hundred sessions. What is known counts as well.
MOST_LOOKED_AT = 3 * MAX_LIMIT
# Near the end of what is known a hundred are not known, but so many may be.
FEW = 25
# While Stripe fails, nothing that is known is left out: the last of it may be a single session.
STORED_LIMITS = (MAX_LIMIT, FEW, 5, 1)


class SievedLists:
    """Over the windows of the list that Stripe is asked for, which other views share."""

    def __init__(self, lists: SessionLists) -> None:
        self._lists = lists

    def page(
        self, query: ListQuery, outcome: OutcomeFilter, *, reload: bool = False
    ) -> Fetched[SessionPage]:
        """One page of what matches. Raises UpstreamError when nothing could be looked at.

        query: with the status that the outcome needs; its cursor is a session that was looked at.
        After a failure nothing more is asked, and what is known is shown, whatever its age. Where
        that ends early, the page tells of it.
        """
        stretches: list[SessionPage] = []
        failure: UpstreamError | None = None
        place: ListQuery | None = query
        room, left = query.limit, MOST_LOOKED_AT
        while place and room > 0 and left > 0:
            try:
                fetched = self._next(place, failure, reload=reload)
            except UpstreamError as error:
                if not stretches or isinstance(error, AuthenticationError | PermissionDeniedError):
                    raise
                failure = error
                break
            stretch, failure = fetched.value, fetched.failure
            stretches.append(stretch)
            room -= sum(map(outcome.matches, stretch.rows))
            left -= stretch.query.limit
            place = _onwards(stretch)
        is_cut_short = failure is not None and place is not None and room > 0 and left > 0
        page = sieved_page(stretches, query, outcome, is_cut_short=is_cut_short)
        return Fetched(page, page.fetched_at, failure)

    def _next(
        self, place: ListQuery, failure: UpstreamError | None, *, reload: bool
    ) -> Fetched[SessionPage]:
        """Once something failed, only what is stored; raises the failure where nothing is."""
        if failure is None:
            return self._stretch(place, reload=reload)
        return self._stored(place, failure)

    def _stored(self, place: ListQuery, failure: UpstreamError) -> Fetched[SessionPage]:
        for limit in STORED_LIMITS:
            if stored := self._lists.stored_page(replace(place, limit=limit)):
                return Fetched(stored, stored.fetched_at, failure)
        raise failure

    def _stretch(self, place: ListQuery, *, reload: bool) -> Fetched[SessionPage]:
        """What is known from this place on, or else a hundred sessions that Stripe is asked for."""
        hundred, few = replace(place, limit=MAX_LIMIT), replace(place, limit=FEW)
        if not reload:
            # What follows is read ahead near the end of what is known.
            for query, ahead in ((hundred, False), (few, True)):
                if known := self._lists.known_page(query, read_ahead=ahead):
                    return known
        try:
            return self._lists.page(hundred, reload=reload, read_ahead=False)
        except UpstreamError as error:
            if isinstance(error, REFUSALS):
                raise
            return self._stored(place, error)


def _onwards(stretch: SessionPage) -> ListQuery | None:
    """The place after it, in its direction of travel; None where nothing follows."""
    query, cursor = stretch.query, stretch.onward_cursor
    if cursor is None:
        return None
    if query.ending_before:
        return replace(query, ending_before=cursor)
    return replace(query, starting_after=cursor)
