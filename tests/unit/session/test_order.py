"""Amounts and line items in the right currency."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.session.order import Amount
from tests.unit.session.shown import detail


def test_amounts_are_listed_in_the_sessions_currency() -> None:
    shown = detail(
        currency="kwd",
        amount_subtotal=10_000,
        amount_total=9_500,
        total_details={"amount_discount": 1_000, "amount_shipping": 0, "amount_tax": 500},
        presentment_details={"presentment_amount": 3_000, "presentment_currency": "jpy"},
    )
    assert [(amount.label, str(amount.money), amount.is_total) for amount in shown.amounts] == [
        ("Subtotal", "KWD 10.000", False),
        ("Discount", "KWD −1.000", False),
        ("Tax", "KWD 0.500", False),
        ("Total", "KWD 9.500", True),
        ("Shown to the customer as", "JPY 3,000", False),
    ]


def test_a_session_without_amounts_lists_none() -> None:
    assert detail(mode="setup", currency=None, amount_total=None).amounts == ()
    assert detail(mode="setup").amount is None


def test_line_items_that_did_not_come_are_not_an_empty_order() -> None:
    assert detail().line_items_missing
    empty = detail(line_items={"data": [], "has_more": False})
    assert (empty.line_items, empty.line_items_missing) == ((), "")


def test_line_items_have_their_own_currency_or_the_sessions() -> None:
    items = [
        {
            "description": "Tea",
            "quantity": 2,
            "amount_subtotal": 400,
            "amount_total": 476,
            "price": {"unit_amount": 200},
        },
        {"amount_subtotal": 5, "currency": "jpy"},
        None,
    ]
    shown = detail(currency="eur", line_items={"data": items, "has_more": True})
    tea, other, broken = shown.line_items
    assert (tea.description, tea.quantity, str(tea.unit), str(tea.amount)) == (
        "Tea",
        2,
        "EUR 2.00",
        "EUR 4.00",
    )
    assert (other.description, str(other.amount)) == ("Unnamed item", "JPY 5")
    assert (broken.quantity, broken.amount) == (None, None)
    assert shown.items_notice == "Stripe has more line items than are shown here."


def amounts(**session: Any) -> list[tuple[str, str]]:
    return [(amount.label, str(amount.money)) for amount in detail(**session).amounts]


EUROS: dict[str, Any] = {"currency": "eur", "amount_subtotal": 4900, "amount_total": 4900}


def test_a12_tax_that_the_prices_include_is_not_added_to_them() -> None:
    assert amounts(**EUROS, total_details={"amount_tax": 782}) == [
        ("Subtotal", "EUR 49.00"),
        ("Total", "EUR 49.00"),
        ("Includes tax of", "EUR 7.82"),
    ]
    on_top = EUROS | {"amount_total": 5682}
    assert amounts(**on_top, total_details={"amount_tax": 782}) == [
        ("Subtotal", "EUR 49.00"),
        ("Tax", "EUR 7.82"),
        ("Total", "EUR 56.82"),
    ]
    # A part on top, such as that of the shipping.
    mixed = EUROS | {"amount_total": 4900 + 1000 + 182}
    details = {"amount_shipping": 1000, "amount_tax": 782}
    assert amounts(**mixed, total_details=details)[2:] == [
        ("Tax", "EUR 1.82"),
        ("Total", "EUR 60.82"),
        ("Includes tax of", "EUR 6.00"),
    ]


def test_a12_figures_that_do_not_add_up_say_so() -> None:
    odd = detail(**EUROS | {"amount_total": 3900})
    assert "do not add up" in odd.amounts_notice
    assert detail(**EUROS).amounts_notice == ""


def test_a11_the_shops_own_amount_stands_beside_a_converted_one() -> None:
    conversion = {"amount_total": 5000, "fx_rate": "1.36", "source_currency": "usd"}
    shown = amounts(
        currency="cad", amount_subtotal=6800, amount_total=6800, currency_conversion=conversion
    )
    assert shown[-2:] == [("Total", "CAD 68.00"), ("In the shop's currency, at 1.36", "USD 50.00")]


@pytest.mark.parametrize(
    ("price", "unit"),
    [
        ({"unit_amount": 200}, "EUR 2.00"),
        ({"unit_amount": 200, "currency": "eur"}, "EUR 2.00"),
        # A13: a figure that looks right and is not.
        ({"unit_amount": 200, "currency": "usd"}, "None"),
        ({"unit_amount": 300}, "None"),
        ({"unit_amount": None}, "None"),
        ({}, "None"),
    ],
)
def test_a13_a_unit_price_is_shown_only_where_it_makes_the_line(
    price: dict[str, Any], unit: str
) -> None:
    item = {"quantity": 2, "amount_subtotal": 400, "currency": "eur", "price": price}
    shown = detail(currency="eur", line_items={"data": [item]})
    assert str(shown.line_items[0].unit) == unit


def test_a16_items_that_are_not_all_say_what_they_make() -> None:
    item = {"amount_subtotal": 900, "quantity": 1}
    items = {"data": [item], "has_more": True}
    assert detail(**EUROS, line_items=items).items_notice == (
        "Stripe has more line items than are shown here. The items shown make EUR 9.00 of the"
        " subtotal of EUR 49.00."
    )
    assert detail(**EUROS, line_items={"data": []}).items_notice == ""


def test_free_shipping_names_the_rate_that_was_chosen() -> None:
    cost = {"shipping_rate": {"id": "shr_1", "display_name": "Pickup"}, "amount_total": 0}
    details = {"amount_shipping": 0}
    assert ("Shipping (Pickup)", "EUR 0.00") in amounts(
        **EUROS, shipping_cost=cost, total_details=details
    )
    cost = {"shipping_rate": "shr_pickup", "amount_total": 0}
    assert ("Shipping (shr_pickup)", "EUR 0.00") in amounts(
        **EUROS, shipping_cost=cost, total_details=details
    )


def test_only_a_finished_order_was_bought() -> None:
    assert detail(status="complete").order_title == "What was bought"
    assert (
        detail(status="open").order_title == detail(status="expired").order_title == "In the cart"
    )


@given(
    st.integers(0, 10_000), st.integers(0, 500), st.integers(0, 500), st.integers(0, 900),
    st.booleans(),
)  # fmt: skip
def test_the_parts_make_the_total_or_it_is_said(
    subtotal: int, discount: int, shipping: int, tax: int, included: bool
) -> None:
    total = subtotal - discount + shipping + (0 if included else tax)
    details = {"amount_discount": discount, "amount_shipping": shipping, "amount_tax": tax}
    session: dict[str, Any] = {
        "currency": "eur",
        "amount_subtotal": subtotal,
        "amount_total": total,
    }
    shown = detail(**session, total_details=details)
    assert shown.amounts_notice == ""
    parts = itertools.takewhile(lambda each: not each.is_total, shown.amounts)
    assert sum(cents(each) for each in parts) == total


def cents(amount: Amount) -> int:
    text = str(amount.money).removeprefix("EUR ").replace(",", "").replace(".", "")
    return int(text.replace("−", "-"))
