"""Events are listed as Stripe lists them, and none is kept (FAULTS, row K)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from emulator.web.errors import ApiError
from emulator.world.endings import DELAYED, Ending
from emulator.world.happenings import EVENT_KINDS
from emulator.world.stories import STORIES
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api

EVENTS = "/v1/events"
DAY = 86_400
Json = dict[str, Any]


def all_events(world: World, query: str = "") -> list[Json]:
    found: list[Json] = []
    while True:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = api(world).get(EVENTS, f"limit=100&{query}{cursor}")
        found += answer["data"]
        if not answer["has_more"]:
            return found


@pytest.fixture(scope="module")
def told() -> World:
    world = World(5, 2500, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    return world


@pytest.fixture(scope="module")
def events(told: World) -> list[Json]:
    return all_events(told)


def test_k_they_come_newest_first_once_each_for_thirty_days(
    told: World, events: list[Json]
) -> None:
    times = [event["created"] for event in events]
    assert times == sorted(times, reverse=True)
    assert len({event["id"] for event in events}) == len(events)
    assert START - 30 * DAY <= min(times) < max(times) <= START
    # What only a payment page makes is in test_tries.py.
    drawn = {kind.type for kind in EVENT_KINDS if kind.moment != "tried"}
    assert {event["type"] for event in events} == drawn


@pytest.fixture(scope="module")
def moved() -> World:
    """A world in which ten days have passed, and sessions come, since it began."""
    world = World(5, 700, START, arrivals_per_minute=0.04)
    for index in range(len(STORIES)):
        world.add_story(index)
        world.advance(START + index * 10 * DAY // len(STORIES))
    return world


@pytest.mark.parametrize("name", ["told", "moved"])
def test_k_each_end_of_a_session_is_told(name: str, request: pytest.FixtureRequest) -> None:
    """Against the sessions themselves."""
    world: World = request.getfixturevalue(name)
    expected: Counter[tuple[str, str]] = Counter()
    for session in all_sessions(world):
        row = api(world)._lookup.row("checkout.session", session["id"])
        assert row is not None
        if session["status"] == "open":
            continue
        word = "completed" if session["status"] == "complete" else "expired"
        moments = {word: world.closes_at[row]}
        if world.ending(row) in DELAYED:
            succeeds = world.ending(row) is Ending.ASYNC_SUCCEEDS
            kind = f"async_payment_{'succeeded' if succeeds else 'failed'}"
            moments[kind] = world.settles_at(row)
        expected.update(
            (f"checkout.session.{kind}", session["id"])
            for kind, moment in moments.items()
            if world.now - 30 * DAY <= moment <= world.now
        )
    told = Counter(
        (event["type"], event["data"]["object"]["id"])
        for event in all_events(world, "type=checkout.session.*")
    )
    assert told == expected
    assert len({kind for kind, _ in told}) == 4


def test_k_an_event_shows_the_object_as_it_was(told: World, events: list[Json]) -> None:
    late = [e for e in events if e["type"] == "checkout.session.async_payment_succeeded"]
    ids = {event["data"]["object"]["id"] for event in late}
    before = [
        event["data"]["object"]["payment_status"]
        for event in events
        if event["type"] == "checkout.session.completed" and event["data"]["object"]["id"] in ids
    ]
    assert before
    assert set(before) == {"unpaid"}
    assert {event["data"]["object"]["payment_status"] for event in late} == {"paid"}
    for event in events:
        assert "line_items" not in event["data"]["object"]


def test_k_one_can_be_read_alone_and_paged_from_either_side(
    told: World, events: list[Json]
) -> None:
    endpoints = api(told)
    for event in events[:: len(events) // 20]:
        assert endpoints.get(f"{EVENTS}/{event['id']}", "") == event
    middle = len(events) // 2
    back = endpoints.get(EVENTS, f"limit=7&ending_before={events[middle]['id']}")
    assert back["data"] == events[middle - 7 : middle]
    assert back["has_more"] is True
    top = endpoints.get(EVENTS, f"limit=100&ending_before={events[3]['id']}")
    assert (top["data"], top["has_more"]) == (events[:3], False)


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("type=checkout.session.expired", {"checkout.session.expired"}),
        (
            "types[]=checkout.session.expired&types[]=charge.failed",
            {"checkout.session.expired", "charge.failed"},
        ),
        ("types[0]=charge.failed&types[1]=charge.pending", {"charge.failed", "charge.pending"}),
        ("type=payment_intent.*", None),
    ],
)
def test_k_they_are_chosen_by_type(
    told: World, events: list[Json], query: str, types: set[str] | None
) -> None:
    found = all_events(told, query)
    wanted = types or {kind.type for kind in EVENT_KINDS if kind.type.startswith("payment_in")}
    assert found == [event for event in events if event["type"] in wanted]
    assert found


def test_k_they_are_chosen_by_time(told: World, events: list[Json]) -> None:
    low, high = START - 9 * DAY, START - 5 * DAY
    assert all_events(told, f"created[gte]={low}&created[lt]={high}") == [
        event for event in events if low <= event["created"] < high
    ]
    assert all_events(told, f"created[lt]={START - 31 * DAY}") == []
    assert all_events(told, "delivery_success=true") == events
    assert all_events(told, "delivery_success=false") == []


@pytest.mark.parametrize(
    "query",
    ["type=a&types[]=b", "&".join("types[]=a" for _ in range(21)), "starting_after=evt_x",
     "since=1", "created[on]=1", "delivery_success=maybe", "expand[]=data.object"],
)  # fmt: skip
def test_k_other_questions_are_refused(told: World, query: str) -> None:
    with pytest.raises(ApiError) as refused:
        api(told).get(EVENTS, query)
    assert refused.value.status == 400


def test_what_happens_is_an_event_at_once(told: World) -> None:
    world = World(2, 30, START)
    row = world.add_session(START)
    world.end_session(row, complete=True)
    session = api(world).get(SESSIONS, "limit=1")["data"][0]
    newest = api(world).get(EVENTS, "type=checkout.session.*&limit=1")["data"][0]
    assert newest["type"] == "checkout.session.completed"
    assert newest["data"]["object"] == session
