"""Over a list in memory, whose answers are those that the contract describes."""

from __future__ import annotations

import json
import random
import threading
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.facts.slices import Slice
from sessions_browser.facts.under_way import UnderWay
from sessions_browser.facts.walker import Round, Walk, Walker, walk_all
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import APIError, InvalidAnswerError, NotFoundError

START = 1_700_000_000


class Stripe:
    """seconds: when each session was made, oldest first."""

    def __init__(self, seconds: list[int]) -> None:
        self.sessions = [
            {"id": f"cs_test_{number}", "created": START + second}
            for number, second in enumerate(sorted(seconds))
        ][::-1]
        self.calls = 0
        self.fails: set[int] = set()
        self._counting = threading.Lock()

    def ask(self, query: ListQuery) -> dict[str, Any]:
        with self._counting:
            self.calls += 1
            number = self.calls
        if number in self.fails:
            raise APIError("status 500")
        bounds = dict(query.filters)
        rows = self.sessions
        if query.starting_after:
            places = [i for i, one in enumerate(rows) if one["id"] == query.starting_after]
            if not places:
                raise NotFoundError("no such object")
            rows = rows[places[0] + 1 :]
        low, high = int(bounds["created[gte]"]), int(bounds["created[lt]"])
        rows = [one for one in rows if low <= int(str(one["created"])) < high]
        return {"data": rows[: query.limit], "has_more": len(rows) > query.limit}


def ids(pages: Any) -> list[str]:
    return [entry["id"] for page in pages for entry in page.entries]


SECONDS = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 10_000), st.just(7)), max_size=1200)


@given(SECONDS, st.integers(1, 5), st.sets(st.integers(1, 40), max_size=10))
def test_each_session_comes_once(seconds: list[int], parallel: int, fails: set[int]) -> None:
    stripe = Stripe(seconds)
    stripe.fails = fails
    walker, walk = Walker(stripe.ask, parallel=parallel), Walk.of((START, START + 10_001))
    found, stretches = [], []
    while not walk.is_finished:
        # What is kept between two rounds is small and plain.
        state = json.dumps(walk.to_json())
        assert len(state) < 4000
        done = walker.round(Walk.from_json(json.loads(state)))
        found += ids(done.pages)
        stretches += [(page.begin, page.end) for page in done.pages if page.begin < page.end]
        walk = done.walk
    assert len(found) == len(set(found))
    assert set(found) == {one["id"] for one in stripe.sessions}
    stretches.sort()
    assert stretches[0][0] == START
    assert stretches[-1][1] == START + 10_001
    assert all(end == begin for (_, end), (begin, _) in pairwise(stretches))


@given(SECONDS, st.integers(1, 5), st.sets(st.integers(1, 40), max_size=10), st.integers())
def test_with_calls_that_go_on_each_session_comes_once(
    seconds: list[int], parallel: int, fails: set[int], seed: int
) -> None:
    stripe, chance = Stripe(seconds), random.Random(seed)
    kills = chance.random() < 0.5
    stripe.fails = fails
    under_way, walk = UnderWay(parallel), Walk.of((START, START + 10_001))
    found, came = list[str](), 0
    while not walk.is_finished:
        if kills and chance.random() < 0.05:
            under_way = UnderWay(parallel)
        walker = Walker(stripe.ask, (), parallel, least_pages=1, under_way=under_way)
        state = json.dumps(walk.to_json())
        patience = 0.0 if chance.random() < 0.1 else None
        done = walker.round(Walk.from_json(json.loads(state)), chance.randrange(5), patience)
        found += ids(done.pages)
        came += len(done.pages) + len(done.failures)
        walk = done.walk
    assert len(found) == len(set(found))
    assert set(found) == {one["id"] for one in stripe.sessions}
    # No call was made for nothing.
    assert kills or came == stripe.calls


def test_who_waits_for_one_call_has_the_others_go_on() -> None:
    stripe, may_end = Stripe(list(range(1000))), threading.Event()
    asked: list[ListQuery] = []

    def ask(query: ListQuery) -> dict[str, Any]:
        asked.append(query)
        if query.filters[0] == ("created[gte]", str(START)):
            may_end.wait(30)
        return stripe.ask(query)

    under_way, found = UnderWay(2), list[str]()
    walk = Walk.of((START + 500, START + 1000), (START, START + 500))
    # As in steps of a job, each of which has a walker of its own.
    for _ in range(5):
        done = Walker(ask, parallel=2, under_way=under_way).round(walk)
        found += ids(done.pages)
        walk = done.walk
    assert found == [one["id"] for one in stripe.sessions[:500]]
    assert len(walk.slices) == 1
    may_end.set()
    done = Walker(ask, parallel=2, under_way=under_way).round(walk)
    assert ids(done.pages) == [one["id"] for one in stripe.sessions[500:600]]
    # None was asked twice.
    assert len(asked) == len(set(asked))


