"""Each look is on record, whoever looks and however the page was made; and who reads the record."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.read_log import keys, recorder
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.models import Entry, Subject
from sessions_browser.read_log.verifying import verify
from tests.roles import give, someone
from tests.running import Emulator
from tests.views import overview_page
from tests.views.page import LIST, ids, text_of

ANA = "ana.souza@example.com"
PERSON = f"/demo/people/?email={ANA}"
HTMX = {"HX-Request": "true"}
PASSWORD = "a long enough password"
LOG, WHO = "/read-log/", "/read-log/customer/"


@pytest.fixture(autouse=True)
def nothing_watched_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import read_log

    monkeypatch.setattr(read_log, "_watched", read_log._Watched())


@pytest.fixture
def reader(client: Client, db: None) -> Client:
    client.force_login(someone("greta", "Administrator"))
    return client


def last() -> Entry:
    return Entry.objects.all()[0]


def kinds() -> list[str]:
    """Without how the test got in."""
    found = Entry.objects.exclude(kind__in=("sign_in", "role_change")).order_by("number")
    return list(found.values_list("kind", flat=True))


def is_about(entry: Entry, kind: str, value: str) -> bool:
    return keys.subject(kind, value) in entry.subjects.split()


def session_of(upstream: Emulator, query: str = f"customer_details[email]={ANA}") -> dict[str, Any]:
    found: dict[str, Any] = upstream.get(f"/v1/checkout/sessions?{query}")["data"][0]
    return found


def test_a_list_is_recorded_with_its_filters_and_rows(
    signed_in: Client, upstream: Emulator
) -> None:
    answer = signed_in.get(f"{LIST}?email={ANA}&outcome=paid", REMOTE_ADDR="192.0.2.7")
    entry = last()
    assert (entry.kind, entry.who, entry.account) == ("list", "ana", "demo")
    assert (entry.place, entry.searched, entry.detail) == ("192.0.2.7", "email", "email outcome")
    assert entry.rows == len(ids(answer)) > 0
    assert entry.ids == keys.digest_of_ids(ids(answer))
    assert is_about(entry, "email", ANA)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_page_of_ready_bytes_is_recorded_as_often_as_it_is_shown(
    signed_in: Client, upstream: Emulator, headers: dict[str, str]
) -> None:
    answers = [signed_in.get(LIST, headers=headers) for _ in range(3)]
    services.wait_for_background()
    found = Entry.objects.filter(kind="list")
    assert [entry.rows for entry in found] == [25] * 3
    assert {entry.ids for entry in found} == {keys.digest_of_ids(ids(answers[0]))}


def test_whoever_is_looked_at_is_found_by_e_mail_customer_and_session(
    signed_in: Client, upstream: Emulator
) -> None:
    session = session_of(upstream)
    here = f"{LIST}{session['id']}/"
    for path, headers in ((here, {}), (here, HTMX), (f"{here}state/", {}), (PERSON, {})):
        signed_in.get(path, headers=headers)
    assert kinds() == ["open", "open", "watch", "person"]
    for entry in Entry.objects.filter(kind__in=("open", "watch")):
        assert is_about(entry, "session", session["id"])
    opened = Entry.objects.filter(kind="open")[0]
    assert is_about(opened, "email", ANA)
    if session["customer"]:
        assert is_about(opened, "customer", session["customer"])
    person = last()
    assert person.searched == "email"
    assert person.rows
    assert is_about(person, "email", ANA.upper())


def test_watching_is_one_look_for_a_while(signed_in: Client, upstream: Emulator) -> None:
    here = f"{LIST}{session_of(upstream)['id']}/state/"
    for _ in range(4):
        signed_in.get(here)
    assert kinds() == ["watch"]


@pytest.mark.parametrize(
    ("text", "searched", "detail"),
    [
        (ANA, "email", "person"),
        ("cus_NffrFeUfNV2Hib", "customer", "person"),
        ("cs_test_a1" + "0" * 56, "session", "session"),
        ("yesterday", "", "list"),
        ("ana souza", "text", "explained"),
        ("sk_live_" + "a1" * 20, "", "secret"),
    ],
)
def test_what_is_searched_for_is_recorded_as_a_hash_with_its_kind(
    signed_in: Client, upstream: Emulator, text: str, searched: str, detail: str
) -> None:
    signed_in.post("/demo/search/", {"q": text})
    entry = Entry.objects.filter(kind="search")[0]
    assert (entry.searched, entry.detail) == (searched, detail)
    assert bool(entry.subjects) == bool(searched)
    assert not searched or is_about(entry, searched, text)


def test_each_line_of_a_column_is_recorded(signed_in: Client, upstream: Emulator) -> None:
    signed_in.get(f"/demo/search/?q={ANA}+niamh.obrien@example.com")
    found = Entry.objects.filter(kind="search", searched="email", detail="column")
    assert len(found) == 2
    assert any(is_about(entry, "email", ANA) for entry in found)


def test_what_is_typed_is_not_recorded_before_it_is_sent(
    signed_in: Client, upstream: Emulator
) -> None:
    signed_in.post("/demo/search/", {"q": ANA}, headers=HTMX)
    assert kinds() == []


def test_a_verified_caller_is_recorded_with_what_was_asked_and_the_result(
    signed_in: Client, upstream: Emulator
) -> None:
    session = session_of(upstream)
    here = f"{LIST}{session['id']}/verify/"
    signed_in.get(here)
    signed_in.post(here, {"email": ANA, "amount": "1"})
    assert kinds() == ["verify"]
    assert last().detail == "email amount: no_match"
    assert is_about(last(), "session", session["id"])
    assert is_about(last(), "email", ANA)


def test_the_sessions_behind_a_figure_are_recorded(
    signed_in: Client, person: User, upstream: Emulator, settings: Settings
) -> None:
    give(person, "Manager")
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    page = signed_in.get(f"{overview_page.PAGE}rows/?from=0&to=4000000000&tz=UTC&outcome=paid")
    assert last().kind == "overview_rows"
    assert last().rows == len(ids(page)) > 0
    assert "outcome" in last().detail.split()


def test_a_failure_of_stripe_is_no_look(signed_in: Client, db: None) -> None:
    assert signed_in.get(LIST).status_code >= 500
    assert signed_in.get(f"{LIST}?limit=0").status_code == HTTPStatus.BAD_REQUEST
    assert kinds() == []


def test_a_refusal_is_recorded(signed_in: Client, upstream: Emulator, settings: Settings) -> None:
    signed_in.get("/demo/overview/")
    assert (last().kind, last().who) == ("refusal", "ana")
    assert last().detail == "overview sessions_browser.view_overview"
    settings.STRIPE_ACCOUNT_GROUPS = {"demo": ["Wholesale"]}
    signed_in.get(LIST)
    assert (last().kind, last().detail, last().account) == ("refusal", "session_list", "demo")


def test_signing_in_and_out_is_recorded(client: Client, person: User) -> None:
    send = "/accounts/login/"
    client.post(send, {"username": "ana", "password": "wrong"})
    client.post(send, {"username": "hunter2", "password": "x"})
    client.post(send, {"username": "ana", "password": PASSWORD})
    client.post("/accounts/logout/")
    found = Entry.objects.exclude(kind="role_change").order_by("number")
    assert [(one.kind, one.who) for one in found] == [
        ("sign_in_failed", "ana"),
        ("sign_in_failed", ""),
        ("sign_in", "ana"),
        ("sign_out", "ana"),
    ]
    assert {one.place for one in found} == {"127.0.0.1"}
    assert is_about(found[1], "name", "hunter2")
    for _ in range(12):
        client.post(send, {"username": "ana", "password": "wrong"})
    assert last().kind == "locked_out"


def test_a_change_of_roles_is_recorded_with_who_made_it(reader: Client, person: User) -> None:
    manager = Group.objects.get(name="Manager")
    form = {"username": "ana", "groups": [manager.pk], "is_active": "on"}
    form |= {f"{name}_{part}": "" for name in ("date_joined", "last_login") for part in (0, 1)}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    before = Entry.objects.all()[0].number
    answer = reader.post(f"/admin/auth/user/{person.pk}/change/", form)
    assert answer.status_code == HTTPStatus.FOUND, text_of(answer)
    found = Entry.objects.filter(number__gt=before).order_by("number")
    assert [(one.kind, one.who, one.detail) for one in found] == [
        ("role_change", "greta", "ana -group:Support"),
        ("role_change", "greta", "ana +group:Manager"),
    ]
    person.refresh_from_db()
    person.is_superuser = True
    person.save()
    assert (last().who, last().detail) == ("", "ana +superuser")


def test_a_page_of_administration_is_recorded_by_its_name(reader: Client) -> None:
    reader.get("/admin/auth/user/")
    assert (last().kind, last().who, last().detail) == (
        "admin",
        "greta",
        "admin:auth_user_changelist",
    )
    assert "Opened a page of administration" in text_of(reader.get(LOG))
    before = Entry.objects.count()
    Client().get("/admin/login/")
    assert Entry.objects.count() == before


def test_no_datum_of_a_customer_stands_in_clear(
    signed_in: Client, person: User, upstream: Emulator
) -> None:
    session = session_of(upstream)
    here = f"{LIST}{session['id']}/"
    for path in (LIST, f"{LIST}?email={ANA}", PERSON, here, f"/demo/search/?q={ANA}"):
        signed_in.get(path, follow=True)
    signed_in.post(f"{here}verify/", {"email": ANA, "last_name": "Souza", "postcode": "1234567"})
    told = json.dumps([*Entry.objects.values(), *Subject.objects.values()], default=str).casefold()
    for datum in (ANA, "souza", session["id"], "1234567", session["customer"] or ANA):
        assert datum.casefold() not in told
    assert verify().findings == []


def test_the_page_shows_and_filters_and_is_recorded_itself(
    reader: Client, upstream: Emulator
) -> None:
    other = Client()
    other.force_login(someone("ben", "Support"))
    other.get(LIST)
    page = text_of(reader.get(LOG))
    for words in ("Listed sessions", "Signed in", "ben", "Role changed"):
        assert words in page
    assert last().kind == "read_log"
    part = reader.get(f"{LOG}?who=BEN&kind=list&account=", headers=HTMX)
    assert "<html" not in text_of(part)
    assert text_of(part).count("<tr>") == 2
    assert part["HX-Push-Url"] == f"{LOG}?who=BEN&kind=list"
    assert last().detail == "kind who"
    assert "Nothing fits these filters" in text_of(reader.get(f"{LOG}?first=2099-01-01"))
    assert "Listed sessions" in text_of(reader.get(f"{LOG}?last=2099-01-01&place=127.0.0.1"))


@pytest.mark.parametrize("query", ["first=soon", "kind=nothing", "account=x", "last=0000-00-00"])
def test_a_filter_that_cannot_be_applied_shows_nothing(reader: Client, query: str) -> None:
    answer = reader.get(f"{LOG}?{query}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "<table" not in text_of(answer)
    part = reader.get(f"{LOG}?{query}", headers=HTMX)
    assert part.status_code == HTTPStatus.BAD_REQUEST
    assert 'id="entries"' not in text_of(part)
    assert "<li>" in text_of(part)


def test_older_entries_are_a_page_further(reader: Client) -> None:
    for _ in range(60):
        recorder.recorder.record(ReadEvent("list", "ben"))
    page = text_of(reader.get(f"{LOG}?who=ben"))
    assert page.count("<tr>") == 51
    number = page.partition("before=")[2].partition('"')[0]
    older = text_of(reader.get(f"{LOG}?who=ben&before={number}"))
    assert older.count("<tr>") == 11
    assert "Newest" in older
    assert reader.get(f"{LOG}?before=x").status_code == HTTPStatus.OK


def test_who_looked_at_this_customer(reader: Client, upstream: Emulator) -> None:
    session = session_of(upstream)
    for name, path in (("ben", PERSON), ("eva", f"{LIST}{session['id']}/"), ("zoe", LIST)):
        looker = Client()
        looker.force_login(someone(name, "Support"))
        looker.get(path)
    page = text_of(reader.post(WHO, {"customer": ANA.title()}))
    assert "<bdi>ben</bdi>" in page
    assert "<bdi>eva</bdi>" in page
    assert "<bdi>zoe</bdi>" not in page
    assert (last().kind, last().searched) == ("read_log", "email")
    assert "<bdi>eva</bdi>" in text_of(reader.post(WHO, {"customer": session["id"]}))
    nobody = text_of(reader.post(WHO, {"customer": "nobody@nowhere.example"}))
    assert "No entry of this log is about this value." in nobody
    for odd in ("", "ana", "a" * 300):
        assert reader.post(WHO, {"customer": odd}).status_code == HTTPStatus.BAD_REQUEST


def test_where_it_is_required_a_page_without_its_entry_is_refused_in_words(
    signed_in: Client, upstream: Emulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.READ_LOG_REQUIRED = True
    assert signed_in.get(LIST).status_code == HTTPStatus.OK
    with monkeypatch.context() as patch:
        patch.setattr(recorder, "append", _fail)
        for headers in ({}, HTMX):
            refused = signed_in.get(LIST, headers=headers)
            assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert "the record cannot be written at the moment" in text_of(refused)
            assert ids(refused) == []
        assert signed_in.get("/demo/payment-links/").status_code == HTTPStatus.OK
    assert signed_in.get(LIST).status_code == HTTPStatus.OK


def test_else_the_page_goes_on_and_the_status_page_tells(
    signed_in: Client, person: User, upstream: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder.recorder, "_untold", 0)
    give(person, "Administrator")
    with monkeypatch.context() as patch:
        patch.setattr(recorder, "append", _fail)
        assert signed_in.get(LIST).status_code == HTTPStatus.OK
        page = text_of(signed_in.get("/status/"))
        assert "The read log cannot be written now (DatabaseError)" in page
    signed_in.get(LIST)
    page = text_of(signed_in.get("/status/"))
    assert "cannot be written now" not in page
    assert "In the last 24 hours 1 look was not recorded in the database." in page


def _fail(_events: object) -> None:
    raise DatabaseError("database is locked")


def test_the_command_says_what_is_wrong(
    signed_in: Client, upstream: Emulator, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    for _ in range(3):
        signed_in.get(LIST)
    call_command("read_log", "verify")
    assert "entries verified" in capsys.readouterr().out
    kept = tmp_path / "lines"
    rows = [{"number": one.number, "mac": one.mac} for one in Entry.objects.all()]
    kept.write_text("\n".join(["a line of another kind", *map(json.dumps, rows)]))
    call_command("read_log", "verify", against=kept)
    number = last().number
    Entry.objects.filter(number=number).update(who="ben")
    with pytest.raises(CommandError):
        call_command("read_log", "verify")
    assert f"changed: Entry {number} was changed." in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("read_log", "reseal")
