"""The official `stripe` package as a client: an independent reading of the same API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.emulator.conftest import KEY, Server
from tests.running import running_emulator

MISSING = "cs_test_a1" + "0" * 56


def client_of(server: Server, key: str = KEY) -> stripe.StripeClient:
    return stripe.StripeClient(key, base_addresses={"api": server.address}, max_network_retries=0)


@pytest.fixture
def client(server: Server) -> stripe.StripeClient:
    return client_of(server)


def every_id(client: stripe.StripeClient, **params: Any) -> list[str]:
    listed = client.v1.checkout.sessions.list(params)  # type: ignore[arg-type]
    return [session.id for session in listed.auto_paging_iter()]


@pytest.mark.slow
def test_it_pages_forward_without_gap_or_double(client: stripe.StripeClient) -> None:
    whole = every_id(client, limit=100)
    assert len(whole) == len(set(whole)) == 600
    assert every_id(client, limit=37) == whole
    assert every_id(client, limit=100, starting_after=whole[9]) == whole[10:]


@pytest.mark.slow
def test_it_pages_backward_without_gap_or_double(client: stripe.StripeClient) -> None:
    whole = every_id(client, limit=100)
    # It yields the oldest first when it goes backward.
    assert every_id(client, limit=37, ending_before=whole[-1]) == whole[:-1][::-1]


@pytest.mark.parametrize("status", ["open", "complete", "expired"])
def test_it_pages_through_a_filter(client: stripe.StripeClient, status: str) -> None:
    listed = client.v1.checkout.sessions.list({"status": status, "limit": 20})
    found = list(listed.auto_paging_iter())
    assert found
    assert {session.status for session in found} == {status}
    assert len({session.id for session in found}) == len(found)


def test_filters_in_its_own_encoding(client: stripe.StripeClient) -> None:
    session = next(
        entry
        for entry in client.v1.checkout.sessions.list({"status": "complete"}).auto_paging_iter()
        if entry.customer_details and "+" in (entry.customer_details.email or "")
    )
    assert session.customer_details
    email = session.customer_details.email
    found = client.v1.checkout.sessions.list(
        {
            "customer_details": {"email": email or ""},
            "created": {"gte": session.created, "lte": session.created},
            "expand": ["data.line_items", "data.payment_intent.latest_charge"],
        }
    )
    assert [entry.id for entry in found] == [session.id]
    assert found.data[0].line_items


def test_it_retrieves(client: stripe.StripeClient) -> None:
    first = client.v1.checkout.sessions.list({"status": "complete", "limit": 30}).data
    for entry in first:
        assert client.v1.checkout.sessions.retrieve(entry.id).to_dict() == entry.to_dict()
        items = client.v1.checkout.sessions.line_items.list(entry.id, {"limit": 2})
        described = [item.description for item in items.auto_paging_iter()]
        assert described or entry.mode == "setup"
        if isinstance(entry.payment_intent, str):
            intent = client.v1.payment_intents.retrieve(entry.payment_intent)
            assert intent.amount == entry.amount_total
        if isinstance(entry.subscription, str):
            assert client.v1.subscriptions.retrieve(entry.subscription).id == entry.subscription
        if isinstance(entry.customer, str):
            assert client.v1.customers.retrieve(entry.customer).id == entry.customer


def test_payment_links(client: stripe.StripeClient) -> None:
    links = list(client.v1.payment_links.list({"limit": 3}).auto_paging_iter())
    assert len(links) == len({link.id for link in links}) > 10
    for link in links:
        assert client.v1.payment_links.retrieve(link.id).url == link.url


Call = Callable[[stripe.StripeClient], object]


@pytest.mark.parametrize(
    ("key", "call", "expected", "status", "code"),
    [
        (KEY, lambda c: c.v1.checkout.sessions.list({"foo": "1"}), stripe.InvalidRequestError,
         400, "parameter_unknown"),
        (KEY, lambda c: c.v1.checkout.sessions.list({"starting_after": MISSING}),
         stripe.InvalidRequestError, 400, "resource_missing"),
        (KEY, lambda c: c.v1.checkout.sessions.retrieve(MISSING), stripe.InvalidRequestError,
         404, "resource_missing"),
        (KEY, lambda c: c.v1.checkout.sessions.list({"expand": ["customer"]}),
         stripe.InvalidRequestError, 400, None),
        ("sk_test_unknown", lambda c: c.v1.checkout.sessions.list(), stripe.AuthenticationError,
         401, None),
        ("sk_test_expired", lambda c: c.v1.checkout.sessions.list(), stripe.AuthenticationError,
         401, "api_key_expired"),
        ("rk_test_no_sessions", lambda c: c.v1.checkout.sessions.list(), stripe.PermissionError,
         403, None),
        ("pk_test_x", lambda c: c.v1.checkout.sessions.list(), stripe.PermissionError,
         403, "secret_key_required"),
    ],
)  # fmt: skip
def test_each_error_raises_its_own_class(
    server: Server,
    key: str,
    call: Call,
    expected: type[stripe.StripeError],
    status: int,
    code: str | None,
) -> None:
    with pytest.raises(expected) as raised:
        call(client_of(server, key))
    error = raised.value
    assert type(error) is expected
    assert error.http_status == status
    assert error.request_id is not None
    assert error.request_id.startswith("req_")
    assert error.error is not None
    # Some classes leave `.code` empty, so the body's own is read.
    assert getattr(error.error, "code", None) == code


def test_nobody_there_is_a_connection_error() -> None:
    with running_emulator("--sessions=1") as gone:
        address = gone.address
    with pytest.raises(stripe.APIConnectionError):
        client_of(Server(address)).v1.checkout.sessions.list()
