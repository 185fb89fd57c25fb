"""Each story by its name: which states it promises, and that it leaves all others as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.world.stories import STORIES, STORY_PARTS
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, Server, all_sessions
from tests.emulator.promised import NAMES, PROMISED, States
from tests.emulator.test_schema import STORY_EXPANSIONS
from tests.running import running_emulator

Json = dict[str, Any]


@pytest.fixture(scope="module")
def stories() -> Iterator[Server]:
    with running_emulator("--sessions=60", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


@pytest.fixture(scope="module")
def told(stories: Server) -> dict[str, Json]:
    """Each story's session, with all that can be seen through it."""
    found = {}
    for name in NAMES:
        id_ = stories.control(f"story?name={name}").body["session"]
        found[name] = stories.get(f"{SESSIONS}/{id_}?{STORY_EXPANSIONS}").body
    return found


def charge_of(session: Json) -> Json:
    charge: Json = session["payment_intent"]["latest_charge"]
    return charge


@pytest.mark.parametrize("name", NAMES)
def test_a_story_has_the_states_that_it_promises(told: dict[str, Json], name: str) -> None:
    session = told[name]
    intent = session["payment_intent"] or {}
    charge = intent.get("latest_charge") or {}
    assert PROMISED[name] == States(
        f"{session['status']} {session['payment_status']}",
        intent.get("status", "-"),
        charge.get("status", "-"),
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_story_is_listed_and_stays(stories: Server, told: dict[str, Json], name: str) -> None:
    session = told[name]
    again = stories.get(f"{SESSIONS}/{session['id']}?{STORY_EXPANSIONS}").body
    assert again == session
    created = session["created"]
    listed = stories.get(f"{SESSIONS}?limit=100&created[gte]={created}&created[lte]={created}")
    assert session["id"] in listed.ids
    if session["payment_intent"]:
        intent = session["payment_intent"]["id"]
        assert stories.get(f"{SESSIONS}?payment_intent={intent}").ids == [session["id"]]
        assert stories.get(f"/v1/payment_intents/{intent}").status == 200


def test_a_new_story_is_at_the_top(own_server: Server) -> None:
    before = own_server.get(f"{SESSIONS}?limit=100").ids
    id_ = own_server.control("story?name=refunded").body["session"]
    assert own_server.get(f"{SESSIONS}?limit=100").ids == [id_, *before][:100]


def test_an_old_story_stands_where_its_age_puts_it(own_server: Server) -> None:
    own_server.control("story?name=dispute-won")
    sessions = own_server.get(f"{SESSIONS}?limit=100").body["data"]
    created = [session["created"] for session in sessions]
    assert created == sorted(created, reverse=True)


def test_stories_leave_all_other_sessions_as_they_are() -> None:
    plain, changed = World(5, 300, START), World(5, 300, START)
    for index in range(len(STORIES)):
        changed.add_story(index)
    for world in (plain, changed):
        world.add_session(START + 5)
        world.advance(START + 3600)
    before = all_sessions(plain)
    known = {session["id"] for session in before}
    after = [session for session in all_sessions(changed) if session["id"] in known]
    assert json.dumps(after) == json.dumps(before)
    for status in ("open", "complete", "expired"):
        listed = {session["id"] for session in all_sessions(changed, f"status={status}")}
        assert listed & known == {s["id"] for s in before if s["status"] == status}


def test_the_same_story_can_be_asked_for_twice(own_server: Server) -> None:
    first, second = (own_server.control("story?name=wallet").body["session"] for _ in range(2))
    assert first != second
    assert own_server.get(f"{SESSIONS}?limit=2").ids == [second, first]


def test_an_open_story_can_be_completed(own_server: Server) -> None:
    id_ = own_server.control("story?name=3ds-left-open").body["session"]
    assert own_server.control(f"complete?session={id_}").status == 200
    session = own_server.get(f"{SESSIONS}/{id_}?expand[]=payment_intent").body
    assert (session["payment_status"], session["payment_intent"]["status"]) == ("paid", "succeeded")


def test_all_stories_are_listed(stories: Server) -> None:
    listed = stories.call("GET", "/_emulator/stories").body["stories"]
    assert [story["name"] for story in listed] == list(PROMISED)
    assert all(story["sentence"].endswith(".") for story in listed)


def test_an_unknown_story_is_said(stories: Server) -> None:
    answer = stories.control("story?name=nonsense")
    assert answer.status == 404
    assert "no such story: nonsense" in answer.body["error"]


def test_stories_at_the_start() -> None:
    with running_emulator(
        "--sessions=20", f"--now={START}", "--story=trial", "--story=refunded"
    ) as emulator:
        refunded, trial = Server(emulator.address).get(f"{SESSIONS}?limit=2").body["data"]
    assert (refunded["payment_status"], trial["payment_status"]) == ("paid", "no_payment_required")


@pytest.mark.parametrize(
    ("name", "captured", "refunded", "in_full"),
    [
        ("captured-later", 100, 0, False),
        # As Stripe has it: what was released counts as refunded, though nothing was.
        ("captured-in-part", 60, 40, False),
        ("reservation-lapsed", 0, 100, True),
        ("refunded", 100, 100, True),
        ("refunded-in-part", 100, 40, False),
        ("refunded-and-disputed", 100, 100, True),
    ],
)
def test_what_was_captured_and_refunded(
    told: dict[str, Json], name: str, captured: int, refunded: int, in_full: bool
) -> None:
    charge = charge_of(told[name])
    assert charge["amount_captured"] * 100 == charge["amount"] * captured
    assert charge["amount_refunded"] * 100 == charge["amount"] * refunded
    assert charge["refunded"] is in_full
    assert told[name]["payment_intent"]["amount_received"] == charge["amount_captured"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("dispute-open", "needs_response"),
        ("dispute-won", "won"),
        ("dispute-lost", "lost"),
        ("dispute-warning", "warning_needs_response"),
        ("refunded-and-disputed", "needs_response"),
    ],
)
def test_a_dispute_can_be_read(
    stories: Server, told: dict[str, Json], name: str, status: str
) -> None:
    charge = charge_of(told[name])
    assert charge["disputed"] is True
    intent = told[name]["payment_intent"]["id"]
    path = f"/v1/payment_intents/{intent}?expand[]=latest_charge.dispute"
    assert stories.get(path).body["latest_charge"]["dispute"]["status"] == status


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith(("voucher", "transfer"))])
def test_what_the_buyer_has_to_do(told: dict[str, Json], name: str) -> None:
    action = told[name]["payment_intent"]["next_action"]
    if name == "voucher-lapsed":
        assert action is None
        return
    details = action[action["type"]]
    if name == "transfer-waiting":
        assert details["amount_remaining"] == told[name]["amount_total"]
    else:
        assert (details.get("expires_at") or details["expires_after"]) > START + 86_400
        assert details["hosted_voucher_url"].startswith("https://")


