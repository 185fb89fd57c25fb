"""Customers by e-mail, and a second account that knows nothing of the first."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import stripe

from tests.emulator.conftest import KEY, SESSIONS, Server
from tests.emulator.test_official_client import client_of
from tests.running import Emulator, running_emulator

SECOND = "rk_test_second"


def test_a_customer_is_found_by_the_very_e_mail(server: Server) -> None:
    client = client_of(server)
    session = next(
        entry
        for entry in client.v1.checkout.sessions.list({"limit": 100}).auto_paging_iter()
        if entry.customer and entry.customer_details and entry.customer_details.email
    )
    assert session.customer_details
    email = session.customer_details.email or ""
    (found,) = client.v1.customers.list({"email": email}).data
    assert (found.id, found.email) == (session.customer, email)
    assert client.v1.customers.list({"email": email.upper()}).data == []
    assert client.v1.customers.list({"email": "nobody@example.com"}).data == []


def test_a_guest_is_no_customer(server: Server) -> None:
    client = client_of(server)
    assert client.v1.customers.list({"email": "ana.souza@example.com"}).data == []


def test_a_key_without_the_right_lists_no_customers(server: Server) -> None:
    with pytest.raises(stripe.PermissionError) as refused:
        client_of(server, "rk_test_only_sessions").v1.customers.list({"email": "a@example.com"})
    assert "rak_customer_read" in str(refused.value)


@pytest.mark.parametrize(
    "query",
    ["email=", "name=ana", "email=a@example.com&email[a]=b", "created=soon", "created[on]=1"],
)
def test_other_questions_for_customers_are_refused(server: Server, query: str) -> None:
    assert server.get(f"/v1/customers?{query}").status == HTTPStatus.BAD_REQUEST


@pytest.fixture(scope="module")
def two_accounts() -> Iterator[Emulator]:
    with running_emulator("--sessions=60", "--second-account=40") as emulator:
        yield emulator


def ids_seen(emulator: Emulator, key: str) -> set[str]:
    client = stripe.StripeClient(key, base_addresses={"api": emulator.address})
    listed = client.v1.checkout.sessions.list({"limit": 100})
    return {session.id for session in listed.auto_paging_iter()}


def test_each_account_sees_its_own_sessions_alone(two_accounts: Emulator) -> None:
    first, second = ids_seen(two_accounts, KEY), ids_seen(two_accounts, SECOND)
    assert (len(first), len(second)) == (60, 40)
    assert not first & second
    for key, others in ((KEY, second), (SECOND, first)):
        client = stripe.StripeClient(key, base_addresses={"api": two_accounts.address})
        with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
            client.v1.checkout.sessions.retrieve(others.pop())


def test_the_requests_of_both_are_noted(two_accounts: Emulator) -> None:
    two_accounts.reset()
    ids_seen(two_accounts, SECOND)
    assert len(two_accounts.requests(SESSIONS)) == 1


def test_without_a_second_account_its_key_is_unknown(server: Server) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client_of(server, SECOND).v1.checkout.sessions.list({"limit": 1})
