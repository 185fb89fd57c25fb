"""An answer is of the moment at which it was asked for, and what was told later outlives it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import UpstreamError
from tests.unit.cache.fakes import FIRST, OPEN, Cached, World, ids
from tests.unit.conftest import START, Clock

CALL_SECONDS = 4.0
LIMITS = (10, 11, 12, 13, 14, 15, 25, 50, 100)


class SlowWorld(World):
    """Time passes, and `meanwhile` happens, between what it answers and the arrival of that."""

    clock: Clock

    def __call__(self, query: Any) -> Any:
        answer = super().__call__(query)
        if isinstance(answer, dict):
            answer = {**answer, "data": [dict(one) for one in answer["data"]]}
        self.clock.now += CALL_SECONDS
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return answer

    meanwhile: Any = staticmethod(lambda: None)


class HeldWorld(World):
    """Whoever asks for ten waits until `may_answer`."""

    def __init__(self) -> None:
        super().__init__(300)
        self.may_answer = threading.Event()
        self._few_asked = threading.Event()

    def __call__(self, query: Any) -> Any:
        if isinstance(query, ListQuery) and query.limit == 10:
            self._few_asked.set()
            assert self.may_answer.wait(30)
        return super().__call__(query)

    def start(self, readers: Sequence[threading.Thread]) -> None:
        """The first, which asks for ten; the others once it has asked."""
        readers[0].start()
        assert self._few_asked.wait(30)
        for reader in readers[1:]:
            reader.start()


@pytest.fixture
def world(clock: Clock) -> SlowWorld:
    world = SlowWorld(10)
    world.clock = clock
    return world


def test_e4_a_page_is_as_old_as_the_question(cached: Cached, world: SlowWorld) -> None:
    data, _ = cached(world)
    for _ in range(2):
        assert data.lists.page(FIRST).fetched_at == START


def test_e4_a_session_is_as_old_as_the_question(cached: Cached, clock: Clock) -> None:
    def answer(_: Any) -> Any:
        clock.now += CALL_SECONDS
        return {"id": "cs_test_9", "status": "open"}

    data, _ = cached(answer)
    assert data.sessions.retrieve("cs_test_9").fetched_at == START


@pytest.mark.parametrize("query", [FIRST, ListQuery(OPEN, limit=3)], ids=["all", "open"])
def test_e4_what_a_webhook_tells_during_a_call_outlives_its_answer(
    cached: Cached, world: SlowWorld, query: ListQuery
) -> None:
    data, client = cached(world)

    def paid() -> None:
        data.updates.apply(world.become(9, status="complete"), int(world.clock.now))

    for when in ("cold", "warm"):
        world.become(9, status="open")
        world.clock.now += 60
        world.meanwhile = paid
        data.lists.page(query, reload=True)
        rows = {row.id: row.status for row in data.lists.page(query).value.rows}
        assert rows.get("cs_test_9") in ("complete", None), when
        assert ("cs_test_9" in rows) == (query == FIRST), when
    assert len(client.asked) <= 4


def test_e4_what_was_told_before_the_question_is_older_than_the_answer(
    cached: Cached, world: SlowWorld
) -> None:
    data, _ = cached(world)
    data.updates.apply(world.become(9, amount_total=700), int(START))
    world.become(9, amount_total=800)
    world.clock.now += 0.25
    assert [row.amount_total for row in data.lists.page(FIRST).value.rows] == [100, 800, 100]


def test_e4_a_session_is_asked_for_again_when_a_webhook_came_meanwhile(
    cached: Cached, clock: Clock
) -> None:
    session = {"id": "cs_test_9", "status": "open"}
    during: list[Any] = []

    def answer(_: Any) -> Any:
        seen = dict(session)
        clock.now += CALL_SECONDS
        for event in during[:1]:
            during.clear()
            session.update(event)
            data.updates.apply(dict(session), int(clock.now))
        return seen

    data, client = cached(answer)
    during.append({"status": "complete"})
    assert data.sessions.retrieve("cs_test_9").value["status"] == "complete"
    assert len(client.asked) == 2
    assert data.sessions.retrieve("cs_test_9").value["status"] == "complete"
    assert len(client.asked) == 2


def test_e7_a_page_is_whole_while_others_ask_for_less_of_the_same(
    cached: Cached, clock: Clock
) -> None:
    world = HeldWorld()
    data, client = cached(world)
    pages: dict[int, int | UpstreamError] = {}

    def read(limit: int) -> None:
        pages[limit] = len(ids(data, ListQuery(limit=limit)))

    readers = [threading.Thread(target=read, args=(limit,)) for limit in LIMITS]
    world.start(readers)
    world.may_answer.set()
    for reader in readers:
        reader.join(30)
    assert pages == {limit: limit for limit in LIMITS}
    assert len(client.asked) <= 2 * len(LIMITS)


def test_e7_two_processes_that_waited_for_less_share_the_next_call(
    processes: list[SingleFlight],
) -> None:
    world = HeldWorld()

    def answer(query: Any) -> Any:
        if isinstance(query, ListQuery) and query.limit != 10:
            # Long enough for the other process to come to the same question.
            time.sleep(0.3)
        return world(query)

    shared = processes[0]._store
    sites = [Cached(shared, one)(answer) for one in processes[:2]]
    lists = [data.lists for data, _ in sites]
    readers = [
        threading.Thread(target=one.page, args=(ListQuery(limit=limit),))
        for one, limit in ((lists[0], 10), (lists[0], 100), (lists[1], 100))
    ]
    world.start(readers)
    time.sleep(0.2)
    world.may_answer.set()
    for reader in readers:
        reader.join(30)
    asked = [query.limit for _, client in sites for query in client.asked]
    assert sorted(asked) == [10, 100]
