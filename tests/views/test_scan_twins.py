"""The scan for programs: the sessions and sentences of its pages, under the same rules."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from sessions_browser.access import tokens
from sessions_browser.models import FactCoverage, Scan
from sessions_browser.read_log.models import Entry
from tests.roles import give, of_role, someone
from tests.running import Emulator
from tests.views.page import ids, text_of
from tests.views.test_references import compared, unseen
from tests.views.test_scan_text import asked, run
from tests.views.test_tokens import code_of, make
from tests.views.test_twins import NEXT, PREV, check, codes, path_of

PAGE, TWIN = "/demo/scan/", "/demo/scan"
ALL = "created=all"
ENDINGS = ("json", "csv", "jsonl")


def url_of(scan: Scan, ending: str, query: str = "") -> str:
    return f"{TWIN}/{scan.pk}.{ending}?{query}"


@pytest.mark.parametrize(
    "query",
    [
        *("outcome=paid", "outcome=paid&outcome_not=on&mode=payment", "least=100&currency=eur"),
        *("view=processing", "outcome=processing&order=oldest", "has_email=0", "currency=xau"),
    ],
)
def test_the_twin_has_the_sessions_and_sentences_of_the_page(
    signed_in: Client,
    known: Emulator,
    document: dict[str, Any],
    query: str,
) -> None:
    page = signed_in.get(f"{PAGE}?{ALL}&{query}")
    twin = signed_in.get(f"{TWIN}.json?{ALL}&{query}")
    assert twin.status_code == HTTPStatus.OK
    check(document, twin, "ScanPage")
    body = twin.json()
    assert [one["id"] for one in body["sessions"]] == ids(page)
    assert body["coverage"] in text_of(page)
    assert body["is_complete"]
    assert not body["only_remembered"]
    assert all(one in text_of(page) for one in body["filters"])
    assert ids(signed_in.get(path_of(body["links"]["page"]))) == ids(page)
    rows = [json.loads(line) for line in lines(signed_in, f"{TWIN}.jsonl?{ALL}&{query}")]
    assert rows == body["sessions"]


def lines(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK
    found: list[str] = response.content.decode().splitlines()
    return found


def walk(client: Client, url: str, ending: str) -> None:
    """Down to the end and up again by links: each once, and the same pages."""
    down = [(url, codes(client.get(url), ending))]
    while found := NEXT.search(client.get(down[-1][0])["Link"]):
        address = path_of(found[1])
        down.append((address, codes(client.get(address), ending)))
    assert len(down) > 3
    every = [one for _, page in down for one in page]
    assert len(every) == len(set(every))
    up, address = [down[-1][1]], down[-1][0]
    while found := PREV.search(client.get(address)["Link"]):
        address = path_of(found[1])
        up.append(codes(client.get(address), ending))
    # Down from above the last page again, as a program may turn around anywhere.
    assert up == [page for _, page in down[::-1]]
    above = PREV.search(client.get(down[-1][0])["Link"])
    assert above
    below = NEXT.search(client.get(path_of(above[1]))["Link"])
    assert below
    assert codes(client.get(path_of(below[1])), ending) == down[-1][1]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("order", ["", "&order=oldest"])
def test_pages_follow_each_other_by_links_down_and_up(
    signed_in: Client, known: Emulator, ending: str, order: str
) -> None:
    query = f"{ALL}&outcome=processing&outcome=nothing_due&limit=12&columns=id{order}"
    walk(signed_in, f"{TWIN}.{ending}?{query}", ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_a_scan_found_follows_too(signed_in: Client, known: Emulator, ending: str) -> None:
    scan = asked(signed_in, email="ana")
    run(scan)
    walk(signed_in, url_of(scan, ending, "limit=7&columns=id"), ending)


def test_what_a_scan_found_says_how_far_it_is(
    signed_in: Client,
    known: Emulator,
    document: dict[str, Any],
) -> None:
    scan = asked(signed_in, name="Souza")
    before = signed_in.get(url_of(scan, "json")).json()
    assert (before["is_going_on"], before["is_complete"], before["matches"]) == (True, False, 0)
    assert before["coverage"] == "Nothing has been read yet."
    run(scan)
    twin = signed_in.get(url_of(scan, "json"))
    check(document, twin, "ScanPage")
    body, page = twin.json(), signed_in.get(f"{PAGE}{scan.pk}/")
    assert [one["id"] for one in body["sessions"]] == ids(page)
    assert (body["is_going_on"], body["is_complete"]) == (False, True)
    assert body["coverage"] in text_of(page)
    assert body["filters"] == ["Name: Souza"]
    assert body["matches"] >= body["count"] > 0
    assert body["unseen_references"] is None


def test_references_that_were_not_seen_are_told_to_their_owner_alone(
    signed_in: Client,
    known: Emulator,
    document: dict[str, Any],
) -> None:
    scan = compared(signed_in, "order-0\norder-00")
    run(scan)
    twin = signed_in.get(url_of(scan, "json"))
    check(document, twin, "ScanPage")
    assert twin.json()["unseen_references"] == unseen(signed_in, scan) == ["order-0", "order-00"]
    other = Client()
    other.force_login(someone("bob", "Support"))
    refused = other.get(url_of(scan, "json"))
    assert (refused.status_code, code_of(refused)) == (HTTPStatus.NOT_FOUND, "not_found")


def test_who_sees_a_mask_gets_a_mask_and_no_scan_of_who_sees_more(
    signed_in: Client, masked: Client, known: Emulator
) -> None:
    own = masked.get(f"{TWIN}.json?{ALL}&has_email=1")
    assert own.json()["is_masked"]
    emails = [one["email"] for one in own.json()["sessions"]]
    assert all("•••" in one for one in emails)
    refused = masked.get(f"{TWIN}.csv?{ALL}&has_email=1&columns=id,email")
    assert (refused.status_code, code_of(refused)) == (HTTPStatus.FORBIDDEN, "masked_column")
    scan = asked(signed_in, name="Souza")
    run(scan)
    refused = masked.get(url_of(scan, "json"))
    assert (refused.status_code, code_of(refused)) == (HTTPStatus.FORBIDDEN, "no_access")


def test_a_look_is_in_the_read_log(signed_in: Client, known: Emulator) -> None:
    rows = signed_in.get(f"{TWIN}.json?{ALL}&outcome=paid").json()["count"]
    entry = Entry.objects.latest("number")
    assert (entry.kind, entry.rows, entry.detail) == ("scan", rows, "json created outcome")
    scan = asked(signed_in, name="Souza")
    run(scan)
    rows = len(lines(signed_in, url_of(scan, "jsonl")))
    entry = Entry.objects.latest("number")
    assert (entry.kind, entry.rows, entry.searched) == ("scan", rows, "text")
    assert entry.detail == "jsonl name"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("outcom=paid", "outcom"),
        ("outcome=rich", "outcome"),
        ("name=Souza", "name"),
        ("email=@example.com", "email"),
        ("view=nothing", "view"),
        ("limit=26", "limit"),
        ("limit=x", "limit"),
        ("columns=metadata", "columns"),
        ("least=much", "least"),
        ("payment_link=Nothing+of+ours", "payment_link"),
    ],
)
def test_what_cannot_be_applied_is_named(
    signed_in: Client,
    known: Emulator,
    document: dict[str, Any],
    query: str,
    name: str,
) -> None:
    response = signed_in.get(f"{TWIN}.json?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    check(document, response, "Problem")
    assert list(response.json()["errors"]) == [name]


def test_a_parameter_that_a_scan_does_not_have_is_named(signed_in: Client, known: Emulator) -> None:
    scan = asked(signed_in, name="Souza")
    response = signed_in.get(url_of(scan, "json", "outcome=paid"))
    assert list(response.json()["errors"]) == ["outcome"]


def test_what_is_not_remembered_is_told(signed_in: Client, known: Emulator) -> None:
    FactCoverage.objects.all().delete()
    body = signed_in.get(f"{TWIN}.json?{ALL}").json()
    assert (body["count"], body["is_complete"]) == (0, False)
    assert body["coverage"].startswith("Nothing of this range is remembered yet.")


def test_rows_that_stripe_does_not_give_are_no_rows_of_a_file(
    signed_in: Client, known: Emulator
) -> None:
    known.control("faults?percent=100")
    try:
        file = signed_in.get(f"{TWIN}.csv?{ALL}&outcome=paid&limit=3")
        body = signed_in.get(f"{TWIN}.json?{ALL}&outcome=paid&limit=3").json()
    finally:
        known.control("faults?percent=0")
    assert (file.status_code, code_of(file)) == (HTTPStatus.SERVICE_UNAVAILABLE, "cut_short")
    assert len(body["only_remembered"]) == body["count"] == 3
    assert {one["email"] for one in body["sessions"]} == {None}


def test_without_facts_there_is_no_answer_from_them(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.FACTS_KEEP_DAYS = 0
    response = signed_in.get(f"{TWIN}.json")
    assert (response.status_code, code_of(response)) == (
        HTTPStatus.NOT_FOUND,
        "nothing_remembered",
    )


def test_a_token_reads_them(maker: User, known: Emulator) -> None:
    _row, program = make(maker)
    assert program.get(f"{TWIN}.json?{ALL}&outcome=paid").json()["count"] == 25
    client = Client()
    client.force_login(maker)
    scan = asked(client, name="Souza")
    run(scan)
    assert program.get(url_of(scan, "csv")).status_code == HTTPStatus.OK
    assert code_of(program.get(f"{PAGE}?{ALL}")) == "not_for_programs"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_twin_is_only_read(
    known: Emulator,
    db: None,
    document: dict[str, Any],
    method: str,
) -> None:
    """By a token, by a browser that proves nothing, and by nobody."""
    person = give(someone("lead", "Manager", "Support"))
    row, secret = tokens.make(person, "demo", "report", 30, personal=True, ways=["password"])
    assert row
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    scan = asked(of_role("Support"), name="Souza")
    paths = (
        *("/demo/sessions.json", "/demo/people.csv", "/demo/overview.jsonl", "/demo/scan.json"),
        *(f"/demo/scan/{scan.pk}.json", "/demo/openapi.json"),
    )
    for path in paths:
        program = Client(enforce_csrf_checks=True).generic(
            method, path, headers={"Authorization": f"Bearer {secret}"}
        )
        for response in (program, browser.generic(method, path)):
            assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED, path
            assert response["Allow"] == "GET, HEAD"
            assert code_of(response) == "not_allowed"
            check(document, response, "Problem")
        nobody = Client(enforce_csrf_checks=True).generic(method, path)
        assert nobody.status_code == HTTPStatus.UNAUTHORIZED


def test_the_help_and_the_document_tell_of_it(signed_in: Client, known: Emulator) -> None:
    page = signed_in.get("/demo/programs/").content.decode()
    assert "/demo/scan.json?" in page
    served = signed_in.get("/demo/openapi.json").json()["paths"]
    told = {one["name"] for one in served["/demo/scan.json"]["get"]["parameters"]}
    assert {"outcome", "outcome_not", "view", "after", "before", "limit", "columns"} <= told
    assert not {"name", "email", "reference"} & told
    for path in re.findall(r"\{(\w+)\}", " ".join(served)):
        assert path == "scan"
