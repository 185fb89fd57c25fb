"""What Stripe cannot search by is put into the fields of a scan, and only what was said."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.search.unsearchable import read_unsearchable
from sessions_browser.views.scan_form import ScanForm

ZONE = ZoneInfo("Europe/Berlin")
# 29 November 2026, a Sunday.
NOW = 1_795_950_000.0
EURO = {"least": "49", "most": "49", "currency": "EUR"}
DAY = {"created": "", "created_from": "2026-11-19", "created_to": "2026-11-19"}


def values(text: str) -> dict[str, str]:
    return dict(read_unsearchable(" ".join(text.split()), ZONE, NOW).values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR 49 yesterday", {**EURO, "created": "yesterday"}),
        ("yesterday EUR 49", {**EURO, "created": "yesterday"}),
        ("EUR 49, yesterday", {**EURO, "created": "yesterday"}),
        ("paid about 49 euro on 19 Nov", {**EURO, **DAY}),
        ("EUR 49 2026-11-19", {**EURO, **DAY}),
        ("49,00 € gestern", {**EURO, "least": "49.00", "most": "49.00", "created": "yesterday"}),
        (
            "EUR 49 19 Nov 14:00",
            {**EURO, **DAY, "created_from_time": "13:00", "created_to_time": "15:00"},
        ),
        ("EUR 1.234", {"least": "1.234", "most": "1234", "currency": "EUR"}),
        ("kr 100", {"least": "100", "most": "100", "currency": "DKK, ISK, NOK, SEK"}),
        # There are more kinds of dollars than anybody would look through.
        ("$20", {"least": "20", "most": "20"}),
        ("EUR 5.11.", {"least": "5.11", "most": "5.11", "currency": "EUR"}),
        ("Ana Souza", {"name": "Ana Souza"}),
        ("name: Ana Souza", {"name": "Ana Souza"}),
        ("Surname Foo", {"name": "Surname Foo"}),
        ("Jean Dupont, hier", {"name": "Jean Dupont", "created": "yesterday"}),
        ("Ana Souza 19 Nov", {"name": "Ana Souza", **DAY}),
        # A family name that is a day too.
        ("Ana Freitag", {"name": "Ana Freitag"}),
        ("ana@example,com", {"email": "ana@example"}),
        ("@example yesterday", {"email": "@example", "created": "yesterday"}),
        ("order 4711", {"reference": "order 4711"}),
        ("order 4711 yesterday", {"reference": "order 4711", "created": "yesterday"}),
        # Of an order rather than a day.
        ("order 12.11.", {"reference": "order 12.11."}),
        ("Ana Souza in 2026", {"reference": "Ana Souza in 2026"}),
    ],
)
def test_it_is_put_into_its_fields(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected
    assert read_unsearchable(text, ZONE, NOW).card == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, {}) for text in ("last4 4242", "card ending in 4242", "visa 4242", "**** 4242")),
        *((text, {}) for text in ("••••4242", "last four 4242", "xx4242", "4242 visa")),
        ("Mastercard ending 4242 yesterday", {"created": "yesterday"}),
        ("visa 4242 EUR 49 yesterday", {**EURO, "created": "yesterday"}),
        ("EUR 49 visa 4242 yesterday", {**EURO, "created": "yesterday"}),
        ("Karte endet auf 4242, gestern, 49 €", {**EURO, "created": "yesterday"}),
        ("Ana Souza visa 4242", {"name": "Ana Souza"}),
    ],
)
def test_the_digits_of_a_card_are_put_nowhere(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected
    assert read_unsearchable(text, ZONE, NOW).card == "sure"


@pytest.mark.parametrize("text", ["4242", "4242 yesterday"])
def test_four_digits_alone_may_be_an_order_number(text: str) -> None:
    assert values(text)["reference"] == "4242"
    assert read_unsearchable(text, ZONE, NOW).card == "perhaps"


WORDS = ("EUR", "49", "49.00", "yesterday", "19 Nov", "visa", "4242", "Ana", "order", "****", "£")


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=6))
def test_whatever_is_pasted_fills_fields_that_there_are_and_nothing_is_made_up(
    words: list[str],
) -> None:
    plain = " ".join(" ".join(words).split())
    found = values(plain)
    assert set(found) <= set(ScanForm.base_fields)
    for name in ("name", "reference"):
        assert all(word in plain for word in found.get(name, "").split())
