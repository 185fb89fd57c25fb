"""One look tells whether a page that was worked out still holds."""

from __future__ import annotations

import pytest

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.glances import Glance, Glances, new_version
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import AuthenticationError
from tests.unit.cache.fakes import FIRST, FRESH, STALE, Cached, World, after, ids
from tests.unit.conftest import START, Clock

QUERIES = [FIRST, after(40), ListQuery(limit=3, ending_before="cs_test_40")]
each_query = pytest.mark.parametrize("query", QUERIES, ids=["first", "older", "newer"])


def warm(cached: Cached, query: ListQuery, world: World) -> AccountData:
    """The page was looked at, and what follows it was read ahead."""
    data, _ = cached(world)
    for _ in range(3):
        ids(data, query)
        cached.single_flight.wait_for_all()
    return data


def version(data: AccountData, query: ListQuery) -> int:
    glance = data.lists.glance(query)
    assert glance is not None
    return glance.version


@each_query
def test_while_nothing_is_written_a_page_is_the_same(cached: Cached, query: ListQuery) -> None:
    data = warm(cached, query, World(50))
    shown = data.lists.page(query).value
    assert version(data, query) == shown.version == version(data, query)
    assert data.lists.page(query).value.version == shown.version


@each_query
def test_a_page_that_changed_is_another(cached: Cached, clock: Clock, query: ListQuery) -> None:
    world = World(50)
    data = warm(cached, query, world)
    before, row = version(data, query), data.lists.page(query).value.rows[1]
    assert row.id
    number = int(row.id.removeprefix("cs_test_"))
    data.updates.apply(world.become(number, amount_total=700), START + 5)
    assert data.lists.glance(query) is None
    shown = data.lists.page(query).value
    assert shown.rows[1].amount_total == 700
    assert version(data, query) == shown.version != before


def test_what_stale_pages_look_like_is_renewed_behind_a_glance(
    cached: Cached, clock: Clock
) -> None:
    world = World(50)
    data = warm(cached, FIRST, world)
    world.arrive()
    clock.now += FRESH
    assert data.lists.glance(FIRST) is not None
    cached.single_flight.wait_for_all()
    assert data.lists.glance(FIRST) is None
    assert ids(data, FIRST) == [51, 50, 49]


def test_what_is_too_old_or_lost_is_no_glance(cached: Cached, clock: Clock) -> None:
    data = warm(cached, FIRST, World(50))
    clock.now += STALE
    assert data.lists.glance(FIRST) is None
    ids(data, FIRST, reload=True)
    ids(data, FIRST)
    assert data.lists.glance(FIRST) is not None
    cached.store._cache.clear()
    assert data.lists.glance(FIRST) is None


def test_what_follows_is_read_ahead_first(cached: Cached) -> None:
    data, client = cached(World(300))
    ids(data, FIRST)
    ids(data, after(298))
    cached.single_flight.wait_for_all()
    for number in range(295, 201, -3):
        ids(data, after(number))
    assert data.lists.glance(after(205)) is not None
    calls = len(client.asked)
    # Near the end of what is known a look is worth a call behind it.
    ids(data, after(199))
    assert data.lists.glance(after(199)) is None
    cached.single_flight.wait_for_all()
    assert len(client.asked) == calls + 1


def test_a_key_that_may_no_longer_read_leaves_nothing(cached: Cached, clock: Clock) -> None:
    world = World(50)
    data = warm(cached, FIRST, world)
    world.error = AuthenticationError("x")
    with pytest.raises(AuthenticationError):
        data.lists.page(FIRST, reload=True)
    assert data.lists.glance(FIRST) is None


def test_glances_are_bounded(store: Store) -> None:
    glances = Glances(store, most=3)
    queries = [ListQuery(limit=limit) for limit in range(1, 6)]
    for query in queries:
        glances.keep(query, Glance({}, new_version(), START, 1.0, query, START, None))
    assert [query.limit for query in queries if glances.find(query)] == [3, 4, 5]
