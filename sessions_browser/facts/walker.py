"""Reads every session of a filter and a range of time, each once, by slices side by side.

What it has to know to go on is a small state of plain values; between two rounds it may be stopped,
and a round may be done twice. New sessions are above the range and never in it; one that completes
or expires keeps its place, as the order is that of creation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from sessions_browser.facts.slices import LEAST_PAGES, Slice, sessions_left, split
from sessions_browser.facts.under_way import UnderWay
from sessions_browser.objects.held_against import held_against
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.json_fields import integer, mapping
from sessions_browser.objects.list_query import ListQuery, Pairs
from sessions_browser.stripe_api.errors import InvalidAnswerError, NotFoundError, UpstreamError

# Asks Stripe for a page: the list object, or an UpstreamError.
Ask = Callable[[ListQuery], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """entries: Stripe's objects, newest first.

    begin, end: the stretch that is now read because of this page; empty while it ends amid the
        sessions of one second.
    """

    entries: Sequence[Any]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Round:
    """What one round has brought.

    pages: of the newest slice first.
    walk: from where the next round goes on.
    failures: of the calls that brought nothing; their slices stay as they were.
    """

    pages: tuple[Page, ...]
    walk: Walk
    failures: tuple[UpstreamError, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. slices: what is left, newest first. density: of what was read last."""

    slices: tuple[Slice, ...]
    read: int = 0
    density: float | None = None

    @classmethod
    def of(cls, *ranges: tuple[int, int]) -> Walk:
        """Of ranges [begin, end), newest first."""
        return cls(tuple(Slice.of(begin, end) for begin, end in ranges if begin < end))

    @classmethod
    def from_json(cls, state: dict[str, Any]) -> Walk:
        slices = tuple(map(Slice.from_json, state["slices"]))
        return cls(slices, state["read"], state["density"])

    def to_json(self) -> dict[str, Any]:
        slices = [one.to_json() for one in self.slices]
        return {"slices": slices, "read": self.read, "density": self.density}

    @property
    def is_finished(self) -> bool:
        return not self.slices

    @property
    def left(self) -> int | None:
        """About how many sessions are left; None where nobody can tell."""
        if self.density is None and not any(one.density for one in self.slices):
            return None
        return sessions_left(list(self.slices), self.density)


class Walker:
    """filters: beside those of `created`. parallel: how many calls are under way at most.

    expand: paths such as "data.line_items".
    least_pages: of a half of a slice that is split: fewer cost more calls, and less time at the end
        of a walk.
    under_way: where calls go on between two rounds; without it each round waits for all of its own.
    """

    def __init__(
        self,
        ask: Ask,
        filters: Pairs = (),
        parallel: int = 4,
        expand: tuple[str, ...] = (),
        least_pages: int = LEAST_PAGES,
        under_way: UnderWay | None = None,
    ) -> None:
        self._ask = ask
        self._filters = filters
        self._parallel = parallel
        self._expand = expand
        self._least_pages = least_pages
        self._waits_for_all = under_way is None
        self._under_way = under_way or UnderWay(parallel)

    def round(self, walk: Walk, at_most: int | None = None, patience: float | None = None) -> Round:
        """A call for each of the newest slices, at the same time; what has come.

        at_most: calls that may be begun.
        patience: seconds after which nothing need have come.
        """
        slices = self._split(walk.slices, walk.density)
        names = {one: self._name(one) for one in slices[: self._parallel]}
        room = self._begin(names, len(names) if at_most is None else at_most)
        answers = self._under_way.take(names.values(), patience, every=self._waits_for_all)
        pages, left, failures = [], [], []
        read, density = walk.read, walk.density
        for one in slices:
            answer = answers.get(names.get(one))
            if answer is None:
                left.append(one)
                continue
            if isinstance(answer, UpstreamError):
                failures.append(answer)
                # The cursor is gone; what is asked for is not.
                gone = isinstance(answer, NotFoundError) and one.after
                left.append(one.without_cursor() if gone else one)
                continue
            page, rest = answer
            pages.append(page)
            read += len(page.entries)
            density = (rest.density if rest else None) or _density(one, page) or density
            if rest:
                left.append(rest)
        if not self._waits_for_all:
            # Before anybody works at what has come. What is asked for can no more be split.
            left = self._split(left, density)
            self._begin({one: self._name(one) for one in left[: self._parallel]}, room)
        return Round(tuple(pages), Walk(tuple(left), read, density), tuple(failures))

    def _split(self, slices: Sequence[Slice], density: float | None) -> list[Slice]:
        def is_asked(one: Slice) -> bool:
            return self._under_way.has(self._name(one))

        return split(list(slices), self._parallel, density, self._least_pages, is_asked)

    def _name(self, one: Slice) -> Hashable:
        return one, self._filters, self._expand

    def _begin(self, names: Mapping[Slice, Hashable], room: int) -> int:
        """Calls that are not under way, as many as there is room for; the room that is left."""
        for one, name in names.items():
            if room > 0 and not self._under_way.has(name):
                self._under_way.begin(name, partial(self._page, one))
                room -= 1
        return room

    def _page(self, one: Slice) -> tuple[Page, Slice | None] | UpstreamError:
        query = replace(one.query(self._filters), expand=self._expand)
        try:
            answer = self._ask(query)
            entries = checked(answer, query, one.after_created)
        except UpstreamError as error:
            return error
        if not answer["has_more"]:
            return Page(entries, one.bottom, one.at), None
        last = entries[-1]
        at = min(one.at, last["created"] + 1)
        rest = replace(
            one,
            at=at,
            after=last["id"],
            after_created=last["created"],
            read=one.read + len(entries),
        )
        return Page(entries, at, one.at), rest


def checked(
    answer: dict[str, Any], query: ListQuery, cursor_created: int | None = None
) -> list[dict[str, Any]]:
    """The sessions of the answer. Raises InvalidAnswerError where one cannot go on by it.

    Here, unlike on a page that people look at, nothing may be left out: who walks would never know.
    """
    sent: list[Any] = answer["data"]
    if answer["has_more"] and not sent:
        raise InvalidAnswerError("more, and nothing of it")
    if len(held_against(query, sent, cursor_created)) != len(sent):
        raise InvalidAnswerError("not what was asked for")
    created = []
    for entry in sent:
        session_id, second = mapping(entry).get("id"), integer(mapping(entry).get("created"))
        if not isinstance(session_id, str) or not is_session_id(session_id) or second is None:
            raise InvalidAnswerError("an entry is no session")
        created.append(second)
    if any(newer < older for newer, older in pairwise(created)):
        raise InvalidAnswerError("not in order")
    return sent


def _density(one: Slice, page: Page) -> float | None:
    """Of a slice that has ended: by all that was read of it."""
    seconds = one.began - page.begin
    read = one.read + len(page.entries)
    return read / seconds if read and seconds > 0 else None


def walk_all(walker: Walker, walk: Walk) -> Iterator[Page]:
    """All pages, for those who neither stop nor wait. Raises the first failure that stops all."""
    while not walk.is_finished:
        done = walker.round(walk)
        if done.failures and not done.pages:
            raise done.failures[0]
        yield from done.pages
        walk = done.walk
