"""Values of a listing: the question that is sent upstream and the page that comes back.

Cursor rules: docs.stripe.com/api/pagination. The order is newest first; `has_more` speaks of the
direction of travel, so the other direction is known only from having come from there.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.session_row import SessionRow

DEFAULT_LIMIT = 25
MAX_LIMIT = 100
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One page of one listing, in the words of `GET /v1/checkout/sessions`.

    filters: wire name and value, such as ("created[gte]", "1700000000"), sorted by name.
    expand: paths such as "data.line_items", sorted.
    At most one of the two cursors is set; each is the id of a Checkout Session.
    """

    filters: Pairs = ()
    expand: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    starting_after: str | None = None
    ending_before: str | None = None

    def __post_init__(self) -> None:
        if self.starting_after and self.ending_before:
            raise ValueError("a page has one cursor at most")

    def to_params(self) -> list[tuple[str, str]]:
        """All parameters of the call, in a stable order."""
        params = [*self.filters, ("limit", str(self.limit))]
        if self.starting_after:
            params.append(("starting_after", self.starting_after))
        if self.ending_before:
            params.append(("ending_before", self.ending_before))
        return params + [("expand[]", path) for path in self.expand]

    def first_page(self) -> ListQuery:
        return ListQuery(filters=self.filters, expand=self.expand, limit=self.limit)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a page looked that shows only those of the sessions read that match.

    looked_at: how many sessions.
    newest, oldest: of them; None when there were none.
    is_cut_short: a failure kept it from looking further.
    """

    looked_at: int
    newest: SessionRow | None
    oldest: SessionRow | None
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SessionPage:
    """One page as it was read at one moment, newest first. Compared by identity.

    fetched_at: Unix seconds at which Stripe was asked for the oldest part of what it says.
    unreadable: how many entries of the answer were not objects and are left out of `rows`.
    strangers: how many sessions of the answer were not asked for and are left out of `rows`.
    coverage: None when `rows` are all that was read.
    version: of what it was made from, in this process: two pages of one query with the same
        version are the same. None where that is not known.
    """

    query: ListQuery
    rows: tuple[SessionRow, ...]
    has_more: bool
    fetched_at: float
    unreadable: int = 0
    strangers: int = 0
    coverage: Coverage | None = None
    version: Hashable = None

    @property
    def newest(self) -> SessionRow | None:
        """Of the sessions that were looked at; pages go on from where they looked last."""
        if self.coverage:
            return self.coverage.newest
        return self.rows[0] if self.rows else None

    @property
    def oldest(self) -> SessionRow | None:
        """Of the sessions that were looked at."""
        if self.coverage:
            return self.coverage.oldest
        return self.rows[-1] if self.rows else None

    @property
    def older_cursor(self) -> str | None:
        """`starting_after` of the page below, or None at the end."""
        if not (self.has_more or self.query.ending_before):
            return None
        cursor = cursor_of(self.oldest)
        # A cursor that does not move would turn the same page for ever.
        return cursor if cursor != self.query.starting_after else None

    @property
    def newer_cursor(self) -> str | None:
        """`ending_before` of the page above, or None at the top."""
        if not (self.query.starting_after or (self.query.ending_before and self.has_more)):
            return None
        cursor = cursor_of(self.newest)
        return cursor if cursor != self.query.ending_before else None

    @property
    def further_cursor(self) -> str | None:
        """Where a page goes on that found less than it has room for, in its direction of travel."""
        has_room = len(self.rows) < self.query.limit
        return self.onward_cursor if self.coverage and has_room else None

    @property
    def onward_cursor(self) -> str | None:
        """Of the page that follows in the direction of travel, or None where none does."""
        if not self.has_more:
            return None
        return self.newer_cursor if self.query.ending_before else self.older_cursor

    @property
    def has_lost_the_way(self) -> bool:
        """There are older sessions, and no way to ask for them from here."""
        return self.has_more and not self.query.ending_before and self.older_cursor is None

    @property
    def is_short_of_the_top(self) -> bool:
        """Walking newer reached the beginning with fewer rows than asked for.

        The first page then shows these and what follows, so it is the page to show.
        """
        backwards = self.query.ending_before is not None
        return backwards and not self.has_more and len(self.rows) < self.query.limit


def cursor_of(row: SessionRow | None) -> str | None:
    """Stripe's ids serve as cursors; anything else would be refused."""
    identifier = row.id if row else None
    return identifier if identifier and is_session_id(identifier) else None
