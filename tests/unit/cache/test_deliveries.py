"""Which events come, and whether sessions complete without one."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.cache.deliveries import PATIENCE_SECONDS, Deliveries, DeliveryState
from sessions_browser.cache.event_updates import event_key
from sessions_browser.shared_state.store import Store
from tests.unit.conftest import START, Clock

SLUG = "demo"


def complete(number: int, created: float) -> dict[str, Any]:
    return {"id": f"cs_test_{number}", "status": "complete", "created": int(created)}


@pytest.fixture
def deliveries(store: Store, clock: Clock) -> Deliveries:
    found = Deliveries(store, SLUG)
    found.listed([])
    clock.now += 100
    return found


def test_g1_each_kind_is_noted_with_its_moment(deliveries: Deliveries, clock: Clock) -> None:
    assert deliveries.state() == DeliveryState(since=int(START))
    deliveries.came("thin")
    clock.now += 10
    deliveries.came("snapshot")
    state = deliveries.state()
    assert (state.thin, state.snapshot) == (int(START) + 100, int(START) + 110)


def test_g1_a_session_that_completes_without_an_event_is_missed(
    deliveries: Deliveries, clock: Clock
) -> None:
    opened = {"id": "cs_test_2", "status": "open", "created": int(clock.now)}
    deliveries.listed([opened, complete(1, clock.now - 5)])
    assert deliveries.state().missed == 0
    seen, clock.now = int(clock.now), clock.now + PATIENCE_SECONDS + 1
    deliveries.listed([])
    assert deliveries.state().missed == seen
    # It stays so until an event comes.
    clock.now += 3600
    deliveries.listed([])
    assert deliveries.state().missed == seen
    deliveries.came("snapshot")
    assert deliveries.state().missed == 0


def test_an_event_in_time_is_no_miss(deliveries: Deliveries, store: Store, clock: Clock) -> None:
    deliveries.listed([complete(1, clock.now - 5)])
    store.set(event_key(SLUG, "cs_test_1"), {"evt_1": 1}, 6000)
    clock.now += PATIENCE_SECONDS + 1
    deliveries.listed([complete(1, clock.now - 400)])
    assert (deliveries.state().missed, deliveries.state().waits_for) == (0, "")


def test_sessions_from_before_it_was_looked_are_no_miss(
    deliveries: Deliveries, clock: Clock
) -> None:
    deliveries.listed([complete(1, START - 5)])
    clock.now += PATIENCE_SECONDS + 1
    deliveries.listed([complete(1, START - 5)])
    assert deliveries.state().missed == 0


@pytest.mark.parametrize("stored", [5, "x", [1], {"since": "soon", "waits_for": 7}])
def test_garbage_in_place_of_what_was_noted_is_nothing_noted(store: Store, stored: Any) -> None:
    store.set(f"deliveries:{SLUG}", stored, 60)
    assert Deliveries(store, SLUG).state() == DeliveryState()


@pytest.mark.parametrize("session", [None, 5, {}, {"status": "complete"}, {"status": 1}])
def test_whatever_is_listed_can_be_looked_at(deliveries: Deliveries, session: Any) -> None:
    deliveries.listed([session])
    assert deliveries.state().waits_for == ""
