"""The work of a question does not grow with the number of sessions: bytecodes are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, api

pytestmark = pytest.mark.slow

SMALL, LARGE = 2_000, 1_000_000
# Deeper searches and longer lists of one person allow for a little; a scan would take thousands.
MOST_GROWTH = 1.6
EVENTS = "/v1/events"


def work(action: Callable[[], object]) -> int:
    """How many bytecodes it takes."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


@pytest.fixture(scope="module")
def worlds() -> dict[int, World]:
    return {count: World(1, count, START) for count in (SMALL, LARGE)}


def questions(world: World) -> dict[str, str]:
    """By name; each question asks for values of sessions in the middle of this world."""

    def some(query: str, share: float = 0.5) -> dict[str, Any]:
        until = world.created[int(len(world) * share)]
        found = api(world).get(SESSIONS, f"created[lt]={until}&limit=1&{query}")["data"]
        session: dict[str, Any] = found[0]
        return session

    link = api(world).get("/v1/payment_links", "limit=1")["data"][0]["id"]
    deep = {share: some("", share) for share in (0.01, 0.5, 0.99)}
    complete = some("status=complete")
    email = complete["customer_details"]["email"].replace("+", "%2B")
    # Who has come more often costs more, in a world of any size: take one who came twice.
    subscribed = next(
        s
        for s in api(world).get(SESSIONS, "limit=100&status=complete")["data"]
        if s["subscription"]
        and len(api(world).get(SESSIONS, f"customer={s['customer']}")["data"]) == 2
    )
    paid = next(
        s
        for s in api(world).get(SESSIONS, "limit=100&status=complete")["data"]
        if s["payment_intent"]
    )
    year_ago = START - 365 * 86_400
    middle = deep[0.5]["created"]
    asked = {
        "first page": "",
        "oldest": f"starting_after={deep[0.01]['id']}",
        "from the middle": f"starting_after={deep[0.5]['id']}",
        "backward from the end": f"ending_before={deep[0.01]['id']}",
        "created": f"created[lt]={middle}",
        "created, narrow": f"created[gte]={middle}&created[lte]={middle + 60}",
        "created, empty": f"created[lt]={year_ago}",
        "email": f"customer_details[email]={email}",
        "nobody's email": "customer_details[email]=ana.souza7@example.com",
        "email and status": f"customer_details[email]={email}&status=expired",
        "customer": f"customer={subscribed['customer']}",
        "customer and link": f"customer={subscribed['customer']}&payment_link={link}",
        "payment intent": f"payment_intent={paid['payment_intent']}",
        "subscription": f"subscription={subscribed['subscription']}",
        "link": f"payment_link={link}",
        "open and a year ago": f"status=open&created[lt]={year_ago}",
    }
    for status in ("open", "complete", "expired"):
        asked[status] = f"status={status}"
        asked[f"{status}, deep"] = f"status={status}&starting_after={deep[0.5]['id']}"
        asked[f"{status}, backward"] = f"status={status}&ending_before={deep[0.01]['id']}"
        asked[f"{status} and link"] = f"status={status}&payment_link={link}"
        asked[f"{status} and link, deep"] = (
            f"status={status}&payment_link={link}&created[lt]={middle}"
            f"&starting_after={deep[0.99]['id']}"
        )
    return asked


def test_a_million_sessions_cost_no_more_work_than_two_thousand(worlds: dict[int, World]) -> None:
    measured: dict[str, dict[int, int]] = {}
    for count, world in worlds.items():
        for name, query in questions(world).items():
            cost = work(lambda q=query, w=world: api(w).get(SESSIONS, f"limit=3&{q}"))  # type: ignore[misc]
            measured.setdefault(name, {})[count] = cost
    # Sessions differ in what they cost to show, so each is held against the dearest small one.
    floor = max(cost[SMALL] for cost in measured.values())
    assert len(measured) > 25
    for name, costs in measured.items():
        assert 0 < costs[LARGE] < MOST_GROWTH * floor, (name, costs, floor)


def event_questions(world: World) -> dict[str, str]:
    """By name; those of some days ago begin where a world of any size has events."""
    ago = START - 9 * 86_400
    deep = api(world).get(EVENTS, f"limit=1&created[lt]={ago}")["data"][0]["id"]
    return {
        "newest": "",
        "deep": f"starting_after={deep}",
        "backward": f"ending_before={deep}",
        "one type": "type=checkout.session.completed",
        "one type, deep": f"type=checkout.session.completed&created[lt]={ago}",
        "ends of delayed payments": "type=checkout.session.async_payment_succeeded",
        "visits that began": "type=customer.created",
        "near the oldest": f"created[lt]={START - 24 * 86_400}",
    }


def test_events_of_a_million_sessions_cost_no_more_work(worlds: dict[int, World]) -> None:
    """Each event is derived, whichever world it is in; what is looked at besides must not grow."""
    measured: dict[str, dict[int, int]] = {}
    for count, world in worlds.items():
        for name, query in event_questions(world).items():
            cost = work(lambda q=query, w=world: api(w).get(EVENTS, f"limit=10&{q}"))  # type: ignore[misc]
            measured.setdefault(name, {})[count] = cost
    for name, costs in measured.items():
        assert 0 < costs[LARGE] < MOST_GROWTH * costs[SMALL], (name, costs)


def test_the_count_would_notice_a_scan() -> None:
    world = World(1, SMALL, START)
    once = work(lambda: api(world).get(SESSIONS, "limit=3"))
    scan = work(lambda: [row for row in range(len(world)) if world.status(row) == "open"])
    assert scan > once
