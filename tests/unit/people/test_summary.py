"""What one person did, in a few sentences."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.payment_method import PaymentMethod
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.summary import summary
from sessions_browser.presentation.times import Clock
from tests.unit.people.rows import BERLIN, DAY, HOUR, LEFT, NOW, OPEN, PAID, TRIED, WAITS, row

UNREAD = " Refunds and disputes were not looked at."
COLLECTED = Payment(
    PaymentState.SUCCEEDED, captured=4900, asked=4900, currency="eur", charge_read=True
)
STARTED = Payment(
    PaymentState.PROCESSING,
    began_at=NOW - 4 * DAY,
    method=PaymentMethod.of_type("sepa_debit"),
)


def words(*rows: SessionRow, more: bool = False) -> str:
    return summary(rows, Clock(BERLIN, NOW), more=more)


def read(**values: Any) -> dict[str, Any]:
    return PAID | {"payment": dataclasses.replace(COLLECTED, **values)}


def waits(state: PaymentState, method: str = "") -> dict[str, Any]:
    return WAITS | {"payment": Payment(state, method=PaymentMethod.of_type(method))}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(60, **PAID)], f"Paid EUR 49.00 on 18 Nov (opened 12:05).{UNREAD}"),
        ([row(60, **OPEN)], "1 try on 18 Nov, which is still open."),
        (
            [row(60, **PAID), row(600, **LEFT), row(1200, **LEFT)],
            "3 tries on 18 Nov: the first two were abandoned with no try to pay seen, the third"
            f" (opened 12:05) paid EUR 49.00.{UNREAD}",
        ),
        (
            [row(60, **PAID), row(600, **TRIED), row(1200, **LEFT)],
            "3 tries on 18 Nov: the first was abandoned with no try to pay seen, the second was"
            " abandoned after a payment was prepared, the third (opened 12:05) paid EUR 49.00."
            f"{UNREAD}",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT)],
            "2 tries on 18 Nov: both were abandoned with no try to pay seen.",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT), row(700, **LEFT)],
            "3 tries on 18 Nov: all three were abandoned with no try to pay seen.",
        ),
        (
            [row(60, **WAITS)],
            "1 try on 18 Nov (opened 12:05), which was finished, and whether EUR 49.00 arrived was"
            " not looked at.",
        ),
        (
            [row(60, **PAID), row(13 * HOUR, **LEFT)],
            f"Paid EUR 49.00 on 18 Nov (opened 12:05). Earlier: 1 abandoned.{UNREAD} First seen on"
            " 17 Nov.",
        ),
        (
            [
                row(60, **LEFT),
                row(3 * DAY, **PAID),
                row(4 * DAY, **PAID, mode="subscription"),
                row(5 * DAY, **{**PAID, "currency": "jpy"}),
            ],
            "1 try on 18 Nov, which was abandoned with no try to pay seen. Earlier: 3 paid"
            f" (EUR 98.00, JPY 4,900).{UNREAD} First seen on 13 Nov.",
        ),
        (
            [row(60, **LEFT), row(12 * HOUR, **PAID), row(13 * HOUR, **LEFT)],
            "3 tries from 17 Nov to 18 Nov: the first was abandoned with no try to pay seen, the"
            " second (opened 00:06) paid EUR 49.00, the third was abandoned with no try to pay"
            " seen."
            f"{UNREAD}",
        ),
        (
            [row(60, **LEFT | {"mode": "subscription"})],
            "1 try on 18 Nov, which was abandoned without payment.",
        ),
    ],
)  # fmt: skip
def test_one_sentence_says_what_happened(rows: list[SessionRow], sentence: str) -> None:
    assert words(*rows) == sentence


def test_many_different_tries_are_counted() -> None:
    ends = [PAID, LEFT, TRIED, LEFT, TRIED, LEFT]
    summed_up = words(*(row(60 * n, **end) for n, end in enumerate(ends)))
    assert summed_up.startswith("6 tries on 18 Nov: 1 paid (EUR 49.00), 5 abandoned. The last")


def test_older_ones_that_are_not_shown_are_said() -> None:
    assert words(row(60, **LEFT), more=True).endswith("There are older sessions.")
    assert words(row(60, **LEFT), row(9 * DAY, **LEFT), more=True).endswith(
        "Earlier: 1 abandoned. There are older sessions."
    )


def test_a_row_without_id_and_time_is_a_try() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert words(odd) == "1 try, which ended as — / —."


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(60, **OPEN), row(90, **OPEN)], "both are still open"),
        ([row(n, **OPEN) for n in range(60, 64)], "all four are still open"),
        (
            [row(n, **OPEN | {"expires_at": NOW - 1}) for n in (60, 61)] + [row(90, **LEFT)],
            "the next two are about to expire",
        ),
        ([row(60, **LEFT), row(90, **LEFT), row(99, **OPEN)], "the next two were abandoned"),
    ],
)
def test_a20_verbs_agree_with_the_number(rows: list[SessionRow], sentence: str) -> None:
    assert sentence in words(*rows)


def test_a20_what_was_saved_is_never_a_card_by_default() -> None:
    setup = {"status": "complete", "payment_status": "no_payment_required", "mode": "setup"}
    assert words(row(60, **setup)).endswith("which saved a payment method.")
    debit = setup | {"payment": Payment(PaymentState.NONE, method=STARTED.method)}
    assert words(row(60, **debit)).endswith("which saved a SEPA bank debit.")


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (
            waits(PaymentState.PROCESSING, "sepa_debit"),
            "which is being paid by SEPA bank debit, and EUR 49.00 is still processing.",
        ),
        (waits(PaymentState.RESERVED), "which has EUR 49.00 reserved, which was not collected."),
        (waits(PaymentState.FAILED), "which was finished, and the payment of EUR 49.00 failed."),
    ],
)
def test_money_that_has_not_come_is_told_as_it_stands(
    session: dict[str, Any], sentence: str
) -> None:
    assert words(row(60, **session)).endswith(sentence)


def test_d_a_double_payment_comes_first_with_what_came_back() -> None:
    rows = [
        row(60, **read(began_at=NOW - 40, is_refunded=True, refunded=4900)),
        row(420, **read(began_at=NOW - 400)),
        row(9 * DAY, **LEFT),
    ]
    assert words(*rows) == (
        "Paid twice within 6 minutes: EUR 49.00 on 18 Nov at 12:00 and 12:06. One payment was"
        " refunded in full. Earlier: 1 abandoned. Paid in all: EUR 98.00. Refunded: EUR 49.00."
        " First seen on 9 Nov."
    )


def test_d_tries_beside_a_double_payment_are_told_after_it() -> None:
    told = words(row(1, **LEFT), row(60, **PAID), row(420, **PAID))
    assert told.startswith("Paid twice within 6 minutes: EUR 49.00 opened on 18 Nov at 11:59 and")
    assert "3 tries on 18 Nov: the first (opened 11:59) paid EUR 49.00" in told


def test_a_debit_of_earlier_days_is_named_singly() -> None:
    told = words(row(60, **read()), row(4 * DAY, **WAITS | {"payment": STARTED, "items": ("Kit",)}))
    assert "Earlier: a SEPA bank debit of EUR 49.00 is still processing (since 14 Nov)." in told


def test_two_currencies_are_never_summed() -> None:
    told = words(row(60, **read()), row(9 * DAY, **read(currency="usd") | {"currency": "usd"}))
    assert "Paid in all: EUR 49.00, USD 49.00." in told


def test_a_dispute_is_told() -> None:
    told = words(row(60, **read(dispute="needs_response")))
    assert told.endswith("The payment is disputed, and the shop has to answer.")
