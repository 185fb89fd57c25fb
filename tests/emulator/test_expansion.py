from __future__ import annotations

from typing import Any

import pytest

from emulator.web.errors import ApiError
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, all_sessions, api

Session = dict[str, Any]


def one(world: World, sessions: list[Session], field: str, query: str) -> Session:
    """A session that has `field`, read again with `query`."""
    id_ = next(entry["id"] for entry in sessions if entry[field])
    return api(world).get(f"{SESSIONS}/{id_}", query)


@pytest.mark.parametrize(
    "field",
    ["customer", "payment_intent", "payment_link", "subscription", "setup_intent", "invoice"],
)
def test_an_id_becomes_the_object_it_names(
    world: World, sessions: list[Session], field: str
) -> None:
    plain = one(world, sessions, field, "")
    full = one(world, sessions, field, f"expand[]={field}")
    assert full[field]["id"] == plain[field]
    assert full[field]["object"] == field
    assert {**full, field: plain[field]} == plain


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("payment_intents", "payment_intent"),
        ("payment_links", "payment_link"),
        ("subscriptions", "subscription"),
        ("customers", "customer"),
    ],
)
def test_retrieved_alone_it_is_the_same_object(
    world: World, sessions: list[Session], path: str, alone: str
) -> None:
    full = one(world, sessions, alone, f"expand[]={alone}")[alone]
    assert api(world).get(f"/v1/{path}/{full['id']}", "") == full


def test_the_list_carries_nothing_that_was_not_asked_for(sessions: list[Session]) -> None:
    for entry in sessions:
        assert "line_items" not in entry
        assert "breakdown" not in (entry["total_details"] or {})
        for field in ("customer", "payment_intent", "payment_link", "subscription", "invoice"):
            assert entry[field] is None or isinstance(entry[field], str)


def test_included_line_items_stop_at_ten(world: World) -> None:
    found = all_sessions(world, "expand[]=data.line_items")
    long = [s for s in found if s["line_items"]["has_more"]]
    short = [s for s in found if not s["line_items"]["has_more"]]
    assert long
    assert all(len(s["line_items"]["data"]) == 10 for s in long)
    assert max(len(s["line_items"]["data"]) for s in short) <= 10
    whole = api(world).get(long[0]["line_items"]["url"], "limit=100")
    assert len(whole["data"]) > 10
    assert whole["data"][:10] == long[0]["line_items"]["data"]


def test_the_charge_is_found_at_depth(world: World) -> None:
    found = all_sessions(world, "expand[]=data.payment_intent.latest_charge&status=complete")
    charges = [
        s["payment_intent"]["latest_charge"] for s in found if isinstance(s["payment_intent"], dict)
    ]
    assert all(charge["object"] == "charge" for charge in charges)
    assert {charge["refunded"] for charge in charges} == {True, False}
    assert {charge["disputed"] for charge in charges} == {True, False}
    for charge in charges:
        assert charge["refunded"] == (charge["amount_refunded"] == charge["amount"])
        assert (charge["receipt_url"] is not None) == charge["captured"]


def test_each_charge_has_the_list_of_its_refunds(world: World) -> None:
    found = all_sessions(world, "expand[]=data.payment_intent.latest_charge.refunds")
    charges = [s["payment_intent"]["latest_charge"] for s in found if s["payment_intent"]]
    refunded = 0
    for charge in charges:
        if charge:
            refunds = charge["refunds"]["data"]
            arrived = [r["amount"] for r in refunds if r["status"] not in ("failed", "canceled")]
            refunded += len(arrived)
            # What was reserved and released is no refund, though Stripe adds it up.
            released = charge["amount"] - charge["amount_captured"] if charge["captured"] else 0
            if charge["captured"]:
                assert charge["amount_refunded"] == sum(arrived) + released
            else:
                assert not refunds
    assert refunded > 20


def test_the_product_of_a_line_item(world: World, sessions: list[Session]) -> None:
    """Four levels on one session; on the list it would be the fifth."""
    session = next(entry["id"] for entry in sessions if entry["mode"] == "payment")
    product = "line_items.data.price.product"
    full = api(world).get(f"{SESSIONS}/{session}", f"expand[]={product}")
    item = full["line_items"]["data"][0]
    assert item["price"]["product"]["name"] == item["description"]
    items = api(world).get(f"{SESSIONS}/{session}/line_items", "expand[]=data.price.product")
    assert items["data"][0]["price"]["product"] == item["price"]["product"]
    with pytest.raises(ApiError, match="more than 4 levels"):
        api(world).get(SESSIONS, f"expand[]=data.{product}")
    with pytest.raises(ApiError, match="more than 4 levels"):
        api(world).get(f"{SESSIONS}/{session}", f"expand[]={product}.default_price")


def test_breakdown_names_the_discount(world: World) -> None:
    query = "expand[]=data.total_details.breakdown&limit=100"
    found = api(world).get(SESSIONS, query)["data"]
    discounted = [s for s in found if s["total_details"] and s["total_details"]["amount_discount"]]
    assert discounted
    for entry in discounted:
        (discount,) = entry["total_details"]["breakdown"]["discounts"]
        assert discount["amount"] == entry["total_details"]["amount_discount"]
        assert discount["discount"]["promotion_code"] == entry["discounts"][0]["promotion_code"]


@pytest.mark.parametrize("path", ["data", "data.total_details", "data.customer_details"])
def test_what_is_there_already_may_be_asked_for(world: World, path: str) -> None:
    assert api(world).get(SESSIONS, f"expand[]={path}") == api(world).get(SESSIONS, "")


@pytest.mark.parametrize(
    ("path", "query", "message"),
    [
        (SESSIONS, "nonsense",
         "(nonsense). You may want to try expanding 'data.nonsense' instead."),
        (SESSIONS, "data.status", "(data.status)."),
        (SESSIONS, "data.customer.foo", "(data.customer.foo)."),
        (SESSIONS, "data.payment_intent.latest_charge.foo",
         "(data.payment_intent.latest_charge.foo)."),
        ("/v1/payment_links", "line_items",
         "(line_items). You may want to try expanding 'data.line_items' instead."),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(
    world: World, path: str, query: str, message: str
) -> None:
    with pytest.raises(ApiError) as refused:
        api(world).get(path, f"expand[]={query}")
    assert refused.value.message == f"This property cannot be expanded {message}"


def test_a_customer_may_be_deleted(world: World) -> None:
    found = all_sessions(world, "expand[]=data.customer.subscriptions")
    customers = [s["customer"] for s in found if s["customer"]]
    deleted = [customer for customer in customers if customer.get("deleted")]
    assert deleted
    assert all(set(customer) == {"id", "object", "deleted"} for customer in deleted)
    assert any(c["subscriptions"]["data"] for c in customers if not c.get("deleted"))


def test_payment_links_show_what_they_sell(world: World) -> None:
    links = api(world).get("/v1/payment_links", "limit=100&expand[]=data.line_items")["data"]
    assert all(link["line_items"]["data"][0]["description"] for link in links)
    plain = api(world).get("/v1/payment_links", "")["data"]
    assert not any("line_items" in link for link in plain)
