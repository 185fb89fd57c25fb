"""When a store that fails is left alone, and which call tries whether it is back."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache

from dashboard.redis_json import JSONSerializer
from sessions_browser.conf import REST_SECONDS
from sessions_browser.shared_state import store as store_module
from sessions_browser.shared_state import store_health as health_module
from sessions_browser.shared_state.leases import Leases
from sessions_browser.shared_state.store import Store
from sessions_browser.shared_state.store_health import MOST_FAILURES, RECENT_COMMANDS


class Breakable(LocMemCache):
    """asked: how many times a value was asked for, in vain or not."""

    def __init__(self) -> None:
        super().__init__(f"breakable-{id(self)}", {})
        self.clear()
        self.is_well = True
        self.asked = 0
        self.fails_each = 0
        self.goes_on: threading.Event | None = None

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        self.asked += 1
        if self.goes_on:
            assert self.goes_on.wait(10)
        if not self.is_well or (self.fails_each and self.asked % self.fails_each == 0):
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
    for module in (store_module, health_module):
        monkeypatch.setattr(module, "time", clock)
    return clock


def wait_for_the_try() -> None:
    for thread in threading.enumerate():
        if thread.name == "store":
            thread.join(10)


@pytest.fixture
def resting(clock: Clock) -> tuple[Store, Breakable]:
    """A store that has just been left alone."""
    cache = Breakable()
    store = Store(cache, is_shared=True)
    cache.is_well = False
    for _ in range(MOST_FAILURES):
        assert store.get("k") is None
    return store, cache


def test_it_is_left_alone_after_some_failures(resting: tuple[Store, Breakable]) -> None:
    store, cache = resting
    for _ in range(10):
        assert store.get("k") is None
    assert cache.asked == MOST_FAILURES
    health = store.health()
    assert (health.kind, health.is_shared) == ("Redis", False)
    assert (health.failures, health.last_error) == (MOST_FAILURES, "ConnectionError")
    assert health.last_failed == 1000.0


def test_one_try_for_each_rest(resting: tuple[Store, Breakable], clock: Clock) -> None:
    store, cache = resting
    for rests in range(1, 4):
        clock.now += REST_SECONDS
        for _ in range(5):
            store.get("k")
        wait_for_the_try()
        assert cache.asked == MOST_FAILURES + rests


def test_reading_its_health_is_no_try(resting: tuple[Store, Breakable], clock: Clock) -> None:
    store, cache = resting
    cache.is_well = True
    cache.set("k", "kept", 60)
    clock.now += REST_SECONDS
    # No call has tried it yet, so nothing is known of it.
    assert not store.is_shared
    assert not store.health().is_shared
    # The one whose use begins the try does not wait for it.
    assert store.get("k") is None
    wait_for_the_try()
    assert store.get("k") == "kept"
    assert store.is_shared
    assert store.health().is_shared


def test_single_failures_do_not_add_up(clock: Clock) -> None:
    cache = Breakable()
    store = Store(cache, is_shared=True)
    for number in range(3 * MOST_FAILURES * RECENT_COMMANDS):
        cache.is_well = number % RECENT_COMMANDS > 0
        store.get("k")
    assert store.health().failures == 3 * MOST_FAILURES
    assert store.is_shared


@pytest.mark.parametrize("fails", [(1, 2), (1, 3), (2, 3), (1, 5)])
def test_f1_a_store_that_fails_a_share_of_its_commands_is_left_alone(
    clock: Clock, fails: tuple[int, int]
) -> None:
    cache = Breakable()
    store = Store(cache, is_shared=True)
    some, of = fails
    for number in range(2 * RECENT_COMMANDS):
        cache.is_well = number % of >= some
        store.get("k")
        store.set("other", 1, 60)
    assert not store.is_shared
    # A try that succeeds by luck is not enough.
    cache.is_well, cache.fails_each = True, of
    clock.now += REST_SECONDS
    store.get("k")
    wait_for_the_try()
    assert not store.is_shared


class ReadOnly(LocMemCache):
    """A cache that answers reads and refuses writes, as one that is full does."""

    def __init__(self) -> None:
        super().__init__(f"read-only-{id(self)}", {})

    def refuse(self, *_: Any, **__: Any) -> Any:
        raise ConnectionError("full")

    add = set = set_many = touch = refuse


def test_f1_a_store_that_takes_no_writes_is_left_alone(clock: Clock) -> None:
    store = Store(ReadOnly(), is_shared=True)
    for _ in range(MOST_FAILURES):
        # Reads that succeed between them say nothing of writes.
        assert [store.get("k") for _ in range(RECENT_COMMANDS)] == [None] * RECENT_COMMANDS
        assert store.is_shared
        store.set("k", 1, 60)
    assert not store.is_shared
    assert store.health().last_kind == "writes"
    # Each process has leases and values of its own, until writing works again.
    with Leases(store).hold("lease:x") as is_ours:
        assert is_ours
    store.set("k", 2, 60)
    assert store.get("k") == 2
    clock.now += REST_SECONDS
    store.get("k")
    wait_for_the_try()
    assert not store.is_shared


def test_f1_nobody_waits_while_it_is_tried_whether_the_store_is_well(
    resting: tuple[Store, Breakable], clock: Clock
) -> None:
    store, cache = resting
    cache.is_well, cache.goes_on = True, threading.Event()
    clock.now += REST_SECONDS
    began = time.monotonic()
    for _ in range(100):
        assert store.get("k") is None
    # The one who tries would wait for ten.
    assert time.monotonic() - began < 5
    assert not store.is_shared
    cache.goes_on.set()
    wait_for_the_try()
    assert store.is_shared


def test_what_one_process_remembered_alone_ends_with_the_rest(
    resting: tuple[Store, Breakable], clock: Clock
) -> None:
    store, cache = resting
    store.set("k", "alone", 60)
    cache.is_well = True
    clock.now += REST_SECONDS
    store.get("k")
    wait_for_the_try()
    cache.is_well = False
    for _ in range(MOST_FAILURES):
        store.get("k")
    assert store.get("k") is None


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
