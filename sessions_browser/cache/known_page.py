"""A page of a list as far as it is known, worked out once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.cache.segment import Segment
from sessions_browser.objects.list_query import ListQuery, SessionPage


@dataclass(frozen=True, slots=True, eq=False)
class KnownPage:
    """The page of `query`, and what is known beyond it.

    segment: the rows from the place of the query on, in its direction of travel.
    page: the part of it that the page shows; its `more` speaks of the direction of travel.
    read_at: Unix seconds at which the oldest part of what the page says was asked for.
    """

    query: ListQuery
    segment: Segment
    page: Segment
    read_at: float

    @classmethod
    def cut(cls, query: ListQuery, segment: Segment) -> KnownPage:
        page = _cut(query, segment)
        return cls(query, segment, page, _read_at(query, page))

    @property
    def is_whole(self) -> bool:
        """Whether it has the rows that were asked for, and whether there are more is known."""
        return self.segment.can_serve(self.query.limit)

    def session_page(self, version: int | None = None) -> SessionPage:
        """version: see `SessionPage`."""
        page = self.page
        return SessionPage(
            self.query,
            page.rows,
            page.more,
            self.read_at,
            page.unreadable,
            page.strangers,
            version=version,
        )


def _cut(query: ListQuery, segment: Segment) -> Segment:
    beyond = len(segment.rows) > query.limit
    if query.ending_before and beyond:
        return segment.part(-query.limit, more=True)
    return segment.part(0, query.limit, more=True) if beyond else segment


def _read_at(query: ListQuery, page: Segment) -> float:
    """Of its rows, of where it begins, of what stands between them, of where the list ends.

    That something lies beyond it, its last row knows.
    """
    joined_at = page.joined_at
    if page.more and page.rows:
        joined_at = joined_at[1:] if query.ending_before else joined_at[:-1]
    return min(page.listed_at + joined_at)