def test_money_that_arrives_later(told: dict[str, Json]) -> None:
    for name in ("debit-paid-later", "captured-later"):
        charge = charge_of(told[name])
        arrived = charge["balance_transaction"]["created"]
        assert charge["created"] < START - 2 * 86_400
        assert START - 3600 < arrived <= START


def test_the_refund_of_a_subscription_hangs_on_its_invoice(
    stories: Server, told: dict[str, Json]
) -> None:
    session = told["subscription-refunded"]
    assert session["payment_intent"] is None
    (payment,) = session["invoice"]["payments"]["data"]
    intent = payment["payment"]["payment_intent"]
    found = stories.get(f"/v1/payment_intents/{intent}?expand[]=latest_charge").body
    assert found["latest_charge"]["refunded"] is True


def test_what_else_the_stories_tell(told: dict[str, Json]) -> None:
    assert told["ended-early"]["expires_at"] > START + 3600
    assert told["canceled"]["payment_intent"]["last_payment_error"] is None
    assert told["declined"]["payment_intent"]["last_payment_error"]["code"] == "card_declined"
    assert told["subscription-canceled"]["subscription"]["status"] == "canceled"
    assert told["trial"]["subscription"]["status"] == "trialing"
    forever = told["coupon-forever"]
    assert forever["subscription"]["status"] == "active"
    assert forever["discounts"][0]["coupon"]["duration"] == "forever"
    assert (forever["amount_subtotal"] > 0, forever["amount_total"]) == (True, 0)
    assert told["setup-open"]["amount_total"] is None
    assert told["zero-total-open"]["amount_total"] == 0
    assert told["presentment"]["presentment_details"]["presentment_currency"] == "jpy"
    assert told["currency-conversion"]["currency_conversion"]["source_currency"] == "usd"
    card = charge_of(told["wallet"])["payment_method_details"]["card"]
    assert (card["wallet"]["type"], card["wallet"]["dynamic_last4"]) == ("apple_pay", "9876")
    assert charge_of(told["klarna"])["payment_method_details"]["type"] == "klarna"
    assert told["managed-payments"]["managed_payments"] == {"enabled": True}


def test_a_price_that_includes_its_tax(told: dict[str, Json]) -> None:
    session = told["tax-included"]
    tax = session["total_details"]["amount_tax"]
    assert (session["amount_total"], tax) == (session["amount_subtotal"], 782)
    (item,) = session["line_items"]["data"]
    assert (item["amount_total"], item["amount_tax"]) == (session["amount_total"], tax)


def test_a_recovered_session_names_the_one_that_expired(
    stories: Server, told: dict[str, Json]
) -> None:
    old = stories.get(f"{SESSIONS}/{told['recovered']['recovered_from']}").body
    assert old["status"] == "expired"
    assert old["after_expiration"]["recovery"]["url"]


def test_every_story_is_seen_by_the_schema() -> None:
    world = World(5, 20, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    told = sum(len(part.scenario.sessions) for part in STORY_PARTS)
    assert len(all_sessions(world)) == 20 + told
