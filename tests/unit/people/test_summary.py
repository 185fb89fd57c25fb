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
    return summary(rows, Clock(BERLIN, NOW), more=more).text


def read(**values: Any) -> dict[str, Any]:
    return PAID | {"payment": dataclasses.replace(COLLECTED, **values)}


def waits(state: PaymentState, method: str = "") -> dict[str, Any]:
    return WAITS | {"payment": Payment(state, method=PaymentMethod.of_type(method))}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(60, **PAID)], f"Paid EUR 49.00 on 18 Nov (opened 12:05).{UNREAD}"),
        ([row(60, **OPEN)], "1 checkout on 18 Nov: still open."),
        (
            [row(60, **PAID), row(600, **LEFT), row(1200, **LEFT)],
            "Paid EUR 49.00 on 18 Nov (opened 12:05). 3 checkouts on 18 Nov. The first two:"
            f" abandoned; Stripe shows no payment attempt.{UNREAD}",
        ),
        (
            [row(60, **PAID), row(600, **TRIED), row(1200, **LEFT)],
            "Paid EUR 49.00 on 18 Nov (opened 12:05). 3 checkouts on 18 Nov. The first: abandoned;"
            " Stripe shows no payment attempt. The second: abandoned after a payment was prepared."
            f"{UNREAD}",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT)],
            "2 checkouts on 18 Nov. Both: abandoned; Stripe shows no payment attempt.",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT), row(700, **LEFT)],
            "3 checkouts on 18 Nov. All three: abandoned; Stripe shows no payment attempt.",
        ),
        (
            [row(60, **WAITS)],
            "1 checkout on 18 Nov (opened 12:05): finished; whether the payment of EUR 49.00"
            " arrived was not looked at.",
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
            "1 checkout on 18 Nov: abandoned; Stripe shows no payment attempt. Earlier: 3 paid"
            f" (EUR 98.00, JPY 4,900).{UNREAD} First seen on 13 Nov.",
        ),
        (
            [row(60, **LEFT), row(12 * HOUR, **PAID), row(13 * HOUR, **LEFT)],
            "3 checkouts from 17 Nov to 18 Nov. The first: abandoned; Stripe shows no payment"
            " attempt. The second (opened 00:06): paid EUR 49.00. The third: abandoned; Stripe"
            f" shows no payment attempt.{UNREAD}",
        ),
        (
            [row(60, **LEFT | {"mode": "subscription"})],
            "1 checkout on 18 Nov: abandoned without payment.",
        ),
    ],
)  # fmt: skip
def test_one_sentence_says_what_happened(rows: list[SessionRow], sentence: str) -> None:
    assert words(*rows) == sentence


def test_many_different_tries_are_counted() -> None:
    ends = [LEFT, TRIED, LEFT, TRIED, LEFT]
    counted = words(*(row(60 * n, **end) for n, end in enumerate(ends)))
    assert counted.startswith("5 checkouts on 18 Nov: 5 abandoned. The last: abandoned;")
    counted = words(*(row(60 * n, **end) for n, end in enumerate([PAID, *ends])))
    assert counted.startswith(
        "Paid EUR 49.00 on 18 Nov (opened 12:06). 6 checkouts on 18 Nov: 1 paid (EUR 49.00),"
        f" 5 abandoned.{UNREAD}"
    )


def test_older_ones_that_are_not_shown_are_said() -> None:
    assert words(row(60, **LEFT), more=True).endswith("There are older sessions.")
    assert words(row(60, **LEFT), row(9 * DAY, **LEFT), more=True).endswith(
        "Earlier: 1 abandoned. There are older sessions."
    )


def test_a_row_without_id_and_time_is_a_try() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert words(odd) == "1 checkout: ended as — / —."


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(60, **OPEN), row(90, **OPEN)], "Both: still open."),
        ([row(n, **OPEN) for n in range(60, 64)], "All four: still open."),
        (
            [row(n, **OPEN | {"expires_at": NOW - 1}) for n in (60, 61)] + [row(90, **LEFT)],
            "The next two: about to expire.",
        ),
        ([row(60, **LEFT), row(90, **LEFT), row(99, **OPEN)], "The next two: abandoned"),
    ],
)
def test_a20_words_agree_with_the_number(rows: list[SessionRow], sentence: str) -> None:
    assert sentence in words(*rows)


def test_a20_what_was_saved_is_never_a_card_by_default() -> None:
    setup = {"status": "complete", "payment_status": "no_payment_required", "mode": "setup"}
    assert words(row(60, **setup)).endswith(": saved a payment method.")
    debit = setup | {"payment": Payment(PaymentState.NONE, method=STARTED.method)}
    assert words(row(60, **debit)).endswith(": saved a payment method (SEPA bank debit).")


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (
            waits(PaymentState.PROCESSING, "sepa_debit"),
            ": SEPA bank debit of EUR 49.00 still processing.",
        ),
        (waits(PaymentState.RESERVED), ": the payment of EUR 49.00 is reserved and not collected."),
        (waits(PaymentState.FAILED), ": finished; the payment of EUR 49.00 failed."),
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
    assert "3 checkouts on 18 Nov. The first (opened 11:59): paid EUR 49.00." in told


def test_27_a_debit_of_earlier_days_is_named_singly_and_first() -> None:
    told = words(
        row(60, **read()),
        row(4 * DAY, **WAITS | {"payment": STARTED, "items": ("Kit",)}),
        row(5 * DAY, **LEFT),
    )
    assert told.startswith(
        "Still processing: SEPA bank debit of EUR 49.00 (since 14 Nov). Paid EUR 49.00 on 18 Nov"
    )
    assert "Earlier: 1 abandoned." in told


def test_two_currencies_are_never_summed() -> None:
    told = words(row(60, **read()), row(9 * DAY, **read(currency="usd") | {"currency": "usd"}))
    assert "Paid in all: EUR 49.00, USD 49.00." in told


def test_a_dispute_is_told() -> None:
    told = words(row(60, **read(dispute="needs_response")))
    assert told.endswith("The payment is disputed, and the shop has to answer.")


def test_a20_no_amount_is_no_payment_of_a_payment() -> None:
    failed = row(60, **waits(PaymentState.FAILED) | {"amount_total": None})
    assert words(failed) == "1 checkout on 18 Nov: finished; the payment failed."
    finished = row(60, **WAITS | {"amount_total": None})
    assert "whether the payment arrived was not looked at." in words(finished)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"refund_failed": True}, "The payment had a refund that did not go through."),
        (
            {"dispute": "warning_closed"},
            "The payment was questioned by the bank, and that question is closed.",
        ),
        (
            {"dispute": "melted"},
            "The payment was disputed, and how the dispute stands is not known here.",
        ),
    ],
)
def test_a20_what_came_back_reads_well(values: dict[str, Any], sentence: str) -> None:
    assert words(row(60, **read(**values))).endswith(sentence)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("customer_balance", ": bank transfer of EUR 49.00 still"),
        ("card", ": payment of EUR 49.00 by card still"),
        ("klarna", ": payment of EUR 49.00 by Klarna still"),
    ],
)
def test_a20_only_a_brand_has_a_capital(method: str, said: str) -> None:
    assert said in words(row(60, **waits(PaymentState.PROCESSING, method)))