def test_calls_that_go_on_are_as_many_as_may_be() -> None:
    stripe, under_way, most = Stripe(list(range(10_000))), UnderWay(4), 0
    walk = Walk.of((START, START + 10_000))
    while not walk.is_finished:
        walker = Walker(stripe.ask, parallel=4, least_pages=4, under_way=under_way)
        walk = walker.round(walk, 100).walk
        most = max(most, len(walk.slices))
    assert most == 4
    assert stripe.calls <= 105


def test_without_room_nothing_is_begun_and_what_is_under_way_comes() -> None:
    stripe, may_end = Stripe(list(range(1000))), threading.Event()

    def ask(query: ListQuery) -> dict[str, Any]:
        may_end.wait(30)
        return stripe.ask(query)

    walker, walk = Walker(ask, parallel=1, under_way=UnderWay(1)), Walk.of((START, START + 1000))
    nothing = Round((), walk, ())
    may_end.set()
    assert walker.round(walk, 0) == nothing
    may_end.clear()
    assert walker.round(walk, 1, patience=0.0) == nothing
    may_end.set()
    assert ids(walker.round(walk, 0).pages) == [one["id"] for one in stripe.sessions[:100]]
    assert stripe.calls == 1


def test_one_after_another_it_is_newest_first() -> None:
    stripe = Stripe(list(range(0, 5000, 3)))
    walker = Walker(stripe.ask, parallel=1)
    assert ids(walk_all(walker, Walk.of((START, START + 5000)))) == [
        one["id"] for one in stripe.sessions
    ]
    assert stripe.calls == 17


@pytest.mark.parametrize("shape", ["even", "growing", "bursts", "new shop"])
def test_calls_stay_near_the_pages(shape: str) -> None:
    year, count = 365 * 86_400, 50_000
    seconds = {
        "even": [year * n // count for n in range(count)],
        "growing": [int(year * (n / count) ** 0.4) for n in range(count)],
        "bursts": [86_400 * (n // 500) * 3 + n % 500 * 7 for n in range(count)],
        "new shop": [year - 20 * 86_400 * n // count for n in range(count)],
    }[shape]
    stripe = Stripe([min(second, year) for second in seconds])
    walker, walk, rounds = Walker(stripe.ask), Walk.of((START, START + year + 1)), 0
    read = 0
    while not walk.is_finished:
        done = walker.round(walk)
        walk, rounds, read = done.walk, rounds + 1, read + len(ids(done.pages))
    assert read == count
    assert stripe.calls <= 1.05 * count / 100
    # Side by side, so that a slow Stripe does not slow it down.
    assert rounds < 0.4 * stripe.calls


def test_a_cursor_that_is_gone_is_done_without() -> None:
    stripe = Stripe(list(range(300)))
    walker = Walker(stripe.ask, parallel=1)
    first = walker.round(Walk.of((START, START + 300)))
    gone = stripe.sessions.pop(99)
    second = walker.round(first.walk)
    assert [type(error) for error in second.failures] == [NotFoundError]
    rest = ids(walk_all(walker, second.walk))
    assert {gone["id"], *ids(first.pages), *rest} == {gone["id"]} | {
        one["id"] for one in stripe.sessions
    }


@pytest.mark.parametrize(
    "answer",
    [
        {"data": [], "has_more": True},
        {"data": [None], "has_more": False},
        {"data": [{"id": "cs_test_1"}], "has_more": False},
        {"data": [{"id": "cs_test_1", "created": START - 1}], "has_more": False},
        {
            "data": [{"id": f"cs_test_{n}", "created": START + n} for n in (1, 2)],
            "has_more": False,
        },
    ],
)
def test_an_answer_that_hides_sessions_is_none(answer: dict[str, Any]) -> None:
    walk = Walk.of((START, START + 10))
    done = Walker(lambda _query: answer).round(walk)
    assert [type(error) for error in done.failures] == [InvalidAnswerError]
    assert done.walk.slices == (Slice.of(START, START + 10),)
    assert not done.pages
