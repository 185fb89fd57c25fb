"""Pages of lists: which queries go to Stripe, and what is kept of the answers."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from sessions_browser.cache.background import BACKGROUND_THREADS
from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import (
    APIError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)
from tests.unit.cache.fakes import (
    ACCOUNT,
    DAY,
    FIRST,
    FRESH,
    KEEP,
    OPEN,
    PAGE,
    SETTLED,
    STALE,
    Cached,
    World,
    after,
    ids,
    new_session,
)
from tests.unit.conftest import START, Clock


@pytest.mark.parametrize(
    "other",
    [
        Account("club", ACCOUNT.api_key, ACCOUNT.api_base, ACCOUNT.api_version),
        Account("shop", "rk_live_TopSecret", ACCOUNT.api_base, ACCOUNT.api_version),
        Account("shop", ACCOUNT.api_key, "http://127.0.0.1:1", ACCOUNT.api_version),
        Account("shop", ACCOUNT.api_key, ACCOUNT.api_base, "2026-03-25.dahlia"),
    ],
    ids=["slug", "key", "base", "version"],
)
def test_two_accounts_never_meet(cached: Cached, other: Account) -> None:
    first, _ = cached(PAGE)
    second, client = cached({"data": [], "has_more": False}, other)
    assert [row.id for row in first.lists.page(ListQuery()).value.rows] == ["cs_test_1"]
    assert second.lists.page(ListQuery()).value.rows == ()
    assert len(client.asked) == 1


def test_the_store_never_holds_the_key(cached: Cached) -> None:
    data, _ = cached(PAGE)
    data.lists.page(ListQuery((("customer_details[email]", "ana@example.com"),)))
    held = cached.held()
    assert "cs_test_1" in held
    assert "TopSecret" not in held
    assert "ana@example.com" not in held


def test_different_questions_have_answers_of_their_own(cached: Cached) -> None:
    data, client = cached(PAGE)
    questions = [
        ListQuery(),
        ListQuery((("status", "open"),)),
        ListQuery(expand=("data.customer",)),
        ListQuery((("status", "complete"),), starting_after="cs_test_2"),
        ListQuery((("status", "expired"),), ending_before="cs_test_2"),
    ]
    for query in questions * 2:
        assert data.lists.page(query).value.query == query
    cached.single_flight.wait_for_all()
    assert client.asked == questions


def test_a_page_shows_each_session_once_and_counts_what_it_cannot_read(
    cached: Cached,
) -> None:
    entries = [{"id": "cs_test_1"}, None, {"id": "cs_test_1"}, {}, {}, "x", {"id": "cs_test_2"}]
    data, _ = cached({"data": entries, "has_more": False})
    page = data.lists.page(ListQuery()).value
    assert [row.id for row in page.rows] == ["cs_test_1", None, None, "cs_test_2"]
    assert (page.unreadable, page.has_more) == (2, False)


def test_rows_beyond_the_limit_are_not_shown_and_not_forgotten(cached: Cached) -> None:
    entries = [{"id": f"cs_test_{number}"} for number in range(5)]
    data, _ = cached({"data": entries, "has_more": False})
    page = data.lists.page(ListQuery(limit=3)).value
    assert (len(page.rows), page.has_more) == (3, True)


def test_a_cold_first_page_is_one_call_of_its_own_size(cached: Cached) -> None:
    data, client = cached(World(50))
    assert ids(data, FIRST) == [50, 49, 48]
    cached.single_flight.wait_for_all()
    assert client.asked == [FIRST]


def test_whoever_pages_on_has_the_next_hundred_read_ahead(cached: Cached) -> None:
    data, client = cached(World(300))
    ids(data, FIRST)
    assert ids(data, after(298)) == [297, 296, 295]
    cached.single_flight.wait_for_all()
    assert client.asked == [FIRST, after(298), after(295, limit=100)]
    for number in range(295, 198, -3):
        assert ids(data, after(number)) == [number - 1, number - 2, number - 3]
        cached.single_flight.wait_for_all()
    # The end of what is known was reached, so the next hundred came.
    assert client.asked[3:] == [after(196, limit=100)]


def test_two_page_sizes_share_what_is_known(cached: Cached) -> None:
    data, client = cached(World(50))
    assert ids(data, ListQuery(limit=10)) == list(range(50, 40, -1))
    assert ids(data, FIRST) == [50, 49, 48]
    assert ids(data, after(48, limit=5)) == [47, 46, 45, 44, 43]
    assert client.asked[0] == ListQuery(limit=10)
    cached.single_flight.wait_for_all()
    assert ids(data, ListQuery(limit=25)) == list(range(50, 25, -1))
    # What was read ahead joined the first ten, so the larger page is known as well.
    assert [query.limit for query in client.asked] == [10, 100]


def test_back_costs_no_call(cached: Cached) -> None:
    data, client = cached(World(50))
    ids(data, FIRST)
    ids(data, after(48))
    cached.single_flight.wait_for_all()
    calls = len(client.asked)
    assert ids(data, ListQuery(limit=3, ending_before="cs_test_47")) == [50, 49, 48]
    assert ids(data, ListQuery(limit=2, ending_before="cs_test_44")) == [46, 45]
    assert len(client.asked) == calls


def test_a_stale_page_is_shown_and_renewed_behind_it(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive()
    clock.now += FRESH
    shown = data.lists.page(FIRST)
    assert (shown.value.rows[0].id, shown.fetched_at) == ("cs_test_10", START)
    cached.single_flight.wait_for_all()
    assert ids(data, FIRST) == [11, 10, 9]
    # With it come the pages that follow.
    assert ids(data, after(9)) == [8, 7, 6]
    assert client.asked == [FIRST, replace(FIRST, limit=100)]


def test_what_followed_is_known_where_an_answer_meets_it(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    ids(data, after(8))
    world.arrive()
    clock.now += FRESH
    assert ids(data, FIRST, reload=True) == [11, 10, 9]
    assert ids(data, after(9)) == [8, 7, 6]
    assert after(9) not in client.asked


def test_what_another_process_has_renewed_is_not_read_again(cached: Cached, clock: Clock) -> None:
    """Though that was the page alone, and a renewal brings what follows too."""
    world, busy = World(10), threading.Event()
    data, client = cached(world)
    other, _ = Cached(cached.store, SingleFlight(cached.store, places=4))(world)
    ids(data, FIRST)
    clock.now += FRESH
    for name in range(BACKGROUND_THREADS):
        cached.background.submit(f"work {name}", lambda _: busy.wait(5), lambda: None, "work")
    ids(data, FIRST)
    ids(other, FIRST, reload=True)
    busy.set()
    cached.single_flight.wait_for_all()
    assert client.asked == [FIRST]


def test_a_page_too_old_is_read_anew(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive()
    clock.now += STALE
    assert ids(data, FIRST) == [11, 10, 9]
    assert client.asked == [FIRST, FIRST]


def test_a_page_is_as_old_as_its_oldest_row(cached: Cached, clock: Clock) -> None:
    data, _ = cached(World(50))
    ids(data, FIRST)
    clock.now += 10
    ids(data, after(48))
    cached.single_flight.wait_for_all()
    assert data.lists.page(after(49)).fetched_at == START
    assert data.lists.page(after(48)).fetched_at == START + 10


def test_below_the_top_a_page_is_fresh_twice_as_long(cached: Cached, clock: Clock) -> None:
    data, client = cached(World(300))
    ids(data, FIRST)
    ids(data, after(298))
    cached.single_flight.wait_for_all()
    calls = len(client.asked)
    clock.now += 2 * FRESH - 1
    ids(data, after(298))
    cached.single_flight.wait_for_all()
    assert len(client.asked) == calls
    clock.now += 1
    ids(data, after(298))
    cached.single_flight.wait_for_all()
    # With it come the pages that follow.
    assert client.asked[calls:] == [after(298, limit=100)]


def test_a_stale_page_above_is_renewed_from_the_row_above_it(cached: Cached, clock: Clock) -> None:
    data, client = cached(World(300))
    ids(data, FIRST)
    ids(data, after(298))
    cached.single_flight.wait_for_all()
    clock.now += 2 * FRESH
    calls = len(client.asked)
    up = ListQuery(limit=3, ending_before="cs_test_294")
    assert ids(data, up) == [297, 296, 295]
    cached.single_flight.wait_for_all()
    assert client.asked[calls:] == [after(298, limit=100)]
    assert data.lists.page(up).fetched_at == clock.now
    top = ListQuery(limit=3, ending_before="cs_test_297")
    assert ids(data, top) == [300, 299, 298]
    cached.single_flight.wait_for_all()
    assert client.asked[calls + 1 :] == [replace(FIRST, limit=100)]


def test_reload_goes_upstream_and_shows_what_came(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    ids(data, FIRST)
    world.arrive()
    clock.now += 1
    assert ids(data, FIRST) == [10, 9, 8]
    assert ids(data, FIRST, reload=True) == [11, 10, 9]
    assert ids(data, FIRST) == [11, 10, 9]
    assert client.asked == [FIRST, FIRST]


def test_when_stripe_fails_the_kept_page_is_shown_with_the_reason(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    data, _ = cached(world)
    ids(data, FIRST)
    for age in (1, STALE, KEEP - STALE - 2):
        clock.now += age
        world.error = APIError("x")
        shown = data.lists.page(FIRST, reload=True)
        assert (len(shown.value.rows), shown.fetched_at) == (3, START)
        assert isinstance(shown.failure, APIError)
    clock.now += 60
    with pytest.raises(APIError):
        data.lists.page(FIRST)


@pytest.mark.parametrize("kind", [AuthenticationError, PermissionDeniedError])
def test_what_the_key_may_no_longer_read_is_no_longer_shown(
    cached: Cached, clock: Clock, kind: type[UpstreamError]
) -> None:
    world = World(10)
    data, _ = cached(world)
    ids(data, FIRST)
    clock.now += FRESH
    world.error = kind("x")
    # Nobody knows yet.
    assert ids(data, FIRST) == [10, 9, 8]
    cached.single_flight.wait_for_all()
    with pytest.raises(kind):
        data.lists.page(FIRST)
    assert data.lists.stored_page(FIRST) is None


def test_what_can_no_longer_change_stays_fresh_longer(cached: Cached, clock: Clock) -> None:
    world = World(0)
    world.sessions = [
        {**new_session(number, age=2 * DAY), "status": "expired"} for number in range(20, 0, -1)
    ]
    data, client = cached(world)
    closed = (("created[lt]", str(int(START - DAY - 3600 - 1))),)
    pages = [after(15), ListQuery(closed, limit=3)]
    for query in pages:
        ids(data, query)
    cached.single_flight.wait_for_all()
    calls = len(client.asked)
    clock.now += SETTLED - 1
    for query in pages:
        assert data.lists.page(query).fetched_at == START
    cached.single_flight.wait_for_all()
    assert len(client.asked) == calls
    clock.now += 1
    for query in pages:
        assert data.lists.page(query).fetched_at == START
    cached.single_flight.wait_for_all()
    assert len(client.asked) == calls + 2


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        (FIRST, {}),
        (after(15), {"status": "complete", "payment_status": "unpaid"}),
        (after(15), {"status": "open"}),
        (after(15), {"created": None}),
        (after(15), {"created": int(START - DAY)}),
    ],
    ids=["top", "processing", "open", "no date", "young"],
)
def test_what_may_still_change_is_fresh_for_seconds(
    cached: Cached, clock: Clock, query: ListQuery, fields: dict[str, Any]
) -> None:
    world = World(0)
    world.sessions = [
        {**new_session(number, age=2 * DAY), "status": "expired"} for number in range(20, 0, -1)
    ]
    world.become(14, **fields)
    data, client = cached(world)
    ids(data, query)
    cached.single_flight.wait_for_all()
    clock.now += 2 * FRESH if query.starting_after else FRESH
    ids(data, query)
    cached.single_flight.wait_for_all()
    assert query.starting_after in [one.starting_after for one in client.asked[1:]]


def test_a_session_that_left_the_listing_is_no_cursor_for_the_cache(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    data, _ = cached(world)
    first = ListQuery(OPEN, limit=3)
    assert ids(data, first) == [10, 9, 8]
    world.become(8, status="complete")
    clock.now += 1
    assert ids(data, first, reload=True) == [10, 9, 7]
    with pytest.raises(NotFoundError):
        data.lists.page(ListQuery(OPEN, limit=3, starting_after="cs_test_8"))
    assert ids(data, ListQuery(OPEN, limit=3, starting_after="cs_test_7")) == [6, 5, 4]


def test_an_evicted_window_is_read_again(cached: Cached) -> None:
    data, client = cached(World(50))
    ids(data, FIRST)
    ids(data, after(48))
    cached.single_flight.wait_for_all()
    calls = len(client.asked)
    cached.store._cache.clear()
    assert ids(data, after(45)) == [44, 43, 42]
    cached.single_flight.wait_for_all()
    assert client.asked[calls:] == [after(45), after(42, limit=100)]


@pytest.mark.parametrize("stored", [5, "", "{", "[]\n", '["x", "v", 2]\n[]', None, ["a"]])
def test_garbage_in_place_of_windows_and_pointers_is_a_miss(cached: Cached, stored: Any) -> None:
    data, _ = cached(World(50))
    ids(data, FIRST)
    ids(data, after(48))
    cached.single_flight.wait_for_all()
    cache = cached.store._cache
    for name in cached.names():
        cache.set(name, stored, 60)
    assert ids(data, FIRST) == [50, 49, 48]
    assert ids(data, after(44)) == [43, 42, 41]
    assert ids(data, ListQuery(limit=3, ending_before="cs_test_44")) == [47, 46, 45]


def test_swapped_values_are_misses(cached: Cached) -> None:
    data, client = cached(World(50))
    ids(data, FIRST)
    ids(data, ListQuery(OPEN, limit=3))
    cache = cached.store._cache
    names = cached.names()
    values = [cache.get(name) for name in names]
    for name, value in zip(names, values[1:] + values[:1], strict=True):
        cache.set(name, value, 60)
    client.answer.become(50, status="complete")
    assert ids(data, FIRST) == [50, 49, 48]
    assert ids(data, ListQuery(OPEN, limit=3)) == [49, 48, 47]


@pytest.mark.parametrize("query", [FIRST, after(47)], ids=["first", "further"])
def test_a_warm_page_is_worked_out_once(
    cached: Cached, monkeypatch: pytest.MonkeyPatch, query: ListQuery
) -> None:
    data, client = cached(World(50))
    for known in (ListQuery(limit=10), query):
        ids(data, known)
        cached.single_flight.wait_for_all()
    calls, cuts, cut = len(client.asked), [], KnownPage.cut

    def counted(*arguments: Any) -> KnownPage:
        cuts.append(arguments)
        return cut(*arguments)

    monkeypatch.setattr(KnownPage, "cut", counted)
    assert len(ids(data, query)) == query.limit
    assert (len(cuts), len(client.asked)) == (1, calls)
