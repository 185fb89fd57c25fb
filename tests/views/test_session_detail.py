"""The page of one session over the emulator."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from types import FrameType
from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from sessions_browser.conf import Timeouts
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.views import session_detail
from tests.clients import PATIENT
from tests.running import Emulator
from tests.views.page import LIST, pairs, text_of

IN_GERMAN = {"Accept-Language": "de"}


def some(upstream: Emulator, **wanted: Any) -> dict[str, Any]:
    """A session with these values; `...` means any value at all."""
    query = "limit=100&expand[]=data.line_items"
    for session in upstream.get(f"/v1/checkout/sessions?{query}")["data"]:
        if all(session[k] == v if v is not ... else session[k] for k, v in wanted.items()):
            upstream.reset()
            found: dict[str, Any] = session
            return found
    raise AssertionError(f"the emulator has none with {wanted}")


def test_shows_a_paid_session_with_one_call(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, status="complete", payment_status="paid", mode="payment")
    response = signed_in.get(f"{LIST}{session['id']}/")
    assert response.status_code == HTTPStatus.OK
    assert "was collected" in text_of(response)
    for item in session["line_items"]["data"]:
        assert item["description"] in text_of(response)
    assert session["customer_details"]["email"] in text_of(response)
    received = upstream.requests(f"/v1/checkout/sessions/{session['id']}")
    assert [pairs(request["query"]) for request in received] == [
        [
            ("expand[]", "discounts.promotion_code"),
            ("expand[]", "invoice.payments"),
            ("expand[]", "line_items"),
            ("expand[]", "payment_intent.latest_charge.dispute"),
            ("expand[]", "payment_intent.latest_charge.refunds"),
            ("expand[]", "shipping_cost.shipping_rate"),
            ("expand[]", "subscription"),
            ("expand[]", "total_details.breakdown"),
        ]
    ]


# The order


def story(upstream: Emulator, name: str) -> str:
    """The id of a new session with this story."""
    return str(upstream.control(f"story?name={name}")["session"])


def with_many_items(upstream: Emulator) -> dict[str, Any]:
    """A session of more than ten items."""
    query = "limit=100&expand[]=data.line_items"
    cursor = ""
    while True:
        page = upstream.get(f"/v1/checkout/sessions?{query}{cursor}")
        for session in page["data"]:
            if session["line_items"] and session["line_items"]["has_more"]:
                upstream.reset()
                found: dict[str, Any] = session
                return found
        assert page["has_more"], "the emulator has none"
        cursor = f"&starting_after={page['data'][-1]['id']}"


def test_all_items_are_shown_and_cost_one_more_call(signed_in: Client, upstream: Emulator) -> None:
    """A16, UX 26"""
    session = with_many_items(upstream)
    path = f"/v1/checkout/sessions/{session['id']}/line_items"
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert len(upstream.requests()) == 2
    items = upstream.get(f"{path}?limit=100")["data"]
    assert len(items) > 10
    table = page.partition("Line items</caption>")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == len(items)
    assert "Stripe has more" not in page
    upstream.reset()
    signed_in.get(f"{LIST}{session['id']}/?reload=1")
    assert len(upstream.requests(path)) == 1


def test_items_that_cannot_be_read_leave_a_way_on(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    """A16, UX 26"""
    session = with_many_items(upstream)
    address = f"{LIST}{session['id']}/"
    # This reads the session alone.
    signed_in.get(f"{address}state/")
    settings.UPSTREAM_TIMEOUTS = Timeouts(0.2, 0.25, 0.35, PATIENT.retry_pause)
    upstream.control("latency?ms=3000")
    try:
        page = text_of(signed_in.get(address))
    finally:
        upstream.control("latency?ms=0")
    assert "Only the first 10 items are shown, in all " in page
    assert "Stripe has more, in all " in page
    assert f'<a href="{address}?reload=1">Show all items</a>' in page


def test_the_included_tax_of_a_story_adds_up(signed_in: Client, upstream: Emulator) -> None:
    """A12"""
    page = text_of(signed_in.get(f"{LIST}{story(upstream, 'tax-included')}/"))
    above, _, below = page.partition('<div class="total">')
    assert "<dt>Tax" not in above
    assert "Includes tax (VAT 19%) of" in below


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("presentment", "JPY</span> 8,420"),
        ("currency-conversion", "In the shop's currency (rate 1.36)"),
    ],
)
def test_both_amounts_of_a_story_are_named(
    signed_in: Client, upstream: Emulator, name: str, words: str
) -> None:
    """A11"""
    page = text_of(signed_in.get(f"{LIST}{story(upstream, name)}/"))
    facts = page.partition('<p class="facts">')[2].partition("</p>")[0]
    assert "Shown to the customer as" in facts
    assert "In the shop's currency" in facts
    assert words in facts


def test_a_business_is_called_by_its_names(signed_in: Client, upstream: Emulator) -> None:
    """A15: on its page and in the list."""
    session_id = story(upstream, "business")
    page = text_of(signed_in.get(f"{LIST}{session_id}/"))
    assert "<bdi>Kim Business (Example GmbH)</bdi></h1>" in page
    for words in ("DE123456789", "Reverse charge: the customer owes the tax"):
        assert words in page
    assert "Kim Business (Example GmbH)" in text_of(signed_in.get(LIST))


def test_the_chosen_shipping_is_named(signed_in: Client, upstream: Emulator) -> None:
    """A15"""
    page = text_of(signed_in.get(f"{LIST}{story(upstream, 'collected-in-person')}/"))
    assert "Shipping (Collect in person)" in page
    assert "Collect in person, free" in page


def test_without_the_right_to_read_rates_their_names_are_said_to_be_missing(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    session_id = story(upstream, "collected-in-person")
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_only_sessions"}
    page = text_of(signed_in.get(f"{LIST}{session_id}/"))
    assert "Shipping Rates: the name of the chosen shipping" in page
    assert "Shipping (shr_" in page


def test_references_are_shown(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, metadata=..., client_reference_id=...)
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert session["client_reference_id"] in page
    for key, value in session["metadata"].items():
        assert key in page
        assert value in page


def test_what_lets_others_pay_is_not_shown(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, status="open", url=...)
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert session["url"] not in page
    assert '"client_secret"' not in page
    assert '"url": "https://checkout' not in page


def test_a_second_look_costs_no_call_and_reload_costs_one(
    signed_in: Client, upstream: Emulator
) -> None:
    address = f"{LIST}{some(upstream)['id']}/"
    for _ in range(3):
        signed_in.get(address)
    assert len(upstream.requests(address.replace("/demo/", "/v1/checkout/").rstrip("/"))) == 1
    assert signed_in.get(f"{address}?reload=1")["Location"] == address
    assert len(upstream.requests(address.replace("/demo/", "/v1/checkout/").rstrip("/"))) == 2


def test_an_unknown_session_says_where_it_was_looked_for(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}cs_test_a1{'0' * 56}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Demo (test mode) has no Checkout Session" in text_of(response)


def test_an_id_of_the_other_mode_needs_no_call(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}cs_live_a1{'0' * 56}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "it belongs to live mode" in text_of(response)
    assert not upstream.requests(f"/v1/checkout/sessions/cs_live_a1{'0' * 56}")


@pytest.mark.parametrize("bad", ["cs_test_..%2F..%2Fcustomers", "cs_test_%3Fx", "cus_123"])
def test_only_the_id_of_a_session_becomes_part_of_a_call(
    signed_in: Client, upstream: Emulator, bad: str
) -> None:
    assert signed_in.get(f"{LIST}{bad}/").status_code == HTTPStatus.NOT_FOUND
    assert not upstream.requests("/v1/customers")


def test_back_leads_to_the_list_as_it_was_left(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream)
    came_from = f"{LIST}?status={session['status']}"
    headers = {"Referer": f"http://testserver{came_from}"}
    assert f'href="{came_from}"' in text_of(
        signed_in.get(f"{LIST}{session['id']}/", headers=headers)
    )
    elsewhere = {"Referer": f"https://evil.example{came_from}"}
    assert "evil.example" not in text_of(
        signed_in.get(f"{LIST}{session['id']}/", headers=elsewhere)
    )


def times_called(function: Callable[..., Any], work: Callable[[], object]) -> int:
    """How often `work` calls a class method in this thread, which is not replaced for it."""
    code, calls = function.__func__.__code__, 0  # type: ignore[attr-defined]

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code is code

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("read", [FullSession.from_json, SessionRow.from_object])
@pytest.mark.parametrize(
    ("path", "headers"), [("", {}), ("", {"HX-Request": "true"}), ("state/", {})]
)
def test_the_object_is_read_once_for_a_page(
    signed_in: Client,
    upstream: Emulator,
    read: Callable[..., Any],
    path: str,
    headers: dict[str, str],
) -> None:
    address = f"{LIST}{some(upstream)['id']}/{path}"
    assert times_called(read, lambda: signed_in.get(address, headers=headers)) == 1


# What the key may read of the payment


def test_a_right_that_is_missing_is_said_and_asked_for_no_more(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    session = some(upstream, status="complete", payment_status="paid", mode="payment")
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_only_sessions"}
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert "Stripe marked the session as paid" in page
    assert "this dashboard's key may not read it. PaymentIntents" in page
    first = len(upstream.requests())
    upstream.reset()
    other = some(upstream, status="expired")
    upstream.reset()
    signed_in.get(f"{LIST}{other['id']}/")
    assert (first > 1, len(upstream.requests())) == (True, 1)


def test_why_a_payment_was_declined_is_told(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, status="expired", payment_intent=..., mode="payment")
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert "Not paid: the card was declined (insufficient funds)." in page
    assert "insufficient_funds" in page


# The drawer


def test_htmx_gets_what_a_drawer_shows(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream)
    response = signed_in.get(f"{LIST}{session['id']}/", headers={"HX-Request": "true"})
    page = text_of(response)
    assert "<html" not in page
    assert f'data-session-id="{session["id"]}"' in page
    assert "HX-Request" in response["Vary"]
    missing = signed_in.get(f"{LIST}cs_test_a1{'0' * 56}/", headers={"HX-Request": "true"})
    assert missing.status_code == HTTPStatus.NOT_FOUND
    assert "<html" not in text_of(missing)


@pytest.mark.parametrize(
    "query", ["session={id}", "status=open&session=first", "session=below:{id}&limit=10"]
)
def test_a_list_with_a_drawer_costs_what_the_list_costs(
    signed_in: Client, upstream: Emulator, query: str
) -> None:
    session_id = some(upstream)["id"]
    response = signed_in.get(f"{LIST}?{query.format(id=session_id)}")
    assert response.status_code == HTTPStatus.OK
    assert "Ignored" not in text_of(response)
    assert len(upstream.queries()) == 1
    assert not upstream.requests(f"/v1/checkout/sessions/{session_id}")
    # Without script it is the page of its own.
    leads = f'content="0; url={LIST}{session_id}/"' in text_of(response)
    assert leads is query.startswith("session={id}")


def test_a_redirect_keeps_the_drawer(signed_in: Client, upstream: Emulator) -> None:
    session_id = some(upstream)["id"]
    response = signed_in.get(f"{LIST}?who=ana.souza@example.com&session={session_id}")
    assert response["Location"].endswith(f"?email=ana.souza@example.com&session={session_id}")


@pytest.mark.parametrize("odd", ["session=", "session=x", "session=<b>", "session=a&session=b"])
def test_what_names_no_session_opens_none(signed_in: Client, upstream: Emulator, odd: str) -> None:
    response = signed_in.get(f"{LIST}?{odd}")
    assert response.status_code == HTTPStatus.OK
    assert 'http-equiv="refresh"' not in text_of(response)


# Watching


def test_however_many_watch_a_session_is_read_once_in_a_while(
    signed_in: Client, upstream: Emulator
) -> None:
    session = some(upstream, status="open")
    address = f"{LIST}{session['id']}/state/"
    states = [signed_in.get(address).json() for _ in range(5)]
    assert {state["outcome"] for state in states} == {"Open"}
    assert states[0]["can_change"]
    assert len(upstream.requests()) == 1


def test_watching_an_unknown_session_is_told_in_words(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}cs_test_a1{'0' * 56}/state/")
    assert response.status_code >= HTTPStatus.BAD_REQUEST


def test_l11_who_watches_leaves_the_budget_to_lists(
    signed_in: Client, upstream: Emulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_detail, "WATCH_MAX_AGE_SECONDS", 0)
    listed = upstream.get("/v1/checkout/sessions?limit=100&status=open")["data"]
    watched = [f"{LIST}{session['id']}/state/" for session in listed[:10]]
    for address in watched:
        assert signed_in.get(address).json()["ask_in"] == 0
    # A window of its own, of which half is left to people.
    settings.UPSTREAM_CALLS_PER_SECOND = 5
    upstream.reset()
    began = time.monotonic()
    states = [signed_in.get(address).json() for _ in range(3) for address in watched]
    assert signed_in.get(f"{LIST}?limit=7").status_code == HTTPStatus.OK
    windows = 1 + (time.monotonic() - began) // 2
    assert 0 < len(upstream.requests()) <= 1 + 5 * windows
    refused = [state for state in states if state["ask_in"]]
    assert len(refused) >= len(states) - 5 * windows
    for state in refused:
        assert state["ask_in"] == session_detail.WATCH_SLOWED_SECONDS
        assert "as often as it may" in state["old_reason"]
        assert state["verdict"]


def test_l11_who_watches_what_was_never_read_is_told_when_to_ask(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_READS_PER_MONTH = 0
    session = some(upstream, status="open")
    response = signed_in.get(f"{LIST}{session['id']}/state/")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.headers["Retry-After"]
    assert upstream.requests() == []


# The customer's language


def opened(upstream: Emulator, locale: str) -> str:
    """The id of a new session of this language: those of the world may all have ended by now."""
    form = {
        "mode": "payment",
        "locale": locale,
        "success_url": "https://shop.example.com/thanks",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "4900",
        "line_items[0][price_data][product_data][name]": "Tea",
    }
    key = {"Authorization": "Bearer sk_test_emulator"}
    address = f"{upstream.address}/v1/checkout/sessions"
    answer = requests.post(address, data=form, headers=key, timeout=10)
    answer.raise_for_status()
    return str(answer.json()["id"])


def test_a_customer_is_told_in_the_language_of_their_checkout(
    signed_in: Client, upstream: Emulator
) -> None:
    page = f"{LIST}{opened(upstream, 'de')}/"
    german = text_of(signed_in.get(page))
    assert "Tell the customer, in German" in german
    assert re.search(r'<p lang="de">(Ihr|Bitte)', german)
    assert not re.search('<p lang="de">', text_of(signed_in.get(page, headers=IN_GERMAN)))
    page = f"{LIST}{opened(upstream, 'auto')}/"
    assert '<p lang="' not in text_of(signed_in.get(page))
