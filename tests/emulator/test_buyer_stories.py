"""The stories of buyers who come more than once, or whose address has several forms."""

from __future__ import annotations

from typing import Any

from emulator.world.stories import STORY_INDEX
from emulator.world.world import World
from tests.emulator.conftest import START, all_sessions

Json = dict[str, Any]


def orders_of(name: str) -> list[Json]:
    """The sessions of one story, newest first, in a world that has no others."""
    world = World(5, 0, START)
    world.add_story(STORY_INDEX[name])
    return all_sessions(world, "expand[]=data.payment_intent.latest_charge.refunds")


def test_three_customers_share_an_address() -> None:
    orders = orders_of("three-customers")
    assert len({order["customer"] for order in orders}) == 3
    assert [order["status"] for order in orders] == ["complete", "complete", "expired"]
    details = [order["customer_details"] for order in orders]
    assert details[0]["email"] == details[1]["email"] == "three.customers@example.com"
    # Only its customer leads to the third.
    assert details[2] is None


def test_an_address_is_kept_as_it_was_typed() -> None:
    (order,) = orders_of("email-capital")
    assert (order["customer"], order["customer_details"]["email"]) == (
        None,
        "Ana.Capital@example.com",
    )
    newer, older = orders_of("quick-double")
    assert newer["customer_details"]["email"] == "double@example.com"
    assert older["customer_details"]["email"] == "Double@example.com"
    assert newer["created"] - older["created"] == 75
    assert newer["customer_details"]["name"] == older["customer_details"]["name"]


def test_doubles_of_one_buyer() -> None:
    debits = orders_of("two-debits")
    assert [debit["payment_intent"]["status"] for debit in debits] == ["processing"] * 2
    assert debits[0]["amount_total"] == debits[1]["amount_total"]
    subscribed = orders_of("subscription-twice")
    assert len({order["subscription"] for order in subscribed}) == 2
    assert len({order["customer"] for order in subscribed}) == 2
    assert subscribed[0]["created"] - subscribed[1]["created"] == 2 * 3600
    amounts = [order["amount_total"] for order in orders_of("interleaved-doubles")]
    assert amounts[:2] == amounts[2:]
    assert amounts[0] != amounts[1]


def test_a_list_expands_the_refunds_of_its_charges() -> None:
    (order,) = orders_of("refunded")
    (refund,) = order["payment_intent"]["latest_charge"]["refunds"]["data"]
    assert refund["amount"] == order["amount_total"]
