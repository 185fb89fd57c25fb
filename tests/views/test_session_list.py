"""The list page over the emulator: what people see, and what upstream received."""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from tests.running import Emulator, running_emulator
from tests.views.page import LIST, chips, ids, link, pairs, text_of

HTMX = {"HX-Request": "true"}


def newest(upstream: Emulator, query: str = "limit=25") -> list[str]:
    return [entry["id"] for entry in upstream.get(f"/v1/checkout/sessions?{query}")["data"]]


def test_shows_the_newest_sessions_with_one_call(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(LIST)
    assert response.status_code == HTTPStatus.OK
    assert upstream.queries() == ["limit=25"]
    assert ids(response) == newest(upstream)


def test_a_second_look_costs_no_call(signed_in: Client, upstream: Emulator) -> None:
    first, second = signed_in.get(LIST), signed_in.get(LIST)
    assert ids(first) == ids(second)
    assert len(upstream.queries()) == 1


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("status=open", [("status", "open")]),
        ("email=ana@example.com", [("customer_details[email]", "ana@example.com")]),
        ("who=a%2Bb@c.example", [("customer_details[email]", "a+b@c.example")]),
        ("created[gt]=1700000000", [("created[gt]", "1700000000")]),
        ("created%5Blte%5D=1700000000", [("created[lte]", "1700000000")]),
        ("created[gte]=1700000000", [("created[gte]", "1700000000")]),
        ("created[lt]=1700000000", [("created[lt]", "1700000000")]),
        ("created=1700000000", [("created", "1700000000")]),
        ("customer_details[email]=A@b.example", [("customer_details[email]", "A@b.example")]),
        # Clocks go forward on 29 March: a day of 23 hours. They go back on 25 October: 25 hours.
        (
            "created_from=2026-03-29&created_to=2026-03-29&tz=Europe/Berlin",
            [("created[gte]", "1774738800"), ("created[lt]", "1774821600")],
        ),
        (
            "created_from=2026-10-25&created_to=2026-10-25&tz=Europe/Berlin",
            [("created[gte]", "1792879200"), ("created[lt]", "1792969200")],
        ),
        (
            "created_from=2026-11-01T00:30&created_from_time=&tz=America/New_York",
            [("created[gte]", "1793507400")],
        ),
        ("items=on", [("expand[]", "data.line_items")]),
        (
            "expand[]=data.line_items&expand[1]=data.total_details.breakdown&limit=10",
            [
                ("expand[]", "data.line_items"),
                ("expand[]", "data.total_details.breakdown"),
                ("limit", "10"),
            ],
        ),
    ],
)
def test_an_address_makes_exactly_this_call(
    signed_in: Client, upstream: Emulator, typed: str, wire: list[tuple[str, str]]
) -> None:
    response = signed_in.get(f"{LIST}?{typed}", follow=True)
    assert response.status_code == HTTPStatus.OK
    expected = wire if any(name == "limit" for name, _ in wire) else [*wire, ("limit", "25")]
    assert [pairs(query) for query in upstream.queries()] == [sorted(expected)]


