"""Pages of lists that Stripe cannot filter: what is asked for, and when reading ends."""

from __future__ import annotations

import pytest

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.newer_sessions import NewerCount
from sessions_browser.objects.list_query import Coverage, ListQuery, SessionPage
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.stripe_api.errors import APIError, AuthenticationError, PermissionDeniedError
from tests.unit.cache.fakes import STALE, Cached, World, new_session, newer
from tests.unit.conftest import START, Clock

PAID, PROCESSING = OUTCOME_FILTERS["paid"], OUTCOME_FILTERS["processing"]
COMPLETE = (("status", "complete"),)
FIRST = ListQuery(COMPLETE, limit=3)


def shop(count: int, paid_each: int = 1) -> World:
    """Complete sessions, of which each one whose number divides by `paid_each` is paid."""
    world = World(0)
    for number in range(1, count + 1):
        arrive(world, "unpaid" if number % paid_each else "paid")
    return world


def arrive(world: World, payment_status: str) -> None:
    number = len(world.sessions) + 1
    fields = {"status": "complete", "payment_status": payment_status}
    world.sessions.insert(0, new_session(number) | fields)


def after(number: int, limit: int = 3) -> ListQuery:
    return ListQuery(COMPLETE, limit=limit, starting_after=f"cs_test_{number}")


def numbers(page: SessionPage) -> list[int]:
    return [int((row.id or "").removeprefix("cs_test_")) for row in page.rows]


def coverage(page: SessionPage) -> Coverage:
    assert page.coverage
    return page.coverage


def shown(data: AccountData, query: ListQuery) -> SessionPage:
    return data.sieved.page(query, PAID).value


def test_a_cold_page_is_one_call_for_a_hundred_where_that_suffices(cached: Cached) -> None:
    data, client = cached(shop(500, 10))
    page = shown(data, FIRST)
    assert numbers(page) == [500, 490, 480]
    assert coverage(page).looked_at == 30
    cached.single_flight.wait_for_all()
    assert client.asked == [ListQuery(COMPLETE, limit=100)]


def test_it_reads_on_until_the_page_is_full(cached: Cached) -> None:
    data, client = cached(shop(500, 70))
    page = shown(data, FIRST)
    assert numbers(page) == [490, 420, 350]
    cached.single_flight.wait_for_all()
    assert client.asked == [ListQuery(COMPLETE, limit=100), after(401, 100)]


def test_three_calls_are_the_most_for_a_view(cached: Cached) -> None:
    data, client = cached(shop(1000, 1001))
    page = shown(data, FIRST)
    assert (page.rows, page.has_more, coverage(page).looked_at) == ((), True, 300)
    assert page.further_cursor == "cs_test_701"
    cached.single_flight.wait_for_all()
    assert client.asked == [ListQuery(COMPLETE, limit=100), after(901, 100), after(801, 100)]
    shown(data, after(701))
    assert len(client.asked) == 6


def test_a_second_look_costs_no_call_and_is_the_same_page(cached: Cached) -> None:
    data, client = cached(shop(1000, 1001))
    shown(data, FIRST)
    assert shown(data, FIRST).version == shown(data, FIRST).version is not None
    assert len(client.asked) == 3


def test_windows_are_shared_with_the_list_of_the_status(cached: Cached) -> None:
    data, client = cached(shop(60, 2))
    data.lists.page(ListQuery(COMPLETE, limit=25))
    assert numbers(shown(data, FIRST)) == [60, 58, 56]
    assert data.sieved.page(FIRST, PROCESSING).value.rows[0].id == "cs_test_59"
    assert len(client.asked) == 1


def test_the_next_page_is_cut_from_what_is_known(cached: Cached) -> None:
    data, client = cached(shop(500, 2))
    page = shown(data, FIRST)
    seen: list[int] = []
    while len(seen) < 40:
        seen += numbers(page)
        assert page.older_cursor
        page = shown(data, ListQuery(COMPLETE, limit=3, starting_after=page.older_cursor))
        cached.single_flight.wait_for_all()
    assert seen == list(range(500, 500 - 2 * len(seen), -2))
    # The next hundred come in the background once somebody pages on.
    assert [query.limit for query in client.asked] == [100, 100]


def test_a_failure_in_the_middle_shows_what_was_found_so_far(cached: Cached) -> None:
    world = shop(500, 70)
    data, _ = cached(world)
    answers = iter([None, APIError("x")])

    def fails_later(query: ListQuery) -> object:
        world.error = next(answers, None)
        return world(query)

    data, _ = cached(fails_later)
    fetched = data.sieved.page(FIRST, PAID)
    assert numbers(fetched.value) == [490, 420]
    assert isinstance(fetched.failure, APIError)
    assert coverage(fetched.value).is_cut_short
    assert fetched.value.further_cursor == "cs_test_401"


def test_a_failure_at_the_beginning_is_one(cached: Cached) -> None:
    world = shop(500)
    world.error = APIError("x")
    data, _ = cached(world)
    with pytest.raises(APIError):
        shown(data, FIRST)


