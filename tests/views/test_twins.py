"""Twins of pages: the same sessions, pages and words as data, as their description says."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from sessions_browser import services
from sessions_browser.filters.parameters import NAMES
from tests.roles import of_role
from tests.running import Emulator
from tests.views import overview_page
from tests.views.page import LIST, ids, link

ANA = "ana.souza@example.com"
JSON = "/demo/sessions.json"
NEXT = re.compile(r'<([^>]+)>; rel="next"')
PREV = re.compile(r'<([^>]+)>; rel="prev"')


def check(document: dict[str, Any], response: Any, name: str) -> None:
    """That an answer is what the document says."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    told = json.loads(response.content)
    assert [error.message for error in validator.iter_errors(told)] == []


def path_of(url: str) -> str:
    return url.removeprefix("http://testserver")


@pytest.mark.parametrize(
    "query",
    [
        *("", "limit=3", f"email={ANA}", "outcome=paid&limit=5", "outcome=abandoned"),
        *("limit=4&expand=data.line_items", "created=last_7_days", "email=nobody@example.com"),
    ],
)
def test_the_twin_has_the_sessions_of_the_page(
    signed_in: Client, upstream: Emulator, document: dict[str, Any], query: str
) -> None:
    page = signed_in.get(f"{LIST}?{query}")
    twin = signed_in.get(f"{JSON}?{query}")
    assert twin.status_code == HTTPStatus.OK
    check(document, twin, "SessionPage")
    assert [one["id"] for one in twin.json()["sessions"]] == ids(page)
    assert path_of(twin.json()["links"]["page"]) == page.request["PATH_INFO"] + (
        f"?{query}" if query else ""
    )
    assert "no-store" in twin["Cache-Control"]
    drawer = signed_in.get(f"{JSON}?{query}&session=first")
    assert drawer.json()["sessions"] == twin.json()["sessions"]


@pytest.mark.parametrize("query", ["limit=7", "limit=7&outcome=paid"])
@pytest.mark.parametrize("ending", ["json", "csv", "jsonl"])
def test_pages_follow_each_other_by_links_down_and_up(
    signed_in: Client, upstream: Emulator, query: str, ending: str
) -> None:
    """As the pages of people do, and up again to where one began."""
    down, url = [], f"/demo/sessions.{ending}?{query}&columns=id"
    for _ in range(4):
        response = signed_in.get(url)
        down.append(codes(response, ending))
        found = NEXT.search(response["Link"])
        assert found
        url = path_of(found[1])
        assert "columns=id" in url
    shown, address = [], f"{LIST}?{query}"
    for _ in range(4):
        page = signed_in.get(address)
        shown.append(ids(page))
        address = link(page, "older")
    assert down == shown
    up = PREV.search(response["Link"])
    assert up
    assert codes(signed_in.get(path_of(up[1])), ending) == down[2]


