"""The sentences about a person in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.missing_words import could_not_be_read, not_looked_at
from sessions_browser.people.person import Missing, OtherPlace, PersonSessions, Unread
from sessions_browser.people.summary import summary
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import APIConnectionError
from tests.pseudo import outside, pseudo_language
from tests.unit.people.rows import (
    BERLIN,
    COLLECTED,
    DAY,
    DEBIT,
    HOUR,
    LEFT,
    NOW,
    OPEN,
    PAID,
    STARTED,
    SUBSCRIBED,
    TRIED,
    WAITS,
    row,
)

CLOCK = Clock(BERLIN, NOW)
RESERVED = WAITS | {"payment": Payment(PaymentState.RESERVED)}
CAME_BACK: list[dict[str, Any]] = [
    {"is_refunded": True, "refunded": 4900},
    {"refunded": 1000},
    {"refunding": 4900, "refund_waits": "pending"},
    {"refund_failed": True},
    *({"dispute": word} for word in ("warning_needs_response", "needs_response", "won", "x")),
]
ENGLISH = re.compile(r"\b(the|is|were|has|not|and|of|by|for|with|until|that|payment|refund)\b")
LITERAL = re.compile(r"[A-Z]{3} [\d.,]+|[\d:.]+|cus_\w+|\S+@\S+|Shop|open|expired|[—/(),;:.–]")


def read(**values: Any) -> dict[str, Any]:
    return PAID | {"payment": replace(COLLECTED, **values)}


def people() -> Iterator[list[SessionRow]]:
    """Many persons: alone, several times, twice, with what came back."""
    for session in (PAID, DEBIT, RESERVED, SUBSCRIBED, read()):
        for count in (1, 2, 3, 5):
            yield [row(60 * n, **session) for n in range(1, count + 1)]
            yield [row(60 + n * 20 * HOUR, **session) for n in range(count)]
    for values in CAME_BACK:
        yield [row(60, **read(**values))]
        yield [row(60, **read(**values)), row(420, **read())]
        yield [row(60, **read(**values)), row(420, **read(**values))]
    yield [row(60, **PAID), row(420, **WAITS), row(9 * DAY, **OPEN), row(10 * DAY, **PAID)]
    yield [row(60, **read()), row(4 * DAY, **DEBIT | {"items": ("Kit",)}), row(5 * DAY, **LEFT)]
    yield [row(60 * n, **end) for n, end in enumerate([PAID, LEFT, TRIED, LEFT, TRIED, LEFT])]
    yield [row(60, **LEFT), row(12 * HOUR, **PAID), row(13 * HOUR, **LEFT)]
    yield [replace(row(1), id=None, created=None)]
    yield []


def said(rows: list[SessionRow]) -> Iterator[str]:
    told = summary(rows, CLOCK, more=False)
    yield told.text
    for double in told.doubles:
        yield from (double.title, double.back(CLOCK.moment(NOW)), double.advice)


MISSING = [Missing(part, "cus_1", APIConnectionError("no answer")) for part in Unread]
FOUND = PersonSessions(
    "ana@x.example",
    "cus_1",
    customers=("cus_1", "cus_2"),
    spellings=[OtherPlace("Ana@x.example", email="Ana@x.example")],
    missing=MISSING,
)


def all_texts() -> Iterator[str]:
    for rows in people():
        yield from said(rows)
    yield from map(could_not_be_read, MISSING)
    yield not_looked_at(FOUND)


def test_every_text_goes_through_gettext() -> None:
    """In a language of brackets nothing but numbers and names stands outside."""
    with pseudo_language() as code, translation.override(code):
        texts = list(all_texts())
    left = {word for text in texts for word in LITERAL.sub(" ", outside(text)).split()}
    assert left == set()


def test_no_english_is_left_in_german() -> None:
    with translation.override("de"):
        assert [text for text in all_texts() if ENGLISH.search(text)] == []


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_sentences_end_with_one_full_stop(language: str) -> None:
    """A day in German has a full stop of its own."""
    with translation.override(language):
        for text in all_texts():
            assert ".." not in text
            assert "None" not in text
            assert "  " not in text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [row(60, **PAID), row(420, **PAID)],
            "Innerhalb von 6 Minuten zweimal bezahlt: je 49,00 EUR (geöffnet am 18. Nov. um 11:59"
            " und 12:05).",
        ),
        (
            [row(60, **DEBIT), row(60 + 47 * HOUR, **DEBIT)],
            "Beide Zahlungen per SEPA-Lastschrift sind noch unterwegs.",
        ),
        (
            [row(60, **LEFT), row(600, **LEFT), row(700, **LEFT)],
            "Am 18. Nov. waren es 3 Checkouts. Alle drei: abgebrochen; Stripe zeigt keinen"
            " Zahlungsversuch.",
        ),
        ([row(60, **PAID)], "Am 18. Nov. 49,00 EUR bezahlt (geöffnet um 12:05)."),
        (
            [row(60, **WAITS | {"payment": STARTED, "amount_total": None})],
            "1 Checkout am 18. Nov. (geöffnet um 12:05): Zahlung per SEPA-Lastschrift noch in"
            " Bearbeitung.",
        ),
    ],
)
def test_german_reads_as_people_speak(rows: list[SessionRow], sentence: str) -> None:
    with translation.override("de"):
        assert sentence in summary(rows, CLOCK, more=False).text
