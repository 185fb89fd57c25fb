"""The line items beyond the first ten, through the cache (A16)."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from sessions_browser.cache.line_items import MOST_PAGES
from sessions_browser.objects.full_session import FullSession
from sessions_browser.stripe_api.errors import APIError
from tests.unit.cache.fakes import FRESH, PAID, Cached
from tests.unit.conftest import Clock


def item(number: int) -> dict[str, Any]:
    return {"id": f"li_{number}", "description": f"Item {number}", "amount_subtotal": 100}


def session(count: int) -> FullSession:
    """A session of so many items, as it is read: with the first ten."""
    shown = {"data": [item(n) for n in range(min(count, 10))], "has_more": count > 10}
    return FullSession.from_json(
        {**PAID, "id": "cs_test_9", "currency": "eur", "line_items": shown}
    )


class Items:
    """Answers pages of 100 as Stripe does."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, question: Any) -> Any:
        _, _, cursor = question
        start = int(cursor.removeprefix("li_")) + 1 if cursor else 0
        end = min(start + 100, self.count)
        return {"data": [item(n) for n in range(start, end)], "has_more": end < self.count}


@pytest.mark.parametrize(
    ("count", "calls", "shown", "has_more"),
    [
        (3, 0, 3, False),
        (10, 0, 10, False),
        (12, 1, 12, False),
        (100, 1, 100, False),
        (101, 2, 101, False),
        (100 * MOST_PAGES, MOST_PAGES, 500, False),
        (100 * MOST_PAGES + 1, MOST_PAGES, 500, True),
    ],
)
def test_all_items_are_read_in_as_few_calls_as_can_be(
    cached: Cached, count: int, calls: int, shown: int, has_more: bool
) -> None:
    """A16"""
    data, client = cached(Items(count))
    whole = data.line_items.complete(session(count))
    assert [one.description for one in whole.items or ()] == [f"Item {n}" for n in range(shown)]
    assert whole.row.more_items is has_more
    assert len(client.asked) == calls


def test_a_second_look_costs_no_call_and_reload_costs_one(cached: Cached, clock: Clock) -> None:
    data, client = cached(Items(12))
    for _ in range(3):
        data.line_items.complete(session(12))
    assert len(client.asked) == 1
    data.line_items.complete(session(12), reload=True)
    assert len(client.asked) == 2
    clock.now += FRESH
    data.line_items.complete(session(12))
    cached.single_flight.wait_for_all()
    assert len(client.asked) == 3


def test_other_quantities_are_other_items(cached: Cached) -> None:
    """A16: a customer can change quantities while the session is open."""
    data, client = cached(Items(12))
    for subtotal in (1200, 1300, 1200):
        whole = session(12)
        totals = dataclasses.replace(whole.totals, subtotal=subtotal)
        data.line_items.complete(dataclasses.replace(whole, totals=totals))
    assert len(client.asked) == 2


@pytest.mark.parametrize("last", [None, {}, {"id": 5}, {"id": "li_0"}])
def test_a_page_without_a_cursor_is_the_last(cached: Cached, last: Any) -> None:
    data, client = cached({"data": [item(1), last], "has_more": True})
    whole = data.line_items.complete(session(12))
    assert whole.row.more_items
    assert len(client.asked) <= 2


def test_a_failure_is_told_to_the_caller(cached: Cached) -> None:
    data, _ = cached(APIError("down"))
    with pytest.raises(APIError):
        data.line_items.complete(session(12))


def test_no_secret_of_an_item_is_stored(cached: Cached) -> None:
    data, _ = cached({"data": [item(1) | {"client_secret": "hush"}], "has_more": False})
    data.line_items.complete(session(12))
    assert "hush" not in cached.held()
