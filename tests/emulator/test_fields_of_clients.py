"""Objects without an official example have each field that the official client reads as given."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from emulator.web.errors import ApiError
from emulator.world.stories import STORIES
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, api

Json = dict[str, Any]
KINDS = {
    "/v1/balance_transactions": stripe.BalanceTransaction,
    "/v1/charges": stripe.Charge,
    "/v1/coupons": stripe.Coupon,
    "/v1/disputes": stripe.Dispute,
    "/v1/events": stripe.Event,
    "/v1/invoice_payments": stripe.InvoicePayment,
    "/v1/invoices": stripe.Invoice,
    "/v1/prices": stripe.Price,
    "/v1/products": stripe.Product,
    "/v1/promotion_codes": stripe.PromotionCode,
    "/v1/refunds": stripe.Refund,
    "/v1/setup_intents": stripe.SetupIntent,
    "/v1/shipping_rates": stripe.ShippingRate,
    "/v1/subscription_items": stripe.SubscriptionItem,
    "/v1/tax_rates": stripe.TaxRate,
}
# The first is there only with a transfer to another account; Stripe's schema lacks the second.
NOT_ALWAYS = {"/v1/charges": {"transfer"}, "/v1/products": {"type"}}


@pytest.fixture(scope="module")
def stories() -> World:
    world = World(8, 150, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    return world


def always(kind: Any) -> set[str]:
    """The fields that are never left out."""
    return {
        name
        for name, type_ in kind.__annotations__.items()
        if name != "OBJECT_NAME" and not name.startswith("_") and "Optional" not in str(type_)
    }


@pytest.mark.parametrize("path", KINDS)
def test_k_each_object_has_the_fields_that_are_always_there(stories: World, path: str) -> None:
    found = api(stories).get(path, "limit=100")["data"]
    assert found
    for one in found:
        assert always(KINDS[path]) - NOT_ALWAYS.get(path, set()) - set(one) == set()


def test_k_an_invoice_names_its_subscription_and_its_lines(stories: World) -> None:
    endpoints = api(stories)
    invoices = endpoints.get("/v1/invoices", "limit=100")["data"]
    for invoice in invoices:
        details = invoice["parent"]["subscription_details"]
        subscription = endpoints.get(f"/v1/subscriptions/{details['subscription']}", "")
        assert subscription["latest_invoice"] == invoice["id"]
        lines = invoice["lines"]
        assert endpoints.get(lines["url"], "limit=100") == lines
        assert sum(line["amount"] for line in lines["data"]) == invoice["subtotal"]
        (item,) = subscription["items"]["data"]
        for line in lines["data"]:
            assert always(stripe.InvoiceLineItem) - set(line) == set()
            assert line["invoice"] == invoice["id"]
            assert line["period"]["start"] < line["period"]["end"]
            sold = line["pricing"]["price_details"]
            assert endpoints.get(f"/v1/prices/{sold['price']}", "")["product"] == sold["product"]
        renewing = [line for line in lines["data"] if line["parent"]]
        assert [
            line["parent"]["subscription_item_details"]["subscription_item"] for line in renewing
        ] == [item["id"]]
        taxes = sum(one["amount"] for one in invoice["total_taxes"])
        assert invoice["total_excluding_tax"] + taxes == invoice["total"]
        paid = invoice["status_transitions"]["paid_at"]
        assert (paid is not None) is (invoice["status"] == "paid")
    assert {one["status"] for one in invoices} >= {"paid", "open"}


def test_k_invoices_are_found_by_their_subscription(stories: World) -> None:
    endpoints = api(stories)
    session = endpoints.get(SESSIONS, "limit=100&status=complete&expand[]=data.invoice")["data"]
    one = next(found for found in session if found["subscription"])
    asked = f"subscription={one['subscription']}"
    assert endpoints.get("/v1/invoices", asked)["data"] == [one["invoice"]]
    with pytest.raises(ApiError, match="No such subscription: 'sub_x'"):
        endpoints.get("/v1/invoices", "subscription=sub_x")


def test_k_subscriptions_are_found_by_their_price(stories: World) -> None:
    endpoints = api(stories)
    everything = endpoints.get("/v1/subscriptions", "limit=100")["data"]
    price = everything[0]["items"]["data"][0]["price"]["id"]
    found = endpoints.get("/v1/subscriptions", f"limit=100&price={price}")["data"]
    assert found == [one for one in everything if one["items"]["data"][0]["price"]["id"] == price]
