"""Recent answers: how old one may be, who fetches the next, and what if Stripe fails."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser import answers as answers_module
from sessions_browser.answers import AnswerCache, Freshness
from sessions_browser.client import CheckoutSessionsClient, Slots
from sessions_browser.conf import Account
from sessions_browser.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BusyError,
    InvalidAnswerError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.page_cache import CachedSessions, PaymentLink, without_secrets
from sessions_browser.pagination import ListQuery, digest

FRESH, STALE, KEEP = 30, 600, 86_400
START = 1_795_000_000.0
PEOPLE = 50


class Clock:
    now = START

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now - START


class Upstream:
    """Answers that count up from 1; `error` is raised in place of the next ones."""

    def __init__(self) -> None:
        self.calls = 0
        self.error: Exception | None = None
        self.patience: list[float] = []

    def __call__(self, patience: float) -> Any:
        self.calls += 1
        self.patience.append(patience)
        if self.error:
            raise self.error
        return self.calls


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(
        answers_module, "time", SimpleNamespace(time=clock.time, monotonic=clock.monotonic)
    )
    return clock


@pytest.fixture
def store() -> BaseCache:
    return LocMemCache(uuid.uuid4().hex, {})


@pytest.fixture
def answers(clock: Clock, store: BaseCache) -> Iterator[AnswerCache]:
    answers = AnswerCache(store, Freshness(FRESH, STALE, KEEP))
    yield answers
    answers.wait_for_background()


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def test_the_first_look_goes_upstream_and_tells_when(
    answers: AnswerCache, upstream: Upstream
) -> None:
    found = answers.get("k", upstream)
    assert (found.value, found.fetched_at, found.failure) == ("1", START, None)


@pytest.mark.parametrize("age", [0, 1, FRESH - 1])
def test_a_fresh_answer_costs_no_call(
    answers: AnswerCache, upstream: Upstream, clock: Clock, age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    assert answers.get("k", upstream).value == "1"
    answers.wait_for_background()
    assert upstream.calls == 1


@pytest.mark.parametrize("age", [FRESH, STALE - 1])
def test_a_stale_answer_is_shown_while_the_next_is_fetched(
    answers: AnswerCache, upstream: Upstream, clock: Clock, age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("1", START)
    answers.wait_for_background()
    assert answers.get("k", upstream).value == "2"
    assert upstream.calls == 2
    # People wait for a slot; what nobody waits for takes a free one or gives up.
    assert upstream.patience[0] > 0
    assert upstream.patience[1] == 0


@pytest.mark.parametrize("age", [STALE, KEEP - 1, KEEP, 10 * KEEP])
def test_an_old_answer_is_not_shown_when_stripe_answers(
    answers: AnswerCache, upstream: Upstream, clock: Clock, age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("2", START + age)


FAILURES = (
    APIConnectionError,
    APITimeoutError,
    APIError,
    RateLimitError,
    BusyError,
    InvalidAnswerError,
)
REFUSALS = (AuthenticationError, PermissionDeniedError, InvalidRequestError, NotFoundError)


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("age", [STALE, KEEP - 1])
def test_when_stripe_fails_the_kept_answer_is_shown_with_the_reason(
    answers: AnswerCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError], age: int
) -> None:
    answers.get("k", upstream)
    clock.now += age
    upstream.error = kind("x")
    shown = answers.get("k", upstream)
    assert (shown.value, shown.fetched_at) == ("1", START)
    assert shown.failure is upstream.error


@pytest.mark.parametrize("kind", FAILURES)
def test_nothing_is_kept_past_its_time(
    answers: AnswerCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError]
) -> None:
    answers.get("k", upstream)
    clock.now += KEEP
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)


@pytest.mark.parametrize("kind", REFUSALS)
def test_when_stripe_says_no_nothing_old_is_shown(
    answers: AnswerCache, upstream: Upstream, clock: Clock, kind: type[UpstreamError]
) -> None:
    answers.get("k", upstream)
    clock.now += STALE
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)


@pytest.mark.parametrize("kind", [*FAILURES, *REFUSALS])
def test_an_error_is_never_stored(
    answers: AnswerCache, upstream: Upstream, kind: type[UpstreamError]
) -> None:
    upstream.error = kind("x")
    with pytest.raises(kind):
        answers.get("k", upstream)
    upstream.error = None
    found = answers.get("k", upstream)
    assert (found.value, found.failure) == ("2", None)


def test_a_failed_refresh_behind_a_page_keeps_what_is_there(
    answers: AnswerCache, upstream: Upstream, clock: Clock
) -> None:
    answers.get("k", upstream)
    clock.now += FRESH
    upstream.error = APIError("x")
    assert answers.get("k", upstream).failure is None
    end_background(answers)
    upstream.error = None
    # Each page would try anew, so for a while none does.
    clock.now += FRESH - 1
    assert answers.get("k", upstream).value == "1"
    assert upstream.calls == 2
    clock.now += 1
    answers.get("k", upstream)
    end_background(answers)
    assert answers.get("k", upstream).value == "3"


def end_background(answers: AnswerCache) -> None:
    """Return when the threads have done all that a call entails."""
    answers._background.shutdown(wait=True)
    answers._background = ThreadPoolExecutor(1)


def test_reload_goes_upstream_though_the_answer_is_fresh(
    answers: AnswerCache, upstream: Upstream, clock: Clock
) -> None:
    answers.get("k", upstream)
    clock.now += 1
    assert answers.get("k", upstream, reload=True).value == "2"
    assert answers.get("k", upstream).value == "2"


def test_a_reload_that_fails_shows_what_is_there_and_says_so(
    answers: AnswerCache, upstream: Upstream, clock: Clock
) -> None:
    answers.get("k", upstream)
    clock.now += 1
    upstream.error = APIError("x")
    shown = answers.get("k", upstream, reload=True)
    assert (shown.value, shown.failure) == ("1", upstream.error)


def together(work: Callable[[], Any]) -> list[Any]:
    """What `work` returns or raises in each of many threads that start at once."""
    start = threading.Barrier(PEOPLE)

    def one(_: int) -> Any:
        start.wait()
        try:
            return work()
        except UpstreamError as error:
            return error

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, range(PEOPLE)))


class Gate(Upstream):
    """Answers only when everybody else has taken a seat."""

    def __init__(self, answers: AnswerCache) -> None:
        super().__init__()
        self._waiting = threading.Semaphore(0)
        board = answers._board

        def counted(key: str) -> Any:
            boarded = board(key)
            self._waiting.release()
            return boarded

        answers._board = counted  # type: ignore[method-assign]

    def __call__(self, patience: float) -> Any:
        for _ in range(PEOPLE):
            assert self._waiting.acquire(timeout=30)
        return super().__call__(patience)


def test_many_who_ask_at_once_share_one_call(answers: AnswerCache) -> None:
    gate = Gate(answers)
    found = together(lambda: answers.get("k", gate))
    assert gate.calls == 1
    assert {one.value for one in found} == {"1"}


def test_many_who_ask_at_once_share_one_error(answers: AnswerCache) -> None:
    gate = Gate(answers)
    gate.error = RateLimitError("x")
    found = together(lambda: answers.get("k", gate))
    assert gate.calls == 1
    assert found == [gate.error] * PEOPLE


def test_different_questions_do_not_wait_for_each_other(
    answers: AnswerCache, upstream: Upstream
) -> None:
    inner: list[str] = []

    def outer(_: float) -> str:
        inner.append(answers.get("other", upstream).value)
        return "outer"

    assert answers.get("k", outer).value == '"outer"'
    assert inner == ["1"]


def test_a_mistake_of_our_own_ends_the_call_for_the_next_to_try(
    answers: AnswerCache, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        answers.get("k", upstream)
    assert "error of our own" in caplog.text
    upstream.error = None
    assert answers.get("k", upstream).value == "2"


def test_a_value_under_another_key_is_a_miss(
    answers: AnswerCache, upstream: Upstream, store: BaseCache, clock: Clock
) -> None:
    answers.get("mine", upstream)
    store.set(digest("yours"), store.get(digest("mine")))
    clock.now += 1
    assert answers.get("yours", upstream).value == "2"


GARBAGE = [
    5,
    b"\xff\xfe",
    "",
    "{",
    "null",
    "5",
    "[]",
    '"abc"',
    '["k"]',
    '["k", 1, 1, 2]\n1',
    '["k", null, 1]\n1',
    '["k", "soon", 1]\n1',
    '["k", [], 1]\n1',
    f'["k", {START}, 1]',
    f'["k", {START}, null]\n1',
    f'["k", {START}, {{}}]\n1',
    f'["k", {START}, 100]\n"cut o',
    f'["other", {START}, 1]\n1',
    "[" * 100_000,
    {"k": 1},
    object,
]


@pytest.mark.parametrize("stored", GARBAGE, ids=lambda value: repr(value)[:24])
def test_garbage_in_the_store_is_a_miss(
    answers: AnswerCache, upstream: Upstream, store: BaseCache, stored: object
) -> None:
    store.set(digest("k"), stored)
    assert answers.get("k", upstream).value == "1"
    assert answers.get("k", upstream).value == "1"


class BrokenStore(LocMemCache):
    def get(self, *_: Any, **__: Any) -> Any:
        raise ConnectionError("redis://:password@host is away")

    def set(self, *_: Any, **__: Any) -> None:
        raise ConnectionError("redis://:password@host is away")


def test_a_store_that_is_away_costs_calls_and_no_page(
    clock: Clock, upstream: Upstream, caplog: pytest.LogCaptureFixture
) -> None:
    answers = AnswerCache(BrokenStore(uuid.uuid4().hex, {}), Freshness(FRESH, STALE, KEEP))
    assert answers.get("k", upstream).value == "1"
    assert answers.get("k", upstream).value == "2"
    assert "the store cannot be read: ConnectionError" in caplog.text
    assert "password" not in caplog.text


def test_a_glance_never_waits_and_fetches_only_what_is_old(
    answers: AnswerCache, upstream: Upstream, clock: Clock
) -> None:
    for age, shown, calls in ((0, None, 1), (FRESH - 1, "1", 1), (1, "1", 2), (0, "2", 2)):
        clock.now += age
        found = answers.glance("k", upstream, refresh=True)
        answers.wait_for_background()
        assert (found and found.value, upstream.calls) == (shown, calls)


def test_a_glance_alone_fetches_nothing(
    answers: AnswerCache, upstream: Upstream, clock: Clock
) -> None:
    assert answers.glance("k", upstream, refresh=False) is None
    answers.get("k", upstream)
    clock.now += STALE
    found = answers.glance("k", upstream, refresh=False)
    answers.wait_for_background()
    assert (found and found.value, upstream.calls) == ("1", 1)


def test_an_answer_that_landed_meanwhile_is_not_fetched_again(
    answers: AnswerCache, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, looks = answers._load, iter([None])

    def late(key: str) -> Any:
        return next(looks, load(key))

    answers.get("k", upstream)
    monkeypatch.setattr(answers, "_load", late)
    assert answers.get("k", upstream).value == "1"
    assert upstream.calls == 1


# The client's questions


class FakeClient(CheckoutSessionsClient):
    """Answers from `answer`, and notes what was asked."""

    def __init__(self, account: Account, answer: Any) -> None:
        super().__init__(account, Slots(1, 1), pool_size=1)
        self.answer = answer
        self.asked: list[Any] = []

    def list(self, query: ListQuery, **_: Any) -> Any:
        return self._note(query)

    def retrieve(self, session_id: str, expand: Any = ()) -> Any:
        return self._note((session_id, expand))

    def payment_links(self, starting_after: str | None = None, **_: Any) -> Any:
        return self._note(starting_after)

    def _note(self, question: Any) -> Any:
        self.asked.append(question)
        return self.answer(question) if callable(self.answer) else self.answer


ACCOUNT = Account("shop", "rk_test_TopSecret", "https://api.stripe.com", "2026-10-28.endive")
PAGE = {"data": [{"id": "cs_test_1"}], "has_more": False}


def cached(
    answers: AnswerCache, answer: Any, account: Account = ACCOUNT
) -> tuple[CachedSessions, FakeClient]:
    client = FakeClient(account, answer)
    return CachedSessions(account, client, answers, answers), client


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
def test_two_accounts_never_meet(answers: AnswerCache, other: Account) -> None:
    first, _ = cached(answers, PAGE)
    second, client = cached(answers, {"data": [], "has_more": False}, other)
    assert [row.id for row in first.list(ListQuery()).value.rows] == ["cs_test_1"]
    assert second.list(ListQuery()).value.rows == ()
    assert len(client.asked) == 1


def test_the_store_never_holds_the_key(answers: AnswerCache) -> None:
    sessions, _ = cached(answers, PAGE)
    sessions.list(ListQuery((("customer_details[email]", "ana@example.com"),)))
    held = repr(vars(answers._storage))
    assert "cs_test_1" in held
    assert "TopSecret" not in held
    assert "ana@example.com" not in held


def test_different_questions_have_answers_of_their_own(answers: AnswerCache) -> None:
    sessions, client = cached(answers, PAGE)
    questions = [
        ListQuery(),
        ListQuery(limit=10),
        ListQuery((("status", "open"),)),
        ListQuery(expand=("data.customer",)),
        ListQuery(starting_after="cs_test_2"),
        ListQuery(ending_before="cs_test_2"),
    ]
    for query in questions * 2:
        assert sessions.list(query).value.query == query
    assert client.asked == questions


def test_a_page_shows_each_session_once_and_counts_what_it_cannot_read(
    answers: AnswerCache,
) -> None:
    data = [{"id": "cs_test_1"}, None, {"id": "cs_test_1"}, {}, {}, "x", {"id": "cs_test_2"}]
    sessions, _ = cached(answers, {"data": data, "has_more": False})
    page = sessions.list(ListQuery()).value
    assert [row.id for row in page.rows] == ["cs_test_1", None, None, "cs_test_2"]
    assert (page.unreadable, page.has_more) == (2, False)


def test_rows_beyond_the_limit_are_not_shown_and_not_forgotten(answers: AnswerCache) -> None:
    data = [{"id": f"cs_test_{number}"} for number in range(5)]
    sessions, _ = cached(answers, {"data": data, "has_more": False})
    page = sessions.list(ListQuery(limit=3)).value
    assert (len(page.rows), page.has_more) == (3, True)


def test_what_lets_others_pay_is_neither_shown_nor_stored(answers: AnswerCache) -> None:
    session = {
        "id": "cs_test_1",
        "url": "https://checkout.stripe.com/c/pay/x",
        "client_secret": "hush",
        "payment_intent": {"id": "pi_1", "client_secret": "hush", "list": [{"client_secret": 1}]},
    }
    sessions, _ = cached(answers, session)
    shown = sessions.retrieve("cs_test_1").value
    assert shown == {"id": "cs_test_1", "payment_intent": {"id": "pi_1", "list": [{}]}}
    held = repr(vars(answers._storage))
    assert "hush" not in held
    assert "c/pay" not in held


def test_an_object_nested_past_the_stack_is_an_answer_that_cannot_be_read(
    answers: AnswerCache,
) -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    sessions, _ = cached(answers, {"id": "cs_test_1", "x": nested})
    with pytest.raises(InvalidAnswerError):
        sessions.retrieve("cs_test_1")


def test_secrets_go_wherever_they_stand() -> None:
    hidden = [{"client_secret": "x", "kept": [{"client_secret": None, "a": 1}]}, "client_secret"]
    assert without_secrets(hidden) == [{"kept": [{"a": 1}]}, "client_secret"]


def links_of(pages: dict[str | None, Any]) -> Callable[[Any], Any]:
    return lambda cursor: pages[cursor]


def test_all_pages_of_payment_links_are_read(answers: AnswerCache) -> None:
    named = {"data": [{"description": "Tea"}]}
    first = {"id": "plink_1", "url": "https://buy.stripe.com/a/", "active": True}
    pages = {
        None: {"data": [{**first, "line_items": named}, None], "has_more": True},
        "plink_1": {"data": [{"id": "plink_2", "active": "yes"}], "has_more": False},
    }
    sessions, client = cached(answers, links_of(pages))
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
    answers: AnswerCache, page: dict[str, Any], most_calls: int
) -> None:
    sessions, client = cached(answers, page)
    assert sessions.payment_links().value.complete is False
    assert len(client.asked) == most_calls


def test_many_links_are_read_up_to_a_bound(answers: AnswerCache) -> None:
    numbers = iter(range(1000))
    sessions, client = cached(
        answers, lambda _: {"data": [{"id": f"plink_{next(numbers)}"}], "has_more": True}
    )
    links = sessions.payment_links().value
    assert (len(links.links), links.complete, len(client.asked)) == (10, False, 10)


def test_links_that_are_not_known_yet_do_not_hold_up_a_page(answers: AnswerCache) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(_: Any) -> Any:
        asked.set()
        assert answer.wait(30)
        return {"data": [{"id": "plink_1"}], "has_more": False}

    sessions, _ = cached(answers, slow)
    unknown = sessions.known_payment_links(refresh=True)
    assert (unknown.links, unknown.complete) == ((), False)
    assert asked.wait(30)
    answer.set()
    sessions.wait_for_background()
    assert sessions.known_payment_links().name_of("plink_1") == "plink_1"


def test_what_is_stored_is_json(answers: AnswerCache, store: BaseCache) -> None:
    answers.get("k", lambda _: {"a": [1, None, "é"]})
    head, value = store.get(digest("k")).split("\n")
    key, fetched_at, _ = json.loads(head)
    assert (key, fetched_at, json.loads(value)) == ("k", START, {"a": [1, None, "é"]})
