"""Does what the caller says fit? Match, no match, or not enough to tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.caller_check import Result, check_caller
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


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("1,234.50", 123_450, "eur"),
        ("1.234,50", 123_450, "eur"),
        ("1 234,50", 123_450, "eur"),
        ("1'234.50", 123_450, "eur"),
        ("1\u202f234,50\u00a0€", 123_450, "eur"),
        ("EUR 1,234.50", 123_450, "eur"),
        ("1,234,567", 123_456_700, "usd"),
        ("₹1,23,456.00", 12_345_600, "inr"),
        ("1.234", 123_400, "eur"),
        ("1.234", 1234, "kwd"),
        ("1.234", 1_234_000, "kwd"),
        ("€49", 4900, "eur"),
        ("$ 49", 4900, "cad"),
        ("US $49", 4900, "usd"),
        ("49 US dollars", 4900, "usd"),
        ("49,-", 4900, "eur"),
        ("Fr. 49.-", 4900, "chf"),
        ("４９．００", 4900, "eur"),
        ("٤٩٫٥٠", 4950, "aed"),
        (".50", 50, "eur"),
    ],
)
def test_amounts_fit_as_people_write_them(said: str, amount: int, currency: str) -> None:
    """B2: separators of thousands, signs, codes and other digits were no match."""
    session = {"amount_total": amount, "currency": currency}
    assert check(session, {"amount": said}) is Result.MATCH
    session = {"amount_total": amount + 1, "currency": currency}
    assert check(session, {"amount": said}) is Result.NO_MATCH


def test_the_amount_that_the_customer_saw_counts_too() -> None:
    """B2: in the currency of the customer, and a third currency is none of the two."""
    session = {
        "amount_total": 5000,
        "currency": "usd",
        "presentment_details": {"presentment_amount": 7795, "presentment_currency": "jpy"},
    }
    for said in ("JPY 7,795", "￥7,795", "7795", "USD 50.00", "50", "$50"):
        assert check(session, {"amount": said}) is Result.MATCH
    for said in ("EUR 50.00", "JPY 50", "USD 7795", "£50"):
        assert check(session, {"amount": said}) is Result.NO_MATCH


def test_a_converted_amount_is_what_the_customer_saw() -> None:
    """A11: the session is in the customer's currency, the shop's own they never saw."""
    conversion = {"amount_total": 5000, "source_currency": "usd"}
    session = {"amount_total": 6800, "currency": "cad", "currency_conversion": conversion}
    assert check(session, {"amount": "CAD 68.00"}) is Result.MATCH
    assert check(session, {"amount": "USD 50.00"}) is Result.NO_MATCH


def test_a_business_counts_by_its_whole_name_and_its_person_by_the_last() -> None:
    """A15: also where a part of the business' name could be a last name."""
    names = {"business_name": "Blue Lion Trading", "individual_name": "Kai Example"}
    for session in ({"customer_details": names}, {"collected_information": names}):
        for said in ("Blue Lion Trading", "Example", "Kai Example"):
            assert check(session, {"last_name": said}) is Result.MATCH
        for said in ("Trading", "Lion Trading", "Kai"):
            assert check(session, {"last_name": said}) is Result.NO_MATCH
    business = {"customer_details": {"business_name": "Blue Lion Trading"}}
    assert check(business, {"last_name": "Trading"}) is Result.NO_MATCH


