"""The scan that reads: what it finds and how far it is, stopped and gone on with, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.facts.packed_ids import unpack
from sessions_browser.jobs import commands
from sessions_browser.jobs.kinds import JobKind
from sessions_browser.models import Fact, FactCoverage, Job, Scan, ScanMatch
from sessions_browser.processes import kinds_of_work
from sessions_browser.read_log.models import Entry
from tests.facts import truth
from tests.roles import of_role, someone
from tests.running import Emulator, running_emulator
from tests.views import overview_page
from tests.views.page import LIST, ids, link, text_of
from tests.views.test_scan import newest_of

PAGE = "/demo/scan/"
ALL = {"created": "all"}
HTMX = {"HX-Request": "true"}
Session = dict[str, Any]


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000


def kind() -> JobKind:
    return next(one for one in kinds_of_work() if one.name == "scan")


def steps(scan: Scan, most: int = 1000) -> Iterator[Any]:
    """As a worker does them; each state may be gone on from."""
    job = Job.objects.get(scan=scan)
    work = kind()
    state = job.cursor or work.first(job.parameters)
    for _number in range(most):
        step = work.step(job.parameters, state)
        assert step.note in ("", "budget"), step.note
        state = step.state
        ended = {"state": "done"} if state is None else {"state": "running", "total": step.total}
        Job.objects.filter(pk=job.pk).update(cursor=state, done=step.done, **ended)
        if state is None:
            return
        yield state


def run(scan: Scan) -> None:
    list(steps(scan))


def asked(client: Client, **values: Any) -> Scan:
    response = client.post(PAGE, {**ALL, **values})
    assert response.status_code == HTTPStatus.FOUND
    scan = Scan.objects.latest("made")
    assert response["Location"] == f"{PAGE}{scan.pk}/"
    return scan


def result(client: Client, scan: Scan) -> Any:
    return client.get(f"{PAGE}{scan.pk}/")


def found(client: Client, scan: Scan) -> list[str]:
    return overview_page.rows_behind(client, f"{PAGE}{scan.pk}/")


def name_of(session: Session) -> str:
    return ((session["customer_details"] or {}).get("name") or "").casefold()


def test_a_name_is_found_and_the_whole_range_is_said_to_be_read(
    signed_in: Client, upstream: Emulator
) -> None:
    scan = asked(signed_in, name="SOUZA")
    assert "Nothing has been read yet." in text_of(result(signed_in, scan))
    run(scan)
    expected = [one["id"] for one in truth.all_sessions(upstream) if "souza" in name_of(one)]
    assert expected
    assert found(signed_in, scan) == expected
    page = text_of(result(signed_in, scan))
    assert "Looked through all that was made from" in page
    assert f"{len(expected)} match" in page
    assert "Name: SOUZA" in page
    services.wait_for_background()


@pytest.mark.parametrize(
    "values",
    [
        {"email": "@example.com", "outcome": ["left_known"]},
        {"reference": "order-1", "outcome": ["paid", "processing"]},
        {"metadata": "campaign=", "mode": ["subscription"]},
        {"answer": "vegetarian"},
        {"reference": "order-", "outcome": ["paid"], "outcome_not": "on", "has_email": "1"},
    ],
    ids=lambda values: " ".join(values),
)
@pytest.mark.parametrize("is_known", [False, True])
def test_facts_rule_out_and_the_same_is_found(
    signed_in: Client, upstream: Emulator, values: dict[str, Any], is_known: bool
) -> None:
    if is_known:
        overview_page.fill()
    scan = asked(signed_in, **values)
    run(scan)
    everything = truth.all_sessions(upstream)
    expected = [one["id"] for one in everything if fits(one, values)]
    assert expected
    assert [one.id for one in matches(scan)] == expected


def fits(session: Session, values: dict[str, Any]) -> bool:
    outcomes = [name.upper() for name in values.get("outcome", [])]
    if outcomes and (truth.outcome_of(session) in outcomes) == bool(values.get("outcome_not")):
        return False
    if "mode" in values and session["mode"] not in values["mode"]:
        return False
    if values.get("has_email") and not truth.email_of(session):
        return False
    emails = [truth.email_of(session) or "", session["customer_email"] or ""]
    answers = [
        (one.get(one["type"]) or {}).get("value") or "" for one in session["custom_fields"] or ()
    ]
    metadata = {f"{key}={value}" for key, value in (session["metadata"] or {}).items()}
    where = {
        "email": emails,
        "reference": [session["client_reference_id"] or ""],
        "answer": answers,
        "metadata": metadata,
    }
    return all(
        any(values[name] in text for text in texts)
        for name, texts in where.items()
        if name in values
    )


def matches(scan: Scan) -> list[Any]:
    from sessions_browser.scans.records import page_found

    return page_found(scan, "", 10_000)[0]


def test_products_are_looked_for_in_line_items(signed_in: Client, upstream: Emulator) -> None:
    newest = upstream.get("/v1/checkout/sessions?limit=100&expand[]=data.line_items")["data"]
    product = newest[0]["line_items"]["data"][0]["description"]
    scan = asked(signed_in, product=product.upper(), created="last_7_days")
    run(scan)
    expected = [
        one["id"]
        for one in newest
        if any(product == item["description"] for item in one["line_items"]["data"])
    ]
    shown = [one.id for one in matches(scan)]
    assert shown[: len(expected)] == expected[: len(shown)]


def test_what_facts_rule_out_is_not_read(signed_in: Client, upstream: Emulator) -> None:
    overview_page.fill()
    everything = truth.all_sessions(upstream)
    upstream.reset()
    run(asked(signed_in, email="@", outcome="processing", currency="usd"))
    narrow = len(upstream.queries())
    page = text_of(result(signed_in, Scan.objects.latest("made")))
    assert "rules them out, so they are not read" in page
    upstream.reset()
    run(asked(signed_in, email="@"))
    assert narrow < len(upstream.queries()) <= len(everything) / 100 * 1.05 + 6


def test_results_come_as_they_are_found_and_coverage_is_true_at_each_step(
    signed_in: Client, upstream: Emulator
) -> None:
    scan = asked(signed_in, email="@example.com")
    everything = truth.all_sessions(upstream)
    partly = 0
    for _state in steps(scan):
        now = Scan.objects.get(pk=scan.pk)
        assert now.end is not None
        assert now.reached is not None
        there = {one.id for one in matches(scan)}
        within = [s for s in everything if now.reached <= s["created"] < now.end]
        due = {s["id"] for s in within if "@example.com" in (truth.email_of(s) or "")}
        assert due <= there, "it is said to be looked through"
        partly += bool(there) and now.reached > everything[-1]["created"]
    assert partly
    page = signed_in.get(f"{PAGE}{scan.pk}/state/?seen=0", headers=HTMX)
    assert page["HX-Trigger"] == "found"
    count = len(matches(scan))
    page = signed_in.get(f"{PAGE}{scan.pk}/state/?seen={count}", headers=HTMX)
    assert "HX-Trigger" not in page


def test_coverage_is_true_while_sessions_arrive(
    signed_in: Client, settings: Settings, db: None
) -> None:
    with running_emulator("--sessions=450", "--seed=3") as shop:
        settings.STRIPE_API_BASE = shop.address
        services.reset()
        scan = asked(signed_in, reference="order")
        for _state in steps(scan):
            shop.control("arrive?count=3")
        now = Scan.objects.get(pk=scan.pk)
        assert now.is_complete
        assert now.end is not None
        there = {one.id for one in matches(scan)}
        within = [s for s in truth.all_sessions(shop) if s["created"] < now.end]
        assert {s["id"] for s in within if "order" in (s["client_reference_id"] or "")} <= there
        services.wait_for_background()


def test_it_stops_and_goes_on_and_a_link_reopens_it(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, email="example")
    for _state in steps(scan):
        break
    next(steps(scan), None)
    assert "Stop" in text_of(result(signed_in, scan))
    signed_in.post(f"{PAGE}{scan.pk}/stop/")
    page = text_of(result(signed_in, scan))
    assert "Stopped. Read" in page
    assert "are not looked through" in page
    assert str(scan.pk) in signed_in.get(PAGE).content.decode()
    signed_in.post(f"{PAGE}{scan.pk}/go-on/")
    assert Job.objects.get(scan=scan).state == "waiting"
    run(scan)
    expected = [s["id"] for s in truth.all_sessions(upstream) if "example" in str(s)]
    assert len(matches(scan)) <= len(expected)
    assert "Looked through all" in text_of(result(signed_in, scan))


def test_a_step_that_is_done_twice_changes_nothing(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, email="example")
    job = Job.objects.get(scan=scan)
    work, state = kind(), None
    state = work.first(job.parameters)
    while state is not None:
        work.step(job.parameters, state)
        state = work.step(job.parameters, state).state
    expected = [
        s["id"]
        for s in truth.all_sessions(upstream)
        if any("example" in (one or "") for one in (truth.email_of(s), s["customer_email"]))
    ]
    assert [one.id for one in matches(scan)] == expected


def test_without_a_text_what_is_missing_is_read(signed_in: Client, upstream: Emulator) -> None:
    page = signed_in.post(PAGE, {**ALL, "outcome": "paid"}, follow=True)
    assert "Nothing of this range is remembered yet." in text_of(page)
    assert "Read what is missing" in text_of(page)
    scan = asked(signed_in, outcome="paid", read="1")
    run(scan)
    expected = [s["id"] for s in truth.all_sessions(upstream) if truth.outcome_of(s) == "PAID"]
    assert [one.id for one in matches(scan)] == expected


def test_all_that_is_read_is_remembered(signed_in: Client, upstream: Emulator) -> None:
    """But for the newest second, in which more may be made."""
    scan = asked(signed_in, name="nobody at all")
    run(scan)
    scan.refresh_from_db()
    everything = truth.all_sessions(upstream)
    read = {one["id"] for one in everything if one["created"] < scan.end}
    assert {one["created"] for one in everything if one["id"] not in read} <= {scan.end}
    assert read <= {unpack(bytes(fact.session)) for fact in Fact.objects.all()}
    assert FactCoverage.objects.get().end == scan.end


def test_our_database_holds_ids_and_no_text_in_clear(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, name="Souza", email="ana.souza")
    run(scan)
    kept = ""
    with connection.cursor() as cursor:
        for table in ("scan", "scanmatch", "job"):
            cursor.execute(f"SELECT * FROM sessions_browser_{table}")  # noqa: S608  our own tables
            kept += repr(cursor.fetchall())
    assert matches(scan)
    assert "souza" not in kept.casefold()
    Job.objects.filter(scan=scan).update(ended=scan.made)
    from django.utils import timezone

    commands.forget_ended(timezone.now())
    assert not Scan.objects.exists()
    assert not ScanMatch.objects.exists()


def test_the_text_stands_in_no_address(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, name="Souza", least="10")
    page = result(signed_in, scan).content.decode()
    addresses = re.findall(r'(?:href|action|hx-get)="([^"]+)"', page)
    assert not [one for one in addresses if "ouza" in one]
    back = next(one for one in addresses if "least=10" in one)
    assert signed_in.get(back.replace("&amp;", "&")).status_code == HTTPStatus.OK


def test_masked_people_look_only_for_what_they_see(
    signed_in: Client, masked: Client, upstream: Emulator
) -> None:
    page = masked.get(PAGE).content.decode()
    assert 'name="reference"' in page
    for name in ("name", "email", "metadata", "answer"):
        assert f'name="{name}"' not in page
    before = Scan.objects.count()
    refused = masked.post(PAGE, {**ALL, "name": "Souza"})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "Your role sees this masked, so it cannot look for it." in text_of(refused)
    assert Scan.objects.count() == before
    scan = asked(signed_in, name="Souza")
    run(scan)
    assert masked.get(f"{PAGE}{scan.pk}/").status_code == HTTPStatus.FORBIDDEN
    assert masked.get(f"{PAGE}{scan.pk}/state/").status_code == HTTPStatus.FORBIDDEN
    unmasked = asked(signed_in, reference="order-1")
    assert masked.get(f"{PAGE}{unmasked.pk}/").status_code == HTTPStatus.FORBIDDEN
    own = asked(masked, reference="order-1")
    run(own)
    shown = result(masked, own).content.decode()
    assert ids(result(masked, own))
    emails = {truth.email_of(one) for one in truth.all_sessions(upstream)} - {None}
    assert not [email for email in emails if email and email in shown]


def test_only_its_owner_or_who_may_change_all_jobs_stops_it(
    signed_in: Client, upstream: Emulator
) -> None:
    scan = asked(signed_in, name="Souza")
    other = Client()
    other.force_login(someone("bob", "Support"))
    assert other.get(f"{PAGE}{scan.pk}/").status_code == HTTPStatus.OK
    assert "Stop" not in text_of(other.get(f"{PAGE}{scan.pk}/")).split("footer")[0].split("main")[1]
    assert other.post(f"{PAGE}{scan.pk}/stop/").status_code == HTTPStatus.FORBIDDEN
    assert other.get(PAGE).content.decode().count(str(scan.pk)) == 0
    assert of_role("Administrator").get(f"{PAGE}{scan.pk}/").status_code == HTTPStatus.FORBIDDEN
    assert other.get(f"/wholesale/scan/{scan.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_a_look_at_what_was_found_is_in_the_read_log(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, name="Souza")
    run(scan)
    page = result(signed_in, scan)
    entry = Entry.objects.latest("number")
    assert (entry.kind, entry.rows, entry.searched) == ("scan", len(ids(page)), "text")
    assert entry.detail == "name"
    count = Entry.objects.count()
    signed_in.get(f"{PAGE}{scan.pk}/state/", headers=HTMX)
    assert Entry.objects.count() == count


def test_rows_that_were_just_found_cost_no_call(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, name="Souza")
    run(scan)
    signed_in.get(LIST)
    services.wait_for_background()
    upstream.reset()
    assert ids(result(signed_in, scan))
    services.wait_for_background()
    assert upstream.queries() == []


def test_a_bad_text_scan_is_words(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.post(PAGE, {**ALL, "name": "x" * 300, "least": "much"})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "Enter an amount such as 49.00." in text_of(response)
    assert not Scan.objects.exists()


def test_too_many_at_once_are_refused(signed_in: Client, person: User, upstream: Emulator) -> None:
    for number in range(10):
        Job.objects.create(kind="scan", account="demo", owner=person.username, key=f"x{number}")
    page = signed_in.post(PAGE, {**ALL, "name": "Souza"}, follow=True)
    assert "You already have 10 jobs" in text_of(page)
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    ("pasted", "filled"),
    [
        ("Ana Souza", {"name": "Ana Souza", "created": "last_7_days"}),
        ("order 4711", {"reference": "order 4711"}),
        ("€ 49.00", {"least": "49.00", "most": "49.00", "currency": "EUR"}),
        ("EUR 49 yesterday", {"least": "49", "currency": "EUR", "created": "yesterday"}),
        ("Ana Souza 2026-11-19", {"name": "Ana Souza", "created_from": "2026-11-19"}),
        ("visa 4242", {"reference": "", "name": ""}),
        ("4242", {"reference": "4242"}),
    ],
)
def test_what_stripe_cannot_search_by_leads_to_a_scan(
    signed_in: Client, upstream: Emulator, pasted: str, filled: dict[str, str]
) -> None:
    page = signed_in.post("/demo/search/", {"q": pasted}, follow=True).content.decode()
    assert "Look through sessions for it" in page
    told = dict(re.findall(r'name="(\w+)"\s+type="\w+"\s+value="([^"]*)"', page))
    told["created"] = re.findall(r'<option value="(\w*)"\s+selected', page)[0]
    assert {name: told[name] for name in filled} == filled


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("visa 4242", "No session holds the digits of a card"),
        ("4242", "If it is the end of a card number, no session holds it"),
    ],
)
def test_that_no_session_holds_the_digits_of_a_card_is_said(
    signed_in: Client, masked: Client, upstream: Emulator, pasted: str, words: str
) -> None:
    for client in (signed_in, masked):
        assert words in text_of(client.post("/demo/search/", {"q": pasted}, follow=True))


def test_masked_people_are_told_why_no_name_is_filled_in(
    masked: Client, upstream: Emulator
) -> None:
    page = text_of(masked.post("/demo/search/", {"q": "Ana Souza yesterday"}, follow=True))
    assert "Your role sees names masked, so it cannot look for one." in page
    assert 'value="Ana Souza"' not in page


def test_an_amount_and_a_day_are_answered_at_once(signed_in: Client, upstream: Emulator) -> None:
    """With the fields as the offer fills them."""
    overview_page.fill()
    values = {"created": "last_30_days", "least": "49", "most": "49", "currency": "EUR"}
    page = signed_in.post(PAGE, values, follow=True)
    assert not Scan.objects.exists()
    end = FactCoverage.objects.get().end
    expected = {
        one["id"]: one["created"]
        for one in truth.all_sessions(upstream)
        if (one["currency"], one["amount_total"]) == ("eur", 4900) and one["created"] < end
    }
    assert len(ids(page)) > 1
    assert newest_of(expected, ids(page))
    services.wait_for_background()


def test_a_person_who_is_not_found_leads_to_a_scan(signed_in: Client, upstream: Emulator) -> None:
    page = signed_in.get("/demo/people/?email=nobody@nowhere.example")
    assert link(page, "scan-instead") == PAGE


def test_pages_of_what_was_found(signed_in: Client, upstream: Emulator) -> None:
    scan = asked(signed_in, email="@")
    run(scan)
    every = found(signed_in, scan)
    assert len(every) == len(set(every)) == len(matches(scan)) > 50
    second = link(result(signed_in, scan), "older")
    assert ids(signed_in.get(second)) == every[25:50]
