"""When a store that fails is left alone, and which call tries whether it is back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from dashboard.redis_json import JSONSerializer
from sessions_browser.conf import REST_SECONDS
from sessions_browser.shared_state import store as store_module
from sessions_browser.shared_state.store import FAILURES_BEFORE_A_REST, Store


class Breakable(LocMemCache):
    """asked: how many times a value was asked for, in vain or not."""

    def __init__(self) -> None:
        super().__init__(f"breakable-{id(self)}", {})
        self.clear()
        self.is_well = True
        self.asked = 0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        self.asked += 1
        if not self.is_well:
            raise ConnectionError("redis://:password@host")
        return super().get(key, default, version)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(store_module, "time", clock)
    return clock


@pytest.fixture
def resting(clock: Clock) -> tuple[Store, Breakable]:
    """A store that has just been left alone."""
    cache = Breakable()
    store = Store(cache, is_shared=True)
    cache.is_well = False
    for _ in range(FAILURES_BEFORE_A_REST):
        assert store.get("k") is None
    return store, cache


def test_it_is_left_alone_after_some_failures(resting: tuple[Store, Breakable]) -> None:
    store, cache = resting
    for _ in range(10):
        assert store.get("k") is None
    assert cache.asked == FAILURES_BEFORE_A_REST
    health = store.health()
    assert (health.kind, health.is_shared) == ("Redis", False)
    assert (health.failures, health.last_error) == (FAILURES_BEFORE_A_REST, "ConnectionError")
    assert health.last_failed == 1000.0


def test_one_try_for_each_rest(resting: tuple[Store, Breakable], clock: Clock) -> None:
    store, cache = resting
    for rests in range(1, 4):
        clock.now += REST_SECONDS
        for _ in range(5):
            store.get("k")
        assert cache.asked == FAILURES_BEFORE_A_REST + rests


def test_reading_its_health_is_no_try(resting: tuple[Store, Breakable], clock: Clock) -> None:
    store, cache = resting
    cache.is_well = True
    cache.set("k", "kept", 60)
    clock.now += REST_SECONDS
    # No call has tried it yet, so nothing is known of it.
    assert not store.is_shared
    assert not store.health().is_shared
    assert store.get("k") == "kept"
    assert store.is_shared
    assert store.health().is_shared


def test_single_failures_do_not_add_up(clock: Clock) -> None:
    cache = Breakable()
    store = Store(cache, is_shared=True)
    for _ in range(3 * FAILURES_BEFORE_A_REST):
        cache.is_well = not cache.is_well
        store.get("k")
    assert store.is_shared


def test_seconds_are_rounded_up_so_that_none_means_never(clock: Clock) -> None:
    store = Store(Breakable(), is_shared=False)
    store.set("k", 1, 0.2)
    assert store.get("k") == 1
    assert store.add("n", 1, 0.2)
    assert not store.add("n", 1, 0.2)


@pytest.mark.parametrize("value", [0, -7, 2**62, True, None, 1.5, "é", [1, {"a": None}], {}])
def test_what_is_stored_comes_back(value: Any) -> None:
    written = JSONSerializer().dumps(value)
    data = str(written).encode() if isinstance(written, int) else written
    read = JSONSerializer().loads(data)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize("data", [b"", b"{", b"\x80\x04K\x05.", b"\xff\xfe", b"[" * 100_000])
def test_foreign_bytes_are_nothing(data: bytes) -> None:
    assert JSONSerializer().loads(data) is None
