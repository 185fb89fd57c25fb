"""Every object against Stripe's own description of its API, and key by key with its examples.

STRIPE_OPENAPI_SPEC names the description (openapi/spec3.json of github.com/stripe/openapi);
STRIPE_FIXTURES the examples, when they do not lie beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from emulator.objects import accounts
from emulator.objects.context import Context
from emulator.web.errors import ApiError
from emulator.web.expandable_fields import EXPANDABLE
from emulator.world.ids import Ids
from emulator.world.stories import STORIES
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api
from tests.running import missing

Json = dict[str, Any]
EXPANDED = "&".join(
    f"expand[]=data.{path}"
    for path in (
        "customer",
        "payment_intent.latest_charge",
        "payment_intent.payment_method",
        "payment_link.line_items",
        "subscription.latest_invoice",
        "invoice",
        "setup_intent",
        "line_items",
        "total_details.breakdown",
        "shipping_cost.shipping_rate",
        "discounts.promotion_code",
        "discounts.coupon",
    )
)
# For one session by its id, with the names that a list gives to the same fields.
STORY_EXPANSIONS = EXPANDED.replace("data.", "") + (
    "&expand[]=payment_intent.latest_charge.balance_transaction"
    "&expand[]=payment_intent.latest_charge.refunds"
    "&expand[]=payment_intent.latest_charge.dispute"
    "&expand[]=invoice.payments"
)
# In the examples, though not in the public description.
BEYOND_THE_SCHEMA = {"payment_intent": {"source"}, "subscription_item": {"plan"}}
SCHEMAS = (
    "checkout.session",
    "item",
    "price",
    "product",
    "customer",
    "deleted_customer",
    "payment_link",
    "payment_intent",
    "charge",
    "payment_method",
    "setup_intent",
    "subscription",
    "subscription_item",
    "invoice",
    "discount",
    "coupon",
    "promotion_code",
    "shipping_rate",
    "tax_rate",
    "account",
    "event",
)


@pytest.fixture(scope="module")
def spec() -> Json:
    path = os.environ.get("STRIPE_OPENAPI_SPEC")
    if not path:
        missing("STRIPE_OPENAPI_SPEC does not name Stripe's OpenAPI description")
    description: Json = json.loads(Path(path).read_text(encoding="utf-8"))
    return description


@pytest.fixture(scope="module")
def examples(spec: Json) -> Json:
    beside = Path(os.environ["STRIPE_OPENAPI_SPEC"]).with_name("fixtures-slice.json")
    path = Path(os.environ.get("STRIPE_FIXTURES", beside))
    if not path.exists():
        missing("STRIPE_FIXTURES does not name Stripe's fixtures")
    resources: Json = json.loads(path.read_text(encoding="utf-8"))["resources"]
    return resources


def nullable_as_any_of(part: Any) -> Any:
    """OpenAPI 3.0 says `nullable` beside a type; JSON Schema wants null among the choices."""
    if isinstance(part, list):
        return [nullable_as_any_of(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    # Stripe says of some lists of words that they may grow.
    left_out = {"nullable", "enum"} if part.get("x-stripeBypassValidation") else {"nullable"}
    plain = {key: nullable_as_any_of(value) for key, value in part.items() if key not in left_out}
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


def objects_in(value: Any) -> Iterator[tuple[str, Json]]:
    """Every object of Stripe's in here, itself included, by the name of its schema."""
    if isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)
    elif isinstance(value, dict):
        kind = value.get("object")
        if isinstance(kind, str) and kind != "list":
            yield f"deleted_{kind}" if value.get("deleted") else kind, value
        for inner in value.values():
            yield from objects_in(inner)


def stories() -> list[Json]:
    """The session of each story with all that can be seen through it."""
    world = World(8, 20, START)
    for index in range(len(STORIES)):
        world.add_story(index)
    endpoints = api(world)
    ids = [session["id"] for session in all_sessions(world)]
    return [endpoints.get(f"{SESSIONS}/{id_}", STORY_EXPANSIONS) for id_ in ids]


@pytest.fixture(scope="module")
def objects(world: World) -> dict[str, list[Json]]:
    """All sessions in each state with all that can be seen through them."""
    found: dict[str, list[Json]] = {}
    whole = all_sessions(World(8, 700, world.start), EXPANDED)
    session = whole[0]["id"]
    deeper = api(World(8, 700, world.start)).get(
        f"{SESSIONS}/{session}", "expand[]=line_items.data.price.product"
    )
    links = api(world).get("/v1/payment_links", "limit=100")["data"]
    events = api(world).get("/v1/events", "limit=100")["data"]
    account = accounts.account(Context(world, Ids(world.seed)))
    for kind, entry in objects_in([*stories(), *whole, deeper, *links, *events, account]):
        found.setdefault(kind, []).append(entry)
    return found


@pytest.mark.parametrize("kind", SCHEMAS)
def test_it_validates(spec: Json, objects: dict[str, list[Json]], kind: str) -> None:
    schemas = {
        name: nullable_as_any_of(part) for name, part in spec["components"]["schemas"].items()
    }
    validator = Draft202012Validator(
        {"components": {"schemas": schemas}, "$ref": f"#/components/schemas/{kind}"}
    )
    assert objects[kind]
    # Full validation is slow: all sessions, and enough of the rest.
    for entry in objects[kind][: 800 if kind == "checkout.session" else 120]:
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(entry)]
        assert not problems


def test_nothing_has_a_key_that_the_schema_lacks(
    spec: Json, objects: dict[str, list[Json]]
) -> None:
    checked = 0
    for kind in SCHEMAS:
        schema = spec["components"]["schemas"][kind]
        if schema.get("additionalProperties"):
            # A description cut down to a few objects leaves those of others open.
            continue
        allowed = set(schema["properties"]) | BEYOND_THE_SCHEMA.get(kind, set())
        assert {key for entry in objects[kind] for key in entry} <= allowed, kind
        checked += 1
    assert checked >= 15


@pytest.mark.parametrize(
    "kind",
    ["checkout.session", "item", "customer", "payment_link", "payment_intent", "subscription"],
)
def test_it_has_the_keys_of_the_official_example(
    examples: Json, objects: dict[str, list[Json]], kind: str
) -> None:
    # `presentment_details` exists only where the buyer saw another currency.
    asked_for = {"line_items", "presentment_details"}
    for entry in objects[kind]:
        assert set(entry) - asked_for == set(examples[kind])


@pytest.mark.parametrize(
    "kind", ["checkout.session", "payment_link", "item", "price", "product", "payment_intent"]
)
def test_what_can_be_expanded_is_what_the_schema_says(spec: Json, kind: str) -> None:
    assert set(EXPANDABLE[kind]) == set(spec["components"]["schemas"][kind]["x-expandableFields"])


def test_the_parameters_are_those_of_the_schema(spec: Json, world: World) -> None:
    named = {part["name"] for part in spec["paths"][SESSIONS]["get"]["parameters"]}
    assert len(named) == 12
    for name in named:
        value = {"limit": "1", "created": "1", "status": "open", "expand": "data"}.get(name, "x")
        query = f"{name}[email]=x" if name == "customer_details" else f"{name}={value}"
        with suppress(ApiError):
            api(world).get(SESSIONS, query)
            continue
        with pytest.raises(ApiError) as refused:
            api(world).get(SESSIONS, query)
        # The value may name nothing; the name is known.
        assert refused.value.code == "resource_missing", name
