"""The one box: from what was pasted to the page that answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from pytest_django import Settings

from sessions_browser.conf import get_conf
from sessions_browser.views import search_batch
from tests.running import Emulator, running_emulator
from tests.views.page import references_of_calls, text_of

SEARCH = "/demo/search/"
HTMX = {"HX-Request": "true"}
SESSIONS = "/v1/checkout/sessions"


def newest(upstream: Emulator, count: int = 1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = upstream.get(f"{SESSIONS}?limit={count}&status=complete")["data"]
    upstream.reset()
    return found


@pytest.mark.parametrize(
    ("pasted", "place"),
    [
        ("ana.souza@example.com", "/demo/people/?email=ana.souza@example.com"),
        ("<Ana.Souza@example.com>", "/demo/people/?email=Ana.Souza@example.com"),
        ("cus_Abc", "/demo/people/?customer=cus_Abc"),
        ("pi_3Abc", "/demo/sessions/?payment_intent=pi_3Abc&session=first"),
        ("sub_1", "/demo/sessions/?subscription=sub_1&session=first"),
        ("plink_1", "/demo/sessions/?payment_link=plink_1"),
        (
            "buy.stripe.com/test_1",
            "/demo/sessions/?payment_link=https://buy.stripe.com/test_1",
        ),
        ("yesterday", "/demo/sessions/?created=yesterday"),
        ("status:open from:2026-11-01", "/demo/sessions/?status=open&created_from=2026-11-01"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_pasted_leads_straight_to_its_page(
    signed_in: Client, upstream: Emulator, method: str, pasted: str, place: str
) -> None:
    response = getattr(signed_in, method)(SEARCH, {"q": pasted})
    assert response["Location"] == place
    assert not upstream.requests()


def test_an_id_leads_to_its_session(signed_in: Client, upstream: Emulator) -> None:
    sessions = newest(upstream, 25)
    session = next(one for one in sessions if one["mode"] == "payment")
    pasted = f"https://checkout.stripe.com/c/pay/{session['id']}#fidkd"
    response = signed_in.post(SEARCH, {"q": pasted}, follow=True)
    assert response.redirect_chain[-1][0] == f"/demo/sessions/{session['id']}/"
    assert session["id"] in text_of(response)
    assert len(upstream.requests()) == 1


def test_what_was_understood_is_said_before_anything_is_asked(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.post(SEARCH, {"q": "in_1Abc"}, headers=HTMX)
    page = text_of(response)
    assert "“in_1Abc” is an invoice" in page
    assert "<html" not in page
    assert not upstream.requests()


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        ("in_1Abc", "copy the subscription (sub_…)"),
        ("Ana Souza", "Stripe cannot search sessions by name"),
        ("ana@example,com", "Look for ana@example.com"),
        ("status:paid", "Look for outcome:paid"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("x" * 30_000, "This is too long: 30,000 characters"),
    ],
)
def test_what_cannot_be_searched_is_explained(
    signed_in: Client, upstream: Emulator, pasted: str, summary: str
) -> None:
    response = signed_in.post(SEARCH, {"q": pasted})
    assert response.status_code == HTTPStatus.OK
    assert summary in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert not upstream.requests()


def test_a_secret_key_is_not_shown_again(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.post(SEARCH, {"q": "sk_live_51AbcdefGhij"})
    assert response.status_code == HTTPStatus.OK
    assert "51Abcdef" not in text_of(response)
    assert "secret key" in text_of(response)


@pytest.mark.parametrize("pasted", ["4242 4242 4242 4242", "ana@example.com 4242424242424242"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "hint"])
def test_a_card_number_is_not_shown_again(
    signed_in: Client, upstream: Emulator, pasted: str, headers: dict[str, str]
) -> None:
    """C"""
    assert "4242" not in text_of(signed_in.post(SEARCH, {"q": pasted}, headers=headers))


@pytest.mark.parametrize(
    ("pasted", "hint"),
    [
        ("ana@example,com", "Did you mean <bdi>ana@example.com</bdi>?"),
        (
            "ana@gmial.com",
            "Press Enter to search for it as typed. If nothing is found, <bdi>ana@gmail.com</bdi>",
        ),
        ("ana@gmial.com yesterday", "Did you mean <bdi>ana@gmail.com</bdi>?"),
        ("ana@example.com", "Press Enter to search."),
    ],
)
def test_the_hint_says_what_enter_does(
    signed_in: Client, upstream: Emulator, pasted: str, hint: str
) -> None:
    """C: Enter did not lead to the choice that the hint spoke of."""
    assert hint in text_of(signed_in.post(SEARCH, {"q": pasted}, headers=HTMX))


def test_a_link_on_the_shops_own_domain_is_looked_for(
    signed_in: Client, upstream: Emulator
) -> None:
    """C: the filter took it, the box did not."""
    response = signed_in.post(SEARCH, {"q": "https://pay.shop.example/b/test_custom1"})
    place = "/demo/sessions/?payment_link=https://pay.shop.example/b/test_custom1"
    assert response["Location"] == place


def test_ten_megabytes_are_refused_in_words(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.post(SEARCH, {"q": "x" * 10_485_760})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "too much" in text_of(response).lower()


def test_nothing_pasted_is_no_mistake(signed_in: Client, upstream: Emulator) -> None:
    for query in ({}, {"q": "  "}):
        response = signed_in.get(SEARCH, query)
        assert response.status_code == HTTPStatus.OK
        assert 'name="q"' in text_of(response)


# Several


def test_a_column_becomes_a_table_of_found_and_not_found(
    signed_in: Client, upstream: Emulator
) -> None:
    (session,) = newest(upstream)
    missing = f"cs_test_a1{'0' * 56}"
    column = f"id\n{session['id']}\n{missing}\nana.souza@example.com\nnobody@example.com\nin_1Abc\n"
    response = signed_in.post(SEARCH, {"q": column}, follow=True)
    page = text_of(response)
    assert response.status_code == HTTPStatus.OK
    assert "q=id+cs_test_" in response.redirect_chain[0][0]
    assert f'href="/demo/sessions/{session["id"]}/"' in page
    assert 'href="/demo/people/?email=ana.souza@example.com"' in page
    assert page.count("Not found in Demo (test mode).") == 2
    assert "3 sessions, the newest: EUR 49.00" in page
    assert "“in_1Abc” is an invoice" in page
    # A call for each that can be looked for, and none for the invoice.
    assert len(upstream.requests()) == 4


def test_50_a_column_comes_back_one_item_a_line(signed_in: Client, upstream: Emulator) -> None:
    column = "nobody@example.com\nin_1\npi_nothing"
    page = signed_in.post("/demo/search/", {"q": column}, follow=True).content.decode()
    assert f">{column}</textarea>" in page
    assert "1 to 3 of 3" not in text_of(signed_in.post("/demo/search/", {"q": column}, follow=True))


def test_a_long_column_is_looked_up_in_parts(signed_in: Client, upstream: Emulator) -> None:
    column = " ".join(f"nobody{n}@example.com" for n in range(23))
    first = signed_in.get(SEARCH, {"q": column})
    assert "1 to 10 of 23" in text_of(first)
    assert len(upstream.requests()) == 10
    third = signed_in.get(SEARCH, {"q": column, "from": "20"})
    assert "21 to 23 of 23" in text_of(third)
    assert len(upstream.requests()) == 13
    for odd in ("-1", "x", "9999", "22"):
        assert signed_in.get(SEARCH, {"q": column, "from": odd}).status_code == HTTPStatus.OK


def test_what_fails_of_a_column_is_told_from_what_is_not_there(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_no_sessions"}
    page = text_of(signed_in.get(SEARCH, {"q": "a@example.com b@example.com"}))
    assert page.count("Could not be looked up.") == 2
    assert "Not found" not in page


class CountingLocMemCache(LocMemCache):
    """Counts its objects: with Redis each is a connection or more."""

    made = 0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        CountingLocMemCache.made += 1


def test_columns_share_their_connections_to_the_cache(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": f"{__name__}.CountingLocMemCache", "LOCATION": "counted"}
    }
    CountingLocMemCache.made = 0
    made = []
    for part in range(8):
        signed_in.get(SEARCH, {"q": " ".join(f"person{part}{n}@example.com" for n in range(10))})
        made.append(CountingLocMemCache.made)
    # One for each thread of the pool and of the calls that can be waited for, and for this thread.
    assert made[-1] <= search_batch.AT_ONCE + get_conf().max_waiting + 1
    # A column takes few threads at once, which are used again: fifty more lookups need no more.
    assert made[-1] - made[2] <= search_batch.AT_ONCE


def test_the_calls_for_a_column_have_the_reference_of_their_request(
    signed_in: Client, upstream: Emulator
) -> None:
    with references_of_calls() as references:
        response = signed_in.get(SEARCH, {"q": "a@example.com b@example.com"})
    assert references == {response["X-Request-Id"]}


# Another mode or account


def test_an_id_of_the_other_mode_leads_to_the_account_that_can_have_it(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"shop-live": "rk_live_nothing", "demo": "rk_test_emulator"}
    (session,) = newest(upstream)
    response = signed_in.post("/shop-live/search/", {"q": session["id"]}, follow=True)
    assert response.redirect_chain[-1][0] == f"/demo/sessions/{session['id']}/"
    assert "This ID is of test mode, so it was looked for in Demo." in text_of(response)
    assert len(upstream.requests()) == 1


def test_a_session_of_another_account_is_found_there(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_emulator", "second": "rk_test_second"}
    with running_emulator("--sessions=20", "--second-account=20") as emulator:
        settings.STRIPE_API_BASE = emulator.address
        theirs = text_of(signed_in.get("/second/sessions/")).partition('data-session-id="')[2]
        session_id = theirs.partition('"')[0]
        emulator.reset()
        response = signed_in.post(SEARCH, {"q": session_id}, follow=True)
        assert response.redirect_chain[-1][0] == f"/second/sessions/{session_id}/"
        assert "Demo does not have this session. It is in Second." in text_of(response)
        # Asked in the one, found in the other, and shown out of the cache.
        assert len(emulator.requests()) == 2
        missing = signed_in.get(f"/demo/sessions/cs_test_a1{'0' * 56}/")
        assert missing.status_code == HTTPStatus.NOT_FOUND
        assert "It is not in these accounts either:" in text_of(missing)
        assert "<li> Second (test mode) </li>" in text_of(missing)


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("paid ana.souza@example.com yesterday", "“paid yesterday”"),
        ("the link {link}", "“the link”"),
        ("the id is {id}, thanks", "“the id is thanks”"),
    ],
)
def test_what_was_not_used_is_said_on_the_page_that_opens(
    signed_in: Client, upstream: Emulator, pasted: str, words: str
) -> None:
    """Without JavaScript there is no preview, and the words were lost in silence."""
    (session,) = newest(upstream)
    (link,) = upstream.get("/v1/payment_links?limit=1")["data"]
    query = pasted.replace("{id}", session["id"]).replace("{link}", link["id"])
    response = signed_in.post(SEARCH, {"q": query}, follow=True)
    assert f"Not used in the search: {words}." in text_of(response)


def test_a_torn_email_in_a_column_stays_torn(signed_in: Client, upstream: Emulator) -> None:
    """The address of the page joined the lines, so that the rest became another person."""
    response = signed_in.post(SEARCH, {"q": "an\nna@example.com\ncus_9"}, follow=True)
    assert "may be cut in two: “anna@example.com” or “na@example.com”" in text_of(response)


def test_what_the_filter_did_not_use_is_said(signed_in: Client, upstream: Emulator) -> None:
    """The day was lost in silence, while the box uses it."""
    query = {"who": "E-mail: ana.souza@example.com gestern"}
    page = text_of(signed_in.get("/demo/sessions/", query, follow=True))
    assert "Not used in the search: “gestern”." in page
    assert "Not used" not in text_of(signed_in.get("/demo/sessions/", follow=True))
