"""Which amounts of which currency can be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.money import money
from sessions_browser.pastes.spoken_amounts import spoken_amount
from tests.unit.strategies import any_text


def can_be(said: str, amount: int, currency: str) -> bool:
    spoken = spoken_amount(said)
    return spoken is not None and spoken.can_be(amount, currency)


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("1,234.50", 123_450, "eur"),
        ("1.234,50", 123_450, "eur"),
        ("1 234,50", 123_450, "eur"),
        ("1\u202f234,50 €", 123_450, "eur"),
        ("1'234.50", 123_450, "chf"),
        ("1’234.50 CHF", 123_450, "chf"),
        ("1.234", 123_400, "eur"),
        ("1.234", 1_234, "kwd"),
        ("7,795", 7_795, "jpy"),
        ("¥7,795", 7_795, "jpy"),
        ("JPY 7,900.00", 7_900, "jpy"),
        ("7.900,00 JPY", 7_900, "jpy"),
        ("7900,00", 7_900, "jpy"),
        ("€49", 4_900, "eur"),
        ("EUR 49.00", 4_900, "eur"),
        ("49 EUR", 4_900, "eur"),
        ("$ 49", 4_900, "usd"),
        ("４９.００", 4_900, "eur"),
        ("49,-", 4_900, "eur"),
        ("1,00,000.00 ₹", 10_000_000, "inr"),
    ],
)
def test_an_amount_is_read_as_it_is_said(said: str, amount: int, currency: str) -> None:
    """B2"""
    assert can_be(said, amount, currency)


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("49.5", 4_900, "eur"),
        ("4900", 4_900, "eur"),
        ("USD 49.00", 4_900, "eur"),
        ("£49", 4_900, "eur"),
        ("12,34,50", 123_450, "eur"),
        ("49.50", 49, "jpy"),
        ("49.000", 49, "jpy"),
        ("JPY 49.00", 4_900, "jpy"),
    ],
)
def test_another_amount_or_currency_does_not_fit(said: str, amount: int, currency: str) -> None:
    """B2"""
    assert not can_be(said, amount, currency)


@pytest.mark.parametrize("said", ["abc", "", "€", "49 apples", "1.2.3", "4" * 30])
def test_what_is_no_amount_is_none(said: str) -> None:
    """B2"""
    assert spoken_amount(said) is None


@given(
    st.integers(min_value=0, max_value=10**11),
    st.sampled_from(["eur", "usd", "jpy", "kwd", "isk", "ugx", "chf"]),
)
def test_every_amount_is_read_as_our_own_pages_print_it(amount: int, currency: str) -> None:
    """B2"""
    shown = money(amount, currency)
    assert shown is not None
    assert can_be(str(shown), amount, currency)
    assert can_be(shown.number, amount, currency)


@given(any_text)
def test_any_text_is_an_amount_or_none(said: str) -> None:
    spoken_amount(said)
