"""One person's sessions: merged out of two listings, summed up, checked for double payments."""

from __future__ import annotations

import dataclasses
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.double_payments import double_payments
from sessions_browser.people.merge import merged, other_handles
from sessions_browser.people.summary import summary
from sessions_browser.presentation.times import Clock

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_795_000_000
HOUR, DAY = 3600, 86_400
LEFT: dict[str, Any] = {"status": "expired", "payment_status": "unpaid"}
TRIED: dict[str, Any] = {**LEFT, "payment_intent": "pi_0"}
PAID: dict[str, Any] = {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}
WAITS: dict[str, Any] = {**PAID, "payment_status": "unpaid"}
OPEN: dict[str, Any] = {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 60}


def row(age: int, **values: Any) -> SessionRow:
    plain = {"mode": "payment", "amount_total": 4900, "currency": "eur", "items": ("Course",)}
    return SessionRow(id=f"cs_test_{age}", **{"created": NOW - age, **plain, **values})


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
    told = words(*(row(60 * n, **end) for n, end in enumerate(ends)))
    assert told.startswith("6 tries on 18 Nov: 1 paid (EUR 49.00), 5 left; the last")


def test_older_ones_that_are_not_shown_are_said() -> None:
    assert words(row(60, **LEFT), more=True).endswith("There are older sessions.")
    assert words(row(60, **LEFT), row(9 * DAY, **LEFT), more=True).endswith(
        "1 left, and older ones."
    )


# Double payments


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


# Merging


def test_two_listings_become_one_with_each_session_once() -> None:
    both, guest, known = row(60), row(30), row(90)
    assert merged([[guest, both], [both, known]], 10) == ((guest, both, known), False)


def test_a_page_is_cut_at_the_end_that_is_walked_away_from() -> None:
    rows = [row(n) for n in range(5)]
    assert merged([rows], 3) == (tuple(rows[:3]), True)
    assert merged([rows], 3, upwards=True) == (tuple(rows[2:]), True)


AGES = st.lists(st.integers(0, 40), unique=True, max_size=25).map(sorted)


@given(AGES, AGES, st.integers(1, 10))
def test_walking_down_shows_every_session_once_newest_first(
    guest: list[int], known: list[int], size: int
) -> None:
    everything = sorted({*guest, *known})
    seen: list[int] = []
    last = -1
    while True:
        pages = [[row(age) for age in ages if age > last][:size] for ages in (guest, known)]
        rows, cut = merged(pages, size)
        seen += [NOW - (one.created or 0) for one in rows]
        if not rows or not (cut or any(age > NOW - (rows[-1].created or 0) for age in everything)):
            break
        last = NOW - (rows[-1].created or 0)
    assert seen == everything


def test_other_handles_are_named_newest_first() -> None:
    rows = [row(1, email="b@x.example"), row(2, customer="cus_1"), row(3, email="a@x.example")]
    assert other_handles(rows) == (("b@x.example", "a@x.example"), ("cus_1",))


def test_rows_without_ids_and_times_are_kept() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert merged([[odd, odd]], 5) == ((odd, odd), False)
    assert "1 try: " in words(odd)
