"""Payments that may be one payment made twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.double_payments import DoublePayment, bands
from sessions_browser.people.double_payments import double_payments as found_in
from sessions_browser.presentation.times import Clock
from tests.unit.people.rows import (
    BERLIN,
    COLLECTED,
    DEBIT,
    HOUR,
    LEFT,
    NOW,
    PAID,
    SUBSCRIBED,
    WAITS,
    row,
)

CHEAP = {"amount_total": 100}
ADVICE = "If the customer wants only one: refund one in Stripe"


def double_payments(rows: list[SessionRow]) -> tuple[DoublePayment, ...]:
    return found_in(rows, Clock(BERLIN, NOW))


def read(**values: Any) -> dict[str, Any]:
    return PAID | {"payment": replace(COLLECTED, **values)}


def test_the_same_thing_paid_twice_within_minutes_is_marked() -> None:
    (found,) = double_payments([row(60, **PAID), row(420, **PAID)])
    assert found.places == (0, 1)
    assert found.title == "Possible double payment: 2 paid sessions of EUR 49.00, 6 min apart."
    assert found.lead == (
        "Paid twice within 6 minutes: EUR 49.00 opened on 18 Nov at 11:59 and 12:05."
    )
    assert found.since == "Refunds and disputes were not looked at."
    assert found.advice == ADVICE


def test_times_of_charges_are_told_where_they_were_read() -> None:
    rows = [row(60, **read(began_at=NOW - 40)), row(420, **read(began_at=NOW - 400))]
    (found,) = double_payments(rows)
    assert found.lead == "Paid twice within 6 minutes: EUR 49.00 on 18 Nov at 12:00 and 12:06."
    assert (found.since, found.was_looked_at) == ("", True)


@pytest.mark.parametrize(
    "other",
    [
        {"amount_total": 4800},
        {"currency": "usd"},
        {"items": ("Kit",)},
        LEFT,
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
    found = double_payments(rows)
    assert [one.places for one in found] == [(1, 3)]
    assert [(band.first, band.last) for band in bands(found)] == [(1, 3)]


def test_d1_of_two_doubles_that_cross_none_is_dropped() -> None:
    rows = [row(1, **PAID), row(2, **PAID | CHEAP), row(3, **PAID), row(4, **PAID | CHEAP)]
    found = double_payments(rows)
    assert [one.places for one in found] == [(0, 2), (1, 3)]
    (band,) = bands(found)
    assert (band.first, band.last) == (0, 3)
    assert [double.title for double in band.doubles] == [
        "Possible double payment: 2 paid sessions of EUR 49.00, 2 s apart.",
        "Possible double payment: 2 paid sessions of EUR 1.00, 2 s apart.",
    ]


def test_d1_bands_that_do_not_cross_stay_apart() -> None:
    rows = [row(1, **PAID), row(2, **PAID), row(3, **PAID | CHEAP), row(4, **PAID | CHEAP)]
    assert [(one.first, one.last) for one in bands(double_payments(rows))] == [(0, 1), (2, 3)]


def test_d2_two_debits_under_way_are_marked_though_hours_lie_between() -> None:
    (found,) = double_payments([row(60, **DEBIT), row(47 * HOUR, **DEBIT)])
    assert found.title.endswith(
        "2 sessions of EUR 49.00, 46 h apart. Both payments are still on the way"
        " by SEPA bank debit."
    )
    assert found.lead.startswith("Began to pay twice within 47 hours: EUR 49.00 opened on")
    assert found.since == ""
    assert found.advice == f"{ADVICE} once its money has arrived"


def test_d2_money_of_which_nothing_was_read_counts_and_is_told_so() -> None:
    (found,) = double_payments([row(60, **PAID), row(420, **WAITS)])
    assert "Whether the money of one payment arrived was not looked at." in found.title
    assert found.lead.startswith("Possibly paid twice within 6 minutes")


def test_d3_two_like_subscriptions_hours_apart_are_marked() -> None:
    rows = [row(60, **SUBSCRIBED), row(60 + 3 * HOUR, **SUBSCRIBED)]
    (found,) = double_payments(rows)
    assert found.title == "Two subscriptions of the same price, 3 h apart: EUR 49.00 each."
    assert found.lead.startswith(
        "Subscribed twice within 3 hours: EUR 49.00 opened on 18 Nov at 09:05"
    )
    assert found.advice.endswith("cancel one in Stripe and refund its payment")


@pytest.mark.parametrize(
    ("newer", "older", "since", "advice"),
    [
        (read(), read(), "", ADVICE),
        (read(is_refunded=True, refunded=4900), read(), "One payment was refunded in full.", ""),
        (
            read(refunded=1000),
            read(),
            "One payment was refunded in part (EUR 10.00).",
            ADVICE,
        ),
        (
            read(is_refunded=True, refunded=4900),
            read(is_refunded=True, refunded=4900),
            "Both payments were refunded in full.",
            "",
        ),
        (
            read(captured=4900, refunding=4900, refund_waits="pending"),
            read(),
            "One payment has a refund that has not succeeded yet.",
            "",
        ),
        (
            read(refund_failed=True),
            read(),
            "One payment had a refund that did not go through.",
            ADVICE,
        ),
        (
            read(dispute="needs_response"),
            read(),
            "One payment is disputed, and the shop has to answer.",
            "Do not refund before whoever handles disputes has looked at these",
        ),
        (
            read(dispute="lost"),
            read(),
            "One payment was disputed, and the bank decided for the customer.",
            "",
        ),
        (PAID, read(), "Refunds and disputes of one payment were not looked at.", ADVICE),
    ],
)
def test_d4_what_came_back_since_is_said(
    newer: dict[str, Any], older: dict[str, Any], since: str, advice: str
) -> None:
    (found,) = double_payments([row(60, **newer), row(420, **older)])
    assert (found.since, found.advice) == (since, advice)


def test_d2_a_reservation_may_be_cancelled_instead() -> None:
    reserved = WAITS | {"payment": Payment(PaymentState.RESERVED)}
    (found,) = double_payments([row(60, **reserved), row(420, **reserved)])
    assert "Both payments are reserved and not collected." in found.title
    assert "cancel or refund one" in found.advice


@pytest.mark.parametrize(
    ("session", "order"),
    [
        (PAID, "refund the other three in Stripe"),
        (
            SUBSCRIBED,
            "cancel the other three in Stripe and refund their payments",
        ),
        (DEBIT, "refund the other three in Stripe once their money has arrived"),
        (
            WAITS | {"payment": Payment(PaymentState.RESERVED)},
            "cancel or refund the other three in Stripe",
        ),
    ],
)
def test_d_of_four_equal_payments_all_but_one_go_back(session: dict[str, Any], order: str) -> None:
    (found,) = double_payments([row(age, **session) for age in (60, 120, 180, 240)])
    assert found.advice == f"If the customer wants only one: keep one of these and {order}"


def test_d_what_was_refunded_already_is_not_to_be_refunded_again() -> None:
    refunded = read(is_refunded=True, refunded=4900)
    (found,) = double_payments([row(60, **refunded), *(row(n, **read()) for n in (90, 120, 150))])
    assert found.advice.endswith("keep one of these and refund the other two in Stripe")
    assert len(found.left) == 3
