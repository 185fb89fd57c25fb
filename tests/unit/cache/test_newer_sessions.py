"""How many newer sessions there are."""

from __future__ import annotations

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
    Cached,
    World,
    ids,
)
from tests.unit.conftest import START, Clock


def test_a_list_learns_of_newer_sessions_by_one_call_for_all(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive(7)
    for _ in range(5):
        assert data.newer.count(FIRST, "cs_test_10") == NewerCount(7, more=False)
    assert client.asked == [FIRST, ListQuery(limit=100, ending_before="cs_test_10")]
    # They are offered and not yet shown to whoever looks at the list; the first page has them.
    assert ids(data, FIRST) == [17, 16, 15]
    assert data.newer.count(FIRST, "cs_test_17") == NewerCount(0, more=False)
    assert len(client.asked) == 2


def test_more_newer_sessions_than_one_page_are_counted_as_so_many_and_more(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive(150)
    for _ in range(3):
        assert data.newer.count(FIRST, "cs_test_10") == NewerCount(100, more=True)
        assert data.newer.count(FIRST, "cs_test_9") == NewerCount(101, more=True)
    # They do not reach the top, so they are not joined to what is known.
    assert ids(data, FIRST) == [10, 9, 8]
    assert len(client.asked) == 2
    clock.now += 1
    assert ids(data, FIRST, reload=True) == [160, 159, 158]
    assert data.newer.count(FIRST, "cs_test_160") == NewerCount(0, more=False)


@pytest.mark.parametrize("error", [APIError("x"), BusyError("x"), AuthenticationError("x")])
def test_a_failure_offers_nothing_and_is_not_shown(cached: Cached, error: UpstreamError) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.error = error
    for _ in range(3):
        assert data.newer.count(FIRST, "cs_test_10") == NewerCount(0, more=False)
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
    data.newer.count(closed, "cs_test_10")
    assert client.asked == [closed]


def test_a_newest_session_without_an_id_is_no_sign_of_more(cached: Cached) -> None:
    data, _ = cached(
        {"data": [{"created": 2}, {"id": "cs_test_1", "created": 1}], "has_more": False}
    )
    data.lists.page(FIRST)
    assert data.newer.count(FIRST, "cs_test_1") == NewerCount(1, more=False)
