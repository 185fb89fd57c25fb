"""All operations of the slice, and every id that is handed out can be read (FAULTS, row K)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest

from emulator.objects.context import Context
from emulator.web.api_keys import FULL_RIGHTS
from emulator.web.endpoints import Endpoints
from emulator.web.errors import ApiError
from emulator.web.neighbours import NEIGHBOURS
from emulator.world.ids import Ids
from emulator.world.stories import STORIES
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api
from tests.emulator.test_schema import EXPANDED, STORY_EXPANSIONS

Json = dict[str, Any]
# Where an object with an id of this form is read.
READ_AT = {
    "cs_": SESSIONS,
    "price_": "/v1/prices",
    "prod_": "/v1/products",
    "cus_": "/v1/customers",
    "pi_": "/v1/payment_intents",
    "seti_": "/v1/setup_intents",
    "ch_": "/v1/charges",
    "py_": "/v1/charges",
    "pm_": "/v1/payment_methods",
    "pmc_": "/v1/payment_method_configurations",
    "sub_": "/v1/subscriptions",
    "si_": "/v1/subscription_items",
    "in_": "/v1/invoices",
    "inpay_": "/v1/invoice_payments",
    "plink_": "/v1/payment_links",
    "promo_": "/v1/promotion_codes",
    "shr_": "/v1/shipping_rates",
    "txr_": "/v1/tax_rates",
    "txn_": "/v1/balance_transactions",
    "re_": "/v1/refunds",
    "du_": "/v1/disputes",
    "acct_": "/v2/core/accounts",
    "evt_": "/v1/events",
}
# Stripe has no endpoint for these: they are read within their object.
NEVER_READ_ALONE = ("li_", "di_", "il_")
ID = re.compile(r"([a-z]+_)(?:test_)?[A-Za-z0-9]{14,58}")


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def stories() -> World:
    world = World(8, 120, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    return world


@pytest.fixture(scope="module")
def whole(stories: World) -> list[Json]:
    endpoints = api(stories)
    ids = [session["id"] for session in all_sessions(stories)]
    found = [endpoints.get(f"{SESSIONS}/{id_}", STORY_EXPANSIONS) for id_ in ids]
    return [*found, *all_sessions(stories, EXPANDED)]


def test_k_every_id_that_is_handed_out_can_be_read(stories: World, whole: list[Json]) -> None:
    endpoints = api(stories)
    handed_out = {text for text in texts_in(whole) if ID.fullmatch(text)}
    prefixes = set()
    for id_ in handed_out:
        prefix = id_.partition("_")[0] + "_"
        prefixes.add(prefix)
        if prefix in NEVER_READ_ALONE:
            continue
        read = endpoints.get(f"{READ_AT[prefix]}/{id_}", "")
        assert read["id"] == id_
        # What it hands out in turn is of forms that can be read.
        for text in texts_in(read):
            if ID.fullmatch(text):
                assert text.partition("_")[0] + "_" in {*READ_AT, *NEVER_READ_ALONE}
    assert prefixes >= set(READ_AT) - {"evt_"}
    assert len(handed_out) > 900


def test_k_the_address_of_every_list_answers(stories: World, whole: list[Json]) -> None:
    addresses = {
        url
        for url in re.findall(r'"url": ?"(/v1/[^"]+)"', json.dumps(whole))
        if "payment_pages" not in url
    }
    endpoints = api(stories)
    customer = endpoints.get("/v1/customers", "limit=1")["data"][0]["id"]
    addresses |= {
        f"/v1/customers/{customer}/{name}" for name in ("sources", "subscriptions", "tax_ids")
    }
    for url in addresses:
        parts = urlsplit(url)
        assert endpoints.get(parts.path, parts.query)["object"] == "list"
    assert len({re.sub(r"[a-z]+_\w{14,}", "", url) for url in addresses}) >= 8


@pytest.mark.parametrize("path", NEIGHBOURS)
def test_k_lists_hold_what_can_be_read_page_by_page(stories: World, path: str) -> None:
    endpoints = api(stories)
    first = endpoints.get(path, "limit=3")
    everything = endpoints.get(path, "limit=100")["data"]
    assert first["data"] == everything[:3]
    assert first["url"] == path
    assert first["has_more"] is (len(everything) > 3)
    for entry in everything[:5]:
        assert endpoints.get(f"{path}/{entry['id']}", "") == entry
    if len(everything) < 4:
        return
    second = endpoints.get(path, f"limit=2&starting_after={everything[1]['id']}")
    assert second["data"] == everything[2:4]
    back = endpoints.get(path, f"limit=2&ending_before={everything[2]['id']}")
    assert back["data"] == everything[:2]
    assert back["has_more"] is False


@pytest.mark.parametrize("path", NEIGHBOURS)
def test_k_each_list_is_chosen_by_the_time_of_its_own_objects(stories: World, path: str) -> None:
    """A dispute is opened days after its session, and money may take as long."""
    everything: list[Json] = []
    more = True
    while more:
        cursor = f"&starting_after={everything[-1]['id']}" if everything else ""
        answer = api(stories).get(path, f"limit=100{cursor}")
        everything += answer["data"]
        more = answer["has_more"]
    created = {entry["id"]: entry.get("created", 0) for entry in everything}
    for moment in set(list(created.values())[::7]):
        late = api(stories).get(path, f"limit=100&created[gte]={moment}")["data"]
        wanted = [id_ for id_, time in created.items() if time >= moment]
        assert [entry["id"] for entry in late] == wanted[:100]
        early = api(stories).get(path, f"limit=100&created[lt]={moment}")["data"]
        wanted = [id_ for id_, time in created.items() if time < moment]
        assert [entry["id"] for entry in early] == wanted[:100]


@pytest.mark.parametrize("path", NEIGHBOURS)
def test_nothing_was_made_later_than_now(stories: World, path: str) -> None:
    """Airbyte reads lists up to now, and would never see it."""
    found = api(stories).get(path, "limit=100")["data"]
    assert all(entry.get("created", 0) <= stories.now for entry in found)
    assert found


def test_k_lists_take_their_filters(stories: World) -> None:
    endpoints = api(stories)
    paid = endpoints.get("/v1/charges", "limit=100")["data"]
    one = next(charge for charge in paid if charge["customer"])
    mine = endpoints.get("/v1/charges", f"customer={one['customer']}")["data"]
    assert one in mine
    assert {charge["customer"] for charge in mine} == {one["customer"]}
    found = endpoints.get("/v1/charges", f"payment_intent={one['payment_intent']}")["data"]
    assert found == [one]
    prices = endpoints.get("/v1/prices", "currency=jpy&limit=100")["data"]
    assert {price["currency"] for price in prices} == {"jpy"}
    subscriptions = endpoints.get("/v1/subscriptions", "limit=100")["data"]
    assert "canceled" not in {entry["status"] for entry in subscriptions}
    canceled = endpoints.get("/v1/subscriptions", "limit=100&status=canceled")["data"]
    assert {entry["status"] for entry in canceled} == {"canceled"}
    everybody = endpoints.get("/v1/subscriptions", "limit=100&status=all")["data"]
    assert len(everybody) == len(subscriptions) + len(canceled)
    late = endpoints.get("/v1/charges", f"created[gte]={one['created']}&limit=100")["data"]
    assert late
    assert min(charge["created"] for charge in late) >= one["created"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/charges", "customer=cus_x"),
        ("/v1/charges", "payment_intent=pi_x"),
        ("/v1/charges", "starting_after=ch_x"),
        ("/v1/products", "starting_after=prod_x"),
        ("/v1/products", "colour=red"),
        ("/v1/customers", "test_clock=clock_x"),
        ("/v1/customers", f"email={'a' * 501}@example.com"),
        ("/v1/payment_links/plink_x", ""),
        ("/v1/payment_links/plink_x/line_items", ""),
        ("/v1/charges/ch_x/refunds", ""),
    ],
)
def test_k_what_does_not_exist_is_refused(stories: World, path: str, query: str) -> None:
    with pytest.raises(ApiError) as refused:
        api(stories).get(path, query)
    assert refused.value.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)


def test_k_an_email_may_have_512_characters_and_no_more(stories: World) -> None:
    longest = "a" * 500 + "@example.com"
    assert api(stories).get("/v1/customers", f"email={longest}")["data"] == []
    with pytest.raises(ApiError, match="must be at most 512 characters"):
        api(stories).get("/v1/customers", f"email=a{longest}")


def test_k_customers_are_listed_without_an_email_and_by_creation(stories: World) -> None:
    endpoints = api(stories)
    everybody = endpoints.get("/v1/customers", "limit=100")["data"]
    assert len(everybody) > 10
    middle = everybody[len(everybody) // 2]["created"]
    newer = endpoints.get("/v1/customers", f"limit=100&created[gte]={middle}")["data"]
    assert newer == [entry for entry in everybody if entry["created"] >= middle]


def test_k_the_items_of_a_payment_link_have_a_list(stories: World) -> None:
    endpoints = api(stories)
    for link in endpoints.get("/v1/payment_links", "expand[]=data.line_items")["data"]:
        url = f"/v1/payment_links/{link['id']}/line_items"
        assert endpoints.get(url, "") == link["line_items"]
        assert link["line_items"]["url"] == url


def test_k_the_account_is_whole(stories: World) -> None:
    full = Endpoints(Context(stories, Ids(stories.seed)), FULL_RIGHTS, strict_limit=False)
    account = full.get("/v1/account", "")
    assert account["charges_enabled"] is True
    assert full.get(f"/v1/accounts/{account['id']}", "expand[]=settings") == account
    with pytest.raises(ApiError, match="rak_accounts_kyc_basic_read"):
        api(stories).get("/v1/account", "")
