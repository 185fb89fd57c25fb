"""Paid sessions that may be one payment made twice."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.people.double_payments import double_payments
from tests.unit.people.rows import HOUR, LEFT, NOW, PAID, WAITS, row


def test_the_same_thing_paid_twice_within_minutes_is_marked() -> None:
    rows = [row(60, **PAID), row(420, **PAID)]
    (found,) = double_payments(rows)
    assert (found.first, found.last) == (0, 1)
    assert found.words == "Possible double payment: 2 paid sessions of EUR 49.00, 6 min apart."


@pytest.mark.parametrize(
    "other",
    [
        {"amount_total": 4800},
        {"currency": "usd"},
        {"items": ("Kit",)},
        LEFT,
        WAITS,
        {"mode": "subscription"},
        {"created": NOW - 2 * HOUR},
        {"created": None},
        {"amount_total": 0},
    ],
)
def test_what_differs_is_no_double(other: dict[str, Any]) -> None:
    assert not double_payments([row(60, **PAID), row(420, **{**PAID, **other})])


def test_a_left_session_between_two_payments_stands_within_their_band() -> None:
    rows = [row(1, **LEFT), row(60, **PAID), row(90, **LEFT), row(420, **PAID), row(500, **LEFT)]
    (found,) = double_payments(rows)
    assert (found.first, found.last) == (1, 3)
    assert found.ids == {"cs_test_60", "cs_test_420"}


def test_bands_never_cross() -> None:
    cheap = {"amount_total": 100}
    rows = [row(1, **PAID), row(2, **PAID | cheap), row(3, **PAID), row(4, **PAID | cheap)]
    found = double_payments(rows)
    assert [(one.first, one.last) for one in found] == [(0, 2)]
