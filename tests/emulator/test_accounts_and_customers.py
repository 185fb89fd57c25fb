"""Customers by e-mail, and a second account that knows nothing of the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import stripe

from tests.emulator.conftest import KEY, SESSIONS, Answer, Server
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


def asked(emulator: Emulator, path: str, key: str, context: str = "") -> Answer:
    headers = {"Stripe_Context": context} if context else {}
    return Server(emulator.address).get(path, f"Bearer {key}", **headers)


def test_a_context_says_which_account_is_read(two_accounts: Emulator) -> None:
    first, second = Server(two_accounts.address).get("/_emulator/accounts").body["accounts"]
    organization = "sk_org_test_emulator"
    own = asked(two_accounts, SESSIONS, SECOND).ids
    assert asked(two_accounts, SESSIONS, organization, second).ids == own
    assert asked(two_accounts, SESSIONS, organization, f"{first}/{second}").ids == own
    # A connected account of the platform.
    assert asked(two_accounts, SESSIONS, KEY, second).ids == own
    assert asked(two_accounts, SESSIONS, KEY, first).ids != own
    for key, context, status in (
        (organization, "", HTTPStatus.BAD_REQUEST),
        (organization, "acct_nobody", HTTPStatus.FORBIDDEN),
        ("rk_test_emulator", second, HTTPStatus.FORBIDDEN),
        (SECOND, first, HTTPStatus.FORBIDDEN),
    ):
        assert asked(two_accounts, SESSIONS, key, context).status == status


def test_k_the_older_header_names_a_connected_account_too(two_accounts: Emulator) -> None:
    server = Server(two_accounts.address)
    first, second = server.get("/_emulator/accounts").body["accounts"]
    own = asked(two_accounts, SESSIONS, SECOND).ids
    assert server.get(SESSIONS, Stripe_Account=second).ids == own
    for headers in ({"Stripe_Account": "acct_nobody"}, {"Stripe_Context": "acct_nobody"}):
        refused = server.get(SESSIONS, **headers)
        assert (refused.status, refused.error["code"]) == (403, "account_invalid")
    both = server.get(SESSIONS, Stripe_Account=first, Stripe_Context=first)
    assert both.status == HTTPStatus.BAD_REQUEST


def test_an_account_is_shown_to_a_full_key_and_named_to_any(two_accounts: Emulator) -> None:
    shown = asked(two_accounts, "/v1/account", KEY).body["id"]
    refused = asked(two_accounts, "/v1/account", "rk_test_emulator")
    assert refused.status == HTTPStatus.FORBIDDEN
    assert f"on account '{shown}'" in refused.error["message"]


def test_a_key_can_lack_one_right(two_accounts: Emulator) -> None:
    key = "rk_test_without_dispute"
    assert asked(two_accounts, "/v1/charges?limit=1", key).status == HTTPStatus.OK
    refused = asked(two_accounts, "/v1/disputes?limit=1", key)
    assert refused.status == HTTPStatus.FORBIDDEN
    assert "rak_dispute_read" in refused.error["message"]


def test_an_account_can_be_of_live_mode_and_sell_in_one_currency() -> None:
    options = ("--sessions=20", "--second-account=80", "--second-live", "--second-currency=jpy")
    with running_emulator(*options) as emulator:
        listed = asked(emulator, f"{SESSIONS}?limit=80", SECOND).body["data"]
        assert {one["livemode"] for one in listed} == {True}
        assert all(one["id"].startswith("cs_live_") for one in listed)
        # But for the people with a story, who buy what it says.
        own = Counter(one["currency"] for one in listed if not one["payment_link"])
        assert own.most_common(1)[0][0] == "jpy"
        one = listed[0]["id"]
        assert asked(emulator, f"{SESSIONS}/{one}", SECOND).body["id"] == one
