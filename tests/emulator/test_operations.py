"""Each operation of Stripe's description answers as it says, with each parameter that it names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from emulator.objects.context import Context
from emulator.web.api_keys import FULL_RIGHTS
from emulator.web.endpoints import Endpoints
from emulator.web.errors import ApiError
from emulator.world.ids import Ids
from emulator.world.world import World
from tests.emulator.conftest import START
from tests.emulator.test_schema import nullable_as_any_of, spec

Json = dict[str, Any]
__all__ = ["spec"]
# Of a parameter that names an object, or has words of its own.
VALUES = {
    "active": "true",
    "created": "1",
    "delivery_success": "true",
    "expand": "",
    "limit": "2",
    "query": 'email:"a@example.com"',
    "status": "open",
}


@pytest.fixture(scope="module")
def endpoints() -> Endpoints:
    world = World(4, 400, START)
    return Endpoints(Context(world, Ids(world.seed)), FULL_RIGHTS, strict_limit=False)


def path_with_ids(endpoints: Endpoints, path: str) -> str:
    """The path with the id of an object that exists in place of `{session}` and so on."""
    session = endpoints.get("/v1/checkout/sessions", "status=complete&limit=100")["data"]
    ids = {
        "session": session[0]["id"],
        "customer": next(one["customer"] for one in session if one["customer"]),
        "payment_link": next(one["payment_link"] for one in session if one["payment_link"]),
        "intent": next(one["payment_intent"] for one in session if one["payment_intent"]),
        "subscription_exposed_id": next(
            one["subscription"] for one in session if one["subscription"]
        ),
    }
    return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), path)


def refusal(endpoints: Endpoints, path: str, query: str) -> str | None:
    """The code of the error; None if there is none."""
    try:
        endpoints.get(path, query)
    except ApiError as refused:
        return refused.code
    return None


def test_k_every_operation_answers_what_is_described(spec: Json, endpoints: Endpoints) -> None:
    schemas = {
        name: nullable_as_any_of(part) for name, part in spec["components"]["schemas"].items()
    }
    for path, operations in spec["paths"].items():
        described = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        query = 'query=email:"a@example.com"' if path.endswith("/search") else ""
        answer = endpoints.get(path_with_ids(endpoints, path), query)
        validator = Draft202012Validator(
            {"components": {"schemas": schemas}, **nullable_as_any_of(described)}
        )
        assert not [f"{e.json_path} {e.message}" for e in validator.iter_errors(answer)], path
    assert len(spec["paths"]) == 12


def test_k_every_parameter_is_known_and_no_other(spec: Json, endpoints: Endpoints) -> None:
    asked = 0
    for path, operations in spec["paths"].items():
        needed = 'query=email:"a@example.com"&' if path.endswith("/search") else ""
        for parameter in operations["get"].get("parameters", []):
            name = parameter["name"]
            if parameter["in"] != "query" or (name == "query" and needed):
                continue
            value = VALUES.get(name, "x")
            query = f"{name}={value}" if value else ""
            if name == "customer_details":
                query = "customer_details[email]=x"
            asked += 1
            # The value may name nothing; the name is known.
            refused = refusal(endpoints, path_with_ids(endpoints, path), needed + query)
            assert refused != "parameter_unknown", (path, name)
        with pytest.raises(ApiError, match="Received unknown parameter: colour"):
            endpoints.get(path_with_ids(endpoints, path), f"{needed}colour=red")
    assert asked > 40
