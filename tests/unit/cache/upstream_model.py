"""A small Stripe with a memory of each moment, and what a page may say of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.session_row import SessionRow
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
        order = {one.id: place for place, one in enumerate(model.sessions)}
        status = dict(query.filters).get("status")
        places = [order[row.id] for row in page.rows if row.id]
        begin = read_at - SECOND
        return [
            *_false_rows(model, page.rows, status, begin, now),
            *(["not in order, or twice"] if places != sorted(set(places)) else []),
            *_missing(model, query, page, places, order, status, read_at, now),
            *_false_more(model, query, page, places, order, status, begin, now),
        ]


def _false_rows(
    model: UpstreamModel,
    rows: Sequence[SessionRow],
    status: str | None,
    begin: float,
    now: float,
) -> Iterator[str]:
    by_id = {one.id: one for one in model.sessions}
    for row in rows:
        session = by_id[row.id or ""]
        if not session.was(row.status, begin, now):
            yield f"{row.id} was not {row.status}"
        if not session.was(status, begin, now):
            yield f"{row.id} was not in the list"


def _missing(
    model: UpstreamModel,
    query: ListQuery,
    page: SessionPage,
    places: Sequence[int],
    order: dict[str, int],
    status: str | None,
    read_at: float,
    now: float,
) -> Iterator[str]:
    """What stood in the list all the time, where the page says that nothing else stands."""
    top = -1 if not query.starting_after else order[query.starting_after]
    bottom = len(model.sessions) if not query.ending_before else order[query.ending_before]
    if page.has_more and places:
        top, bottom = (places[0], bottom) if query.ending_before else (top, places[-1])
    elif page.has_more:
        return
    shown = {row.id for row in page.rows}
    for place in range(top + 1, bottom):
        session = model.sessions[place]
        if session.id not in shown and session.stayed(status, read_at, now):
            yield f"{session.id} is missing"


def _false_more(
    model: UpstreamModel,
    query: ListQuery,
    page: SessionPage,
    places: Sequence[int],
    order: dict[str, int],
    status: str | None,
    begin: float,
    now: float,
) -> Iterator[str]:
    """That there is more where nothing was.

    Of a list that sessions leave, the neighbour may have left it since it was listed itself.
    """
    if not page.has_more:
        return
    if query.ending_before:
        edge = places[0] if places else order[query.ending_before]
        beyond = model.sessions[:edge]
    else:
        edge = places[-1] if places else order.get(query.starting_after or "", -1)
        beyond = model.sessions[edge + 1 :]
    since = begin if status is None else -FOREVER
    if not any(session.was(status, since, now) for session in beyond):
        yield "there is no more"
