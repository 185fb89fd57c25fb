"""A small Stripe with a memory of each moment, and what a page may say of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.stripe_api.errors import APIError
from tests.unit.conftest import Clock

FOREVER = float("inf")
# Stripe gives the moment of an event in whole seconds.
SECOND = 1.0


@dataclass
class ModelSession:
    """versions: Unix seconds from which on, and the status then; the newest last."""

    number: int
    created: int
    versions: list[tuple[float, str]]

    @property
    def id(self) -> str:
        return f"cs_test_{self.number}"

    @property
    def status(self) -> str:
        return self.versions[-1][1]

    def spans(self) -> Iterator[tuple[float, float, str]]:
        """Each status with the moments from which and up to which it held."""
        ends = [at for at, _ in self.versions[1:]] + [FOREVER]
        for (begin, status), end in zip(self.versions, ends, strict=True):
            yield begin, end, status

    def was(self, status: str | None, begin: float, end: float) -> bool:
        """Whether it was so at any moment between; None for whatever it was."""
        return any(
            start <= end and begin <= stop and status in (None, held)
            for start, stop, held in self.spans()
        )

    def stayed(self, status: str | None, begin: float, end: float) -> bool:
        """Whether it was so all the time between."""
        return any(
            start <= begin and end < stop and status in (None, held)
            for start, stop, held in self.spans()
        ) or (status is None and self.versions[0][0] <= begin)

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "created": self.created, "status": self.status}


@dataclass
class UpstreamModel:
    """Sessions, newest first. Whatever it is asked, it answers as of that moment."""

    clock: Clock
    sessions: list[ModelSession] = field(default_factory=list)
    fails: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    def arrive(self, count: int) -> None:
        with self.lock:
            for _ in range(count):
                now = self.clock.now
                session = ModelSession(len(self.sessions) + 1, int(now), [(now, "open")])
                self.sessions.insert(0, session)

    def end(self, session: ModelSession, status: str) -> None:
        with self.lock:
            session.versions.append((self.clock.now, status))

    def __call__(self, query: Any) -> Any:
        with self.lock:
            if self.fails:
                return APIError("it fails")
            filters = dict(query.filters)
            status, since = filters.get("status"), int(filters.get("created[gte]", 0))
            order = [one.id for one in self.sessions]
            listed = [
                (place, one)
                for place, one in enumerate(self.sessions)
                if status in (None, one.status) and one.created >= since
            ]
            # A cursor is a place in the order of all sessions, whether it matches or not.
            if query.ending_before:
                place = order.index(query.ending_before)
                above = [one for at, one in listed if at < place]
                found, more = above[-query.limit :], len(above) > query.limit
            else:
                place = order.index(query.starting_after) if query.starting_after else -1
                below = [one for at, one in listed if at > place]
                found, more = below[: query.limit], len(below) > query.limit
            return {"data": [one.to_json() for one in found], "has_more": more}


def false_claims(
    model: UpstreamModel, query: ListQuery, page: SessionPage, read_at: float, now: float
) -> list[str]:
    """What the page says and Stripe never did between `read_at` and `now` (Unix seconds)."""
    with model.lock:
        claims = _Claims(model.sessions, query, page, read_at, now)
        return [*claims.false_rows(), *claims.missing(), *claims.false_more()]


class _Claims:
    """Of one page, held against all that ever was."""

    def __init__(
        self,
        sessions: Sequence[ModelSession],
        query: ListQuery,
        page: SessionPage,
        read_at: float,
        now: float,
    ) -> None:
        self._sessions = sessions
        self._query = query
        self._page = page
        self._read_at = read_at
        self._begin = read_at - SECOND
        self._now = now
        self._status = dict(query.filters).get("status")
        order = {one.id: place for place, one in enumerate(sessions)}
        self._places = [order[row.id] for row in page.rows if row.id]
        self._top = order[query.starting_after] if query.starting_after else -1
        self._bottom = order[query.ending_before] if query.ending_before else len(sessions)

    def false_rows(self) -> Iterator[str]:
        for row, place in zip(self._page.rows, self._places, strict=True):
            session = self._sessions[place]
            if not session.was(row.status, self._begin, self._now):
                yield f"{row.id} was not {row.status}"
            if not session.was(self._status, self._begin, self._now):
                yield f"{row.id} was not in the list"
        if self._places != sorted(set(self._places)):
            yield "not in order, or twice"

    def missing(self) -> Iterator[str]:
        """What stood in the list all the time, where the page says that nothing else stands."""
        top, bottom = self._top, self._bottom
        if self._page.has_more and self._query.ending_before:
            top = self._edge()
        elif self._page.has_more:
            bottom = self._edge()
        for place in range(top + 1, bottom):
            session = self._sessions[place]
            is_shown = place in self._places
            if not is_shown and session.stayed(self._status, self._read_at, self._now):
                yield f"{session.id} is missing"

    def false_more(self) -> Iterator[str]:
        """That there is more where nothing was.

        Of a list that sessions leave, the neighbour may have left it since it was listed itself.
        """
        if not self._page.has_more:
            return
        edge = self._edge()
        beyond = self._sessions[:edge] if self._query.ending_before else self._sessions[edge + 1 :]
        since = self._begin if self._status is None else -FOREVER
        if not any(session.was(self._status, since, self._now) for session in beyond):
            yield "there is no more"

    def _edge(self) -> int:
        """The place of the last row in the direction of travel, or of the cursor without one."""
        if self._query.ending_before:
            return self._places[0] if self._places else self._bottom
        return self._places[-1] if self._places else self._top
