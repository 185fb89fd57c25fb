"""Verify the caller: a match or none, nothing shown, limited, recorded."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sessions_browser.models import Verification
from sessions_browser.views.caller_check import TRIES_FOR_A_SESSION, TRIES_OF_A_PERSON
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


def test_nothing_said_is_a_mistake_and_no_try(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    response = ask(signed_in, session, email="  ")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert not Verification.objects.exists()


def test_tries_for_a_session_are_limited_whoever_makes_them(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    for _ in range(TRIES_FOR_A_SESSION):
        assert ask(signed_in, session, amount="1").status_code == HTTPStatus.OK
    other = Client()
    other.force_login(User.objects.create_user("bob"))
    response = ask(other, session, email="ana.souza@example.com")
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "within an hour" in text_of(response)
    assert "Match" not in text_of(response)
    Verification.objects.update(at=timezone.now() - timedelta(hours=2))
    assert ask(other, session, email="ana.souza@example.com").status_code == HTTPStatus.OK


def test_tries_of_a_person_are_limited_over_all_sessions(
    signed_in: Client, upstream: Emulator, session: dict[str, Any], person: User
) -> None:
    for n in range(TRIES_OF_A_PERSON):
        Verification.objects.create(
            person="ana",
            account="demo",
            session_id=f"cs_test_{n}",
            asked="email",
            result="no_match",
        )
    assert ask(signed_in, session, amount="49").status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_matches_do_not_count_against_anybody(
    signed_in: Client, upstream: Emulator, session: dict[str, Any]
) -> None:
    for _ in range(TRIES_FOR_A_SESSION + 1):
        assert ">Match<" in text_of(ask(signed_in, session, amount="49"))


def test_an_unknown_session_is_no_match_but_a_missing_one(
    signed_in: Client, upstream: Emulator
) -> None:
    response = ask(signed_in, {"id": f"cs_test_a1{'0' * 56}"}, amount="49")
    assert response.status_code >= HTTPStatus.BAD_REQUEST
    assert not Verification.objects.exists()


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
