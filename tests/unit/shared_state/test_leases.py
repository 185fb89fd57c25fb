"""A lease lives as long as its holder works, and never longer than that."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.shared_state.leases import Leases
from sessions_browser.shared_state.store import Store
from tests.clients import new_store

NAME = "lease:x"
RENEWAL = 0.05


def leases_of(store: Store) -> Leases:
    return Leases(store, lease=1, renewal=RENEWAL)


def test_a_lease_is_renewed_while_it_is_held() -> None:
    store = new_store(is_shared=True)
    with leases_of(store).hold(NAME) as is_ours:
        assert is_ours
        time.sleep(1.2)
        with leases_of(store).hold(NAME) as is_theirs:
            assert not is_theirs
    assert store.get(NAME) is None


def test_n5_a_lease_of_another_is_neither_renewed_nor_released() -> None:
    store = new_store(is_shared=True)
    with leases_of(store).hold(NAME):
        # It ended while this process stood still, and another claimed it.
        store.set(NAME, "another's", 1)
        time.sleep(3 * RENEWAL)
        assert store.get(NAME) == "another's"
        time.sleep(1.0)
        # The other is dead, and nobody renewed for it.
        assert store.get(NAME) is None
        time.sleep(3 * RENEWAL)
        assert store.get(NAME) is None
        assert store.add(NAME, "a third's", 60)
    assert store.get(NAME) == "a third's"


class Hanging(LocMemCache):
    """A cache that hangs when a lease is renewed."""

    def __init__(self) -> None:
        super().__init__(f"hanging-{id(self)}", {})
        self.is_renewing = threading.Event()
        self.goes_on = threading.Event()

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if threading.current_thread().name == "leases":
            self.is_renewing.set()
            assert self.goes_on.wait(10)
        return super().get(key, default, version)


def test_n5_a_renewal_that_hangs_holds_up_nobody() -> None:
    cache = Hanging()
    leases = leases_of(Store(cache, is_shared=True))
    began = time.monotonic()
    with leases.hold(NAME):
        assert cache.is_renewing.wait(10)
        with leases.hold("lease:y") as is_ours:
            assert is_ours
    assert time.monotonic() - began < 5
    cache.goes_on.set()


def test_a_store_of_one_process_needs_no_lease() -> None:
    leases = leases_of(new_store())
    with leases.hold(NAME) as first, leases.hold(NAME) as second:
        assert (first, second) == (True, True)
