"""Does what the caller says fit? Match, no match, or not enough to tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.caller_check import Result, check_caller
from sessions_browser.stripe_api.permissions import (
    EVERYTHING,
    expand_paths,
    permissions_after_refusal,
)
from tests.unit.strategies import any_json, any_text

SESSION: dict[str, Any] = {
    "amount_total": 4900,
    "currency": "eur",
    "customer_details": {
        "email": "Ana.Souza@example.com",
        "name": "Ana Maria de Souza",
        "address": {"postal_code": "01310-100"},
    },
    "collected_information": {"shipping_details": {"address": {"postal_code": "SW1A 1AA"}}},
}


def check(session: dict[str, Any], said: dict[str, str]) -> Result:
    return check_caller(FullSession.from_json(session), said)


@pytest.mark.parametrize(
    "said",
    [
        {"email": "ana.souza@EXAMPLE.com "},
        {"postcode": "01310100"},
        {"postcode": "sw1a1aa"},
        {"amount": "49"},
        {"amount": "49.00"},
        {"amount": "49,00 €"},
        {"amount": "EUR 49"},
        {"last_name": "souza"},
        {"last_name": "de Souza"},
        {"email": "ana.souza@example.com", "postcode": "01310-100", "amount": "49"},
        {"email": "ana.souza@example.com", "amount": " "},
    ],
)
def test_what_fits_is_a_match(said: dict[str, str]) -> None:
    assert check(SESSION, said) is Result.MATCH


@pytest.mark.parametrize(
    "said",
    [
        {"email": "ana@example.com"},
        {"email": "@"},
        {"postcode": "01310"},
        {"postcode": "-"},
        {"amount": "4900"},
        {"amount": "49.000"},
        {"amount": "48.99"},
        {"amount": "49 or 50"},
        {"amount": "forty-nine"},
        {"last_name": "Ana"},
        {"last_name": "Souz"},
        {"last_name": "."},
        {"email": "ana.souza@example.com", "postcode": "99999"},
    ],
)
def test_one_thing_that_does_not_fit_is_no_match(said: dict[str, str]) -> None:
    assert check(SESSION, said) is Result.NO_MATCH


@pytest.mark.parametrize("said", [{}, {"email": " "}])
def test_nothing_said_proves_nothing(said: dict[str, str]) -> None:
    assert check(SESSION, said) is Result.UNKNOWN


def test_what_the_session_lacks_cannot_be_checked() -> None:
    bare = {"customer_details": {"email": "ana@example.com"}}
    assert check(bare, {"email": "ana@example.com", "postcode": "1"}) is Result.UNKNOWN
    assert check(bare, {"amount": "49"}) is Result.UNKNOWN
    assert check(bare, {"last_name": "Souza"}) is Result.UNKNOWN
    assert check({}, {"email": "ana@example.com"}) is Result.UNKNOWN
    # A wrong part stays wrong.
    assert check(bare, {"email": "bob@example.com", "postcode": "1"}) is Result.NO_MATCH


@pytest.mark.parametrize(
    ("name", "said", "fits"),
    [
        ("Niamh Ó’Brien", "obrien", True),
        ("Niamh Ó’Brien", "O'Brien", True),
        ("Jürgen Großmann", "Grossmann", True),
        ("Åsa Öberg", "oberg", True),
        ("山田 花子", "山田", True),
        ("山田 花子", "花子", False),
        ("Élodie Lefèvre", "lefevre", True),
    ],
)
def test_names_are_compared_as_they_sound(name: str, said: str, fits: bool) -> None:
    session = {"customer_details": {"name": name}}
    assert (check(session, {"last_name": said}) is Result.MATCH) is fits


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (4700, "jpy", "4700"),
        (24_500, "kwd", "24.5"),
        (5, "eur", "0.05"),
        (123_456, "eur", "1'234.56"),
    ],
)
def test_amounts_are_in_the_sessions_currency(amount: int, currency: str, said: str) -> None:
    session = {"amount_total": amount, "currency": currency}
    assert check(session, {"amount": said}) is Result.MATCH


@given(any_json, any_text)
def test_no_object_and_no_words_break_it(session: Any, said: str) -> None:
    whole = session if isinstance(session, dict) else {"customer_details": session}
    for name in ("email", "postcode", "amount", "last_name"):
        check(whole, {name: said})


# What the key may read


def test_a_refused_right_takes_only_what_needs_it() -> None:
    assert expand_paths(frozenset()) == (
        "line_items",
        "payment_intent.latest_charge",
        "discounts.promotion_code",
    )
    assert "payment_intent" in expand_paths(frozenset({"rak_charge_read"}))
    assert expand_paths(EVERYTHING) == ("line_items",)


@pytest.mark.parametrize(
    ("permission", "before", "after"),
    [
        ("rak_charge_read", frozenset(), frozenset({"rak_charge_read"})),
        ("rak_coupon_read", frozenset(), frozenset({"rak_promotion_code_read"})),
        # Not known here, or not said: no second guess.
        ("rak_moon_read", frozenset(), EVERYTHING),
        (None, frozenset(), EVERYTHING),
        # Refused though it was no longer asked for: the session itself is refused.
        ("rak_charge_read", EVERYTHING, None),
        ("rak_checkout_session_read", frozenset(), None),
    ],
)
def test_a_refusal_is_understood(
    permission: str | None, before: frozenset[str], after: frozenset[str] | None
) -> None:
    assert permissions_after_refusal(permission, before) == after


@pytest.mark.parametrize(
    ("known", "said", "result"),
    [
        ("94107", "94107-1234", Result.MATCH),
        ("94107-1234", "94107", Result.MATCH),
        ("94107-1234", "94108", Result.NO_MATCH),
        ("10115", "D-10115", Result.MATCH),
        ("SW1A 1AA", "sw1a1aa", Result.MATCH),
        ("SW1A 1AA", "SW1A", Result.NO_MATCH),
    ],
)
def test_a_postcode_is_compared_as_people_write_it(known: str, said: str, result: Result) -> None:
    """B4"""
    session = {"customer_details": {"address": {"postal_code": known}}}
    assert check(session, {"postcode": said}) is result


@pytest.mark.parametrize(
    "said",
    [
        "ana@müller.example",
        "ANA@xn--mller-kva.example",
        "mailto:ana@müller.example?subject=Help",
        "Ana <ana@müller.example>",
        "ana@\u200bmüller.example",
    ],
)
def test_an_email_is_compared_without_what_surrounds_it(said: str) -> None:
    """B4"""
    for known in ("ana@müller.example", "ana@xn--mller-kva.example"):
        assert check({"customer_details": {"email": known}}, {"email": said}) is Result.MATCH
    other = {"customer_details": {"email": "bea@müller.example"}}
    assert check(other, {"email": said}) is Result.NO_MATCH


def test_what_the_customer_saw_is_an_amount_too() -> None:
    """B2"""
    shown = {"presentment_amount": 7_795, "presentment_currency": "jpy"}
    session = {"amount_total": 5_000, "currency": "usd", "presentment_details": shown}
    for said in ("JPY 7,795", "7795", "USD 50.00", "$50"):
        assert check(session, {"amount": said}) is Result.MATCH, said
    assert check(session, {"amount": "EUR 50.00"}) is Result.NO_MATCH
