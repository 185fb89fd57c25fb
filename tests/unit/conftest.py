"""What the tests of the pure modules and of the cache share."""

from __future__ import annotations

import uuid
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace

import pytest
from django.core.cache.backends import base, locmem
from django.core.cache.backends.locmem import LocMemCache
from hypothesis import settings

from sessions_browser import cache
from sessions_browser.cache import single_flight
from sessions_browser.shared_state.store import Store

# The machine may be busy; how long one example takes says nothing.
settings.register_profile("unit", deadline=None, max_examples=120)
settings.load_profile("unit")

# Every module of the cache that reads the time, and of the store that lets values end.
CLOCKED = [
    base,
    locmem,
    *(
        module
        for found in iter_modules(cache.__path__)
        if hasattr(module := import_module(f"{cache.__name__}.{found.name}"), "time")
    ),
]
START = 1_795_000_000.0
PLACES = 200


class Clock:
    """Unix seconds that pass only when a test says so."""

    now = START

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now - START


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in CLOCKED:
        stopped = SimpleNamespace(time=clock.time, monotonic=clock.monotonic)
        monkeypatch.setattr(module, "time", stopped)
    return clock


@pytest.fixture
def store() -> Store:
    """Of this process alone."""
    return Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=False)


@pytest.fixture(name="single_flight")
def new_single_flight(store: Store) -> single_flight.SingleFlight:
    return single_flight.SingleFlight(store, PLACES)
