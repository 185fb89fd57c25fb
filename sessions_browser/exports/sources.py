"""Where the rows of an export come from: something that is read on, state by state.

Another source has a `first` and a `read` as `ListingSource` and `named.NamedSource` have, and its
state is plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sessions_browser.exports.recipe import Recipe
from sessions_browser.facts.pauses import until_room
from sessions_browser.facts.under_way import UnderWay
from sessions_browser.facts.walker import Ask, Walk, Walker, checked
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError

State = dict[str, Any]
ITEMS = ("data.line_items",)
# Of a half of a slice: short ones keep all calls at work up to the end, for the same calls in all.
LEAST_PAGES = 4


@dataclass(frozen=True, slots=True)
class ExportCalls:
    """How calls are made for one account.

    ask: a page of a list, now or never. retrieve: one session, with what is expanded of it.
    line_items: those of a session after one of them.
    room: how many calls may be made now. seconds_to_next: until there is room for another one.
    parallel: calls at once. under_way: where they go on between two steps; see `Walker`.
    """

    ask: Ask
    retrieve: Callable[[str, tuple[str, ...]], dict[str, Any]]
    line_items: Callable[[str, str | None], dict[str, Any]]
    room: Callable[[], int]
    seconds_to_next: Callable[[], float]
    parallel: int
    under_way: UnderWay | None = None

    @property
    def pause(self) -> float:
        """Seconds until there is room."""
        return until_room(self.seconds_to_next())


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What one read has brought.

    pages: with the number of the stream, each newest first and after those before it in its stream.
    state: from where the next one goes on; None at the end.
    is_in_order: nothing newer than what it has brought is missing, so that a file which has enough
        rows may end here.
    failures: of calls that brought nothing, which the next read makes again.
    """

    pages: tuple[tuple[int, Sequence[Any]], ...]
    state: State | None
    is_in_order: bool = False
    failures: tuple[UpstreamError, ...] = ()


class RowSource(Protocol):
    def first(self) -> State:
        """Asks nobody."""

    def read(self, state: State, room: int) -> SourceReading:
        """room: how many calls it may begin. It may run twice with the same state."""


class ListingSource:
    """The sessions of one or more lists: of filters, or of all handles of a person.

    Each list is a stream. They may share sessions, which the file then has once.
    """

    def __init__(self, recipe: Recipe, calls: ExportCalls) -> None:
        self._recipe = recipe
        self._parallel = 1 if recipe.in_order or recipe.needs_items else calls.parallel
        self._calls = calls

    def first(self) -> State:
        return {"listing": 0, "walk": None}

    def read(self, state: State, room: int) -> SourceReading:
        number: int = state["listing"]
        if number >= len(self._recipe.listings):
            return SourceReading((), None)
        try:
            walk = Walk.from_json(state["walk"]) if state["walk"] else self._begin(number)
        except NotFoundError:
            # Of a customer who was deleted, say.
            walk = Walk(())
        except UpstreamError as error:
            return SourceReading((), state, failures=(error,))
        if walk.is_finished:
            return SourceReading((), {"listing": number + 1, "walk": None})
        calls = self._calls
        walker = Walker(
            calls.ask,
            self._recipe.listings[number],
            self._parallel,
            ITEMS if self._recipe.needs_items else (),
            LEAST_PAGES,
            calls.under_way,
        )
        # When there is room again, more calls can be begun.
        done = walker.round(walk, room, calls.pause if room < self._parallel else None)
        pages = tuple((number, page.entries) for page in done.pages)
        return SourceReading(
            pages,
            {"listing": number, "walk": done.walk.to_json()},
            self._parallel == len(self._recipe.listings) == 1,
            done.failures,
        )

    def _begin(self, number: int) -> Walk:
        """From the newest session that there is now, so that those made meanwhile do not count."""
        bounds = [("created[gte]", str(self._recipe.begin))]
        if self._recipe.end is not None:
            bounds.append(("created[lt]", str(self._recipe.end)))
        filters = tuple(sorted((*self._recipe.listings[number], *bounds)))
        query = ListQuery(filters=filters, limit=1)
        newest = checked(self._calls.ask(query), query)
        top = newest[0]["created"] + 1 if newest else self._recipe.begin
        return Walk.of((self._recipe.begin, top))
