#!/usr/bin/env bash
# openapi-core 0.23.1: no request is valid once a deepObject parameter is "a range or a number".
# Promised: unmarshal_request() checks a request against its description; a parameter with
#           "required: false" may be left out (OpenAPI 3.0.3, "Parameter Object"), and a schema may
#           be put together with anyOf and allOf.
# Happens:  of an explode deepObject the package wants a schema with "type: object" beside it. Where
#           the type stands within anyOf or allOf, the parameter fails before it is looked for, so
#           that a request without it is refused too. With the plain object both are valid. Stripe
#           describes `created` of each of its lists as such a choice: ?limit=10 is refused there.
# Output:   the object itself: limit valid, created[gte] valid
#           the object within allOf: limit refused, created[gte] refused
#           the object or a number: limit refused, created[gte] refused
# We allow for it in: tests/emulator/test_operations.py (asks for each parameter by itself) and
#           tests/emulator/test_schema.py (checks answers with jsonschema)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openapi-core==0.23.1
cd "$folder" && venv/bin/python - <<'PYTHON'
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest

NUMBER = {"type": "integer"}
RANGE = {"type": "object", "properties": {"gte": NUMBER, "lt": NUMBER}}


def answers(created: dict) -> tuple[str, str]:
    parameters = [
        {"name": "limit", "in": "query", "schema": NUMBER},
        {
            "name": "created",
            "in": "query",
            "required": False,
            "style": "deepObject",
            "explode": True,
            "schema": created,
        },
    ]
    listing = {"parameters": parameters, "responses": {"200": {"description": "a page"}}}
    api = OpenAPI.from_dict(
        {
            "openapi": "3.0.3",
            "info": {"title": "Lists", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {"/sessions": {"get": listing}},
        }
    )

    def answer(query: dict[str, str]) -> str:
        request = MockRequest("https://api.example.com", "get", "/sessions", args=query)
        return "refused" if api.unmarshal_request(request).errors else "valid"

    return answer({"limit": "10"}), answer({"created[gte]": "1795000000"})


kinds = {
    "the object itself": RANGE,
    "the object within allOf": {"allOf": [RANGE]},
    "the object or a number": {"anyOf": [RANGE, NUMBER]},
}
seen = {name: answers(schema) for name, schema in kinds.items()}
for name, (limit, created) in seen.items():
    print(f"{name}: limit {limit}, created[gte] {created}")
expected = [("valid", "valid"), ("refused", "refused"), ("refused", "refused")]
assert list(seen.values()) == expected, "the behaviour has changed"
PYTHON
