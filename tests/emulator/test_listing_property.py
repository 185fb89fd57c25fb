"""Random questions to small worlds that change, against a reference that looks at every session."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.objects.context import Context
from emulator.objects.lookup import ObjectLookup
from emulator.world.ids import Ids
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, api

Session = dict[str, Any]
FILTERS = ("status", "payment_link", "customer", "payment_intent", "subscription", "email")


def every_session(world: World) -> list[Session]:
    """Newest first, built one by one and without the code that lists."""
    resources = ObjectLookup(Context(world, Ids(world.seed)))
    ids = [Ids(world.seed).encode("checkout.session", row) for row in range(len(world))]
    return [resources.load("checkout.session", id_) for id_ in reversed(ids)]


def email_of(session: Session) -> Any:
    return session["customer_details"] and session["customer_details"]["email"]


def value_of(session: Session, name: str) -> Any:
    return email_of(session) if name == "email" else session[name]


def query_of(filters: dict[str, Any]) -> str:
    return "&".join(
        f"customer_details[email]={value.replace('+', '%2B')}"
        if name == "email"
        else f"{name}={value}"
        for name, value in filters.items()
    )


def reference(
    sessions: list[Session],
    filters: dict[str, Any],
    since: int | None,
    until: int | None,
    cursor: tuple[str, str] | None,
    limit: int,
) -> tuple[list[str], bool]:
    place = 0
    if cursor:
        place = next(n for n, session in enumerate(sessions) if session["id"] == cursor[1])
        newer = cursor[0] == "ending_before"
        sessions = sessions[:place] if newer else sessions[place + 1 :]
    found = [
        session["id"]
        for session in sessions
        if all(value_of(session, name) == value for name, value in filters.items())
        and (since is None or session["created"] >= since)
        and (until is None or session["created"] < until)
    ]
    if cursor and cursor[0] == "ending_before":
        return found[-limit:], len(found) > limit
    return found[:limit], len(found) > limit


def happen(world: World, data: st.DataObject) -> None:
    """Let some sessions arrive, be paid, expire, or simply time pass."""
    for _ in range(data.draw(st.integers(0, 6))):
        what = data.draw(st.sampled_from(("arrive", "complete", "expire", "pass")))
        if what == "arrive":
            world.add_session(world.now)
        elif what == "pass":
            world.advance(world.now + data.draw(st.sampled_from((1, 600, 40_000, 400_000))))
        elif open_ := list(world.rows("open")):
            world.end_session(data.draw(st.sampled_from(open_)), complete=what == "complete")


def is_usable(world: World, name: str, value: str) -> bool:
    """Stripe knows no deleted customer."""
    number = Ids(world.seed).decode("customer", value) if name == "customer" else None
    return number is None or not ObjectLookup(Context(world, Ids(world.seed))).is_deleted(number)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_page_is_what_looking_at_every_session_finds(data: st.DataObject) -> None:
    world = World(data.draw(st.integers(0, 50)), data.draw(st.integers(1, 90)), START)
    happen(world, data)
    sessions = every_session(world)
    filters: dict[str, Any] = {}
    for name in data.draw(st.sets(st.sampled_from(FILTERS), max_size=3)):
        # Mostly values of one session, so that combinations find something.
        known = sorted({value_of(session, name) for session in sessions} - {None})
        usable = [value for value in known if is_usable(world, name, value)]
        if usable:
            filters[name] = data.draw(st.sampled_from(usable))
    moments = st.none() | st.sampled_from([session["created"] for session in sessions])
    since, until = data.draw(moments), data.draw(moments)
    cursor = data.draw(
        st.none()
        | st.tuples(
            st.sampled_from(("starting_after", "ending_before")),
            st.sampled_from([session["id"] for session in sessions]),
        )
    )
    limit = data.draw(st.integers(1, 20))

    query = [f"limit={limit}"]
    query += [query_of(filters)]
    query += [] if since is None else [f"created[gte]={since}"]
    query += [] if until is None else [f"created[lt]={until}"]
    query += [f"{cursor[0]}={cursor[1]}"] if cursor else []
    answer = api(world).get(SESSIONS, "&".join(query))
    found = [entry["id"] for entry in answer["data"]], answer["has_more"]
    assert found == reference(sessions, filters, since, until, cursor, limit)


@pytest.mark.parametrize(("first", "second"), list(combinations(FILTERS, 2)))
def test_every_two_filters_both_count(first: str, second: str) -> None:
    world = World(11, 150, START)
    sessions = every_session(world)
    pairs = set()
    for name in (first, second):
        values = sorted({value_of(session, name) for session in sessions} - {None})
        assert values
    for session in sessions:
        # What belongs to one session, and what belongs to two that are neighbours.
        for other in (session, sessions[(sessions.index(session) + 1) % len(sessions)]):
            pairs.add((value_of(session, first), value_of(other, second)))
    usable = [
        pair
        for pair in sorted(pairs, key=str)
        if None not in pair
        and all(is_usable(world, n, v) for n, v in zip((first, second), pair, strict=True))
    ]
    found, asked = 0, usable[:: len(usable) // 40 + 1]
    for pair in asked:
        filters = dict(zip((first, second), pair, strict=True))
        answer = api(world).get(SESSIONS, f"limit=20&{query_of(filters)}")
        ids = [entry["id"] for entry in answer["data"]]
        assert (ids, answer["has_more"]) == reference(sessions, filters, None, None, None, 20)
        found += len(ids) > 0
    never = {first, second} == {"payment_intent", "subscription"}
    assert (found == 0) == never
    assert found < len(asked)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_walking_either_way_shows_each_session_once(data: st.DataObject) -> None:
    world = World(data.draw(st.integers(0, 50)), data.draw(st.integers(1, 90)), START)
    status = data.draw(st.sampled_from(("", "&status=open", "&status=complete")))
    limit = data.draw(st.integers(1, 30))
    wanted = [
        session["id"]
        for session in every_session(world)
        if not status or status.endswith(session["status"])
    ]
    forward: list[str] = []
    cursor, more = "", True
    while more:
        answer = api(world).get(SESSIONS, f"limit={limit}{status}{cursor}")
        forward += [entry["id"] for entry in answer["data"]]
        cursor, more = f"&starting_after={forward[-1] if forward else ''}", answer["has_more"]
        assert answer["data"] or not more
    assert forward == wanted

    if not wanted:
        return
    backward: list[str] = []
    cursor, more = f"&ending_before={wanted[-1]}", True
    while more:
        answer = api(world).get(SESSIONS, f"limit={limit}{status}{cursor}")
        backward = [entry["id"] for entry in answer["data"]] + backward
        cursor, more = f"&ending_before={backward[0] if backward else ''}", answer["has_more"]
        assert answer["data"] or not more
    assert backward == wanted[:-1]
