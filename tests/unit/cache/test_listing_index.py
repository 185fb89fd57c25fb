"""Webhooks find every listing that has windows, whoever noted it and whatever was lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sessions_browser.cache.listing_index import LISTED_SECONDS, PLACES, ListingIndex
from sessions_browser.shared_state.store import Store
from tests.clients import new_store, stored_values
from tests.unit.conftest import Clock


def test_f6_listings_that_are_noted_at_once_are_all_found() -> None:
    store = new_store(is_shared=True)
    names = [f"list {number}" for number in range(40)]

    def note(name: str) -> None:
        ListingIndex(store, "register").note(name, None)

    with ThreadPoolExecutor(20) as processes:
        list(processes.map(note, names))
    assert sorted(ListingIndex(store, "register").listings()) == sorted(
        (name, None) for name in names
    )


def test_f6_a_lost_entry_comes_back_with_the_next_reading(store: Store) -> None:
    one, other = (ListingIndex(store, "register") for _ in range(2))
    for index in (one, other):
        index.note("list", "open")
    store._cache.clear()
    assert one.listings() == []
    one.note("list", "open")
    assert other.listings() == [("list", "open")]


def test_an_entry_lives_as_long_as_its_listing_is_read(store: Store, clock: Clock) -> None:
    index = ListingIndex(store, "register")
    index.note("read once", None)
    for _ in range(3):
        index.note("read again", None)
        clock.now += LISTED_SECONDS / 2
    assert index.listings() == [("read again", None)]
    clock.now += LISTED_SECONDS / 2
    assert index.listings() == []


def test_there_are_never_too_many(store: Store) -> None:
    index = ListingIndex(store, "register")
    for number in range(2 * PLACES):
        index.note(str(number), None)
        assert (str(number), None) in index.listings()
    assert len(stored_values(store)) <= PLACES


def test_an_account_has_its_own(store: Store) -> None:
    ListingIndex(store, "one").note("list", None)
    assert ListingIndex(store, "other").listings() == []


@pytest.mark.parametrize("foreign", [5, "x", [], {}, ["a"], [1, None], ["a", 5], ["a", None, 1.0]])
def test_garbage_in_the_index_is_no_listing(store: Store, foreign: Any) -> None:
    index = ListingIndex(store, "register")
    index.note("list", None)
    for key in stored_values(store):
        store.set(key, foreign, 60)
    assert index.listings() == []
    index.note("list", None)
    assert index.listings() == [("list", None)]
