"""What one person did, in a sentence."""

from __future__ import annotations

import dataclasses

import pytest

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.summary import summary
from sessions_browser.presentation.times import Clock
from tests.unit.people.rows import BERLIN, DAY, HOUR, LEFT, NOW, OPEN, PAID, TRIED, WAITS, row


def words(*rows: SessionRow, more: bool = False) -> str:
    return summary(rows, Clock(BERLIN, NOW), more=more)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(60, **PAID)], "1 try on 18 Nov (opened 12:05): paid EUR 49.00."),
        ([row(60, **OPEN)], "1 try on 18 Nov: is still open."),
        (
            [row(60, **PAID), row(600, **LEFT), row(1200, **LEFT)],
            "3 tries on 18 Nov: two left without trying to pay, the third (opened 12:05) paid"
            " EUR 49.00.",
        ),
        (
            [row(60, **PAID), row(600, **TRIED), row(1200, **LEFT)],
            "3 tries on 18 Nov: the first left without trying to pay, the second left after"
            " trying to pay, the third (opened 12:05) paid EUR 49.00.",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT)],
            "2 tries on 18 Nov: both left without trying to pay.",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT), row(700, **LEFT)],
            "3 tries on 18 Nov: all three left without trying to pay.",
        ),
        (
            [row(60, **WAITS)],
            "1 try on 18 Nov (opened 12:05): finished, and EUR 49.00 has not arrived yet.",
        ),
        (
            [row(60, **PAID), row(13 * HOUR, **LEFT)],
            "1 try on 18 Nov (opened 12:05): paid EUR 49.00. Before that: 1 left.",
        ),
        (
            [
                row(60, **LEFT),
                row(3 * DAY, **PAID),
                row(4 * DAY, **PAID, mode="subscription"),
                row(5 * DAY, **{**PAID, "currency": "jpy"}),
            ],
            "1 try on 18 Nov: left without trying to pay. Before that: 3 paid (EUR 98.00,"
            " JPY 4,900).",
        ),
        (
            [row(60, **LEFT), row(12 * HOUR, **PAID), row(13 * HOUR, **LEFT)],
            "3 tries from 17 Nov to 18 Nov: the first left without trying to pay, the second"
            " (opened 00:06) paid EUR 49.00, the third left without trying to pay.",
        ),
        (
            [row(60, **LEFT | {"mode": "subscription"})],
            "1 try on 18 Nov: left without payment.",
        ),
    ],
)  # fmt: skip
def test_one_sentence_says_what_happened(rows: list[SessionRow], sentence: str) -> None:
    assert words(*rows) == sentence


def test_many_different_tries_are_counted() -> None:
    ends = [PAID, LEFT, TRIED, LEFT, TRIED, LEFT]
    summed_up = words(*(row(60 * n, **end) for n, end in enumerate(ends)))
    assert summed_up.startswith("6 tries on 18 Nov: 1 paid (EUR 49.00), 5 left; the last")


def test_older_ones_that_are_not_shown_are_said() -> None:
    assert words(row(60, **LEFT), more=True).endswith("There are older sessions.")
    assert words(row(60, **LEFT), row(9 * DAY, **LEFT), more=True).endswith(
        "1 left, and older ones."
    )


def test_a_row_without_id_and_time_is_a_try() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert "1 try: " in words(odd)
