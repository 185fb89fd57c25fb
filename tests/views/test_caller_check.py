"""Verify the caller: a match or none, nothing shown, limited, recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from sessions_browser.models import Verification
from sessions_browser.views.caller_tries import (
    TRIES_FOR_A_SESSION,
    TRIES_OF_A_PERSON,
    TRIES_OF_A_PERSON_FOR_A_SESSION,
)
from tests import roles as roles_of
from tests.running import Emulator
from tests.views.page import LIST, text_of


@pytest.fixture
def session(upstream: Emulator) -> dict[str, Any]:
    query = "customer_details[email]=ana.souza@example.com&status=complete"
    found: dict[str, Any] = upstream.get(f"/v1/checkout/sessions?{query}")["data"][0]
    upstream.reset()
    return found


def ask(client: Client, session: dict[str, Any], **said: str) -> Any:
    return client.post(f"{LIST}{session['id']}/verify/", said)


def lift(client: Client, session: dict[str, Any]) -> Any:
    return client.post(f"{LIST}{session['id']}/verify/lift/")


def someone(name: str, *roles: str) -> Client:
    client = Client()
    client.force_login(roles_of.someone(name, "Support", *roles))
    return client


def tried(session_id: str, *people: str) -> None:
    """A try without a match by each of them."""
    for person in people:
        Verification.objects.create(
            person=person,
            account="demo",
            session_id=session_id,
            asked="email",
            result="no_match",
        )


def test_the_page_shows_nothing_of_the_session_and_asks_nothing(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    page = text_of(signed_in.get(f"{LIST}{session['id']}/verify/"))
    assert "Verify the caller" in page
    assert "souza" not in page.lower()
    assert not upstream.requests()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"email": "ana.souza@example.com", "amount": "49"}, "Match"),
        ({"last_name": "Souza"}, "Match"),
        ({"email": "bob@example.com"}, "No match"),
        ({"email": "ana.souza@example.com", "amount": "50"}, "No match"),
    ],
)
def test_it_answers_match_or_no_match_and_records_it(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    person: User,
    said: dict[str, str],
    answer: str,
) -> None:
    page = text_of(ask(signed_in, session, **said))
    assert f">{answer}</span>" in page
    for secret in (
        session["customer_details"]["name"],
        session["customer_details"]["address"]["postal_code"],
    ):
        assert secret not in page
    record = Verification.objects.get()
    assert (record.person, record.account, record.session_id) == ("ana", "demo", session["id"])
    assert record.asked == " ".join(said)
    assert record.result == answer.lower().replace(" ", "_")
    assert len(upstream.requests()) == 1


def test_a_try_that_stripe_did_not_answer_is_given_back(
    signed_in: Client, upstream: Emulator
) -> None:
    """B1: the claim is made first, and only a comparison uses it up."""
    for _ in range(TRIES_OF_A_PERSON_FOR_A_SESSION + 1):
        response = ask(signed_in, {"id": f"cs_test_a1{'0' * 56}"}, amount="49")
        assert response.status_code == HTTPStatus.NOT_FOUND
    assert not Verification.objects.exists()


def test_nothing_said_is_a_mistake_and_no_try(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    response = ask(signed_in, session, email="  ")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert not Verification.objects.exists()


@pytest.mark.parametrize("field", ["email", "postcode", "amount", "last_name"])
def test_a_card_number_is_not_shown_again_and_is_no_try(
    signed_in: Client, upstream: Emulator, session: dict[str, Any], field: str
) -> None:
    """C"""
    response = ask(signed_in, session, **{field: "4242 4242 4242 4242"})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "looks like the number of a card" in text_of(response)
    assert "4242" not in text_of(response)
    assert not Verification.objects.exists()


def test_tries_of_a_person_for_a_session_are_limited(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B5: five honest slips of one person do not lock the session for the others."""
    for _ in range(TRIES_OF_A_PERSON_FOR_A_SESSION):
        assert ask(signed_in, session, amount="1").status_code == HTTPStatus.OK
    refused = ask(signed_in, session, email="ana.souza@example.com")
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "within an hour" in text_of(refused)
    assert "ask an administrator" in text_of(refused)
    assert ">Match<" not in text_of(refused)
    assert Verification.objects.count() == TRIES_OF_A_PERSON_FOR_A_SESSION
    assert ">Match<" in text_of(ask(someone("bob"), session, email="ana.souza@example.com"))


