"""Days, numbers and amounts as each language writes them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from sessions_browser.objects.formats import grouped, quotation, range_words
from sessions_browser.objects.money import money
from sessions_browser.presentation.times import Clock, ago, duration

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        (123456789, "eur", "EUR 1,234,567.89", "1.234.567,89 EUR"),
        (-500, "jpy", "−JPY 500", "−500 JPY"),
        (1234567, "kwd", "KWD 1,234.567", "1.234,567 KWD"),
        (1000000, "ugx", "UGX 10,000", "10.000 UGX"),
        (500, "isk", "ISK 5", "5 ISK"),
        (12345, "huf", "HUF 123.45", "123,45 HUF"),
        (99900, "twd", "TWD 999.00", "999,00 TWD"),
        (1234, None, "1,234", "1.234"),
    ],
)
def test_decimals_are_stripes_and_signs_the_languages(
    amount: int, currency: str | None, english: str, german: str
) -> None:
    """ICU and Babel have other decimals for ISK, UGX, HUF and TWD."""
    assert str(money(amount, currency)) == english.replace("−JPY ", "JPY −")
    with translation.override("de"):
        assert str(money(amount, currency)) == german


@pytest.mark.parametrize(
    ("first", "last", "german"),
    [
        ("2026-11-17", "2026-11-17", "17. Nov."),
        ("2026-03-17", "2026-05-23", "17. März bis 23. Mai"),
        ("2025-06-17", "2025-06-23", "17. bis 23. Juni 2025"),
    ],
)
def test_days_in_german(first: str, last: str, german: str) -> None:
    with translation.override("de"):
        assert range_words(date.fromisoformat(first), date.fromisoformat(last), 2026) == german


def test_moments_and_lengths_in_german() -> None:
    with translation.override("de"):
        clock = Clock(BERLIN, 1_795_042_801)
        assert clock.moment(1_795_042_801).text == "19. Nov. 00:00"
        assert duration(5400) == "1 Std. 30 Min."
        assert duration(3 * 86_400) == "3 Tage"
        assert ago(3 * 86_400) == "vor 3 Tagen"
        assert ago(90) == "vor 1 Min."
        assert grouped(1234) == "1.234"
        assert quotation("x") == "„x“"
