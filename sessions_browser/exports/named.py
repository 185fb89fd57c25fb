"""Sessions that are known by id before anything is read, as a scan has found them.

Their ids lie in the folder of the export: which they are is settled when it starts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from typing import Any

from sessions_browser.exports.places import Place, PlacesFile
from sessions_browser.exports.recipe import Recipe
from sessions_browser.exports.sources import ITEMS, ExportCalls, SourceReading, State
from sessions_browser.facts.walker import checked
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError

# How much further than the last page has reached the next place may lie to be asked for by a page,
# as sessions may lie further apart there; and how much again after each that was read by itself.
REACH, FURTHER = 2, 4
# Of a half of a span: fewer are not worth the call that a cut may cost.
LEAST_CALLS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A run of places that is read from its newest on; `at` is the first that is left.

    stream: of its lines. reach: so many seconds further down a page may hold the next place too; 0
    before the first full page.
    """

    at: int
    end: int
    stream: int
    reach: int = 0


class NamedSource:
    """Each call asks for the page below the newest place that is left, so it brings one at least.

    No other way takes fewer calls, but that some spans are read at once, and each cut between them
    can cost one. Where no other place is near, the session is read by itself.
    """

    def __init__(self, recipe: Recipe, calls: ExportCalls, places: PlacesFile) -> None:
        self._recipe = recipe
        self._calls = calls
        self._places = places

    def first(self) -> State:
        count = min(self._recipe.named or 0, self._recipe.most_rows)
        return {"spans": [astuple(Span(0, count, 0))] if count else []}

    def read(self, state: State, room: int) -> SourceReading:
        spans = [Span(*one) for one in state["spans"]]
        if not spans:
            return SourceReading((), None)
        self._split(spans)
        calls = max(1, min(room, self._calls.parallel))
        now, later = spans[:calls], spans[calls:]
        with ThreadPoolExecutor(len(now), thread_name_prefix="named") as threads:
            answers = list(threads.map(self._try, now))
        pages, left, failures = [], [], []
        for one, answer in zip(now, answers, strict=True):
            if isinstance(answer, UpstreamError):
                failures.append(answer)
                left.append(one)
                continue
            entries, rest = answer
            pages.append((one.stream, entries))
            left.append(rest)
        left = [one for one in (*left, *later) if one.at < one.end]
        state = {"spans": [astuple(one) for one in left]}
        return SourceReading(tuple(pages), state, failures=tuple(failures))

    def _try(self, span: Span) -> tuple[Sequence[Any], Span] | UpstreamError:
        """What one call has brought, and what is left of the span."""
        try:
            return self._read(span)
        except UpstreamError as error:
            return error

    def _read(self, span: Span) -> tuple[Sequence[Any], Span]:
        places = self._places.read(span.at, min(span.end, span.at + MAX_LIMIT))
        if len(places) > 1 and (not span.reach or places[0][1] - places[1][1] <= span.reach):
            entries, done, reach = self._page(places, span.reach)
            if done:
                return entries, replace(span, at=span.at + done, reach=reach)
        # It is looked ever further, as sessions may lie less close together by now.
        rest = replace(span, at=span.at + 1, reach=span.reach * FURTHER)
        return self._one(places[0][0]), rest

    def _page(self, places: Sequence[Place], reach: int) -> tuple[list[Any], int, int]:
        """The sessions, how many of the places are done by them, and the new reach."""
        newest, oldest = places[0][1], places[-1][1]
        bounds = (("created[gte]", str(oldest)), ("created[lt]", str(newest + 1)))
        filters = tuple(sorted((*self._recipe.listings[0], *bounds)))
        expand = ITEMS if self._recipe.needs_items else ()
        query = ListQuery(filters=filters, limit=MAX_LIMIT, expand=expand)
        answer = self._calls.ask(query)
        found = {one["id"]: one for one in checked(answer, query)}
        done = len(places)
        if answer["has_more"]:
            bottom = min(one["created"] for one in found.values())
            # Of its last second more may be on the next page.
            is_whole = all(name in found for name, created in places if created == bottom)
            done = sum(created >= bottom + (not is_whole) for _name, created in places)
            reach = REACH * max(1, newest - bottom)
        elif len(places) == MAX_LIMIT:
            reach = REACH * max(1, newest - oldest)
        return [found[name] for name, _ in places[:done] if name in found], done, reach

    def _one(self, session_id: str) -> list[Any]:
        expand = ("line_items",) if self._recipe.needs_items else ()
        try:
            return [self._calls.retrieve(session_id, expand)]
        except NotFoundError:
            # Of data for tests, which can be deleted.
            return []

    def _split(self, spans: list[Span]) -> None:
        """Into as many as are read at once, while that is worth it; they stay newest first."""
        while len(spans) < self._calls.parallel:
            calls = [self._calls_left(one) for one in spans]
            place = calls.index(max(calls))
            if calls[place] < 2 * LEAST_CALLS:
                break
            one = spans[place]
            middle = self._middle(one)
            lower = replace(one, at=middle, stream=middle)
            spans[place : place + 1] = [replace(one, end=middle), lower]

    def _calls_left(self, span: Span) -> float:
        """About; 0 before anything is known."""
        if not span.reach:
            return 0
        seconds = self._second(span.at) - self._second(span.end - 1)
        return min(span.end - span.at, 1 + seconds * REACH / span.reach)

    def _middle(self, span: Span) -> int:
        """The place half way down in time, as that is what the calls go by."""
        second = (self._second(span.at) + self._second(span.end - 1)) // 2
        places = range(span.at + 1, span.end)
        found = bisect_left(places, -second, key=lambda place: -self._second(place))
        return places[min(found, len(places) - 1)]

    def _second(self, place: int) -> int:
        return self._places.read(place, place + 1)[0][1]