@pytest.mark.parametrize("name", ["customer", "payment_link", "payment_intent", "subscription"])
def test_ids_of_other_objects_filter(signed_in: Client, upstream: Emulator, name: str) -> None:
    session = next(
        entry for entry in upstream.get("/v1/checkout/sessions?limit=100")["data"] if entry[name]
    )
    upstream.reset()
    response = signed_in.get(f"{LIST}?{name}={session[name]}&status={session['status']}")
    assert session["id"] in ids(response)
    wire = [("limit", "25"), (name, session[name]), ("status", session["status"])]
    assert [pairs(query) for query in upstream.queries()] == [sorted(wire)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("customer=cs_1", "begins with cus_"),
        ("created_from=2026-02-31", "no such date"),
        ("created_from=2026-03-02&created_to=2026-03-01", "The end is before the start"),
        ("status=paid", "Choose open, complete or expired"),
        ("limit=0", "from 1 to 100"),
        ("limit=1000", "from 1 to 100"),
        ("starting_after=cs_test_a&ending_before=cs_test_b", "one place in the list"),
        ("starting_after=hello", "the ID of a session"),
        ("who=ana%00@example.com", "cannot be seen"),
        (f"who={'a' * 10_000}@example.com", "at most 255 characters"),
        ("status=open&status=expired", "more than once"),
        ("tz=Mars/Olympus", "such as Europe/Berlin"),
        ("expand=data.secrets", "cannot be expanded"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_bad_value_is_said_at_its_field_and_nothing_is_asked(
    signed_in: Client, upstream: Emulator, typed: str, words: str, headers: dict[str, str]
) -> None:
    response = signed_in.get(f"{LIST}?{typed}", headers=headers)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(response)
    without_field = ("status", "expand", "starting_after")
    assert 'aria-invalid="true"' in text_of(response) or typed.startswith(without_field)
    assert not upstream.requests()


def test_older_and_newer_are_neighbours(signed_in: Client, upstream: Emulator) -> None:
    expected = newest(upstream, "limit=100")
    first = signed_in.get(f"{LIST}?limit=10")
    second = signed_in.get(link(first, "older"))
    third = signed_in.get(link(second, "older"))
    back = signed_in.get(link(third, "newer"))
    assert ids(first) + ids(second) + ids(third) == expected[:30]
    assert ids(back) == ids(second)
    assert not link(first, "newer")


def test_newer_from_the_second_page_ends_at_the_first(
    signed_in: Client, upstream: Emulator
) -> None:
    first = signed_in.get(LIST)
    second = signed_in.get(link(first, "older"))
    back = signed_in.get(link(second, "newer"), follow=True)
    assert ids(back) == ids(first)
    assert not link(back, "newer")


def test_a_changed_filter_drops_the_place_in_the_list(
    signed_in: Client, upstream: Emulator
) -> None:
    second = signed_in.get(link(signed_in.get(f"{LIST}?status=expired"), "older"))
    assert "starting_after" in second.request["QUERY_STRING"]
    assert 'name="starting_after"' not in text_of(second)
    assert 'name="ending_before"' not in text_of(second)


def test_a_place_that_stripe_has_forgotten_leads_to_the_first_page(
    signed_in: Client, upstream: Emulator
) -> None:
    gone = "cs_test_a1" + "0" * 56
    response = signed_in.get(f"{LIST}?status=expired&starting_after={gone}", follow=True)
    assert response.redirect_chain == [(f"{LIST}?status=expired", HTTPStatus.FOUND)]
    assert "in the list is gone" in text_of(response)
    assert ids(response)


def test_an_unknown_customer_is_said_at_the_field(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}?customer=cus_doesnotexist")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "Stripe knows nothing under this ID in Demo (test mode)." in text_of(response)


def test_empty_parameters_are_dropped_from_the_address(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?who=&status=open&created=&limit=25&payment_link=")
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"{LIST}?status=open"
    assert not upstream.requests()


def test_unknown_parameters_are_named_as_ignored(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}?status=open&utm_source=mail")
    assert "Ignored" in text_of(response)
    assert "utm_source" in text_of(response)
    assert upstream.queries() == ["status=open&limit=25"]


def test_chips_say_what_is_applied_and_can_be_removed(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?status=complete&created=last_7_days&tz=Europe/Berlin")
    assert chips(response)[0].startswith("Status: Complete")
    assert "last 7 days" in chips(response)[1]
    assert "Europe/Berlin" in chips(response)[1]
    assert 'href="/demo/sessions/?created=last_7_days&tz=Europe/Berlin"' in text_of(response)


def test_nothing_found_repeats_the_question(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}?email=nobody@nowhere.example")
    assert response.status_code == HTTPStatus.OK
    assert "Nothing matches" in text_of(response)
    assert "nobody@nowhere.example" in text_of(response)


def test_a_fragment_is_the_same_rows_without_the_frame(
    signed_in: Client, upstream: Emulator
) -> None:
    page = signed_in.get(f"{LIST}?status=expired")
    fragment = signed_in.get(f"{LIST}?status=expired", headers=HTMX)
    assert ids(page) == ids(fragment)
    assert fragment["HX-Push-Url"] == f"{LIST}?status=expired"
    assert "<html" not in text_of(fragment)
    assert "HX-Request" in fragment["Vary"]
    assert fragment["Cache-Control"] == "private, no-store, no-transform"
    title = "<title>Checkout Sessions: Status Expired · Demo</title>"
    assert title in text_of(page)
    assert title in text_of(fragment)


def test_28_an_open_session_has_the_name_that_its_customer_has_beside_it(
    signed_in: Client, upstream: Emulator
) -> None:
    sessions = upstream.get("/v1/checkout/sessions?limit=100")["data"]
    names = {one["customer"]: name for one in reversed(sessions) if (name := name_of(one))}
    known = {
        one["id"]: names[one["customer"]]
        for one in sessions
        if one["customer"] in names and not (one["customer_details"] or one["customer_email"])
    }
    page = html.unescape(signed_in.get(f"{LIST}?limit=100").content.decode())
    assert known
    for session, name in known.items():
        row = page.partition(f'data-session-id="{session}"')[2].partition("</tr>")[0]
        assert f'title="{name}">{name}</a' in row


def name_of(session: dict[str, Any]) -> str | None:
    found: str | None = (session["customer_details"] or {}).get("name")
    return found if session["customer"] else None


def test_history_is_restored_with_a_whole_page(signed_in: Client, upstream: Emulator) -> None:
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in text_of(signed_in.get(LIST, headers=headers))


@pytest.mark.parametrize("how", ["link", "header"])
def test_reload_goes_upstream(signed_in: Client, upstream: Emulator, how: str) -> None:
    first = signed_in.get(f"{LIST}?status=open")
    if how == "link":
        response = signed_in.get(link(first, "reload"), follow=True)
        assert response.redirect_chain == [(f"{LIST}?status=open", HTTPStatus.FOUND)]
    else:
        signed_in.get(f"{LIST}?status=open", headers={"Cache-Control": "no-cache"})
    assert len(upstream.queries()) == 2


def test_the_items_column_comes_with_the_same_call(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}?expand=data.line_items")
    assert 'class="source"> Items</th>' in text_of(response)
    described = upstream.get("/v1/checkout/sessions?limit=1&expand[]=data.line_items")["data"][0]
    assert described["line_items"]["data"][0]["description"] in text_of(response)
    assert len(upstream.queries()) == 2  # ours, and the one for this comparison


def test_a_pasted_address_of_a_payment_link_becomes_its_id(
    signed_in: Client, upstream: Emulator
) -> None:
    known = upstream.get("/v1/payment_links?limit=3")["data"][1]
    upstream.reset()
    response = signed_in.get(LIST, {"payment_link": f"{known['url']}?locale=de"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?payment_link={known['id']}", HTTPStatus.FOUND)]
    assert pairs(upstream.queries()[-1]) == [("limit", "25"), ("payment_link", known["id"])]


def test_an_address_of_no_payment_link_is_refused(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(LIST, {"payment_link": "https://buy.stripe.com/nothing"})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "not among the" in text_of(response)
    assert not upstream.queries()


def test_a_payment_link_is_found_by_its_name(signed_in: Client, upstream: Emulator) -> None:
    """C: the picker offered names that the filter refused."""
    query = "/v1/payment_links?limit=100&expand[]=data.line_items"
    links = upstream.get(query)["data"]
    names = [link["line_items"]["data"][0]["description"] for link in links]
    once = next(place for place, name in enumerate(names) if names.count(name) == 1)
    typed = names[once].upper()
    response = signed_in.get(LIST, {"payment_link": typed}, follow=True)
    place = f"{LIST}?payment_link={links[once]['id']}"
    assert response.redirect_chain == [(place, HTTPStatus.FOUND)]
    refused = signed_in.get(LIST, {"payment_link": "No such name"})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "This name is not among the" in text_of(refused)


@pytest.mark.parametrize("pasted", ["mailto:ana.souza@example.com", "<ana.souza@example.com>"])
def test_an_email_is_cleaned_before_it_is_asked_for(
    signed_in: Client, upstream: Emulator, pasted: str
) -> None:
    """C"""
    response = signed_in.get(LIST, {"who": pasted}, follow=True)
    place = f"{LIST}?email=ana.souza@example.com"
    assert response.redirect_chain == [(place, HTTPStatus.FOUND)]


def test_ids_in_the_field_for_people_lead_where_they_belong(
    signed_in: Client, upstream: Emulator
) -> None:
    """C: they were refused."""
    assert signed_in.get(LIST, {"who": "pi_3Abc"})["Location"] == f"{LIST}?payment_intent=pi_3Abc"
    session_id = upstream.get("/v1/checkout/sessions?limit=1")["data"][0]["id"]
    page = f"{LIST}{session_id}/"
    assert signed_in.get(LIST, {"who": session_id})["Location"] == page
    assert signed_in.get(LIST, {"who": session_id}, headers=HTMX)["HX-Redirect"] == page


def test_a_card_number_in_a_filter_is_not_shown_again(
    signed_in: Client, upstream: Emulator
) -> None:
    """C"""
    page = text_of(signed_in.get(LIST, {"who": "4242424242424242"}))
    assert "looks like the number of a card" in page
    assert "4242" not in page


def link_and_its_name(upstream: Emulator) -> tuple[str, str]:
    sessions = upstream.get("/v1/checkout/sessions?limit=100")["data"]
    link_id = next(entry["payment_link"] for entry in sessions if entry["payment_link"])
    items = upstream.get(f"/v1/payment_links/{link_id}?expand[]=line_items")["line_items"]
    return link_id, items["data"][0]["description"]


def test_names_that_come_while_the_page_is_read_are_shown(
    signed_in: Client, upstream: Emulator
) -> None:
    """Of the first page after a start nobody has asked for them before."""
    link_id, name = link_and_its_name(upstream)
    upstream.control("delay?ms=1000&count=1&path=/v1/checkout/sessions")
    page = text_of(signed_in.get(f"{LIST}?payment_link={link_id}"))
    rows = re.sub(r"<[^>]+>", " ", page.partition("<tbody")[2])
    assert name in rows
    assert link_id not in rows


def test_names_of_payment_links_arrive_behind_the_page(
    signed_in: Client, upstream: Emulator
) -> None:
    link_id, name = link_and_its_name(upstream)
    address = f"{LIST}?payment_link={link_id}"
    signed_in.get(address)
    services.wait_for_background()
    assert name in text_of(signed_in.get(address))
    assert len(upstream.requests("/v1/payment_links")) == 1


def test_old_rows_are_shown_when_stripe_has_gone(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    with running_emulator("--sessions=30") as short_lived:
        settings.STRIPE_API_BASE = short_lived.address
        seen = ids(signed_in.get(LIST))
        services.wait_for_background()
    response = signed_in.get(LIST, headers={"Cache-Control": "no-cache"})
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == seen
    assert "Showing the list as it was at" in text_of(response)
    assert "Stripe is not answering." in text_of(response)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_cold_failure_says_what_who_and_how(
    signed_in: Client, upstream: Emulator, settings: Settings, headers: dict[str, str]
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    cache.clear()
    response = signed_in.get(f"{LIST}?status=open", headers=headers)
    assert response.status_code == HTTPStatus.BAD_GATEWAY
    for words in ("Stripe cannot be reached", "Nothing is lost", "Try again"):
        assert words in text_of(response)
    assert f'href="{LIST}?status=open"' in text_of(response)
    assert "<table" not in text_of(response)
    assert ("<html" in text_of(response)) == (not headers)


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        ("rk_test_no_sessions", HTTPStatus.BAD_GATEWAY, "rak_checkout_session_read"),
        ("sk_test_expired", HTTPStatus.BAD_GATEWAY, "does not accept the key"),
        ("rk_test_unknown", HTTPStatus.BAD_GATEWAY, "does not accept the key"),
    ],
)
def test_a_key_without_the_right_names_it(
    signed_in: Client,
    upstream: Emulator,
    settings: Settings,
    key: str,
    status: HTTPStatus,
    words: str,
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": key}
    response = signed_in.get(LIST)
    assert response.status_code == status
    assert words in text_of(response)
    assert "An administrator" in text_of(response)
    assert key not in text_of(response)


def test_an_unknown_object_of_two_is_said_where_it_stands(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?customer=cus_none&payment_intent=pi_none")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert text_of(response).count("Stripe knows nothing under this ID") == 2  # summary and field


def test_nothing_found_offers_the_e_mail_in_lower_case(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?email=Nobody@Nowhere.example&status=open")
    offered = f'href="{LIST}?email=nobody@nowhere.example&status=open"'
    assert offered in text_of(response)
    assert ">nobody@nowhere.example</a>" in text_of(response)
    lower = signed_in.get(f"{LIST}?email=nobody@nowhere.example&status=open")
    assert "Capital letters" not in text_of(lower)


def test_a_list_is_told_of_newer_sessions(signed_in: Client, settings: Settings) -> None:
    with running_emulator("--sessions=60") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        shown = signed_in.get(f"{LIST}?limit=10")
        watch = re.search(r'data-watch="([^"]+)"', shown.content.decode())
        assert watch
        address = html.unescape(watch[1])
        assert signed_in.get(address).status_code == HTTPStatus.NO_CONTENT
        cache.clear()
        signed_in.get(f"{LIST}?limit=10")
        world.control("arrive?count=7")
        world.reset()
        for _ in range(3):
            told = signed_in.get(address).json()
            assert told == {"count": 7, "more": False, "url": f"{LIST}?limit=10"}
        assert len(world.queries()) == 1
        assert len(ids(signed_in.get(told["url"]))) == 10
        assert ids(signed_in.get(told["url"]))[7:] == ids(shown)[:3]


@pytest.mark.parametrize(
    "query", ["", "than=x", "than=cs_test_1&limit=0", "than=cs_test_1&starting_after=cs_test_2"]
)
def test_where_nothing_newer_can_be_told_nothing_is_asked(
    signed_in: Client, emulator: Emulator, query: str
) -> None:
    emulator.reset()
    assert signed_in.get(f"{LIST}newer/?{query}").status_code == HTTPStatus.NO_CONTENT
    assert emulator.queries() == []


def test_no_paste_into_the_form_makes_an_address_too_long_for_the_server(
    signed_in: Client, upstream: Emulator
) -> None:
    """It answers 414 with no words from 64 KiB on, before Django sees the request."""
    form = text_of(signed_in.get(LIST)).partition('<form id="filters"')[2].partition("</form>")[0]
    fields = [tag for tag in re.findall(r"<input [^>]+>", form) if re.search("text|search", tag)]
    pasted = {}
    for tag in fields:
        name, most = re.search(r'name="(\w+)"', tag), re.search(r'maxlength="(\d+)"', tag)
        assert name, tag
        assert most, tag
        pasted[name[1]] = "€" * int(most[1])
    assert len(pasted) == 7
    assert len(urlencode(pasted)) < 60 * 1024
    # A little over what a field accepts, so what the browser has cut off is refused all the same.
    response = signed_in.get(LIST, pasted)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert text_of(response).count("Ensure this value has at most") >= 7


@pytest.mark.parametrize("address", [f"{LIST}?who=Priya", f"{LIST}?who=Priya&limit=10"])
def test_9_a_refused_filter_is_said_once(
    signed_in: Client, upstream: Emulator, address: str
) -> None:
    for headers in ({}, HTMX):
        text = text_of(signed_in.get(address, headers=headers))
        assert text.count("Please correct a filter.") == 1
        assert "No list yet" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=10", "Newest 10 sessions"),
        ("email=ana.souza@example.com", "All 3 sessions"),
        ("email=nobody@nowhere.example", "Nothing matches"),
    ],
)
def test_18_a_headline_never_reads_like_a_total_that_it_is_not(
    signed_in: Client, upstream: Emulator, query: str, words: str
) -> None:
    text = text_of(signed_in.get(f"{LIST}?{query}"))
    assert re.search(rf'<h2 id="results-heading" tabindex="-1"> ?{words}', text)


def test_18_further_pages_are_more_of_it(signed_in: Client, upstream: Emulator) -> None:
    second = signed_in.get(link(signed_in.get(f"{LIST}?limit=100"), "older"))
    assert "100 more sessions" in text_of(second)
    page = second
    while address := link(page, "older"):
        page = signed_in.get(address)
    assert re.search(r"Last ([0-9]+ sessions|session)", text_of(page))


def test_30_dates_can_be_given_along_as_they_are_today(
    signed_in: Client, upstream: Emulator
) -> None:
    relative = signed_in.get(f"{LIST}?created=last_7_days&tz=Europe/Berlin")
    found = re.search(
        r'data-copy-link="([^"]+)">Copy link with these dates<', relative.content.decode()
    )
    assert found
    fixed = signed_in.get(html.unescape(found[1]))
    assert "created=last_7_days" not in fixed.request["QUERY_STRING"]
    assert "created_from=" in fixed.request["QUERY_STRING"]
    assert ids(fixed) == ids(relative)
    assert "Copy link with these dates" not in text_of(fixed)


def test_what_is_offered_on_an_empty_list_is_announced(
    signed_in: Client, upstream: Emulator
) -> None:
    address = f"{LIST}?email=nobody@nowhere.example&created=today"
    text = text_of(signed_in.get(address, headers=HTMX))
    assert (
        "Nothing matches, Show everything for this customer, Same filters, any date,"
        " Clear filters, as of" in text
    )
