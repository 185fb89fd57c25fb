"""Each try of a payment is a charge of its own, which can be read, listed and told of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import DECLINED, POOR, SUCCESS, browse, item, made, read
from tests.emulator.test_official_client import client_of
from tests.running import running_emulator

Json = dict[str, Any]
ANA = {"email": "ana@example.com", "name": "Ana"}


@pytest.fixture(scope="module")
def shop() -> Iterator[Server]:
    with running_emulator("--sessions=30", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


def tried(shop: Server, *cards: str, **params: Any) -> stripe.checkout.Session:
    """A session whose buyer typed these cards, a minute after each other."""
    session = made(shop, **params)
    assert session.url
    for card in cards:
        shop.control("advance?seconds=60")
        browse(session.url, card=card, **ANA)
    return session


def charges(shop: Server, intent: str, query: str = "") -> list[Json]:
    found: list[Json] = shop.get(f"/v1/charges?payment_intent={intent}{query}").body["data"]
    return found


def events_of(shop: Server, intent: str) -> list[Json]:
    """All that happened to this payment and its charges, the oldest first."""
    found = shop.get("/v1/events?limit=100").body["data"][::-1]
    return [
        event
        for event in found
        if intent in (event["data"]["object"]["id"], event["data"]["object"].get("payment_intent"))
        and event["data"]["object"]["object"] in ("charge", "payment_intent")
    ]


def test_two_failed_tries_and_a_good_one_are_three_charges(shop: Server) -> None:
    session = tried(shop, DECLINED, POOR)
    before = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    assert before["latest_charge"]["failure_message"] == "Your card has insufficient funds."
    assert before["last_payment_error"]["charge"] == before["latest_charge"]["id"]
    shop.control("advance?seconds=60")
    assert session.url
    browse(session.url, card="5555555555554444", **ANA)
    after = read(shop, session.id, "payment_intent")["payment_intent"]
    good, poor, declined = charges(shop, after["id"])
    assert after["latest_charge"] == good["id"]
    assert before["latest_charge"] == poor
    assert [one["status"] for one in (good, poor, declined)] == ["succeeded", "failed", "failed"]
    assert [one["paid"] for one in (good, poor, declined)] == [True, False, False]
    assert [one["failure_code"] for one in (good, poor, declined)] == [
        None, "card_declined", "card_declined"]  # fmt: skip
    assert [one["outcome"]["reason"] for one in (good, poor, declined)] == [
        None, "insufficient_funds", "generic_decline"]  # fmt: skip
    cards = [one["payment_method_details"]["card"]["last4"] for one in (good, poor, declined)]
    assert cards == ["4444", POOR[-4:], DECLINED[-4:]]
    moments = [one["created"] for one in (good, poor, declined)]
    assert moments == sorted(set(moments), reverse=True)
    assert after["created"] == before["created"] == declined["created"]
    for one in (good, poor, declined):
        assert shop.get(f"/v1/charges/{one['id']}").body == one
        method = shop.get(f"/v1/payment_methods/{one['payment_method']}").body
        assert method["card"] == one["payment_method_details"]["card"]
        assert shop.get(f"/v1/charges/{one['id']}/refunds").body["data"] == []
    assert len({one["payment_method"] for one in (good, poor, declined)}) == 3


def test_events_name_the_charge_that_they_are_about(shop: Server) -> None:
    session = tried(shop, DECLINED, POOR, "4242424242424242")
    intent = read(shop, session.id)["payment_intent"]
    good, poor, declined = (one["id"] for one in charges(shop, intent))
    told = [
        (event["type"], event["data"]["object"].get("latest_charge", event["data"]["object"]["id"]))
        for event in events_of(shop, intent)
    ]
    assert told == [
        ("payment_intent.created", declined),
        ("charge.failed", declined),
        ("payment_intent.payment_failed", declined),
        ("charge.failed", poor),
        ("payment_intent.payment_failed", poor),
        ("charge.succeeded", good),
        ("payment_intent.succeeded", good),
    ]
    for event in events_of(shop, intent):
        assert shop.get(f"/v1/events/{event['id']}").body == event


def test_tries_within_one_second_stay_apart_and_in_order(shop: Server) -> None:
    """The clock stands still."""
    session = made(shop)
    assert session.url
    for card in (DECLINED, POOR, "4242424242424242"):
        browse(session.url, card=card, **ANA)
    intent = read(shop, session.id)["payment_intent"]
    types = [event["type"] for event in events_of(shop, intent)]
    assert types == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "charge.failed",
        "payment_intent.payment_failed",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert len({one["id"] for one in charges(shop, intent)}) == 3


def test_charges_of_one_payment_are_paged_from_either_side(shop: Server) -> None:
    session = tried(shop, DECLINED, POOR, "4242424242424242")
    intent = read(shop, session.id)["payment_intent"]
    whole = [one["id"] for one in charges(shop, intent)]
    assert [one["id"] for one in charges(shop, intent, "&limit=2")] == whole[:2]
    after = charges(shop, intent, f"&starting_after={whole[0]}")
    assert [one["id"] for one in after] == whole[1:]
    before = charges(shop, intent, f"&limit=1&ending_before={whole[2]}")
    assert [one["id"] for one in before] == [whole[1]]
    client = client_of(shop)
    listed = [one.id for one in client.v1.charges.list({"limit": 1}).auto_paging_iter()]
    assert len(listed) == len(set(listed))
    assert [id_ for id_ in listed if id_ in whole] == whole
    back = client.v1.charges.list({"limit": 1, "ending_before": listed[-1]}).auto_paging_iter()
    assert [one.id for one in back] == listed[-2::-1]


def test_a_session_that_ends_unpaid_keeps_its_failed_charges(shop: Server) -> None:
    session = tried(shop, DECLINED, POOR)
    client_of(shop).v1.checkout.sessions.expire(session.id)
    intent = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    assert intent["status"] == "canceled"
    assert intent["latest_charge"]["payment_method_details"]["card"]["last4"] == POOR[-4:]
    assert len(charges(shop, intent["id"])) == 2


def test_a_voucher_after_a_failed_card_has_a_charge_when_it_is_paid(shop: Server) -> None:
    session = tried(shop, DECLINED, line_items=[item(currency="jpy", unit_amount=900)])
    assert session.url
    browse(session.url, method="konbini", days="1", **ANA)
    waits = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    assert (waits["status"], waits["latest_charge"]["status"]) == ("requires_action", "failed")
    shop.control("advance?seconds=100000")
    paid = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    assert paid["latest_charge"]["status"] == "succeeded"
    assert paid["latest_charge"]["payment_method_details"]["type"] == "konbini"
    # Stripe's charges of all but cards begin so.
    assert paid["latest_charge"]["id"].startswith("py_")
    assert shop.get(f"/v1/charges/{paid['latest_charge']['id']}").status == 200
    assert waits["latest_charge"]["id"].startswith("ch_")
    assert shop.get(f"/v1/charges/{waits['latest_charge']['id']}").body["status"] == "failed"


def test_a_subscription_that_is_declined_first_has_both_charges(shop: Server) -> None:
    monthly = [item(recurring={"interval": "month"})]
    session = tried(shop, DECLINED, mode="subscription", line_items=monthly)
    event = shop.get("/v1/events?type=charge.failed&limit=1").body["data"][0]
    failed = event["data"]["object"]
    assert shop.get(f"/v1/charges/{failed['id']}").body == failed
    assert shop.get(f"/v1/payment_intents/{failed['payment_intent']}").body["status"] == (
        "requires_payment_method"
    )
    assert session.url
    browse(session.url, **ANA)
    whole = read(shop, session.id, "invoice.payments")
    (payment,) = whole["invoice"]["payments"]["data"]
    assert payment["payment"]["payment_intent"] == failed["payment_intent"]
    found = charges(shop, failed["payment_intent"])
    assert [one["status"] for one in found] == ["succeeded", "failed"]


def test_a_card_that_could_not_be_saved_is_no_charge(shop: Server) -> None:
    newest = shop.get("/v1/events?type=charge.failed&limit=1").ids
    session = client_of(shop).v1.checkout.sessions.create({"mode": "setup", "success_url": SUCCESS})
    assert session.url
    browse(session.url, card=DECLINED, **ANA)
    assert shop.get("/v1/events?type=charge.failed&limit=1").ids == newest
    event = shop.get("/v1/events?type=setup_intent.setup_failed&limit=1").body["data"][0]
    intent = read(shop, session.id, "setup_intent")["setup_intent"]
    assert event["data"]["object"] == intent
    assert intent["status"] == "requires_payment_method"
    assert intent["last_setup_error"]["decline_code"] == "generic_decline"


def test_an_unfinished_card_number_is_no_try(shop: Server) -> None:
    session = tried(shop, POOR)
    assert session.url
    assert "incomplete" in browse(session.url, card="4242", **ANA)[2]
    intent = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    assert intent["latest_charge"]["payment_method_details"]["card"]["last4"] == POOR[-4:]
    assert len(charges(shop, intent["id"])) == 1


@pytest.mark.parametrize("end", ["0", "00000000", "x"])
def test_an_invented_charge_is_none(shop: Server, end: str) -> None:
    real = next(one for one in shop.get("/v1/charges?limit=100").ids if not one.endswith(end))
    assert shop.get(f"/v1/charges/{real[: -len(end)]}{end}").status == 404


def test_a_session_has_one_list_of_charges_however_it_is_asked(shop: Server) -> None:
    session = tried(shop, DECLINED, "4242424242424242")
    found = shop.get(f"{SESSIONS}/{session.id}?expand[]=payment_intent").body["payment_intent"]
    customerless = shop.get("/v1/charges?limit=100").body["data"]
    assert [one["id"] for one in customerless if one["payment_intent"] == found["id"]] == [
        one["id"] for one in charges(shop, found["id"])
    ]
