"""What a webhook event changes in what is cached."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.cache.event_updates import EventUpdates
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.listing_index import ListingIndex
from sessions_browser.cache.recent_events import RecentEvents
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.webhook_events import Event
from tests.unit.cache.fakes import (
    ACCOUNT,
    FIRST,
    KEEP,
    OPEN,
    PAID,
    Cached,
    World,
    ids,
    new_session,
)
from tests.unit.conftest import START, Clock


def test_a_session_is_brought_up_to_date_without_a_call(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, client = cached(world)
    opened = ListQuery(OPEN, limit=3)
    assert (ids(data, FIRST), ids(data, opened)) == ([10, 9, 8], [10, 9, 8])
    calls = len(client.asked)
    clock.now += 5
    data.updates.apply(world.become(9, status="complete", amount_total=700), clock.now)
    shown = data.lists.page(FIRST)
    assert [(row.status, row.amount_total) for row in shown.value.rows] == [
        ("open", 100),
        ("complete", 700),
        ("open", 100),
    ]
    # It has left this listing, of which two rows are no whole page.
    assert ids(data, opened) == [10, 8, 7]
    assert len(client.asked) == calls + 1


def test_what_was_read_later_than_the_event_stays(cached: Cached, clock: Clock) -> None:
    world = World(10)
    data, _ = cached(world)
    ids(data, FIRST)
    data.updates.apply({**new_session(9), "status": "expired"}, START - 1)
    assert {row.status for row in data.lists.page(FIRST).value.rows} == {"open"}


def test_what_the_event_does_not_bring_stays_as_it_was(cached: Cached, clock: Clock) -> None:
    whole = {**new_session(9), "line_items": {"data": [{"description": "Tea"}]}, "url": "u"}
    data, client = cached(
        lambda question: (
            {"data": [whole], "has_more": False} if isinstance(question, ListQuery) else whole
        )
    )
    query = ListQuery(expand=("data.line_items",))
    data.lists.page(query)
    data.sessions.retrieve("cs_test_9", ("line_items",))
    calls = len(client.asked)
    clock.now += 5
    event = {**new_session(9), "status": "complete", "url": "https://checkout.stripe.com/pay"}
    data.updates.apply(event, clock.now)
    row = data.lists.page(query).value.rows[0]
    assert (row.status, row.items) == ("complete", ("Tea",))
    shown = data.sessions.retrieve("cs_test_9", ("line_items",))
    assert (shown.value["status"], shown.fetched_at) == ("complete", clock.now)
    assert shown.value["line_items"] == whole["line_items"]
    assert "checkout.stripe.com" not in cached.held()
    assert len(client.asked) == calls


NAMED = {
    **new_session(9),
    "amount_subtotal": 100,
    "discounts": [{"coupon": None, "promotion_code": {"id": "promo_1", "code": "TEN"}}],
    "shipping_cost": {"amount_total": 0, "shipping_rate": {"id": "shr_1", "display_name": "Post"}},
    "total_details": {"amount_tax": 5, "breakdown": {"taxes": [{"amount": 5}]}},
}
IDS_ONLY = {
    **NAMED,
    "discounts": [{"coupon": None, "promotion_code": "promo_1"}],
    "shipping_cost": {"amount_total": 0, "shipping_rate": "shr_1"},
    "total_details": {"amount_tax": 5},
}


def test_names_that_an_event_does_not_bring_stay(cached: Cached, clock: Clock) -> None:
    """A15"""
    data, client = cached(NAMED)
    data.sessions.full("cs_test_9")
    clock.now += 5
    data.updates.apply({**IDS_ONLY, "status": "expired"}, clock.now)
    found = data.sessions.full("cs_test_9").value
    assert (found.row.status, found.codes, found.totals.shipping_rate) == (
        "expired",
        ("TEN",),
        "Post",
    )
    assert found.totals.tax_parts
    assert len(client.asked) == 1


@pytest.mark.parametrize(
    "change",
    [
        # As when a customer takes two in place of one.
        {"amount_subtotal": 200},
        {"discounts": []},
        {"shipping_cost": {"amount_total": 9, "shipping_rate": "shr_2"}},
        {"total_details": {"amount_tax": 6}},
    ],
)
def test_an_order_that_changed_is_read_again(
    cached: Cached, clock: Clock, change: dict[str, Any]
) -> None:
    """A16"""
    data, client = cached(NAMED)
    data.sessions.full("cs_test_9")
    clock.now += 5
    data.updates.apply(IDS_ONLY | change, clock.now)
    data.sessions.full("cs_test_9")
    assert len(client.asked) == 2


@pytest.mark.parametrize("session", [{}, {"id": None}, {"id": 5}, {"id": "cs_test_404"}])
def test_a_session_that_nobody_looks_at_changes_nothing(
    cached: Cached, session: dict[str, Any]
) -> None:
    data, client = cached(World(10))
    ids(data, FIRST)
    data.updates.apply(session, START + 5)
    assert ids(data, FIRST) == [10, 9, 8]
    assert len(client.asked) == 1


def test_an_event_makes_a_session_with_its_payment_be_read_again(
    cached: Cached, clock: Clock
) -> None:
    data, client = cached({**PAID, "payment_intent": {"id": "pi_1", "status": "processing"}})
    data.sessions.full("cs_test_9")
    clock.now += 5
    data.updates.apply({**PAID, "payment_intent": "pi_1"}, clock.now)
    data.sessions.full("cs_test_9")
    assert len(client.asked) == 2


class NotingUpdates(EventUpdates):
    """Notes what it would apply."""

    def __init__(self, store: Store) -> None:
        keys, index = CacheKeys(ACCOUNT), ListingIndex(store, "index")
        nothing: Any = None
        recent = RecentEvents(store, keys)
        super().__init__(
            ACCOUNT,
            store,
            nothing,
            keys,
            index,
            nothing,
            recent,
            nothing,
            KEEP,
            lambda _session, _at: None,
        )
        self.applied: list[float] = []

    def apply(self, session: dict[str, Any], at: float) -> None:
        assert session["id"] == "cs_test_1"
        self.applied.append(at)


def delivery(number: int, at: int, **fields: str) -> Event:
    session = {"id": "cs_test_1", **fields}
    kind = "checkout.session.completed"
    return Event(f"evt_{number}", kind, at, session, "cs_test_1", "snapshot")


def test_an_event_makes_a_subscription_with_its_invoice_be_read_again(
    cached: Cached, clock: Clock
) -> None:
    objects = {"invoice": {"id": "in_1"}, "subscription": {"id": "sub_1", "status": "active"}}
    data, client = cached({**PAID, **objects})
    data.sessions.full("cs_test_9")
    clock.now += 5
    data.updates.apply({**PAID, "invoice": "in_1", "subscription": "sub_1"}, clock.now)
    assert data.sessions.full("cs_test_9").value.subscription is not None
    assert len(client.asked) == 2


def test_an_event_without_a_session_of_ours_is_ignored(store: Store) -> None:
    updates = NotingUpdates(store)
    assert updates.apply_event(Event()) == "ignored"
    assert updates.applied == []


def test_repeated_and_late_deliveries_change_nothing(store: Store) -> None:
    updates, now = NotingUpdates(store), int(START)
    assert updates.apply_event(delivery(1, now)) == "applied"
    assert updates.apply_event(delivery(1, now)) == "repeated"
    assert updates.apply_event(delivery(2, now - 1)) == "late"
    assert updates.apply_event(delivery(3, now)) == "applied"
    assert updates.apply_event(delivery(4, now + 1)) == "applied"
    assert updates.applied == [now, now, now + 1]


def test_g3_of_two_events_of_one_second_the_further_state_wins(store: Store) -> None:
    now, paid = int(START), {"status": "complete", "payment_status": "paid"}
    debit = {"status": "complete", "payment_status": "unpaid"}
    updates = NotingUpdates(store)
    assert updates.apply_event(delivery(1, now, **paid)) == "applied"
    assert updates.apply_event(delivery(2, now, **debit)) == "late"
    assert updates.apply_event(delivery(3, now, status="open")) == "late"
    assert updates.apply_event(delivery(4, now + 1, **debit)) == "applied"
    assert updates.apply_event(delivery(5, now + 1, **paid)) == "applied"
    assert updates.applied == [now, now + 1, now + 1]


def test_g1_a_session_that_is_only_named_is_read_behind_the_page(
    cached: Cached, clock: Clock
) -> None:
    data, client = cached(PAID)
    data.sessions.full("cs_test_9")
    told = Event("evt_1", "v1.checkout.session.completed", int(clock.now) + 1, None, "cs_test_9")
    assert data.updates.apply_event(told) == "reading"
    cached.single_flight.wait_for_all()
    assert len(client.asked) == 2
    assert [session_id for session_id, _ in cached.told] == ["cs_test_9"]
    assert data.updates.apply_event(told) == "repeated"
    # Whoever looks now sees nothing from before the event.
    data.sessions.full("cs_test_9")
    assert len(client.asked) == 3


@pytest.mark.parametrize("stored", [5, "x", [1], {"evt_9": "soon"}])
def test_garbage_in_place_of_what_was_noted_is_nothing_noted(store: Store, stored: Any) -> None:
    store.set(f"webhook:{digest([ACCOUNT.slug, 'cs_test_1'])}", stored, 60)
    assert NotingUpdates(store).apply_event(delivery(1, int(START))) == "applied"
