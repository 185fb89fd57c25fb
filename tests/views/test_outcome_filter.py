"""The list by outcome: what Stripe is asked, what is shown, and how far was looked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import Account
from sessions_browser.filters import list_address
from sessions_browser.filters.choices import OUTCOMES
from sessions_browser.objects.list_query import Coverage, SessionPage
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.views.results import results_of
from tests.running import Emulator, running_emulator
from tests.views.page import LIST, Answer, chips, ids, link, pairs, text_of

SIEVED = [one.name for one in OUTCOME_FILTERS.values() if one.is_sieve]
PAYMENT = {one.name: one.payment_status for one in OUTCOME_FILTERS.values()}
NOW = 1_795_000_000.0
NO_LINKS = PaymentLinks((), complete=True)
COVERAGE = re.compile(r'<p class="coverage">(.*?)</p>', re.DOTALL)
BADGE = re.compile(r'<a\s+href="([^"]*)" class="badge badge-\w+"\s+title="[^"]*">([^<]+)</a')


def coverage(response: Answer) -> str:
    found = COVERAGE.search(response.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def listed(world: Emulator, query: str, most: int = 600) -> list[dict[str, Any]]:
    """What upstream lists under this filter, up to so many sessions or a little more."""
    found: list[dict[str, Any]] = []
    while True:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = world.get(f"/v1/checkout/sessions?limit=100&{query}{cursor}")
        found += answer["data"]
        if not answer["has_more"] or len(found) >= most:
            return found


def matching(world: Emulator, outcome: str) -> list[str]:
    complete = listed(world, "status=complete")
    return [one["id"] for one in complete if one["payment_status"] == PAYMENT[outcome]]


@pytest.fixture
def small(settings: Settings) -> Iterator[Emulator]:
    """A shop with fewer complete sessions than one view looks through."""
    with running_emulator("--sessions=300", "--seed=3") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        yield world
        services.wait_for_background()


@pytest.mark.parametrize("outcome", OUTCOME_FILTERS)
def test_an_outcome_asks_for_its_status_alone(
    signed_in: Client, upstream: Emulator, outcome: str
) -> None:
    response = signed_in.get(f"{LIST}?outcome={outcome}")
    assert response.status_code == HTTPStatus.OK
    status, limit = OUTCOME_FILTERS[outcome].status, "100" if outcome in SIEVED else "25"
    assert pairs(upstream.queries()[0]) == [("limit", limit), ("status", status)]
    assert 1 <= len(upstream.queries()) <= 3
    assert all("outcome" not in query for query in upstream.queries())
    assert chips(response) == [f"Outcome: {OUTCOMES[outcome]}"]
    assert bool(coverage(response)) == (outcome in SIEVED)


@pytest.mark.parametrize("outcome", SIEVED)
def test_only_what_matches_is_shown_from_the_newest_on(
    signed_in: Client, upstream: Emulator, outcome: str
) -> None:
    response = signed_in.get(f"{LIST}?outcome={outcome}")
    expected = matching(upstream, outcome)
    assert ids(response) == expected[: len(ids(response))]
    assert len(ids(response)) == 25 or link(response, "further")


def test_the_sentence_says_how_many_were_looked_through(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?outcome=processing&tz=UTC")
    complete = listed(upstream, "status=complete")[:300]
    count = sum(one["payment_status"] == "unpaid" for one in complete)
    assert 1 < count < 25
    words = f"{count} of the 300 complete sessions that were looked through match, back to "
    assert coverage(response).startswith(words)
    assert coverage(response).endswith(". Look further")
    assert (
        words
        in signed_in.get(f"{LIST}?outcome=processing&tz=UTC", headers={"HX-Request": "true"})
        .content.decode()
        .partition("</p>")[0]
    )


def test_look_further_goes_on_where_it_stopped(signed_in: Client, upstream: Emulator) -> None:
    first = signed_in.get(f"{LIST}?outcome=processing")
    cursor = listed(upstream, "status=complete")[299]["id"]
    assert link(first, "further") == f"{LIST}?outcome=processing&starting_after={cursor}"
    assert link(first, "further") == link(first, "older")
    second = signed_in.get(link(first, "further"))
    seen = ids(first) + ids(second)
    assert seen == matching(upstream, "processing")[: len(seen)]
    assert ", from " in coverage(second)


def test_three_calls_are_the_most_for_a_view(signed_in: Client, upstream: Emulator) -> None:
    signed_in.get(f"{LIST}?outcome=processing&limit=100")
    services.wait_for_background()
    assert [dict(pairs(query))["limit"] for query in upstream.queries()] == ["100"] * 3


def test_the_end_of_the_list_is_said(signed_in: Client, small: Emulator) -> None:
    complete = listed(small, "status=complete")
    response = signed_in.get(f"{LIST}?outcome=processing&limit=100")
    assert len(complete) < 300
    assert f"of the {len(complete)} complete sessions" in coverage(response)
    assert coverage(response).endswith(". The list ends there.")
    assert not link(response, "further")
    assert not link(response, "older")
    assert ids(response) == matching(small, "processing")


@pytest.mark.parametrize("outcome", SIEVED)
@pytest.mark.parametrize("limit", [4, 24])
def test_pages_walk_over_every_match_once_there_and_back(
    signed_in: Client, small: Emulator, outcome: str, limit: int
) -> None:
    expected = matching(small, outcome)
    response = signed_in.get(f"{LIST}?outcome={outcome}&limit={limit}")
    seen, last = ids(response), response
    while older := link(last, "older"):
        last = signed_in.get(older)
        seen += ids(last)
        # New ones come above and are in nobody's way.
        small.control("arrive?count=1")
    assert seen == expected
    back = ids(last)
    while newer := link(last, "newer"):
        last = signed_in.get(newer, follow=True)
        fresh = [one for one in ids(last) if one not in back]
        assert fresh == ids(last) or not link(last, "newer")
        back = fresh + back
    assert back[-len(expected) :] == expected
    assert len(set(back)) == len(back)


def empty(*, has_more: bool, looked_at: int, place: str = "") -> str:
    """The middle of a page on which nothing matches."""
    rows = [SessionRow(id=f"cs_test_{n}", created=1_795_000_000 - n) for n in range(looked_at)]
    query = f"outcome=processing{place and f'&starting_after={place}'}"
    address = list_address.parse(query, "UTC", NOW)
    assert address.query
    ends = (rows[0], rows[-1]) if rows else (None, None)
    page = SessionPage(address.query, (), has_more, NOW, coverage=Coverage(looked_at, *ends))
    account = Account("demo", "rk_test_x", "http://127.0.0.1", "x")
    shown = results_of(page, address, account, NO_LINKS, urls_of(account), NOW)
    assert shown.announcement.startswith(f"{shown.headline}, ")
    assert shown.announcement.endswith(f", {shown.coverage.rstrip('.')}")
    return " ".join(html.unescape(shown.empty_html).split())


def test_nothing_found_so_far_is_not_the_end() -> None:
    so_far = empty(has_more=True, looked_at=300)
    assert "Nothing found so far" in so_far
    assert "None of the 300 complete sessions that were looked through matches, back to" in so_far
    assert f'id="further" href="{LIST}?outcome=processing&starting_after=cs_test_299"' in so_far
    assert "Nothing matches" not in so_far
    assert "The list ends there" not in so_far
    assert f"{LIST}?outcome=processing&ending_before=cs_test_0" in empty(
        has_more=True, looked_at=300, place="cs_test_above"
    )


def test_nothing_found_at_all_says_what_was_looked_through() -> None:
    words = "The one complete session that was looked through does not match, back to 18 Nov 11:06."
    at_all = empty(has_more=False, looked_at=1)
    assert "Nothing matches" in at_all
    assert f"{words} The list ends there." in at_all
    assert 'id="further"' not in at_all
    neither = "Neither of the two complete sessions that were looked through matches, back to"
    assert neither in empty(has_more=False, looked_at=2)
    assert "There was no complete session to look through." in empty(has_more=False, looked_at=0)
    assert "Nothing more matches" in empty(has_more=False, looked_at=9, place="cs_test_above")


def test_a_badge_leads_to_exactly_its_outcome(signed_in: Client, upstream: Emulator) -> None:
    shown = signed_in.get(f"{LIST}?limit=100").content.decode()
    links = dict(BADGE.findall(shown))
    assert links[f"{LIST}?outcome=paid"] == "Paid"
    assert links[f"{LIST}?outcome=abandoned"] == "Abandoned"
    for address, word in links.items():
        badges = BADGE.findall(signed_in.get(address).content.decode())
        assert badges
        assert {one for _, one in badges} <= {word, "Expiring"}


def test_the_form_offers_the_outcomes_and_complete_while_it_is_in_force(
    signed_in: Client, upstream: Emulator
) -> None:
    def segments(query: str) -> dict[str, bool]:
        page = signed_in.get(f"{LIST}?{query}").content.decode()
        found = re.findall(r'<input\s+type="radio"[^>]*?name="outcome"[^>]*>', page)
        values = {re.search(r'value="(\w*)"', tag): "checked" in tag for tag in found}
        return {value[1]: checked for value, checked in values.items() if value}

    assert list(segments("")) == ["", *OUTCOME_FILTERS]
    assert segments("outcome=paid")["paid"]
    assert segments("status=expired")["abandoned"]
    assert segments("status=complete")["complete"]
    response = signed_in.get(f"{LIST}?outcome=complete&payment_link=")
    assert response["Location"] == f"{LIST}?status=complete"


def test_a_status_that_the_outcome_does_not_have_is_refused(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}?outcome=paid&status=open")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    words = "Sessions with the outcome “Paid” have the status “Complete”, not “Open”."
    assert words in text_of(response)
    assert not upstream.requests()
    both = signed_in.get(f"{LIST}?outcome=paid&status=complete")
    assert ids(both) == ids(signed_in.get(f"{LIST}?outcome=paid"))


def test_a_word_in_the_box_leads_to_the_list(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.post("/demo/search/", {"q": "abandoned"})
    assert response["Location"] == f"{LIST}?outcome=abandoned"


def test_only_matches_are_offered_as_newer(signed_in: Client, small: Emulator) -> None:
    shown = signed_in.get(f"{LIST}?outcome=paid&limit=5").content.decode()
    watch = re.search(r'data-watch="([^"]+)"', shown)
    assert watch
    before = matching(small, "paid")
    for _ in range(6):
        session = small.control("arrive?count=1")["sessions"][0]
        small.control(f"complete?session={session}")
    expected = len(matching(small, "paid")) - len(before)
    answer = signed_in.get(html.unescape(watch[1]))
    assert answer.json()["count"] == expected
    assert answer.json()["url"] == f"{LIST}?outcome=paid&limit=5"


def test_an_outage_in_the_middle_shows_what_was_found(
    signed_in: Client, settings: Settings
) -> None:
    with running_emulator("--sessions=2000", "--seed=3") as short_lived:
        settings.STRIPE_API_BASE = short_lived.address
        cache.clear()
        # A hundred complete sessions are known, of which a few match.
        signed_in.get(f"{LIST}?status=complete&limit=100")
        services.wait_for_background()
        unpaid = [
            one["id"]
            for one in listed(short_lived, "status=complete")[:100]
            if one["payment_status"] == "unpaid"
        ]
    response = signed_in.get(f"{LIST}?outcome=processing")
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == unpaid
    assert "of the 100 complete sessions that were looked through" in coverage(response)
    assert "Looking further failed. Look further" in coverage(response)
    assert "Stripe is not answering." in text_of(response)
