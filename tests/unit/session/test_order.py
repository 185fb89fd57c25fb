"""Amounts and line items: each in its own currency, and the parts add up to the total."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.money import Money
from sessions_browser.session.detail import SessionDetail
from sessions_browser.session.order import Role
from tests.unit.session.shown import detail, field


def labels(shown: SessionDetail) -> list[tuple[str, str]]:
    return [(amount.label, str(amount.money)) for amount in shown.amounts]


def order(
    subtotal: int, total: int, discount: int = 0, shipping: int = 0, tax: int = 0, **more: Any
) -> SessionDetail:
    figures = {"amount_discount": discount, "amount_shipping": shipping, "amount_tax": tax}
    breakdown = more.pop("breakdown", None)
    return detail(
        currency="eur",
        amount_subtotal=subtotal,
        amount_total=total,
        total_details=figures | {"breakdown": breakdown},
        **more,
    )


def line(subtotal: int, quantity: int = 1, **more: Any) -> dict[str, Any]:
    price = {"currency": "eur", "unit_amount": subtotal // quantity}
    fields = {"quantity": quantity, "amount_subtotal": subtotal, "currency": "eur", "price": price}
    return fields | more


def listed(*items: Any, has_more: bool = False) -> dict[str, Any]:
    return {"data": list(items), "has_more": has_more}


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


# The parts add up (A12)


def test_tax_in_the_prices_is_no_line_above_the_total() -> None:
    """A12"""
    assert labels(order(4900, 4900, tax=782)) == [
        ("Subtotal", "EUR 49.00"),
        ("Total", "EUR 49.00"),
        ("Includes tax of", "EUR 7.82"),
    ]


def test_of_a_mixed_cart_each_tax_stands_in_its_place() -> None:
    """A12"""
    shown = order(10_000, 10_190, tax=986)
    assert labels(shown)[1:] == [
        ("Tax", "EUR 1.90"),
        ("Total", "EUR 101.90"),
        ("Includes tax of", "EUR 7.96"),
    ]


def test_taxes_are_named_by_rate_where_the_rates_were_read() -> None:
    """A12"""
    taxes = [
        {"amount": 190, "rate": {"display_name": "VAT", "percentage": 19.0, "inclusive": False}},
        {"amount": 796, "rate": {"display_name": "VAT", "percentage": 7.5, "inclusive": True}},
    ]
    shown = order(10_000, 10_190, tax=986, breakdown={"taxes": taxes})
    assert labels(shown)[1:] == [
        ("Tax (VAT 19%)", "EUR 1.90"),
        ("Total", "EUR 101.90"),
        ("Includes tax (VAT 7.5%) of", "EUR 7.96"),
    ]
    # Rates that do not make up the tax are not shown as if they did.
    shown = order(10_000, 10_190, tax=986, breakdown={"taxes": [taxes[0] | {"amount": 5}]})
    assert labels(shown)[1] == ("Tax", "EUR 1.90")


def test_what_stripe_does_not_explain_is_said() -> None:
    """A12"""
    assert labels(order(4900, 5100, tax=100))[1:] == [
        ("Tax", "EUR 1.00"),
        ("Difference that Stripe does not explain", "EUR 1.00"),
        ("Total", "EUR 51.00"),
    ]


def test_discounts_stand_each_with_its_code() -> None:
    """A12"""
    discounts = [
        {"promotion_code": {"id": "promo_1", "code": "TEN"}, "coupon": "co_1"},
        {"promotion_code": None, "coupon": "co_2"},
    ]
    parts = [
        {"amount": 490, "discount": {"promotion_code": "promo_1"}},
        {"amount": 100, "discount": {"source": {"coupon": "co_2"}}},
    ]
    shown = order(4900, 4310, 590, breakdown={"discounts": parts}, discounts=discounts)
    assert labels(shown)[1:3] == [
        ("Discount (TEN)", "EUR −4.90"),
        ("Discount (co_2)", "EUR −1.00"),
    ]
    together = order(4900, 4310, discount=590, discounts=discounts)
    assert labels(together)[1] == ("Discount (TEN, co_2)", "EUR −5.90")


def test_chosen_shipping_has_its_name_also_when_it_is_free() -> None:
    """A15"""
    rate = {"id": "shr_1", "display_name": "Pickup"}
    shown = order(4900, 4900, shipping_cost={"shipping_rate": rate, "amount_total": 0})
    assert labels(shown)[1] == ("Shipping (Pickup)", "EUR 0.00")
    fact = field(shown, "Shipping", section="Customer")
    assert fact is not None
    assert fact.value == "Pickup, free"
    unread = order(4900, 5800, shipping=900, shipping_cost={"shipping_rate": "shr_2"})
    assert labels(unread)[1] == ("Shipping (shr_2)", "EUR 9.00")
    assert len(labels(order(4900, 4900))) == 2


def read(money: Money | None) -> int:
    """Minor units of an amount in euros, as a person reads it."""
    assert money is not None
    assert money.currency == "EUR"
    return int(money.number.replace("−", "-").replace(",", "").replace(".", ""))


amounts = st.integers(0, 10**7)
rates = st.lists(
    st.fixed_dictionaries(
        {
            "amount": amounts,
            "rate": st.fixed_dictionaries({"inclusive": st.booleans() | st.none()}),
        }
    ),
    max_size=3,
)


@given(amounts, amounts, amounts, amounts, amounts, rates)
def test_the_shown_parts_add_up_to_the_total(
    subtotal: int, total: int, discount: int, shipping: int, tax: int, taxes: list[Any]
) -> None:
    """A12"""
    shown = order(subtotal, total, discount, shipping, tax, breakdown={"taxes": taxes}).amounts
    parts = sum(read(one.money) for one in shown if one.role is Role.PART)
    (whole,) = (read(one.money) for one in shown if one.role is Role.TOTAL)
    assert parts == whole == total
    taxed = sum(
        read(one.money) for one in shown if "ax" in one.label and one.role is not Role.TOTAL
    )
    assert taxed == tax


# Two currencies (A11)


def test_what_the_customer_saw_stands_beside_what_the_shop_gets() -> None:
    """A11"""
    seen = {"presentment_amount": 7795, "presentment_currency": "jpy"}
    shown = detail(currency="usd", amount_total=5000, presentment_details=seen)
    assert (shown.amount_label, str(shown.amount)) == ("In the shop's currency", "USD 50.00")
    assert [(other.label, str(other.money)) for other in shown.other_amounts] == [
        ("Shown to the customer as", "JPY 7,795")
    ]


def test_the_shops_own_amount_stands_beside_a_converted_one() -> None:
    """A11"""
    conversion = {"amount_total": 5000, "fx_rate": "1.36", "source_currency": "usd"}
    shown = detail(currency="cad", amount_total=6800, currency_conversion=conversion)
    assert (shown.amount_label, str(shown.amount)) == ("Shown to the customer as", "CAD 68.00")
    assert [(other.label, str(other.money)) for other in shown.other_amounts] == [
        ("In the shop's currency (rate 1.36)", "USD 50.00")
    ]


currencies = st.sampled_from(("eur", "usd", "jpy", None))


@given(currencies, st.lists(st.tuples(currencies, amounts), min_size=1, max_size=4), st.booleans())
def test_no_two_currencies_are_in_one_sum(
    currency: str | None, items: list[tuple[str | None, int]], has_more: bool
) -> None:
    """A11"""
    entries = [{"currency": own, "amount_subtotal": amount} for own, amount in items]
    shown = detail(
        currency=currency,
        amount_subtotal=10**8,
        amount_total=10**8,
        line_items=listed(*entries, has_more=has_more),
    )
    mixed = any(own not in (None, currency) for own, _ in items)
    adds_up = "come to" in shown.line_items_note or "in all" in shown.line_items_note
    assert adds_up is not mixed


# Line items (A13, A16)


def test_line_items_that_did_not_come_are_not_an_empty_order() -> None:
    assert detail().line_items_missing
    empty = detail(line_items={"data": [], "has_more": False})
    assert (empty.line_items, empty.line_items_missing) == ((), "")
    assert not detail(mode="setup").line_items_missing


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
    assert shown.line_items_note == "Only the first 3 items are shown. Stripe has more."


@pytest.mark.parametrize(
    ("price", "unit"),
    [
        ({"unit_amount": 200}, "EUR 2.00"),
        ({"currency": "eur", "unit_amount": 200}, "EUR 2.00"),
        # Of another currency, though the number would fit.
        ({"currency": "usd", "unit_amount": 200}, "None"),
        (
            {
                "currency": "usd",
                "unit_amount": 215,
                "currency_options": {"eur": {"unit_amount": 200}},
            },
            "EUR 2.00",
        ),
        # The quantity or the price has changed since.
        ({"currency": "eur", "unit_amount": 250}, "None"),
        # Below a cent, in tiers, or as the customer likes.
        ({"currency": "eur", "unit_amount": None, "unit_amount_decimal": "0.5"}, "None"),
        ({"currency": "eur"}, "None"),
        (None, "None"),
    ],
)
def test_a_price_is_shown_only_as_what_it_is(price: Any, unit: str) -> None:
    """A13"""
    shown = detail(currency="eur", line_items=listed(line(400, 2, price=price)))
    assert str(shown.line_items[0].unit) == unit


def test_items_that_are_not_shown_are_counted_by_their_sum() -> None:
    """A16, UX 26"""
    shown = order(12_000, 12_000, line_items=listed(*[line(1000)] * 10, has_more=True))
    assert shown.line_items_note == (
        "Only the first 10 items are shown, in all EUR 100.00. Stripe has more, in all EUR 20.00."
    )
    whole = order(12_000, 12_000, line_items=listed(*[line(1000)] * 12))
    assert whole.line_items_note == ""
    mixed = order(9, 9, line_items=listed(line(1000, currency="usd"), has_more=True))
    assert mixed.line_items_note == "Only one item is shown. Stripe has more."


def test_items_that_do_not_make_up_the_subtotal_are_not_left_without_a_word() -> None:
    """A13"""
    shown = order(6800, 6800, line_items=listed(line(4900)))
    assert "come to EUR 49.00, the subtotal is EUR 68.00" in shown.line_items_note
    other = order(6800, 6800, line_items=listed(line(4900, currency="usd")))
    assert "cannot be added up" in other.line_items_note


@pytest.mark.parametrize(
    ("status", "payment_status", "heading"),
    [
        ("open", "unpaid", "In the cart"),
        ("expired", "unpaid", "In the cart"),
        ("complete", "paid", "What was bought"),
        ("complete", "no_payment_required", "What was bought"),
        ("complete", "unpaid", "Order"),
        (None, None, "Order"),
    ],
)
def test_nobody_has_bought_what_stands_in_a_cart(
    status: str | None, payment_status: str | None, heading: str
) -> None:
    """UX 25"""
    assert detail(status=status, payment_status=payment_status).order_heading == heading
