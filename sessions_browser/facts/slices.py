"""Slices of a range of time that are walked side by side, and when one is split. Pure.

A slice costs one call more than its pages at most, so one is split only where both halves have
many pages to go: the calls stay near the pages, however the sessions lie in time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, Pairs

# Pages that a half should have at least.
LEAST_PAGES = 25


@dataclass(frozen=True, slots=True)
class Slice:
    """[bottom, top) in Unix seconds of creation, walked from above.

    at: what is created from there on, below `top`, was read.
    after: id of the last session that was read, "" before the first page.
    after_created: its second.
    began, read: since where and how many sessions were read, from which its density is known.
    """

    top: int
    bottom: int
    at: int
    after: str = ""
    after_created: int | None = None
    began: int = 0
    read: int = 0

    @classmethod
    def of(cls, bottom: int, top: int) -> Slice:
        return cls(top=top, bottom=bottom, at=top, began=top)

    @classmethod
    def from_json(cls, values: list[Any]) -> Slice:
        return cls(*values)

    def to_json(self) -> list[Any]:
        return [
            self.top,
            self.bottom,
            self.at,
            self.after,
            self.after_created,
            self.began,
            self.read,
        ]

    def query(self, filters: Pairs, limit: int = MAX_LIMIT) -> ListQuery:
        bounds = (("created[gte]", str(self.bottom)), ("created[lt]", str(self.top)))
        return ListQuery(
            filters=tuple(sorted((*filters, *bounds))),
            limit=limit,
            starting_after=self.after or None,
        )

    @property
    def density(self) -> float | None:
        """Sessions a second, None where too little was read to tell."""
        seconds = self.began - self.at
        return self.read / seconds if self.read and seconds > 0 else None

    def pages_left(self, density: float | None) -> float:
        """density: of a neighbour, where this one does not know its own."""
        per_second = self.density or density or 0.0
        return (self.at - self.bottom) * per_second / MAX_LIMIT

    def without_cursor(self) -> Slice:
        """The same from the second of the cursor on, where that session is no more."""
        created = self.after_created
        top = self.top if created is None else min(self.top, created + 1)
        return replace(self, top=top, after="", after_created=None)

    def halves(self) -> tuple[Slice, Slice] | None:
        """What is left of it: the newer part, which goes on, and the older. None if too short."""
        middle = (self.at + self.bottom) // 2
        if not self.bottom < middle < self.at:
            return None
        return replace(self, bottom=middle), Slice.of(self.bottom, middle)


def split(
    slices: list[Slice],
    wanted: int,
    density: float | None,
    least_pages: int = LEAST_PAGES,
    is_asked: Callable[[Slice], bool] = lambda _one: False,
) -> list[Slice]:
    """As many as are wanted, newest first, where enough is left to be worth it.

    density: of what was read last, for slices that do not know their own.
    least_pages: of a half.
    is_asked: for which a call is under way, so that it stays as it is until the answer is there.
    """
    while len(slices) < wanted:
        known = [one.density or density for one in slices]
        left = [one.pages_left(density) for one in slices]
        place = max(range(len(slices)), key=left.__getitem__, default=None)
        if place is None or left[place] < 2 * least_pages or known[place] is None:
            break
        if is_asked(slices[place]):
            break
        halves = slices[place].halves()
        if halves is None:
            break
        slices = [*slices[:place], *halves, *slices[place + 1 :]]
    return slices


def sessions_left(slices: list[Slice], density: float | None) -> int:
    return round(sum(one.pages_left(density) for one in slices) * MAX_LIMIT)
