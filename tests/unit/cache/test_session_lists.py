"""The client's questions through the cache: which are asked, and what is kept of the answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.session_lists import (
    REFUSED_SECONDS,
    CachedSessions,
    Newer,
    without_secrets,
)
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.payment_links import Customer, PaymentLink
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api import permissions
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    APIError,
    AuthenticationError,
    BusyError,
    InvalidAnswerError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)
from tests.unit.conftest import START, Clock
from tests.upstream.conftest import admission_of

FRESH, SETTLED, STALE, KEEP = 30, 3600, 600, 86_400
DAY = 86_400


class FakeClient(CheckoutSessionsClient):
    """Answers from `answer`, and notes what was asked."""

    def __init__(self, account: Account, answer: Any) -> None:
        super().__init__(account, admission_of(), pool_size=1)
        self.answer = answer
        self.asked: list[Any] = []

    def list(self, query: ListQuery, **_: Any) -> Any:
        return self._note(query)

    def retrieve(self, session_id: str, expand: Any = ()) -> Any:
        return self._note((session_id, expand))

    def customers(self, email: str, **_: Any) -> Any:
        return self._note(email)

    def payment_links(self, starting_after: str | None = None, **_: Any) -> Any:
        return self._note(starting_after)

    def _note(self, question: Any) -> Any:
        self.asked.append(question)
        answer = self.answer(question) if callable(self.answer) else self.answer
        if isinstance(answer, UpstreamError):
            raise answer
        return answer


ACCOUNT = Account("shop", "rk_test_TopSecret", "https://api.stripe.com", "2026-10-28.endive")
PAGE = {"data": [{"id": "cs_test_1"}], "has_more": False}


class Cached:
    """Builds the cached client of an account, all over one store."""

    def __init__(self, store: Store, single_flight: SingleFlight) -> None:
        self.store = store
        self.single_flight = single_flight

    def __call__(
        self, answer: Any, account: Account = ACCOUNT
    ) -> tuple[CachedSessions, FakeClient]:
        client = FakeClient(account, answer)
        freshness = Freshness(FRESH, STALE, KEEP)
        return CachedSessions(
            account, client, self.store, self.single_flight, freshness, SETTLED
        ), client

    def names(self) -> list[str]:
        """The keys that the store holds."""
        return [name.split(":", 2)[2] for name in vars(self.store._cache)["_cache"]]

    def held(self) -> str:
        return repr(vars(self.store._cache))


@pytest.fixture
def cached(store: Store, single_flight: SingleFlight, clock: Clock) -> Iterator[Cached]:
    yield Cached(store, single_flight)
    single_flight.wait_for_background()


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
    assert [row.id for row in first.list(ListQuery()).value.rows] == ["cs_test_1"]
    assert second.list(ListQuery()).value.rows == ()
    assert len(client.asked) == 1


def test_the_store_never_holds_the_key(cached: Cached) -> None:
    sessions, _ = cached(PAGE)
    sessions.list(ListQuery((("customer_details[email]", "ana@example.com"),)))
    held = cached.held()
    assert "cs_test_1" in held
    assert "TopSecret" not in held
    assert "ana@example.com" not in held


def test_different_questions_have_answers_of_their_own(cached: Cached) -> None:
    sessions, client = cached(PAGE)
    questions = [
        ListQuery(),
        ListQuery((("status", "open"),)),
        ListQuery(expand=("data.customer",)),
        ListQuery(starting_after="cs_test_2"),
        ListQuery(ending_before="cs_test_2"),
    ]
    for query in questions * 2:
        assert sessions.list(query).value.query == query
    cached.single_flight.wait_for_background()
    assert client.asked == questions


def test_a_page_shows_each_session_once_and_counts_what_it_cannot_read(
    cached: Cached,
) -> None:
    data = [{"id": "cs_test_1"}, None, {"id": "cs_test_1"}, {}, {}, "x", {"id": "cs_test_2"}]
    sessions, _ = cached({"data": data, "has_more": False})
    page = sessions.list(ListQuery()).value
    assert [row.id for row in page.rows] == ["cs_test_1", None, None, "cs_test_2"]
    assert (page.unreadable, page.has_more) == (2, False)


def test_rows_beyond_the_limit_are_not_shown_and_not_forgotten(cached: Cached) -> None:
    data = [{"id": f"cs_test_{number}"} for number in range(5)]
    sessions, _ = cached({"data": data, "has_more": False})
    page = sessions.list(ListQuery(limit=3)).value
    assert (len(page.rows), page.has_more) == (3, True)


def test_what_lets_others_pay_is_neither_shown_nor_stored(cached: Cached) -> None:
    session = {
        "id": "cs_test_1",
        "url": "https://checkout.stripe.com/c/pay/x",
        "client_secret": "hush",
        "payment_intent": {"id": "pi_1", "client_secret": "hush", "list": [{"client_secret": 1}]},
    }
    sessions, _ = cached(session)
    shown = sessions.retrieve("cs_test_1").value
    assert shown == {"id": "cs_test_1", "payment_intent": {"id": "pi_1", "list": [{}]}}
    held = cached.held()
    assert "hush" not in held
    assert "c/pay" not in held


def test_an_object_nested_past_the_stack_is_an_answer_that_cannot_be_read(
    cached: Cached,
) -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    sessions, _ = cached({"id": "cs_test_1", "x": nested})
    with pytest.raises(InvalidAnswerError):
        sessions.retrieve("cs_test_1")


def test_secrets_go_wherever_they_stand() -> None:
    hidden = [{"client_secret": "x", "kept": [{"client_secret": None, "a": 1}]}, "client_secret"]
    assert without_secrets(hidden) == [{"kept": [{"a": 1}]}, "client_secret"]


def links_of(pages: dict[str | None, Any]) -> Callable[[Any], Any]:
    return lambda cursor: pages[cursor]


def test_all_pages_of_payment_links_are_read(cached: Cached) -> None:
    named = {"data": [{"description": "Tea"}]}
    first = {"id": "plink_1", "url": "https://buy.stripe.com/a/", "active": True}
    pages = {
        None: {"data": [{**first, "line_items": named}, None], "has_more": True},
        "plink_1": {"data": [{"id": "plink_2", "active": "yes"}], "has_more": False},
    }
    sessions, client = cached(links_of(pages))
    links = sessions.payment_links().value
    assert links.complete
    assert links.links == (
        PaymentLink("plink_1", "Tea", "https://buy.stripe.com/a/", True),
        PaymentLink("plink_2", "plink_2", "", False),
    )
    assert client.asked == [None, "plink_1"]
    assert links.name_of("plink_1") == "Tea"
    assert links.name_of("plink_9") == ""
    found = links.by_address("https://buy.stripe.com/a")
    assert found is not None
    assert found.id == "plink_1"


@pytest.mark.parametrize(
    ("page", "most_calls"),
    [
        ({"data": [{"id": "plink_1"}], "has_more": True}, 2),
        ({"data": [], "has_more": True}, 1),
        ({"data": [None, "x"], "has_more": True}, 1),
    ],
)
def test_a_list_of_links_that_does_not_end_is_left_and_called_incomplete(
    cached: Cached, page: dict[str, Any], most_calls: int
) -> None:
    sessions, client = cached(page)
    assert sessions.payment_links().value.complete is False
    assert len(client.asked) == most_calls


def test_many_links_are_read_up_to_a_bound(cached: Cached) -> None:
    numbers = iter(range(1000))
    sessions, client = cached(
        lambda _: {"data": [{"id": f"plink_{next(numbers)}"}], "has_more": True}
    )
    links = sessions.payment_links().value
    assert (len(links.links), links.complete, len(client.asked)) == (10, False, 10)


def test_links_that_are_not_known_yet_do_not_hold_up_a_page(cached: Cached) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(_: Any) -> Any:
        asked.set()
        assert answer.wait(30)
        return {"data": [{"id": "plink_1"}], "has_more": False}

    sessions, _ = cached(slow)
    unknown = sessions.known_payment_links(refresh=True)
    assert (unknown.links, unknown.complete) == ((), False)
    assert asked.wait(30)
    answer.set()
    sessions.wait_for_background()
    assert sessions.known_payment_links().name_of("plink_1") == "plink_1"


# Listings


class World:
    """Sessions by number, newest first; answers a query as Stripe does."""

    def __init__(self, count: int) -> None:
        self.sessions = [new_session(number) for number in range(count, 0, -1)]
        self.error: UpstreamError | None = None

    def __call__(self, query: Any) -> Any:
        if self.error:
            return self.error
        if not isinstance(query, ListQuery):
            return {"data": [], "has_more": False}
        status = dict(query.filters).get("status")
        found = [one for one in self.sessions if status in (None, one["status"])]
        ids = [one["id"] for one in found]
        if cursor := query.ending_before:
            if cursor not in ids:
                return NotFoundError("no such cursor", param="ending_before")
            stop = ids.index(cursor)
            start = max(0, stop - query.limit)
            return {"data": found[start:stop], "has_more": start > 0}
        if query.starting_after and query.starting_after not in ids:
            return NotFoundError("no such cursor", param="starting_after")
        start = ids.index(query.starting_after) + 1 if query.starting_after else 0
        stop = start + query.limit
        return {"data": found[start:stop], "has_more": stop < len(found)}

    def arrive(self, count: int = 1) -> None:
        for _ in range(count):
            self.sessions.insert(0, new_session(len(self.sessions) + 1))

    def become(self, number: int, **fields: Any) -> dict[str, Any]:
        session = next(one for one in self.sessions if one["id"] == f"cs_test_{number}")
        session |= fields
        return dict(session)


def new_session(number: int, age: float = 0) -> dict[str, Any]:
    created = int(START - age - 1000 + number)
    return {"id": f"cs_test_{number}", "status": "open", "created": created, "amount_total": 100}


def ids(sessions: CachedSessions, query: ListQuery, *, reload: bool = False) -> list[int]:
    rows = sessions.list(query, reload=reload).value.rows
    return [int((row.id or "").removeprefix("cs_test_")) for row in rows]


def after(number: int, limit: int = 3, **kind: Any) -> ListQuery:
    return ListQuery(limit=limit, starting_after=f"cs_test_{number}", **kind)


FIRST = ListQuery(limit=3)
OPEN = (("status", "open"),)


def test_a_cold_first_page_is_one_call_of_its_own_size(cached: Cached) -> None:
    sessions, client = cached(World(50))
    assert ids(sessions, FIRST) == [50, 49, 48]
    cached.single_flight.wait_for_background()
    assert client.asked == [FIRST]


def test_whoever_pages_on_has_the_next_hundred_read_ahead(cached: Cached) -> None:
    sessions, client = cached(World(300))
    ids(sessions, FIRST)
    assert ids(sessions, after(298)) == [297, 296, 295]
    cached.single_flight.wait_for_background()
    assert client.asked == [FIRST, after(298), after(295, limit=100)]
    for number in range(295, 198, -3):
        assert ids(sessions, after(number)) == [number - 1, number - 2, number - 3]
        cached.single_flight.wait_for_background()
    # The end of what is known was reached, so the next hundred came.
    assert client.asked[3:] == [after(196, limit=100)]


def test_two_page_sizes_share_what_is_known(cached: Cached) -> None:
    sessions, client = cached(World(50))
    assert ids(sessions, ListQuery(limit=10)) == list(range(50, 40, -1))
    assert ids(sessions, FIRST) == [50, 49, 48]
    assert ids(sessions, after(48, limit=5)) == [47, 46, 45, 44, 43]
    assert client.asked[0] == ListQuery(limit=10)
    cached.single_flight.wait_for_background()
    assert ids(sessions, ListQuery(limit=25)) == list(range(50, 25, -1))
    # What was read ahead joined the first ten, so the larger page is known as well.
    assert [query.limit for query in client.asked] == [10, 100]


def test_back_costs_no_call(cached: Cached) -> None:
    sessions, client = cached(World(50))
    ids(sessions, FIRST)
    ids(sessions, after(48))
    cached.single_flight.wait_for_background()
    calls = len(client.asked)
    assert ids(sessions, ListQuery(limit=3, ending_before="cs_test_47")) == [50, 49, 48]
    assert ids(sessions, ListQuery(limit=2, ending_before="cs_test_44")) == [46, 45]
    assert len(client.asked) == calls


def test_a_stale_page_is_shown_and_renewed_behind_it(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.arrive()
    clock.now += FRESH
    shown = sessions.list(FIRST)
    assert (shown.value.rows[0].id, shown.fetched_at) == ("cs_test_10", START)
    cached.single_flight.wait_for_background()
    assert ids(sessions, FIRST) == [11, 10, 9]
    # What followed is still known where the two meet.
    assert ids(sessions, after(9)) == [8, 7, 6]
    assert client.asked[:2] == [FIRST, FIRST]


def test_a_page_too_old_is_read_anew(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.arrive()
    clock.now += STALE
    assert ids(sessions, FIRST) == [11, 10, 9]
    assert client.asked == [FIRST, FIRST]


def test_a_page_is_as_old_as_its_oldest_row(cached: Cached, clock: Clock) -> None:
    sessions, _ = cached(World(50))
    ids(sessions, FIRST)
    clock.now += 10
    ids(sessions, after(48))
    cached.single_flight.wait_for_background()
    assert sessions.list(after(49)).fetched_at == START
    assert sessions.list(after(48)).fetched_at == START + 10


def test_below_the_top_a_page_is_fresh_twice_as_long(cached: Cached, clock: Clock) -> None:
    sessions, client = cached(World(300))
    ids(sessions, FIRST)
    ids(sessions, after(298))
    cached.single_flight.wait_for_background()
    calls = len(client.asked)
    clock.now += 2 * FRESH - 1
    ids(sessions, after(298))
    cached.single_flight.wait_for_background()
    assert len(client.asked) == calls
    clock.now += 1
    ids(sessions, after(298))
    cached.single_flight.wait_for_background()
    # With it come the pages that follow.
    assert client.asked[calls:] == [after(298, limit=100)]


def test_a_stale_page_above_is_renewed_from_the_row_above_it(cached: Cached, clock: Clock) -> None:
    sessions, client = cached(World(300))
    ids(sessions, FIRST)
    ids(sessions, after(298))
    cached.single_flight.wait_for_background()
    clock.now += 2 * FRESH
    calls = len(client.asked)
    up = ListQuery(limit=3, ending_before="cs_test_294")
    assert ids(sessions, up) == [297, 296, 295]
    cached.single_flight.wait_for_background()
    assert client.asked[calls:] == [after(298, limit=100)]
    assert sessions.list(up).fetched_at == clock.now
    top = ListQuery(limit=3, ending_before="cs_test_297")
    assert ids(sessions, top) == [300, 299, 298]
    cached.single_flight.wait_for_background()
    assert client.asked[calls + 1 :] == [FIRST]


def test_reload_goes_upstream_and_shows_what_came(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.arrive()
    clock.now += 1
    assert ids(sessions, FIRST) == [10, 9, 8]
    assert ids(sessions, FIRST, reload=True) == [11, 10, 9]
    assert ids(sessions, FIRST) == [11, 10, 9]
    assert client.asked == [FIRST, FIRST]


def test_when_stripe_fails_the_kept_page_is_shown_with_the_reason(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    sessions, _ = cached(world)
    ids(sessions, FIRST)
    for age in (1, STALE, KEEP - STALE - 2):
        clock.now += age
        world.error = APIError("x")
        shown = sessions.list(FIRST, reload=True)
        assert (len(shown.value.rows), shown.fetched_at) == (3, START)
        assert isinstance(shown.failure, APIError)
    clock.now += 60
    with pytest.raises(APIError):
        sessions.list(FIRST)


@pytest.mark.parametrize("kind", [AuthenticationError, PermissionDeniedError])
def test_what_the_key_may_no_longer_read_is_no_longer_shown(
    cached: Cached, clock: Clock, kind: type[UpstreamError]
) -> None:
    world = World(10)
    sessions, _ = cached(world)
    ids(sessions, FIRST)
    clock.now += FRESH
    world.error = kind("x")
    # Nobody knows yet.
    assert ids(sessions, FIRST) == [10, 9, 8]
    cached.single_flight.wait_for_background()
    with pytest.raises(kind):
        sessions.list(FIRST)
    assert sessions.seen(FIRST) is None


def test_what_can_no_longer_change_stays_fresh_longer(cached: Cached, clock: Clock) -> None:
    world = World(0)
    world.sessions = [
        {**new_session(number, age=2 * DAY), "status": "expired"} for number in range(20, 0, -1)
    ]
    sessions, client = cached(world)
    closed = (("created[lt]", str(int(START - DAY - 3600 - 1))),)
    pages = [after(15), ListQuery(closed, limit=3)]
    for query in pages:
        ids(sessions, query)
    cached.single_flight.wait_for_background()
    calls = len(client.asked)
    clock.now += SETTLED - 1
    for query in pages:
        assert sessions.list(query).fetched_at == START
    cached.single_flight.wait_for_background()
    assert len(client.asked) == calls
    clock.now += 1
    for query in pages:
        assert sessions.list(query).fetched_at == START
    cached.single_flight.wait_for_background()
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
    sessions, client = cached(world)
    ids(sessions, query)
    cached.single_flight.wait_for_background()
    clock.now += 2 * FRESH if query.starting_after else FRESH
    ids(sessions, query)
    cached.single_flight.wait_for_background()
    assert query.starting_after in [one.starting_after for one in client.asked[1:]]


def test_a_session_that_left_the_listing_is_no_cursor_for_the_cache(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    sessions, _ = cached(world)
    first = ListQuery(OPEN, limit=3)
    assert ids(sessions, first) == [10, 9, 8]
    world.become(8, status="complete")
    clock.now += 1
    assert ids(sessions, first, reload=True) == [10, 9, 7]
    with pytest.raises(NotFoundError):
        sessions.list(ListQuery(OPEN, limit=3, starting_after="cs_test_8"))
    assert ids(sessions, ListQuery(OPEN, limit=3, starting_after="cs_test_7")) == [6, 5, 4]


def test_an_evicted_window_is_read_again(cached: Cached) -> None:
    sessions, client = cached(World(50))
    ids(sessions, FIRST)
    ids(sessions, after(48))
    cached.single_flight.wait_for_background()
    calls = len(client.asked)
    cached.store._cache.clear()
    assert ids(sessions, after(45)) == [44, 43, 42]
    cached.single_flight.wait_for_background()
    assert client.asked[calls:] == [after(45), after(42, limit=100)]


@pytest.mark.parametrize("stored", [5, "", "{", "[]\n", '["x", "v", 2]\n[]', None, ["a"]])
def test_garbage_in_place_of_windows_and_pointers_is_a_miss(cached: Cached, stored: Any) -> None:
    sessions, _ = cached(World(50))
    ids(sessions, FIRST)
    ids(sessions, after(48))
    cached.single_flight.wait_for_background()
    cache = cached.store._cache
    for name in cached.names():
        cache.set(name, stored, 60)
    assert ids(sessions, FIRST) == [50, 49, 48]
    assert ids(sessions, after(44)) == [43, 42, 41]
    assert ids(sessions, ListQuery(limit=3, ending_before="cs_test_44")) == [47, 46, 45]


def test_swapped_values_are_misses(cached: Cached) -> None:
    sessions, client = cached(World(50))
    ids(sessions, FIRST)
    ids(sessions, ListQuery(OPEN, limit=3))
    cache = cached.store._cache
    names = cached.names()
    values = [cache.get(name) for name in names]
    for name, value in zip(names, values[1:] + values[:1], strict=True):
        cache.set(name, value, 60)
    client.answer.become(50, status="complete")
    assert ids(sessions, FIRST) == [50, 49, 48]
    assert ids(sessions, ListQuery(OPEN, limit=3)) == [49, 48, 47]


# What a webhook tells


def test_a_session_is_brought_up_to_date_without_a_call(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, client = cached(world)
    opened = ListQuery(OPEN, limit=3)
    assert (ids(sessions, FIRST), ids(sessions, opened)) == ([10, 9, 8], [10, 9, 8])
    calls = len(client.asked)
    clock.now += 5
    sessions.take(world.become(9, status="complete", amount_total=700), clock.now)
    shown = sessions.list(FIRST)
    assert [(row.status, row.amount_total) for row in shown.value.rows] == [
        ("open", 100),
        ("complete", 700),
        ("open", 100),
    ]
    # It has left this listing, of which two rows are no whole page.
    assert ids(sessions, opened) == [10, 8, 7]
    assert len(client.asked) == calls + 1


def test_what_was_read_later_than_the_event_stays(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, _ = cached(world)
    ids(sessions, FIRST)
    sessions.take({**new_session(9), "status": "expired"}, START - 1)
    assert {row.status for row in sessions.list(FIRST).value.rows} == {"open"}


def test_what_the_event_does_not_bring_stays_as_it_was(cached: Cached, clock: Clock) -> None:
    whole = {**new_session(9), "line_items": {"data": [{"description": "Tea"}]}, "url": "u"}
    sessions, client = cached(
        lambda question: (
            {"data": [whole], "has_more": False} if isinstance(question, ListQuery) else whole
        )
    )
    query = ListQuery(expand=("data.line_items",))
    sessions.list(query)
    sessions.retrieve("cs_test_9", ("line_items",))
    calls = len(client.asked)
    clock.now += 5
    event = {**new_session(9), "status": "complete", "url": "https://checkout.stripe.com/pay"}
    sessions.take(event, clock.now)
    row = sessions.list(query).value.rows[0]
    assert (row.status, row.items) == ("complete", ("Tea",))
    shown = sessions.retrieve("cs_test_9", ("line_items",))
    assert (shown.value["status"], shown.fetched_at) == ("complete", clock.now)
    assert shown.value["line_items"] == whole["line_items"]
    assert "checkout.stripe.com" not in cached.held()
    assert len(client.asked) == calls


@pytest.mark.parametrize("session", [{}, {"id": None}, {"id": 5}, {"id": "cs_test_404"}])
def test_a_session_that_nobody_looks_at_changes_nothing(
    cached: Cached, session: dict[str, Any]
) -> None:
    sessions, client = cached(World(10))
    ids(sessions, FIRST)
    sessions.take(session, START + 5)
    assert ids(sessions, FIRST) == [10, 9, 8]
    assert len(client.asked) == 1


# "7 newer"


def test_a_list_learns_of_newer_sessions_by_one_call_for_all(cached: Cached, clock: Clock) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.arrive(7)
    for _ in range(5):
        assert sessions.newer(FIRST, "cs_test_10") == Newer(7, more=False)
    assert client.asked == [FIRST, ListQuery(limit=100, ending_before="cs_test_10")]
    # They are offered and not yet shown to whoever looks at the list; the first page has them.
    assert ids(sessions, FIRST) == [17, 16, 15]
    assert sessions.newer(FIRST, "cs_test_17") == Newer(0, more=False)
    assert len(client.asked) == 2


def test_more_newer_sessions_than_one_page_are_counted_as_so_many_and_more(
    cached: Cached, clock: Clock
) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.arrive(150)
    for _ in range(3):
        assert sessions.newer(FIRST, "cs_test_10") == Newer(100, more=True)
        assert sessions.newer(FIRST, "cs_test_9") == Newer(101, more=True)
    # They do not reach the top, so they are not joined to what is known.
    assert ids(sessions, FIRST) == [10, 9, 8]
    assert len(client.asked) == 2
    clock.now += 1
    assert ids(sessions, FIRST, reload=True) == [160, 159, 158]
    assert sessions.newer(FIRST, "cs_test_160") == Newer(0, more=False)


@pytest.mark.parametrize("error", [APIError("x"), BusyError("x"), AuthenticationError("x")])
def test_a_failure_offers_nothing_and_is_not_shown(cached: Cached, error: UpstreamError) -> None:
    world = World(10)
    sessions, client = cached(world)
    ids(sessions, FIRST)
    world.error = error
    for _ in range(3):
        assert sessions.newer(FIRST, "cs_test_10") == Newer(0, more=False)
    assert len(client.asked) == 2


@pytest.mark.parametrize("than", ["cs_test_404", ""])
def test_nothing_is_offered_above_what_is_not_known(cached: Cached, than: str) -> None:
    sessions, client = cached(World(10))
    assert sessions.newer(FIRST, than) == Newer(0, more=False)
    assert client.asked == []


def test_a_range_that_has_ended_is_not_asked_for_newer(cached: Cached) -> None:
    closed = ListQuery((("created[lt]", str(int(START) - 1)),), limit=3)
    sessions, client = cached(World(10))
    ids(sessions, closed)
    sessions.newer(closed, "cs_test_10")
    assert client.asked == [closed]


# A session in full


PAID = {**new_session(9), "status": "complete", "payment_status": "paid"}


def test_a_session_in_full_is_one_call(cached: Cached, clock: Clock) -> None:
    sessions, client = cached({**PAID, "payment_intent": {"id": "pi_1", "client_secret": "s"}})
    whole = sessions.in_full("cs_test_9").value
    assert whole.session["payment_intent"] == {"id": "pi_1"}
    assert whole.refused == frozenset()
    assert client.asked == [("cs_test_9", permissions.expand_paths(frozenset()))]


def test_a_right_that_is_missing_is_left_out_for_a_while(cached: Cached, clock: Clock) -> None:
    def answer(question: Any) -> Any:
        _, expand = question
        for path, right in (("latest_charge", "rak_charge_read"), ("promo", "rak_coupon_read")):
            if any(path in name for name in expand):
                return PermissionDeniedError("no", permission=right)
        return PAID

    sessions, client = cached(answer)
    whole = sessions.in_full("cs_test_9").value
    assert whole.refused == {"rak_charge_read", "rak_promotion_code_read"}
    assert client.asked[-1] == ("cs_test_9", ("line_items", "payment_intent"))
    assert len(client.asked) == 3
    # Another session is asked for in the form that is known to be answered.
    sessions.in_full("cs_test_9", reload=True)
    assert len(client.asked) == 4
    clock.now += REFUSED_SECONDS + 1
    sessions.in_full("cs_test_9")
    assert len(client.asked) > 4


def test_a_session_that_is_refused_itself_is_refused(cached: Cached) -> None:
    refusal = PermissionDeniedError("no", permission="rak_checkout_session_read")
    sessions, client = cached(refusal)
    with pytest.raises(PermissionDeniedError):
        sessions.in_full("cs_test_9")
    assert len(client.asked) == 1


def test_who_watches_gets_what_is_young_enough(cached: Cached, clock: Clock) -> None:
    sessions, client = cached(PAID)
    for wait, calls in ((0, 1), (2, 1), (1, 2), (2, 2)):
        clock.now += wait
        sessions.in_full("cs_test_9", max_age=2.5)
        assert len(client.asked) == calls


def test_an_event_makes_a_session_with_its_payment_be_read_again(
    cached: Cached, clock: Clock
) -> None:
    sessions, client = cached({**PAID, "payment_intent": {"id": "pi_1", "status": "processing"}})
    sessions.in_full("cs_test_9")
    clock.now += 5
    sessions.take({**PAID, "payment_intent": "pi_1"}, clock.now)
    sessions.in_full("cs_test_9")
    assert len(client.asked) == 2


def test_customers_are_few_words_and_only_those_that_exist(cached: Cached) -> None:
    entries = [
        {"id": "cus_1", "email": "a@b.co", "name": "kept out"},
        {"id": "cus_2", "deleted": True},
        {"email": "no id"},
        None,
    ]
    sessions, _ = cached({"data": entries, "has_more": False})
    assert sessions.customers("a@b.co").value == (Customer("cus_1", "a@b.co"),)
    assert "kept out" not in cached.held()