def codes(response: Any, ending: str) -> list[str]:
    text = response.content.decode()
    if ending == "json":
        body = json.loads(text)
        for name, shape in (("next", NEXT), ("prev", PREV)):
            found = shape.search(response["Link"])
            assert body["links"][name] == (found[1] if found else None)
        return [one["id"] for one in body["sessions"]]
    if ending == "jsonl":
        return [json.loads(line)["id"] for line in text.splitlines()]
    return [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_the_list_ends_without_a_next(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{JSON}?email={ANA}&limit=100")
    assert response.json()["links"]["next"] is None
    assert 'rel="next"' not in response["Link"]


def test_each_form_says_the_same_of_a_session(signed_in: Client, upstream: Emulator) -> None:
    query = f"email={ANA}&columns=id,created,amount_minor,currency,email,customer"
    rows = signed_in.get(f"{JSON}?{query}").json()["sessions"]
    lines = signed_in.get(f"/demo/sessions.jsonl?{query}")
    assert [json.loads(line) for line in lines.content.decode().splitlines()] == rows
    file = signed_in.get(f"/demo/sessions.csv?{query}")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="demo-sessions.csv"'
    read = list(csv.DictReader(io.StringIO(file.content.decode(), newline="")))
    as_text = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
    assert read == as_text
    asked = upstream.get(f"/v1/checkout/sessions?customer_details[email]={ANA}")["data"]
    assert [one["amount_total"] for one in asked] == [one["amount_minor"] for one in rows]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("emial=ana@example.com", "emial"),
        ("limit=101", "limit"),
        ("created_from=x", "created_from"),
        ("columns=nothing", "columns"),
        ("columns=metadata", "columns"),
        ("columns=items", "columns"),
        ("payment_link=No such link", "payment_link"),
        ("who=cs_test_a1B2", "who"),
        ("customer=cus_unknown", "customer"),
    ],
)
def test_what_cannot_be_applied_is_named_and_gives_no_session(
    signed_in: Client, upstream: Emulator, document: dict[str, Any], query: str, name: str
) -> None:
    response = signed_in.get(f"{JSON}?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert response["Content-Type"] == "application/problem+json"
    check(document, response, "Problem")
    assert list(response.json()["errors"]) == [name]
    assert response.json()["errors"][name][0]


def test_a_place_that_is_gone_is_said(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{JSON}?starting_after=cs_test_{'a' * 58}")
    assert response.status_code == HTTPStatus.GONE


def test_a_payment_link_is_found_by_its_name(signed_in: Client, upstream: Emulator) -> None:
    links = upstream.get("/v1/payment_links?limit=1")["data"]
    by_id = signed_in.get(f"{JSON}?payment_link={links[0]['id']}").json()
    by_address = signed_in.get(f"{JSON}?payment_link={links[0]['url']}").json()
    assert by_id["sessions"] == by_address["sessions"] != []


def test_errors_have_the_words_of_the_pages_in_their_language(
    signed_in: Client, upstream: Emulator
) -> None:
    refused = signed_in.get("/demo/overview.json", headers={"Accept-Language": "de"})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "Manager" in refused.json()["detail"]
    assert "This page is for" not in refused.json()["detail"]
    missing = signed_in.get("/nothing/sessions.json")
    assert missing.status_code == HTTPStatus.NOT_FOUND
    assert missing.json()["title"] == "This page does not exist"


def test_a_failure_of_stripe_is_a_problem(signed_in: Client, upstream: Emulator) -> None:
    upstream.control("faults?percent=100")
    try:
        response = signed_in.get("/demo/sessions.csv")
    finally:
        upstream.control("faults?percent=0")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.json()["type"].endswith(":api")
    assert response.json()["title"] == "Stripe has a problem"


@pytest.mark.parametrize("ending", ["json", "csv", "jsonl"])
def test_a_person_has_the_sessions_and_sentences_of_the_page(
    signed_in: Client, upstream: Emulator, document: dict[str, Any], ending: str
) -> None:
    page = signed_in.get(f"/demo/people/?email={ANA}")
    twin = signed_in.get(f"/demo/people.{ending}?email={ANA}")
    assert twin.status_code == HTTPStatus.OK
    if ending == "json":
        check(document, twin, "Person")
        assert " ".join(twin.json()["summary"].split()) in overview_page.words(
            overview_page.main_of(page)
        )
    assert codes(twin, ending) == ids(page)


def test_a_masked_person_is_masked_in_the_links_too(
    masked: Client, upstream: Emulator, document: dict[str, Any]
) -> None:
    session = upstream.get(f"/v1/checkout/sessions?customer_details[email]={ANA}")["data"][0]
    twin = masked.get(f"/demo/people.json?by_session={session['id']}")
    check(document, twin, "Person")
    assert twin.json()["is_masked"]
    assert ANA not in twin.content.decode()
    assert "Souza" not in twin.content.decode()


@pytest.mark.parametrize("query", ["", "email=x", f"email={ANA}&emial=y"])
def test_a_person_that_nobody_named_is_a_problem(
    signed_in: Client, upstream: Emulator, query: str
) -> None:
    response = signed_in.get(f"/demo/people.json?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST


def test_the_overview_has_the_numbers_of_the_page(
    signed_in: Client, person: User, upstream: Emulator, document: dict[str, Any]
) -> None:
    overview_page.may_see(person)
    overview_page.fill()
    query = "created=last_30_days"
    # The first answer has the names of payment links fetched behind it.
    signed_in.get(f"/demo/overview.json?{query}")
    services.wait_for_background()
    shown = overview_page.figures(signed_in.get(f"/demo/overview/?{query}"))
    twin = signed_in.get(f"/demo/overview.json?{query}")
    check(document, twin, "Overview")
    now = twin.json()["now"]
    for name in ("made", "paid", "left_known", "open"):
        assert shown[name].replace(",", "") == str(now["counts"][name])
    assert sum(one["made"] for one in twin.json()["bars"]) == now["counts"]["made"] > 0
    for table in document["components"]["schemas"]["Overview"]["properties"]:
        if table not in document["components"]["schemas"]:
            continue
        lines = signed_in.get(f"/demo/overview.jsonl?{query}&table={table}").content.decode()
        assert [json.loads(line) for line in lines.splitlines()] == twin.json()[table]
        file = signed_in.get(f"/demo/overview.csv?{query}&table={table}").content.decode()
        assert len(file.splitlines()) == len(twin.json()[table]) + 1


@pytest.mark.parametrize("query", ["table=nothing", "creatd=today", "created_from=x"])
def test_an_overview_that_cannot_be_applied_is_a_problem(
    upstream: Emulator, db: None, query: str
) -> None:
    response = of_role("Manager").get(f"/demo/overview.json?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert list(response.json()["errors"]) == [query.partition("=")[0]]


def test_the_document_describes_each_twin_and_each_filter(
    signed_in: Client, upstream: Emulator, document: dict[str, Any]
) -> None:
    served = signed_in.get("/demo/openapi.json").json()
    assert served == json.loads(json.dumps(document))
    assert served["openapi"] == "3.1.0"
    pages = ("sessions", "people", "overview", "scan", "scan/{scan}")
    endings = ("json", "csv", "jsonl")
    assert set(served["paths"]) == {f"/demo/{page}.{one}" for page in pages for one in endings}
    told = {one["name"] for one in served["paths"]["/demo/sessions.json"]["get"]["parameters"]}
    assert {"columns", "created[gt]", "created[lte]"} <= told
    assert {name for name in NAMES if name[:10] not in ("created_gt", "created_lt")} <= told
    schemas = served["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(served)))
    assert named <= set(schemas)


def test_the_help_has_commands_for_what_one_may_read(signed_in: Client, upstream: Emulator) -> None:
    page = html.unescape(signed_in.get("/demo/programs/").content.decode())
    assert "http://testserver/demo/sessions.json?" in page
    assert "/demo/overview.json" not in page
    assert "/demo/overview.json" in of_role("Manager").get("/demo/programs/").content.decode()
    commands = re.findall(r"(?:curl [^\n]*|url=)'(http://testserver[^']+)'", page)
    assert len(commands) == 5
    for url in commands:
        address = path_of(url)
        assert signed_in.get(address).status_code == HTTPStatus.OK, address