def test_tries_for_a_session_are_limited_whoever_makes_them(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B5: many people together cannot guess what a session holds."""
    tried(session["id"], *(f"person{n}" for n in range(TRIES_FOR_A_SESSION)))
    other = someone("bob")
    response = ask(other, session, email="ana.souza@example.com")
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "within an hour" in text_of(response)
    assert ">Match<" not in text_of(response)
    Verification.objects.update(at=timezone.now() - timedelta(hours=2))
    assert ask(other, session, email="ana.souza@example.com").status_code == HTTPStatus.OK


def test_a_lead_lifts_a_lock_on_record(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B5: honest people are not kept out for the hour."""
    tried(session["id"], *["ana"] * TRIES_OF_A_PERSON_FOR_A_SESSION)
    lead = someone("boss", "Administrator")
    page = text_of(lead.get(f"{LIST}{session['id']}/verify/"))
    assert "for ana" in page
    assert "Lift the lock" in page
    lifted = text_of(lift(lead, session))
    assert "The lock is lifted" in lifted
    assert '/verify/lift/"' not in lifted
    record = Verification.objects.first()
    assert record is not None
    assert (record.person, record.session_id, record.result) == ("boss", session["id"], "lifted")
    assert ">Match<" in text_of(ask(signed_in, session, amount="49"))


def test_a_lift_without_a_lock_records_nothing(
    upstream: Emulator, session: dict[str, Any], db: None
) -> None:
    lift(someone("boss", "Administrator"), session)
    assert not Verification.objects.exists()


def test_others_cannot_lift_a_lock(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B5: only a lead can."""
    tried(session["id"], *["ana"] * TRIES_OF_A_PERSON_FOR_A_SESSION)
    assert '/verify/lift/"' not in text_of(signed_in.get(f"{LIST}{session['id']}/verify/"))
    assert lift(signed_in, session).status_code == HTTPStatus.FORBIDDEN
    assert not Verification.objects.filter(result="lifted").exists()
    assert ask(signed_in, session, amount="49").status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_lifted_lock_leaves_the_limit_of_the_person(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B5: no lead can guess without end by lifting his own locks."""
    for _ in range(TRIES_OF_A_PERSON // TRIES_OF_A_PERSON_FOR_A_SESSION):
        tried(session["id"], *["boss"] * TRIES_OF_A_PERSON_FOR_A_SESSION)
        lead = someone("boss", "Administrator")
        lift(lead, session)
    assert ask(lead, session, amount="49").status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize(
    ("field", "said", "message"),
    [
        ("email", "kim @example.com", "Is it kim@example.com?"),
        ("email", "kim(at)example.com", "Is it kim@example.com?"),
        ("email", "kim", "Type one whole e-mail address."),
        ("email", "ana. souza@example.com", "Is it ana.souza@example.com or souza@example.com?"),
        ("postcode", "D-", "Type the whole postcode"),
        ("postcode", "DE-", "Type the whole postcode"),
        ("amount", "forty-nine", "Type an amount"),
        ("amount", "49 or 50", "Type an amount"),
        ("amount", "1.2345", "Type an amount"),
        ("amount", "€", "Type an amount"),
    ],
)
def test_what_no_session_can_hold_is_a_mistake_and_no_try(
    signed_in: Client,
    upstream: Emulator,
    session: dict[str, Any],
    field: str,
    said: str,
    message: str,
) -> None:
    """B2: a slip of the keyboard costs no try."""
    response = ask(signed_in, session, **{field: said})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert message in text_of(response)
    assert not Verification.objects.exists()
    assert not upstream.requests()


@pytest.fixture
def file_database(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, upstream: Emulator
) -> Iterator[None]:
    """SQLite in a file, as in production, for the threads that are started while it is there."""
    settings = connections.settings["default"]
    name, settings["NAME"] = settings["NAME"], str(tmp_path / "db.sqlite3")
    with django_db_blocker.unblock():
        yield
    settings["NAME"] = name


def test_tries_at_once_do_not_pass_the_limit(
    file_database: None, upstream: Emulator, session: dict[str, Any]
) -> None:
    """B1: 27 of 60 wrong tries that were sent at once were answered."""
    with ThreadPoolExecutor(1) as worker:
        ana = worker.submit(prepared).result()
    together = Barrier(20)

    def guess(number: int) -> int:
        client = Client()
        client.cookies = ana.cookies
        try:
            together.wait()
            status: int = ask(client, session, amount=str(1000 + number)).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as people:
        answers = Counter(people.map(guess, range(40)))
    assert answers == {HTTPStatus.OK: 5, HTTPStatus.TOO_MANY_REQUESTS: 35}


def prepared() -> Client:
    """A new database with one person, who is signed in."""
    call_command("migrate", verbosity=0)
    client = someone("ana")
    connections.close_all()
    return client


def test_tries_of_a_person_are_limited_over_all_sessions(
    signed_in: Client, upstream: Emulator, session: dict[str, Any], person: User
) -> None:
    for n in range(TRIES_OF_A_PERSON):
        tried(f"cs_test_{n}", "ana")
    assert ask(signed_in, session, amount="49").status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_matches_do_not_count_against_anybody(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    for _ in range(TRIES_OF_A_PERSON_FOR_A_SESSION + 1):
        assert ">Match<" in text_of(ask(signed_in, session, amount="49"))


def test_the_record_can_be_read_and_not_changed(
    client: Client, upstream: Emulator, session: dict[str, Any], admin_user: User
) -> None:
    client.force_login(admin_user)
    ask(client, session, amount="1")
    record = Verification.objects.get()
    listed = client.get("/admin/sessions_browser/verification/")
    assert session["id"] in text_of(listed)
    assert client.get("/admin/sessions_browser/verification/add/").status_code == 403
    address = f"/admin/sessions_browser/verification/{record.pk}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
