"""Amounts and line items in the right currency."""

from __future__ import annotations

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
    assert shown.more_line_items
