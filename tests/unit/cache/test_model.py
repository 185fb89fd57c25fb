"""Random walks over the cache beside a model of Stripe: no page ever says what was never true.

`WALKS=50000 WALK_SEED=7 pytest tests/unit/cache/test_model.py` walks further, or elsewhere.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.errors import UpstreamError
from tests.clients import stored_values
from tests.environment import WALK_SEED, WALKS
from tests.unit.cache.fakes import Cached
from tests.unit.cache.upstream_model import ModelSession, UpstreamModel, false_claims
from tests.unit.conftest import START, Clock

PARTS = 8
STEPS = 40
PEOPLE = 4
LIMITS = (1, 2, 3, 5, 10, 25)
KINDS = ((), (("status", "open"),), (("status", "complete"),))


class Walk:
    """One walk: steps that change the world or the cache, and pages that are looked at."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.clock = clock
        self.model = UpstreamModel(clock)
        self.store = Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=False)
        self.single_flight = SingleFlight(self.store, places=20)
        cached = Cached(self.store, self.single_flight)
        self.data, self.client = cached(self._answer)
        self.events: list[tuple[dict[str, Any], int]] = []
        self.steps: list[str] = []
        # People who look at one list meet more of each other's pages.
        self.kinds = self.random.choice((KINDS, (self.random.choice(KINDS),)))
        # As the views keep them: what was rendered of a version is shown for that version.
        self.remembered: dict[Any, SessionPage] = {}
        self.pages = 0

    def run(self) -> None:
        self._arrive(self.random.choice((0, 1, 5, 5, 30, 60)))
        actions: list[tuple[int, Callable[[], object]]] = [
            (6, self._look),
            (2, self._look_at_once),
            (2, lambda: self._arrive(self.random.choice((1, 1, 2, 30)))),
            (3, self._end_some),
            (2, self._deliver),
            (3, self._pass_time),
            (1, self._evict),
            (1, self._fail_or_recover),
            (1, self._look_for_newer),
            (1, self.single_flight.wait_for_all),
        ]
        weights, works = zip(*actions, strict=True)
        for _ in range(STEPS):
            self.random.choices(works, weights)[0]()
        self.single_flight.wait_for_all()

    def _answer(self, query: Any) -> Any:
        """Between the answer and its arrival more may happen."""
        answer = self.model(query)
        if isinstance(answer, dict) and self.random.random() < 0.2:
            self._meanwhile()
        return answer

    def _meanwhile(self) -> None:
        self.clock.now += self.random.choice((0.2, 3, 9))
        if self.random.random() < 0.5:
            self._arrive(self.random.choice((1, 3)))
        if self.random.random() < 0.5:
            self._end_some()
            self._deliver()

    def _arrive(self, count: int) -> None:
        self.steps.append(f"{count} arrive")
        # Each in its second, as nearly all do, so that there is an order.
        for _ in range(count):
            with self.model.lock:
                self.clock.now += 1
                self.model.arrive(1)

    def _end_some(self) -> None:
        opened = [one for one in self.model.sessions if one.status == "open"]
        for session in self.random.sample(opened, min(len(opened), self.random.choice((1, 1, 4)))):
            self._end(session)

    def _end(self, session: ModelSession) -> None:
        with self.model.lock:
            self.clock.now += 1
            status = self.random.choice(("complete", "expired"))
            self.steps.append(f"{session.id} becomes {status}")
            self.model.end(session, status)
            self.events.append((session.to_json(), int(self.clock.now)))

    def _deliver(self) -> None:
        """Events come late, in any order, or never."""
        while self.events and self.random.random() < 0.7:
            event, at = self.events.pop(self.random.randrange(len(self.events)))
            self.steps.append(f"deliver {event['id']} {event['status']}")
            self.data.updates.apply(event, at)
        self.events = self.events[-10:]

    def _pass_time(self) -> None:
        seconds = self.random.choice((1, 10, 29, 31, 61, 300, 700, 4000))
        self.steps.append(f"{seconds} s pass")
        self.clock.now += seconds

    def _evict(self) -> None:
        names = list(stored_values(self.store))
        lost = self.random.sample(names, len(names) // self.random.choice((1, 3, 10)))
        self.steps.append(f"{len(lost)} of {len(names)} values are lost")
        for name in lost:
            self.store.delete(name)

    def _fail_or_recover(self) -> None:
        self.model.fails = not self.model.fails
        self.steps.append("Stripe fails" if self.model.fails else "Stripe is well")

    def _look_for_newer(self) -> None:
        query = ListQuery(self.random.choice(self.kinds), limit=25)
        seen = self.random.choice(self.model.sessions) if self.model.sessions else None
        than, since = (seen.id, seen.created) if seen else (None, None)
        self.steps.append(f"look for newer than {than}")
        newer = self.data.newer.count(query, than, since)
        above = [one for one in self.model.sessions if seen is None or one.number > seen.number]
        assert newer.count <= len(above), self.story()

    def _query(self) -> ListQuery:
        filters, limit = self.random.choice(self.kinds), self.random.choice(LIMITS)
        with self.model.lock:
            cursor = self.random.choice(self.model.sessions).id if self.model.sessions else None
        kind = self.random.choice(("", "starting_after", "ending_before"))
        return ListQuery(
            filters,
            limit=limit,
            starting_after=cursor if kind == "starting_after" else None,
            ending_before=cursor if kind == "ending_before" else None,
        )

    def _look(self) -> None:
        self._read(self._query(), reload=self.random.random() < 0.2)

    def _look_at_once(self) -> None:
        """Several people, some of them at one place with pages of other sizes."""
        query = self._query()
        queries = [query, query, *(self._query() for _ in range(PEOPLE - 2))]
        with ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(lambda one: self._read(one, reload=False), queries))

    def _read(self, query: ListQuery, *, reload: bool) -> None:
        self.steps.append(f"look {query} {'anew' if reload else ''}")
        glance = None if reload else self.data.lists.glance(query)
        if glance and (remembered := self.remembered.get((query, glance.version))):
            self._check(query, remembered, glance.read_at)
            return
        try:
            fetched = self.data.lists.page(query, reload=reload)
        except UpstreamError:
            return
        self.remembered[query, fetched.value.version] = fetched.value
        self._check(query, fetched.value, fetched.fetched_at)

    def _check(self, query: ListQuery, page: SessionPage, read_at: float) -> None:
        now = self.clock.now
        self.pages += 1
        claims = false_claims(self.model, query, page, read_at, now)
        assert not claims, f"{claims} of {query} read {now - read_at:.0f} s ago\n{self.story()}"

    def story(self) -> str:
        steps = "\n".join(self.steps[-60:])
        return f"WALKS=1 WALK_SEED={self.seed}\n{steps}"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_says_what_was_never_true(clock: Clock, part: int) -> None:
    pages = 0
    for number in range(part, WALKS, PARTS):
        clock.now = START
        walk = Walk(WALK_SEED + number, clock)
        walk.run()
        pages += walk.pages
    # A walk that looks at nothing would find nothing.
    assert pages > WALKS / PARTS or WALKS < PARTS
