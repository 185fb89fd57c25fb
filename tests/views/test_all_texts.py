"""The site in a language of brackets: what stands outside of them, gettext does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sessions_browser import services
from sessions_browser.models import Job
from tests.faults.server import FaultyServer
from tests.pseudo import outside, pseudo_language
from tests.roles import LEAD, give
from tests.running import Emulator
from tests.texts import SAME_EVERYWHERE, texts_of_html
from tests.views import overview_page
from tests.views.page import LIST, ids

# Keys under which Stripe keeps what a shop or a customer has written.
WRITTEN = (
    *(
        "name",
        "display_name",
        "email",
        "description",
        "nickname",
        "phone",
        "line1",
        "line2",
        "city",
        "state",
    ),
    *("postal_code", "country", "value", "custom", "message", "label", "client_reference_id"),
    *("code", "statement_descriptor", "business_name", "display_name"),
)
# Ids, addresses, numbers, codes of currencies and countries, and times for machines.
NOT_WORDS = re.compile(
    r"\S+=\S+|https?://\S+|\S*@\S+|\S*_\S*|\b[A-Z]{2,4}\b|\S*\d\S*|#\S+|[a-z]+://\S*"
    r"|[A-Z][a-z]+/[A-Z][a-z_]+|\([a-z]{2}(?:-[A-Za-z]+)?\)"
)
# The same in every language: what addresses and tools say, and the name in the test.
NAMES = {
    *" ".join(SAME_EVERYWHERE).split(),
    "Demo",
    "ana",
    "UTC",
    "UTF",
    "ms",
    "min",
    "tzdata",
    "API",
    "in",
}
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture
def reader(person: User) -> Iterator[Client]:
    """A lead whose browser asks for the language of brackets."""
    give(person, *LEAD)
    with pseudo_language() as code:
        client = Client(headers={"Accept-Language": code})
        client.force_login(person)
        yield client


def written(value: object, key: str = "") -> Iterator[str]:
    """Words that are data, of an answer of Stripe's."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if key == "metadata":
                yield from WORD.findall(f"{name} {inner}")
            yield from written(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from written(inner, key)
    elif isinstance(value, str) and (key in WRITTEN or " " in value):
        yield from WORD.findall(value)


def data_of(upstream: Emulator) -> set[str]:
    expand = "&".join(
        f"expand[]=data.{path}"
        for path in ("line_items", "shipping_cost.shipping_rate", "payment_intent.latest_charge")
    )
    found = list(written(upstream.get("/v1/payment_links?limit=100")))
    after = ""
    for _ in range(5):
        page = upstream.get(f"/v1/checkout/sessions?limit=100&{expand}{after}")["data"]
        found += written(page)
        after = f"&starting_after={page[-1]['id']}"
    return {word.casefold() for word in found}


def unknown_words(html: str, data: set[str]) -> dict[str, str]:
    """Word -> where it stands: outside the brackets and no data."""
    found = {}
    # What a customer is told is in the language of the checkout.
    html = re.sub(r'<p lang="[\w-]+">.*?</p>', "", html, flags=re.DOTALL)
    # A text can begin before an element and end behind it.
    for text in outside("\n".join(texts_of_html(html))).split("\n"):
        for word in WORD.findall(NOT_WORDS.sub(" ", text)):
            if word not in NAMES and word.casefold() not in data:
                found[word] = text
    return found


PAGES = [
    LIST,
    f"{LIST}?limit=50&created=last_30_days&outcome=paid",
    f"{LIST}?email=nobody@nowhere.example&created=today",
    f"{LIST}?limit=0&status=nonsense&created_from=yesterday&payment_intent=cus_1&tz=Nowhere/At",
    f"{LIST}?expand=data.line_items&status=open",
    f"{LIST}?nonsense=1&outcome=abandoned&customer=cus_1",
    "/demo/people/?email=ana.souza@example.com",
    "/demo/people/?email=niamh.obrien@example.com",
    "/demo/people/?email=nobody@gmial.com",
    "/demo/people/",
    "/demo/payment-links/",
    "/demo/programs/",
    "/accounts/tokens/",
    "/status/",
    "/read-log/",
    "/read-log/?first=soon",
    "/read-log/?kind=lost",
    "/read-log/customer/",
    "/nowhere/",
    "/demo/sessions/cs_test_a1" + "0" * 56 + "/",
    "/demo/search/",
    "/demo/search/?q=in_1234",
    "/demo/search/?q=ana%20souza",
    "/demo/search/?q=4242%204242%204242%204242",
    "/demo/search/?q=11/12/2026",
    "/demo/search/?q=ana@gmial.com%0Api_123%0Ach_123%0Aana@",
    "/demo/search/?q=statuss:open",
    "/demo/search/?q=cs_tst_a1" + "0" * 56,
]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_text_of_its_own(reader: Client, upstream: Emulator, address: str) -> None:
    data = data_of(upstream)
    for headers in ({}, {"HX-Request": "true"}):
        response = reader.get(address, headers=headers, follow=True)
        services.wait_for_background()
        assert unknown_words(response.content.decode(), data) == {}


def test_no_overview_has_a_text_of_its_own(
    reader: Client, upstream: Emulator, person: User, settings: Any
) -> None:
    overview_page.may_see(person)
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    data = data_of(upstream)
    first = reader.get(overview_page.PAGE).content.decode()
    assert unknown_words(first, data) == {}
    overview_page.fill()
    Job.objects.create(kind="backfill", account="demo", state="done")
    for query in (
        "created=last_30_days",
        "created=yesterday&once=1",
        "created_from=1990-01-01&sort=name",
        "created_from=2026-01-01T09:00&compare_from=2025-12-01&mode=payment&origin=link",
        "created_to=yesterday&tz=Mars/X&mode=none",
        "currency=none",
    ):
        page = reader.get(f"{overview_page.PAGE}?{query}")
        services.wait_for_background()
        assert unknown_words(page.content.decode(), data) == {}, query
    page = reader.get(f"{overview_page.PAGE}?created=last_7_days")
    urls = [one.url for one in overview_page.numbers(page) if "/rows/" in one.url]
    for url in ["fill/", "rows/", *urls[::17]]:
        address = url if url.startswith("/") else f"{overview_page.PAGE}{url}"
        assert unknown_words(reader.get(address).content.decode(), data) == {}, url


@pytest.mark.parametrize("text", ["gestern", "paid last week", "pi_123", "ana@", "x" * 30_000])
def test_no_hint_has_a_text_of_its_own(reader: Client, upstream: Emulator, text: str) -> None:
    response = reader.post("/demo/search/", {"q": text}, headers={"HX-Request": "true"})
    assert unknown_words(response.content.decode(), set()) == {}


def test_no_session_has_a_text_of_its_own(reader: Client, upstream: Emulator) -> None:
    data, seen = data_of(upstream), ids(reader.get(f"{LIST}?limit=100"))
    for session_id in seen[::3]:
        here = f"{LIST}{session_id}/"
        for address in (here, f"{here}verify/"):
            response = reader.get(address)
            assert response.status_code == HTTPStatus.OK
            assert unknown_words(response.content.decode(), data) == {}, address
        said: dict[str, Any] = {"email": "nobody@nowhere.example", "postcode": "1", "amount": "x"}
        for form in (said, {"email": "nobody@nowhere.example"}, {}):
            answer = reader.post(f"{here}verify/", form)
            assert unknown_words(answer.content.decode(), data) == {}


@pytest.mark.parametrize(
    "mode", ["s400", "s401", "s403", "s404", "s429", "s500", "silent_on_accept"]
)
def test_no_failure_has_a_text_of_its_own(reader: Client, settings: Any, mode: str) -> None:
    with FaultyServer() as upstream:
        settings.STRIPE_API_BASE = upstream.address
        upstream.switch(mode)
        session = f"{LIST}cs_test_a1{'0' * 56}/"
        for address in (
            LIST,
            session,
            "/demo/people/?email=ana@example.com",
            "/demo/payment-links/",
        ):
            html = reader.get(address).content.decode()
            # What Stripe itself says stands in a quotation.
            html = re.sub(r"<q>.*?</q>", "", html, flags=re.DOTALL)
            assert unknown_words(html, set()) == {}, address


def test_nothing_before_the_sign_in_has_a_text_of_its_own(client: Client, db: None) -> None:
    with pseudo_language() as code:
        headers = {"Accept-Language": code}
        for form in (None, {"username": "ana", "password": "wrong"}, {"username": ""}):
            send = client.get if form is None else client.post
            response = send("/accounts/login/", form, headers=headers)
            assert unknown_words(response.content.decode(), set()) == {}
        for _ in range(12):
            locked = client.post(
                "/accounts/login/", {"username": "eva", "password": "wrong"}, headers=headers
            )
        assert locked.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert unknown_words(locked.content.decode(), set()) == {}
        strict = Client(enforce_csrf_checks=True, headers=headers)
        answer = strict.post("/accounts/login/", {"username": "ana"})
        assert unknown_words(answer.content.decode(), set()) == {}
