"""What the tests of the cache share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.shared_state.store import Store
from tests.unit.cache.fakes import PEOPLE, PROCESSES, Cached, FakeFetch
from tests.unit.conftest import Clock


@pytest.fixture
def upstream() -> FakeFetch:
    return FakeFetch()


@pytest.fixture
def processes() -> Iterator[list[SingleFlight]]:
    """Each with threads of its own, over one store that they share."""
    shared = Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=True)
    flights = [SingleFlight(shared, PEOPLE) for _ in range(PROCESSES)]
    yield flights
    for one in flights:
        one.wait_for_all()


@pytest.fixture
def cached(store: Store, single_flight: SingleFlight, clock: Clock) -> Iterator[Cached]:
    yield Cached(store, single_flight)
    single_flight.wait_for_all()
