"""The page of a person over stories of buyers: doubles, several customers, capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.people import lookup
from tests.running import Emulator, running_emulator
from tests.views.page import ids, text_of

PEOPLE = "/demo/people/"
SESSIONS = "/v1/checkout/sessions"
STORIES = (
    "three-customers",
    "email-capital",
    "quick-double",
    "two-debits",
    "subscription-twice",
    "interleaved-doubles",
    "four-times",
    "refunded",
    "dispute-open",
    "debit-processing",
)


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[Emulator, dict[str, dict[str, Any]]]]:
    """An emulator of these stories, and one session of each."""
    with running_emulator() as emulator:
        made = {name: emulator.control(f"story?name={name}")["session"] for name in STORIES}
        yield (
            emulator,
            {name: emulator.get(f"{SESSIONS}/{one}") for name, one in made.items()},
        )


@pytest.fixture
def stories(
    told: tuple[Emulator, dict[str, dict[str, Any]]], settings: Settings
) -> Iterator[dict[str, dict[str, Any]]]:
    emulator, sessions = told
    settings.STRIPE_API_BASE = emulator.address
    cache.clear()
    emulator.reset()
    yield sessions
    assert len(emulator.requests()) <= lookup.MOST_CALLS
    services.wait_for_background()


def email_of(session: dict[str, Any]) -> str:
    email: str = session["customer_details"]["email"]
    return email


def bands(page: str) -> list[str]:
    return re.findall(r'class="double">.*?</tbody>', page)


def summary(page: str) -> str:
    found = re.search(r'id="summary">(.*?)</p>', page)
    assert found
    return found[1]


def test_d1_interleaved_doubles_are_both_marked(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    email = email_of(stories["interleaved-doubles"])
    page = text_of(signed_in.get(f"{PEOPLE}?email={email}"))
    (band,) = bands(page)
    assert band.count("Possible double payment: 2 paid sessions") == 2
    assert band.count("data-session-id") == 4
    assert band.count("no refund and no dispute") == 2
    assert (
        len(re.findall(r"refund one in Stripe: <code>pi_\w+</code>, <code>pi_\w+</code>", band))
        == 2
    )
    assert summary(page).count("Paid twice within 20 minutes") == 2


def test_d_of_four_equal_payments_all_but_one_go_back(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['four-times'])}"))
    (band,) = bands(page)
    assert "4 paid sessions of EUR" in band
    order = "wants only one: keep one of these and refund the other three in Stripe: "
    assert band.partition(order)[2].count("<code>pi_") == 4
    assert "Paid four times within 30 minutes" in summary(page)


def test_d2_two_debits_under_way_are_marked(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['two-debits'])}"))
    (band,) = bands(page)
    assert "Both payments are still on the way by SEPA bank debit." in band
    assert "Began to pay twice within" in summary(page)
    assert "Earlier" not in summary(page)


def test_d3_two_like_subscriptions_hours_apart_are_marked(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['subscription-twice'])}"))
    (band,) = bands(page)
    assert "Two subscriptions of the same price, 2 h apart" in band
    assert "Refunds and disputes were not looked at." in band
    assert "sub_" in band


@pytest.mark.parametrize("email", ["double@example.com", "Double@example.com"])
def test_d4_c_capital_the_double_of_two_spellings_is_one_persons(
    signed_in: Client, stories: dict[str, dict[str, Any]], email: str
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email}"))
    (band,) = bands(page)
    assert band.count("data-session-id") == 2
    other = email.swapcase()[0] + email[1:]
    assert f'These sessions also name: <a href="{PEOPLE}?email={other}">' in page


def test_d4_c_capital_the_double_behind_capitals_is_named_as_not_looked_at(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email=DOUBLE@example.com"))
    assert f'href="{PEOPLE}?email=Double@example.com"' in page
    notice = page.partition("Not looked at: sessions with the address")[2].partition("</p>")[0]
    assert re.findall(r"<bdi>([^<]+)</bdi>", notice) == ["Double@example.com", "DOUBLE@EXAMPLE.COM"]
    (ticket,) = re.findall(r'data-copy="(Customer: [^"]+)"', page)
    assert "Not looked at: sessions of Double@example.com, sessions of DOUBLE@EXAMPLE" in ticket


def test_c_capital_an_address_typed_with_a_capital_is_found_or_offered(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email=ana.capital@example.com"))
    assert "No sessions found for" in page
    assert "Stripe has no customer with it either, in upper or lower case." in page
    assert 'Ana.capital@example.com</bdi></a> <span class="quiet">no sessions' in page
    assert f'href="{PEOPLE}?email=Ana.Capital@example.com"' in page
    assert "not looked at yet" in page


def test_d_each_of_three_customers_is_named(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    email = "three.customers@example.com"
    page = text_of(signed_in.get(f"{PEOPLE}?email={email}"))
    unread = page.partition("Only sessions with this e-mail were looked at of")[2].partition(
        "</p>"
    )[0]
    links = re.findall(r'href="([^"]+)"', unread)
    assert len(links) == 2
    assert all(link.startswith(f"{PEOPLE}?email={email}&customer=cus_") for link in links)


def test_d_the_session_that_only_its_customer_leads_to_is_one_link_away(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    third = stories["three-customers"]
    customer = third["customer"]
    response = signed_in.get(f"{PEOPLE}?email=three.customers@example.com&customer={customer}")
    assert third["id"] in ids(response)


def test_d4_a_refund_is_in_the_sentence(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['refunded'])}"))
    assert "The payment was refunded in full." in summary(page)
    assert "Refunded</span" in page


def test_d4_a_dispute_is_in_the_sentence(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['dispute-open'])}"))
    assert "The payment is disputed, and the shop has to answer." in summary(page)


def test_a20_a_debit_is_named(signed_in: Client, stories: dict[str, dict[str, Any]]) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={email_of(stories['debit-processing'])}"))
    assert re.search("SEPA bank debit of EUR [0-9.]+ still processing", summary(page))


def test_the_whole_person_can_be_copied_for_a_ticket(
    signed_in: Client, stories: dict[str, dict[str, Any]]
) -> None:
    response = signed_in.get(f"{PEOPLE}?email=double@example.com")
    page = text_of(response)
    text = re.search(r'data-copy="(Customer: [^"]+)"', page)
    assert text
    assert "double@example.com" in text[1]
    assert "Paid twice within" in text[1]
    assert all(one in text[1] for one in ids(response))
    assert text[1].count("pi_") == 2
    assert "UTC" in text[1]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("email=a@x.example&email=b@x.example", "E-mail"),
        ("customer=cus_1&customer=cus_2", "Customer"),
    ],
)
def test_d_an_address_that_names_two_people_is_refused(
    signed_in: Client, stories: dict[str, dict[str, Any]], query: str, label: str
) -> None:
    response = signed_in.get(f"{PEOPLE}?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert f"{label} was given more than once, with different values." in text_of(response)


def test_the_same_value_twice_is_one(signed_in: Client, stories: dict[str, dict[str, Any]]) -> None:
    email = quote("double@example.com")
    response = signed_in.get(f"{PEOPLE}?email={email}&email={email}")
    assert response.status_code == HTTPStatus.OK
