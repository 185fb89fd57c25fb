"""The canonical spelling of a query string, and names that mean nothing here."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from django.core.exceptions import TooManyFieldsSent

from tests.unit.filters.addresses import read, wire


@pytest.mark.parametrize(
    ("query_string", "canonical"),
    [
        ("", ""),
        ("limit=25", ""),
        ("status=&email=", ""),
        ("who=ana%40example.com", "email=ana@example.com"),
        ("customer_details%5Bemail%5D=a%2Bb@c.example", "email=a%2Bb@c.example"),
        ("expand[0]=data.line_items", "expand=data.line_items"),
        ("items=on", "expand=data.line_items"),
        ("created_gt=5", "created[gt]=5"),
        ("created[gte]=1795042800", "created_from=2026-11-19T00:00&tz=Europe/Berlin"),
        ("created_from=2026-11-19&created_from_time=14:00", "created_from=2026-11-19T14:00"),
        ("created_from=2026-11-19%2014:00:00", "created_from=2026-11-19T14:00"),
        (
            "created[lt]=1792888200",
            "created_to=2026-10-25T02:30%2B02:00&tz=Europe/Berlin",
        ),
        ("reload=1&status=open", "status=open"),
        ("starting_after=cs_test_1&status=open", "status=open&starting_after=cs_test_1"),
    ],
)
def test_the_best_spelling_of_a_question(query_string: str, canonical: str) -> None:
    assert read(query_string).canonical == canonical


@pytest.mark.parametrize(
    "query_string", ["", "status=open", "limit=10&status=open", "utm=x&limit=10"]
)
def test_the_best_spelling_needs_no_redirect_whatever_its_order(query_string: str) -> None:
    assert read(query_string).is_canonical


def test_what_means_nothing_here_is_named_and_kept() -> None:
    address = read("utm_source=mail&status=open&payment_status=paid&created[foo]=1&expand[1000]=x")
    assert address.ignored == ("utm_source", "payment_status", "created[foo]", "expand[1000]")
    assert parse_qsl(address.unknown) == [
        ("utm_source", "mail"),
        ("payment_status", "paid"),
        ("created[foo]", "1"),
        ("expand[1000]", "x"),
    ]
    assert wire(address) == [("status", "open"), ("limit", "25")]


def test_a_flood_of_unknown_names_is_summed_up() -> None:
    address = read("&".join(f"x{number}{'y' * 100}=1" for number in range(30)))
    assert len(address.ignored) == 11
    assert address.ignored[-1] == "and 20 more"
    assert max(map(len, address.ignored)) == 60


def test_more_parameters_than_django_takes_are_its_400() -> None:
    with pytest.raises(TooManyFieldsSent):
        read("&".join(["a=1"] * 1001))
