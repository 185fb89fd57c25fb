"""How many newer sessions there are."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.cache.newer_sessions import NewerCount
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import (
    APIError,
    AuthenticationError,
    BusyError,
    UpstreamError,
)
from tests.unit.cache.fakes import (
    FIRST,
    OPEN,
    Cached,
    World,
    ids,
    new_session,
    newer,
)
from tests.unit.conftest import START, Clock


def created_since(number: int, **more: Any) -> ListQuery:
    """All of the list from the session with this number on."""
    since = ("created[gte]", str(new_session(number)["created"]))
    return ListQuery((since, *more.get("filters", ())), limit=100)


def test_a_list_learns_of_newer_sessions_by_one_call_for_all(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive(7)
    for _ in range(5):
        assert newer(data, FIRST, 10) == NewerCount(7, more=False)
    assert client.asked == [FIRST, created_since(10)]
    # They are offered and not yet shown to whoever looks at the list; the first page has them.
    assert ids(data, FIRST) == [17, 16, 15]
    assert newer(data, FIRST, 17) == NewerCount(0, more=False)
    assert len(client.asked) == 2


def test_more_newer_sessions_than_one_page_are_counted_as_so_many_and_more(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive(150)
    for _ in range(3):
        assert newer(data, FIRST, 10) == NewerCount(100, more=True)
        assert newer(data, FIRST, 9) == NewerCount(100, more=True)
    # They are the first page of all, and as such are known.
    assert ids(data, FIRST) == [160, 159, 158]
    assert len(client.asked) == 2
    assert newer(data, FIRST, 160) == NewerCount(0, more=False)


@pytest.mark.parametrize("error", [APIError("x"), BusyError("x"), AuthenticationError("x")])
def test_a_failure_offers_nothing_and_is_not_shown(cached: Cached, error: UpstreamError) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.error = error
    for _ in range(3):
        assert newer(data, FIRST, 10) == NewerCount(0, more=False)
    assert len(client.asked) == 2


@pytest.mark.parametrize("than", ["cs_test_404", ""])
def test_nothing_is_offered_above_what_is_not_known(cached: Cached, than: str) -> None:
    data, client = cached(World(10))
    assert data.newer.count(FIRST, than) == NewerCount(0, more=False)
    assert client.asked == []


def test_a_range_that_has_ended_is_not_asked_for_newer(cached: Cached) -> None:
    closed = ListQuery((("created[lt]", str(int(START) - 1)),), limit=3)
    data, client = cached(World(10))
    ids(data, closed)
    newer(data, closed, 10)
    assert client.asked == [closed]


def test_a_newest_session_without_an_id_is_no_sign_of_more(cached: Cached) -> None:
    data, _ = cached(
        {"data": [{"created": 2}, {"id": "cs_test_1", "created": 1}], "has_more": False}
    )
    data.lists.page(FIRST)
    assert newer(data, FIRST, 1) == NewerCount(1, more=False)


def test_e5_newer_ones_are_told_after_the_newest_has_left_the_list(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    data, client = cached(world)
    opened = ListQuery(OPEN, limit=3)
    ids(data, opened)
    world.become(10, status="complete")
    world.arrive(2)
    assert newer(data, opened, 10) == NewerCount(2, more=False)
    assert client.asked[1:] == [created_since(10, filters=OPEN)]
    assert ids(data, opened) == [12, 11, 9]
    world.become(12, status="expired")
    clock.now += 60
    assert newer(data, opened, 12) == NewerCount(0, more=False)
    assert ids(data, opened) == [11, 9, 8]
    # The moment is that of the newest that is known by then.
    world.arrive()
    clock.now += 60
    assert newer(data, opened, 12) == NewerCount(1, more=False)


def test_e5_an_empty_list_learns_of_its_first_session(cached: Cached, clock: Clock) -> None:
    world = World(0)
    data, client = cached(world)
    assert ids(data, FIRST) == []
    assert data.newer.count(FIRST, None) == NewerCount(0, more=False)
    world.arrive(2)
    assert data.newer.count(FIRST, None) == NewerCount(0, more=False)
    clock.now += 60
    for _ in range(3):
        assert data.newer.count(FIRST, None) == NewerCount(2, more=False)
    assert client.asked == [FIRST, ListQuery(limit=100), ListQuery(limit=100)]


@pytest.mark.parametrize("name", ["created[gte]", "created[gt]"])
def test_a_range_keeps_one_beginning(cached: Cached, name: str) -> None:
    world = World(10)
    data, client = cached(world)
    query = ListQuery(((name, "1"),), limit=3)
    ids(data, query)
    newer(data, query, 10)
    assert client.asked[1:] == [created_since(10)]


def test_a_single_second_is_not_asked_for_newer(cached: Cached) -> None:
    query = ListQuery((("created", str(int(START))),), limit=3)
    data, client = cached(World(10))
    ids(data, query)
    newer(data, query, 10)
    assert client.asked == [query]
