"""The stories reach every status that Stripe names, but for those with a reason not to.

The words are read from Stripe's official client, and from its schema where that is at hand.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import stripe

from emulator.world.stories import STORIES
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api
from tests.emulator.test_schema import STORY_EXPANSIONS

Json = dict[str, Any]
SCHEMA = os.environ.get("STRIPE_OPENAPI_SPEC")
# docs.stripe.com/api/refunds/object#refund_object-status; the client has no list of the words.
REFUND_STATUSES = {"pending", "requires_action", "succeeded", "failed", "canceled"}
# What no payment of a Checkout Session does, and why.
EXCLUDED = {
    "card_await_notification": "Only a later payment of an Indian mandate waits for this.",
    "wechat_pay_redirect_to_android_app": "Only a shop's own app is sent to another app.",
    "wechat_pay_redirect_to_ios_app": "Only a shop's own app is sent to another app.",
}
# Words that Stripe may add one day: its schema lets the status of a payment intent grow, and the
# type of its next action is any text.
FUTURE = {"requires_future_step", "future_display_details"}


def words(kind: type[Any], name: str) -> set[str]:
    """The words that the official client lists for this field."""
    return set(re.findall(r"['\"](\w+)['\"]", str(kind.__annotations__[name])))


@pytest.fixture(scope="module")
def told() -> list[Json]:
    """The sessions of all stories, with all that can be seen through them."""
    world = World(8, 0, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    endpoints = api(world)
    found = []
    for session in all_sessions(world):
        whole = endpoints.get(f"{SESSIONS}/{session['id']}", STORY_EXPANSIONS)
        invoice = whole["invoice"]
        if invoice and invoice["payments"]["data"]:
            paid = invoice["payments"]["data"][0]["payment"]["payment_intent"]
            whole["payment_intent"] = endpoints.get(
                f"/v1/payment_intents/{paid}", "expand[]=latest_charge"
            )
        found.append(whole)
    return found


def each(told: list[Json], *names: str) -> list[Any]:
    """The values of this field of a field, where there is one."""
    values: list[Any] = told
    for name in names:
        values = [value[name] for value in values if value and value.get(name)]
    return values


CASES: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "payment intent": (words(stripe.PaymentIntent, "status"), ("payment_intent", "status")),
    "next action": (
        set(stripe.PaymentIntent.NextAction.__annotations__) - {"type"},
        ("payment_intent", "next_action", "type"),
    ),
    "charge": (words(stripe.Charge, "status"), ("payment_intent", "latest_charge", "status")),
    "dispute": (
        words(stripe.Dispute, "status"),
        ("payment_intent", "latest_charge", "dispute", "status"),
    ),
    "subscription": (words(stripe.Subscription, "status"), ("subscription", "status")),
    "session": (words(stripe.checkout.Session, "status"), ("status",)),
    "payment": (words(stripe.checkout.Session, "payment_status"), ("payment_status",)),
}


@pytest.mark.parametrize("case", CASES)
def test_every_word_has_a_story(told: list[Json], case: str) -> None:
    listed, names = CASES[case]
    assert len(listed) >= 3
    assert listed - set(EXCLUDED) == set(each(told, *names)) - FUTURE


def test_every_status_of_a_refund_has_a_story(told: list[Json]) -> None:
    lists = each(told, "payment_intent", "latest_charge", "refunds", "data")
    assert {refund["status"] for refunds in lists for refund in refunds} == REFUND_STATUSES


def test_every_reason_is_needed() -> None:
    assert set(EXCLUDED) <= set().union(*(listed for listed, _ in CASES.values()))


@pytest.mark.skipif(not SCHEMA, reason="STRIPE_OPENAPI_SPEC does not name the description")
@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("payment_intent", ("payment_intent", "status")),
        ("subscription", ("subscription", "status")),
        ("checkout.session", ("status",)),
    ],
)
def test_every_word_of_the_schema_has_a_story(
    told: list[Json], kind: str, names: tuple[str, ...]
) -> None:
    schemas = json.loads(Path(SCHEMA or "").read_text(encoding="utf-8"))["components"]["schemas"]
    status = schemas[kind]["properties"]["status"]
    found = set(each(told, *names))
    assert set(status["enum"]) - set(EXCLUDED) == found - FUTURE
    assert status.get("x-stripeBypassValidation") or not found & FUTURE


def test_a_payment_after_expiry(told: list[Json]) -> None:
    late = [s for s in told if s["status"] == "expired" and s["payment_intent"]]
    arrived = [s for s in late if s["payment_intent"]["status"] == "succeeded"]
    assert len(arrived) == 2
    for session in arrived:
        charge = session["payment_intent"]["latest_charge"]
        assert charge["balance_transaction"]["created"] > session["expires_at"]
        assert charge["amount_captured"] == session["amount_total"]


def test_money_that_a_failed_refund_left(told: list[Json]) -> None:
    for charge in each(told, "payment_intent", "latest_charge"):
        for refund in (charge.get("refunds") or {"data": []})["data"]:
            kept = refund["status"] in ("failed", "canceled")
            assert charge["amount_refunded"] == (0 if kept else refund["amount"])


def test_an_order_of_twelve_items(told: list[Json]) -> None:
    (items,) = [s["line_items"] for s in told if s["line_items"]["has_more"]]
    assert len(items["data"]) == 10


def test_a_business_says_its_tax_id(told: list[Json]) -> None:
    (buyer,) = [d for d in each(told, "customer_details") if d["business_name"]]
    assert buyer["tax_ids"] == [{"type": "eu_vat", "value": "DE123456789"}]
    assert buyer["tax_exempt"] == "reverse"
