"""A question that upstream refuses: words that fit the page, and what it named for who looks."""

from __future__ import annotations

import html
from http import HTTPStatus

import pytest
from django.test import Client

from sessions_browser.shared_state import metrics
from tests.factories import make_session
from tests.faults.answers import UPSTREAM_WORDS
from tests.faults.server import FaultyServer
from tests.roles import give_all
from tests.views.page import LIST, text_of

SESSION = f"{LIST}{make_session(0)['id']}/"
PERSON = "/demo/people/?email=guest0@example.com"
WORDS = {
    LIST: "So no sessions are listed, though nothing was filtered.",
    f"{LIST}?email=guest0@example.com": "It does not take this combination of filters.",
    SESSION: "So this session, or something that belongs to it, cannot be shown.",
    f"{SESSION}state/": "So this session, or something that belongs to it, cannot be shown.",
    PERSON: "So the sessions of this e-mail or customer cannot be listed.",
}
ADDRESSES = pytest.mark.parametrize("address", WORDS)
REFUSED = ("s400", "s400_bare", "s400_leaky")


@pytest.fixture
def lead(signed_in: Client) -> Client:
    give_all("Administrator")
    return signed_in


@ADDRESSES
@pytest.mark.parametrize("mode", REFUSED)
def test_e9_each_page_says_in_its_own_words_that_it_was_refused(
    signed_in: Client, upstream: FaultyServer, address: str, mode: str
) -> None:
    upstream.switch(mode)
    page = signed_in.get(address)
    assert page.status_code == HTTPStatus.BAD_GATEWAY
    assert WORDS[address] in text_of(page)
    problem = text_of(page).partition('class="problem"')[2].partition("</div>")[0]
    assert problem
    assert ("combination of filters" in problem) == address.startswith(f"{LIST}?")


def test_e9_payment_links_and_a_caller_check_do_too(
    signed_in: Client, upstream: FaultyServer
) -> None:
    upstream.links_mode = "s400_bare"
    page = signed_in.get("/demo/payment-links/")
    assert "So the payment links cannot be listed." in text_of(page)
    upstream.switch("s400_bare")
    checked = signed_in.post(f"{SESSION}verify/", {"email": "guest0@example.com"})
    assert "So nothing was compared" in text_of(checked)


def test_e9_a_column_says_which_line_was_refused(signed_in: Client, upstream: FaultyServer) -> None:
    upstream.switch("s400_bare")
    page = signed_in.get("/demo/search/", {"q": "guest0@example.com guest1@example.com"})
    assert text_of(page).count("Could not be looked up. Stripe refused the question.") == 2


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("s400", "status=400 code=parameter_unknown param=colour"),
        ("s400_bare", "status=400 code=- param=-"),
        ("s400_leaky", "status=400 code=- param=-"),
        ("s404", "status=404 code=- param=-"),
        ("s503", "status=503 code=- param=-"),
        ("s503_wrong_types", "status=503 code=- param=-"),
    ],
)
def test_e9_the_line_of_the_call_names_what_upstream_named(
    signed_in: Client,
    upstream: FaultyServer,
    caplog: pytest.LogCaptureFixture,
    mode: str,
    told: str,
) -> None:
    upstream.switch(mode)
    signed_in.get(LIST)
    lines = [line.getMessage() for line in caplog.records if "call=list" in line.getMessage()]
    assert [line.partition(" ms=")[2].partition(" ")[2] for line in lines] == [told]
    assert "ana" not in lines[0]
    assert UPSTREAM_WORDS not in lines[0]


def test_e9_a_call_without_an_answer_names_nothing(
    signed_in: Client, upstream: FaultyServer, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.switch("close_on_accept")
    signed_in.get(LIST)
    (line,) = [line.getMessage() for line in caplog.records if "call=list" in line.getMessage()]
    assert "status=" not in line


@pytest.mark.parametrize("is_lead", [True, False], ids=["lead", "other"])
@pytest.mark.parametrize("address", [LIST, SESSION, PERSON])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_e9_upstreams_own_words_are_for_leads_alone(
    signed_in: Client,
    upstream: FaultyServer,
    address: str,
    headers: dict[str, str],
    is_lead: bool,
) -> None:
    if is_lead:
        give_all("Administrator")
    upstream.switch("s400_leaky")
    shown = signed_in.get(address, headers=headers).content.decode()
    words = html.escape("No such <b>customer</b>: ana@customer.example")
    assert (words in shown) is is_lead
    assert ("status=400" in shown) is is_lead
    assert "TopSecret" not in shown


def test_e9_the_status_page_names_what_was_refused(lead: Client, upstream: FaultyServer) -> None:
    upstream.switch("s400")
    lead.get(LIST)
    page = text_of(lead.get("/status/"))
    assert "Stripe refused the question (status=400 code=parameter_unknown param=colour)" in page
    assert UPSTREAM_WORDS not in page
    assert "InvalidRequestError" in metrics.snapshot()["outcomes"]


@pytest.mark.parametrize("address", [SESSION, f"{SESSION}state/"])
def test_e9_a_session_that_is_not_there_is_404_also_without_a_code(
    signed_in: Client, upstream: FaultyServer, address: str
) -> None:
    upstream.switch("s404")
    assert signed_in.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("address", [LIST, PERSON])
def test_e9_a_list_that_is_not_there_is_an_address_that_is_wrong(
    signed_in: Client, upstream: FaultyServer, address: str
) -> None:
    upstream.switch("s404")
    page = signed_in.get(address)
    assert page.status_code == HTTPStatus.BAD_GATEWAY
    assert "does not know the address that this dashboard asks" in text_of(page)
    assert "STRIPE_API_BASE" in text_of(page)
    assert "No sessions found" not in text_of(page)
