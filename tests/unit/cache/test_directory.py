"""Payment links and customers through the cache."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from sessions_browser.objects.customer import Customer
from sessions_browser.objects.payment_links import PaymentLink
from tests.unit.cache.fakes import (
    Cached,
)


def links_of(pages: dict[str | None, Any]) -> Callable[[Any], Any]:
    return lambda cursor: pages[cursor]


def test_all_pages_of_payment_links_are_read(cached: Cached) -> None:
    named = {"data": [{"description": "Tea"}]}
    first = {"id": "plink_1", "url": "https://buy.stripe.com/a/", "active": True}
    pages = {
        None: {"data": [{**first, "line_items": named}, None], "has_more": True},
        "plink_1": {"data": [{"id": "plink_2", "active": "yes"}], "has_more": False},
    }
    data, client = cached(links_of(pages))
    links = data.directory.payment_links().value
    assert links.complete
    assert links.links == (
        PaymentLink("plink_1", "Tea", "https://buy.stripe.com/a/", True),
        PaymentLink("plink_2", "plink_2", "", False),
    )
    assert client.asked == [None, "plink_1"]
    assert links.name_of("plink_1") == "Tea"
    assert links.name_of("plink_9") == ""
    assert [link.id for link in links.meant("https://buy.stripe.com/a")] == ["plink_1"]
    assert links.meant("https://buy.stripe.com/b") == []
    assert [link.id for link in links.meant("tea")] == ["plink_1"]


@pytest.mark.parametrize(
    ("page", "most_calls"),
    [
        ({"data": [{"id": "plink_1"}], "has_more": True}, 2),
        ({"data": [], "has_more": True}, 1),
        ({"data": [None, "x"], "has_more": True}, 1),
    ],
)
def test_a_list_of_links_that_does_not_end_is_left_and_called_incomplete(
    cached: Cached, page: dict[str, Any], most_calls: int
) -> None:
    data, client = cached(page)
    assert data.directory.payment_links().value.complete is False
    assert len(client.asked) == most_calls


def test_many_links_are_read_up_to_a_bound(cached: Cached) -> None:
    numbers = iter(range(1000))
    data, client = cached(lambda _: {"data": [{"id": f"plink_{next(numbers)}"}], "has_more": True})
    links = data.directory.payment_links().value
    assert (len(links.links), links.complete, len(client.asked)) == (10, False, 10)


def test_links_that_are_not_known_yet_do_not_hold_up_a_page(cached: Cached) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(_: Any) -> Any:
        asked.set()
        assert answer.wait(30)
        return {"data": [{"id": "plink_1"}], "has_more": False}

    data, _ = cached(slow)
    unknown = data.directory.known_payment_links(refresh=True)
    assert (unknown.links, unknown.complete) == ((), False)
    assert asked.wait(30)
    answer.set()
    cached.single_flight.wait_for_all()
    assert data.directory.known_payment_links().name_of("plink_1") == "plink_1"


def test_customers_are_few_words_and_only_those_that_exist(cached: Cached) -> None:
    entries = [
        {"id": "cus_1", "email": "a@b.co", "name": "kept out"},
        {"id": "cus_2", "deleted": True},
        {"email": "no id"},
        None,
    ]
    data, _ = cached({"data": entries, "has_more": False})
    assert data.directory.customers("a@b.co").value == (Customer("cus_1", "a@b.co"),)
    assert "kept out" not in cached.held()


def test_customers_in_other_letters_are_searched_and_kept_apart(cached: Cached) -> None:
    data, client = cached({"data": [{"id": "cus_1", "email": "A@b.co"}], "has_more": False})
    assert data.directory.customers_like("a@b.co").value == (Customer("cus_1", "A@b.co"),)
    data.directory.customers_like("a@b.co")
    data.directory.customers("a@b.co")
    assert client.asked == ["like a@b.co", "a@b.co"]
