"""The page of one person: guest and customer as one, in three calls at most."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from sessions_browser.people import lookup
from tests.running import Emulator
from tests.views.page import ids, link, text_of

PEOPLE = "/demo/people/"
ANA = "ana.souza@example.com"
NIAMH = "niamh.obrien@example.com"
SESSIONS = "/v1/checkout/sessions"


def sessions_of(upstream: Emulator, **wanted: str) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={quote(value)}" for name, value in wanted.items())
    found: list[dict[str, Any]] = upstream.get(f"{SESSIONS}?limit=100&{query}")["data"]
    upstream.reset()
    return found


def by_email(upstream: Emulator, email: str) -> list[str]:
    return [one["id"] for one in sessions_of(upstream, **{"customer_details[email]": email})]


def known_customer(upstream: Emulator) -> tuple[str, str]:
    """Customer and e-mail of somebody who has sessions both with the e-mail and without."""
    for session in upstream.get(f"{SESSIONS}?limit=100&status=open")["data"]:
        if session["customer"]:
            mine = sessions_of(upstream, customer=session["customer"])
            emails = {one["customer_details"] and one["customer_details"]["email"] for one in mine}
            if None in emails and len(emails) == 2:
                return session["customer"], next(email for email in emails if email)
    raise AssertionError("the emulator has no such customer")


def test_a_guests_sessions_are_found_by_e_mail_in_three_calls(
    signed_in: Client, upstream: Emulator
) -> None:
    expected = by_email(upstream, ANA)
    response = signed_in.get(f"{PEOPLE}?email={ANA}")
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == expected
    told = text_of(response)
    assert told.index("Paid EUR 49.00 on ") < told.index("3 checkouts ") < told.index("The second:")
    # The e-mail's sessions, whether it has a customer whose sessions lack it, and whether it was
    # typed with a capital.
    asked = [SESSIONS, "/v1/customers", SESSIONS]
    assert [request["path"] for request in upstream.requests()] == asked
    signed_in.get(f"{PEOPLE}?email={ANA}")
    assert len(upstream.requests()) == lookup.MOST_CALLS


@pytest.mark.parametrize("given", ["email", "customer"])
def test_sessions_with_only_the_customer_are_joined_in(
    signed_in: Client, upstream: Emulator, given: str
) -> None:
    customer, email = known_customer(upstream)
    both = {
        one["id"]: one["created"]
        for wanted in ({"customer": customer}, {"customer_details[email]": email})
        for one in sessions_of(upstream, **wanted)
    }
    handle = {"email": email, "customer": customer}[given]
    response = signed_in.get(f"{PEOPLE}?{given}={quote(handle)}")
    shown = ids(response)
    assert sorted(shown) == sorted(both)
    assert [both[one] for one in shown] == sorted(both.values(), reverse=True)
    assert len(upstream.requests()) <= lookup.MOST_CALLS
    assert f"?customer={customer}" in text_of(response)


def test_a_possible_double_payment_is_joined_by_a_band(
    signed_in: Client, upstream: Emulator
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email={NIAMH}"))
    band = page.partition('class="double"')[2].partition("</tbody>")[0]
    assert "Possible double payment: 2 paid sessions of GBP 72.00, 6 min apart." in band
    assert band.count("data-session-id") == 2


@pytest.mark.parametrize(
    ("query", "summary"),
    [
        ("", "Give the e-mail or the customer"),
        ("email=ana", "Enter a whole e-mail address"),
        ("customer=ana", "begins with cus_"),
        ("email=a%E2%80%8Bb@c.example", "cannot be seen"),
        (f"email={ANA}&starting_after=x", "the ID of one session"),
        (f"email={ANA}&starting_after=cs_test_a&ending_before=cs_test_b", "the ID of one session"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_nothing_is_asked(
    signed_in: Client, upstream: Emulator, query: str, summary: str
) -> None:
    response = signed_in.get(f"{PEOPLE}?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert summary in text_of(response)
    assert not upstream.requests()


def test_nobody_found_says_where_else_was_looked(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{PEOPLE}?email={ANA.title()}")
    page = text_of(response)
    assert response.status_code == HTTPStatus.OK
    assert f'href="{PEOPLE}?email={ANA}"' in page
    assert "3 sessions" in page
    assert len(upstream.requests()) == lookup.MOST_CALLS


def test_a_slip_in_the_address_is_offered_corrected(signed_in: Client, upstream: Emulator) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email=ana.souza@exmaple.com"))
    assert f'href="{PEOPLE}?email={ANA}"' in page


def test_no_offer_of_a_list_claims_a_count(signed_in: Client, upstream: Emulator) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email=nobody@example.com"))
    offers = re.findall(r'<a class="button" href="/demo/sessions/[^"]*">([^<]*)</a>', page)
    assert offers == ["Today's sessions", "Open sessions, last 7 days"]


@pytest.fixture
def two_accounts(upstream: Emulator, settings: Settings) -> Emulator:
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_emulator", "shop-two": "rk_test_nothing"}
    return upstream


def test_other_accounts_are_looked_at_within_the_three_calls(
    signed_in: Client, two_accounts: Emulator
) -> None:
    page = text_of(signed_in.get(f"{PEOPLE}?email=nobody@example.com"))
    assert 'href="/shop-two/people/?email=nobody@example.com"' in page
    # The key of the other account is refused: that is said, and is no "no session".
    assert 'Shop two (test mode)</bdi></a> <span class="quiet">not looked at yet' in page
    assert "The sessions in Shop two (test mode) could not be read." in page
    assert len(two_accounts.requests()) == lookup.MOST_CALLS


def test_an_unknown_customer_leads_to_the_other_accounts(
    signed_in: Client, two_accounts: Emulator
) -> None:
    response = signed_in.get(f"{PEOPLE}?customer=cus_Unknown")
    assert response.status_code == HTTPStatus.OK
    assert "No sessions found for <bdi>cus_Unknown</bdi>" in text_of(response)
    assert 'href="/shop-two/people/?customer=cus_Unknown"' in text_of(response)


def test_what_the_key_may_not_read_is_said_beside_what_is_known(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    expected = by_email(upstream, ANA)
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_only_sessions"}
    response = signed_in.get(f"{PEOPLE}?email={ANA}")
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == expected
    assert "rak_customer_read" in text_of(response)


def test_when_nothing_can_be_read_it_is_a_page_of_words(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_no_sessions"}
    response = signed_in.get(f"{PEOPLE}?email={ANA}")
    assert response.status_code == HTTPStatus.BAD_GATEWAY
    assert "The key of this dashboard lacks a right" in text_of(response)
    assert ANA in text_of(response)


def test_a_person_with_many_sessions_is_paged(
    signed_in: Client, upstream: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, email = known_customer(upstream)
    monkeypatch.setattr(lookup, "PAGE_ROWS", 2)
    address = f"{PEOPLE}?email={quote(email)}&customer={customer}"
    wanted = {
        one["id"]: one["created"]
        for query in ({"customer": customer}, {"customer_details[email]": email})
        for one in sessions_of(upstream, **query)
    }
    assert len(wanted) > 2
    pages = []
    while address:
        response = signed_in.get(address)
        assert response.status_code == HTTPStatus.OK
        pages.append((address, ids(response)))
        address = link(response, "older")
    walked = [one for _, page in pages for one in page]
    assert sorted(walked) == sorted(wanted)
    assert [wanted[one] for one in walked] == sorted(wanted.values(), reverse=True)
    # And back, page by page, to the top.
    back = link(signed_in.get(pages[-1][0]), "newer")
    for _, expected in reversed(pages[1:-1]):
        response = signed_in.get(back)
        assert ids(response) == expected
        back = link(response, "newer")
    assert ids(signed_in.get(back, follow=True)) == pages[0][1]


def test_a_place_that_is_gone_leads_to_the_first_page(
    signed_in: Client, upstream: Emulator
) -> None:
    address = f"{PEOPLE}?email={ANA}&starting_after=cs_test_a1{'0' * 56}"
    response = signed_in.get(address, follow=True)
    assert "in the list is gone" in text_of(response)
    assert len(ids(response)) == 3


def test_reload_asks_again_and_leaves_the_address(signed_in: Client, upstream: Emulator) -> None:
    signed_in.get(f"{PEOPLE}?email={ANA}")
    before = len(upstream.requests(SESSIONS))
    response = signed_in.get(f"{PEOPLE}?email={ANA}&reload=1")
    assert response["Location"] == f"{PEOPLE}?email={ANA}"
    assert len(upstream.requests(SESSIONS)) == 2 * before