NAMES: dict[str, dict[str, Result]] = {
    "Jürgen Müller": {
        "Mueller": Result.MATCH,
        "Muller": Result.MATCH,
        "Herr Müller": Result.MATCH,
        "Jürgen Müller": Result.MATCH,
        "Jürgen": Result.NO_MATCH,
    },
    "Jürgen Mueller": {"Müller": Result.MATCH, "Muller": Result.MATCH},
    "Owen Price Jr.": {
        "Price": Result.MATCH,
        "Price Jr.": Result.MATCH,
        "Jr.": Result.NO_MATCH,
        "Owen": Result.NO_MATCH,
    },
    "Dr. Owen Price, Ph.D.": {"Price": Result.MATCH},
    "Kai Groß MD": {"Gross": Result.MATCH, "MD": Result.NO_MATCH, "Kai": Result.NO_MATCH},
    "Lucía Vidal Romero": {
        "Vidal": Result.MATCH,
        "Romero": Result.MATCH,
        "Vidal Romero": Result.MATCH,
        "Romero Vidal": Result.MATCH,
        "Lucía": Result.NO_MATCH,
    },
    "Lucía Vidal-Romero": {"Vidal": Result.MATCH, "romero vidal": Result.MATCH},
    "Lopez, Ana": {
        "Lopez": Result.MATCH,
        "Ana Lopez": Result.MATCH,
        "Ana": Result.NO_MATCH,
    },
    "Ana Lopez": {"Lopez, Ana": Result.MATCH, "Lopez, Eva": Result.NO_MATCH},
    "LOPEZ Ana": {"Lopez": Result.MATCH, "Ana": Result.NO_MATCH},
    "Nguyễn Văn An": {"Nguyen": Result.MATCH, "An": Result.UNKNOWN, "Tran": Result.NO_MATCH},
    "Mary-Jane O’Neil": {
        "ONeil": Result.MATCH,
        "O Neil": Result.MATCH,
        "Jane": Result.NO_MATCH,
        "Mary-Jane": Result.NO_MATCH,
    },
    "Mary Ann Smith": {"Smith": Result.MATCH, "Ann": Result.UNKNOWN},
    "John F. Kennedy": {"Kennedy": Result.MATCH, "F": Result.NO_MATCH},
    "Ana de la Cruz": {"Cruz": Result.MATCH, "delacruz": Result.MATCH, "de": Result.NO_MATCH},
    "Lars As": {"As": Result.MATCH},
    "محمد علي": {"علي": Result.MATCH, "محمد": Result.NO_MATCH, "Ali": Result.UNKNOWN},
    "山田太郎": {
        "山田": Result.MATCH,
        "山田 太郎": Result.MATCH,
        "太郎": Result.NO_MATCH,
        "Yamada": Result.UNKNOWN,
    },
    "山田 太郎": {"山田": Result.MATCH, "太郎": Result.NO_MATCH, "山田太郎": Result.MATCH},
    "김철수": {"김": Result.MATCH, "철수": Result.NO_MATCH},
    "マイケル・ジョンソン": {"ジョンソン": Result.MATCH, "マイケル": Result.NO_MATCH},
    "Ana": {"Ana": Result.UNKNOWN, "Lopez": Result.UNKNOWN},
}


@pytest.mark.parametrize(
    ("name", "said", "result"),
    [(name, said, result) for name, answers in NAMES.items() for said, result in answers.items()],
)
def test_family_names_fit_and_given_names_alone_do_not(
    name: str, said: str, result: Result
) -> None:
    """B3: suffixes, two surnames, commas, umlauts, hyphens, names without blanks."""
    assert check({"customer_details": {"name": name}}, {"last_name": said}) is result


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("Tea House", Result.MATCH),
        ("tea house gmbh", Result.MATCH),
        ("Souza", Result.MATCH),
        ("Tea", Result.NO_MATCH),
        ("GmbH", Result.NO_MATCH),
        ("Kai", Result.NO_MATCH),
    ],
)
def test_a_business_fits_by_its_name_and_its_person(said: str, result: Result) -> None:
    """B3: both stand in fields of their own, with no `name`."""
    customer = {"business_name": "Tea House GmbH", "individual_name": "Kai Souza"}
    assert check({"customer_details": customer}, {"last_name": said}) is result


@pytest.mark.parametrize(
    ("known", "said", "fits"),
    [
        ("94107-1234", "94107", True),
        ("94107", "94107-1234", True),
        ("94107-1234", "94107 1234", True),
        ("94107-1234", "94107-9999", False),
        ("94107-1234", "94108", False),
        ("10115", "D-10115", True),
        ("D-10115", "10115", True),
        ("10115", "d 10115", True),
        ("SW1A 1AA", " sw1a\u200b1aa", True),
        ("01310-100", "01310", False),
        ("SW1A 1AA", "SW1A", False),
    ],
)
def test_postcodes_fit_as_people_write_them(known: str, said: str, fits: bool) -> None:
    """B4: ZIP and ZIP+4, the letters of a country, blanks and case."""
    session = {"customer_details": {"address": {"postal_code": known}}}
    assert check(session, {"postcode": said}) is (Result.MATCH if fits else Result.NO_MATCH)


@pytest.mark.parametrize(
    ("known", "said", "fits"),
    [
        ("ana@example.com", "mailto:ana@example.com", True),
        ("ana@example.com", "mailto:ana%40example.com?subject=Order", True),
        ("ana@example.com", "Ana Souza <Ana@Example.com>", True),
        ("ana@example.com", "<mailto:ana@example.com>", True),
        ("ana@example.com", "ana@\u200bexample.com\ufeff", True),
        ("ana@xn--mller-kva.example", "ana@müller.example", True),
        ("ana@müller.example", "ana@XN--mller-kva.example", True),
        ("ana@müller.example", "ana@muller.example", False),
        ("ana@example.com", "ana@xn--\u00e4.example", False),
        ("ana@example.com", "example.com", False),
    ],
)
def test_emails_fit_as_people_paste_them(known: str, said: str, fits: bool) -> None:
    """B4: links, brackets, zero-width characters, and both forms of a domain."""
    session = {"customer_details": {"email": known}}
    assert (check(session, {"email": said}) is Result.MATCH) is fits


@given(any_json, any_text)
def test_no_object_and_no_words_break_it(session: Any, said: str) -> None:
    whole = session if isinstance(session, dict) else {"customer_details": session}
    for name in ("email", "postcode", "amount", "last_name"):
        check(whole, {name: said})


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
