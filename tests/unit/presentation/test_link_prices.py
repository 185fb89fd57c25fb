"""What a payment link sells for, and how links of one name are told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks, project_link
from sessions_browser.presentation.link_prices import options_of, price_of, spoken
from tests.unit.strategies import any_json

MUG = PaymentLink("plink_1", "Mug", "https://buy.stripe.com/a", True, 4900, "eur")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "EUR 49.00"),
        ({"interval": "month"}, "EUR 49.00 a month"),
        ({"interval": "month", "interval_count": 3}, "EUR 49.00 every 3 months"),
        ({"interval": "year"}, "EUR 49.00 a year"),
        ({"interval": "week", "interval_count": 2}, "EUR 49.00 every 2 weeks"),
        ({"interval": "day"}, "EUR 49.00 a day"),
        ({"interval": "fortnight"}, "EUR 49.00"),
        ({"currency": "jpy"}, "JPY 4,900"),
        ({"amount": None}, "EUR"),
    ],
)
def test_33_a_price_in_words(changes: dict[str, Any], words: str) -> None:
    assert price_of(replace(MUG, **changes)) == words


def item(amount: object, **price: object) -> dict[str, Any]:
    return {"description": "Mug", "amount_total": amount, "price": price}


@pytest.mark.parametrize(
    ("items", "has_more", "amount", "more_items"),
    [
        ([item(100)], False, 100, 0),
        ([item(100), item(50)], False, 150, 1),
        ([item(0)], False, 0, 0),
        ([item(100)], True, None, 0),
        ([item(100, custom_unit_amount={"preset": 100})], False, None, 0),
        ([item("100")], False, None, 0),
    ],
)
def test_a_sum_is_only_told_when_it_is_known(
    items: list[Any], has_more: bool, amount: int | None, more_items: int
) -> None:
    entry = {"id": "plink_1", "line_items": {"data": items, "has_more": has_more}}
    values = project_link(entry)
    assert values
    link = PaymentLink(*values)
    assert (link.amount, link.more_items) == (amount, more_items)


@given(any_json)
def test_no_line_items_of_stripes_break_a_link(value: Any) -> None:
    for entry in ({"line_items": value}, {"line_items": {"data": [value]}}):
        values = project_link({"id": "plink_1", **entry})
        assert values
        price_of(PaymentLink(*values))


def test_33_links_of_one_name_are_told_apart() -> None:
    other = replace(MUG, id="plink_2", currency="usd")
    poster = replace(MUG, id="plink_3", name="Poster")
    links = PaymentLinks((MUG, other, poster), complete=True)
    assert [(one.value, one.label) for one in options_of(links)] == [
        ("plink_1", "Mug, EUR 49.00"),
        ("plink_2", "Mug, USD 49.00"),
        ("Poster", "EUR 49.00"),
    ]
    assert links.words_for("plink_3") == "Poster"
    assert links.words_for("plink_9") == "plink_9"


@pytest.mark.parametrize("name", ["plink_x1", "https://buy.stripe.com/a", " Mug ", ""])
def test_a_name_that_the_filter_would_not_take_is_not_shown_in_it(name: str) -> None:
    link = replace(MUG, name=name)
    assert spoken("plink_1", PaymentLinks((link,), complete=True)) == "plink_1"