@pytest.mark.parametrize("kind", [AuthenticationError, PermissionDeniedError])
def test_a_refusal_in_the_middle_shows_nothing(
    cached: Cached, kind: type[AuthenticationError | PermissionDeniedError]
) -> None:
    world = shop(500, 70)
    answers = iter([None, kind("x")])

    def refuses_later(query: ListQuery) -> object:
        world.error = next(answers, kind("x"))
        return world(query)

    data, _ = cached(refuses_later)
    with pytest.raises(kind):
        shown(data, FIRST)


def test_old_rows_are_shown_with_the_reason_when_stripe_fails(cached: Cached, clock: Clock) -> None:
    world = shop(60, 2)
    data, _ = cached(world)
    # Fewer than a hundred are known.
    data.lists.page(ListQuery(COMPLETE, limit=25))
    clock.now += STALE
    world.error = APIError("x")
    fetched = data.sieved.page(FIRST, PAID)
    assert numbers(fetched.value) == [60, 58, 56]
    assert (fetched.fetched_at, coverage(fetched.value).is_cut_short) == (START, False)
    assert isinstance(fetched.failure, APIError)


@pytest.mark.parametrize("reload", [True, False])
def test_a_read_that_fails_shows_all_that_was_known(
    cached: Cached, clock: Clock, reload: bool
) -> None:
    world = shop(1000, 10)
    data, client = cached(world)
    query = ListQuery(COMPLETE, limit=100)
    before = data.sieved.page(query, PAID).value
    assert (len(before.rows), coverage(before).looked_at) == (30, 300)
    clock.now += STALE
    world.error = APIError("x")
    fetched = data.sieved.page(query, PAID, reload=reload)
    assert (fetched.value.rows, fetched.value.coverage) == (before.rows, before.coverage)
    assert (fetched.fetched_at, type(fetched.failure)) == (START, APIError)
    assert len(client.asked) == 4


def test_a_reload_that_fails_in_the_middle_shows_what_was_known_of_the_rest(
    cached: Cached, clock: Clock
) -> None:
    world = shop(240, 10)
    answers = iter([None] * 4)

    def fails_later(query: ListQuery) -> object:
        world.error = next(answers, APIError("x"))
        return world(query)

    data, client = cached(fails_later)
    query = ListQuery(COMPLETE, limit=100)
    data.sieved.page(query, PAID)
    arrive(world, "paid")
    clock.now += STALE
    fetched = data.sieved.page(query, PAID, reload=True)
    assert numbers(fetched.value) == [241, *range(240, 0, -10)]
    assert not coverage(fetched.value).is_cut_short
    assert isinstance(fetched.failure, APIError)
    assert len(client.asked) == 5


def test_reload_asks_for_what_the_page_needs(cached: Cached, clock: Clock) -> None:
    world = shop(200, 2)
    data, client = cached(world)
    shown(data, FIRST)
    arrive(world, "paid")
    clock.now += 1
    assert numbers(data.sieved.page(FIRST, PAID, reload=True).value) == [201, 200, 198]
    assert len(client.asked) == 2


def test_a_payment_that_arrives_moves_the_session_to_the_other_list(
    cached: Cached, clock: Clock
) -> None:
    world = shop(10, 2)
    data, client = cached(world)
    assert numbers(shown(data, FIRST)) == [10, 8, 6]
    assert numbers(data.sieved.page(FIRST, PROCESSING).value) == [9, 7, 5]
    clock.now += 5
    data.updates.apply(world.become(9, payment_status="paid"), clock.now)
    assert numbers(shown(data, FIRST)) == [10, 9, 8]
    assert numbers(data.sieved.page(FIRST, PROCESSING).value) == [7, 5, 3]
    assert len(client.asked) == 1


def test_newer_sessions_are_counted_where_they_match(cached: Cached) -> None:
    world = shop(10)
    data, _ = cached(world)
    shown(data, FIRST)
    for payment_status in ("paid", "unpaid", "unpaid", "paid", "unpaid"):
        arrive(world, payment_status)
    assert newer(data, FIRST, 10, PAID) == NewerCount(2, more=False)
    assert newer(data, FIRST, 10, PROCESSING) == NewerCount(3, more=False)
    assert newer(data, FIRST, 14, PAID) == NewerCount(0, more=False)


def test_newer_sessions_that_were_not_looked_through_have_no_number(cached: Cached) -> None:
    world = shop(10)
    data, _ = cached(world)
    shown(data, FIRST)
    for _ in range(150):
        arrive(world, "unpaid")
    assert newer(data, FIRST, 10, PAID) == NewerCount(0, more=True)


def test_newer_stops_short_of_the_top(cached: Cached) -> None:
    data, _ = cached(shop(50, 10))
    up = ListQuery(COMPLETE, limit=3, ending_before="cs_test_35")
    page = shown(data, up)
    assert numbers(page) == [50, 40]
    assert page.is_short_of_the_top
    page = shown(data, ListQuery(COMPLETE, limit=3, ending_before="cs_test_15"))
    assert numbers(page) == [40, 30, 20]
    assert (page.newer_cursor, page.older_cursor) == ("cs_test_49", "cs_test_16")
