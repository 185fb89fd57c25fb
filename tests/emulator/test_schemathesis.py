"""What schemathesis finds in the emulator with Stripe's own description of its API in hand.

It asks with values that the description allows and with others, the same in each run, and judges
each answer by the description. What it finds and what Stripe does all the same is explained here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.emulator.conftest import KEY, SESSIONS, Server
from tests.running import missing

pytestmark = pytest.mark.slow

EXAMPLES = 40
SECONDS = 300
Json = dict[str, Any]


class Found(NamedTuple):
    """What schemathesis calls it, and how it was answered.

    why: the code of the error, or how its words begin.
    """

    kind: str
    status: int
    why: str


REJECTED, UNSUPPORTED = "RejectedPositiveData", "UnsupportedMethodResponse"
EXPLAINED = {
    Found(REJECTED, 400, "parameter_invalid_empty"): (
        "An empty text is a text to the description. Stripe takes it as an attempt to unset."
    ),
    Found(REJECTED, 400, "parameter_invalid_integer"): (
        "Any whole number is one to the description. Stripe's have 64 bits."
    ),
    Found(REJECTED, 400, "parameter_unknown"): (
        "The description lets objects such as `created` have keys beside its own."
    ),
    Found(REJECTED, 400, "resource_missing"): (
        "Cursors and filters name objects, which are texts to the description."
    ),
    Found(REJECTED, 400, "This property cannot"): (
        "What can be expanded stands at the objects (x-expandableFields), not at the parameter."
    ),
    Found(REJECTED, 400, "We were unable"): (
        "A search has a language of its own (docs.stripe.com/search), any text to the description."
    ),
    Found(REJECTED, 400, "You may pass"): (
        "`type` beside `types` is refused in words alone (docs.stripe.com/api/events/list)."
    ),
    Found(UNSUPPORTED, 404, "Unrecognized request URL"): (
        "schemathesis expects 405. Stripe answers a method that it lacks like an unknown address."
    ),
    Found(UNSUPPORTED, 400, "parameter_missing"): (
        "The slice has reads alone; the emulator makes sessions too, and asks for what is missing."
    ),
    Found("AcceptedNegativeData", 414, "Bad request"): (
        "It is refused, for the length of the address: a status that schemathesis does not expect."
    ),
}


@pytest.fixture(scope="module")
def report(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lines of JSON: what schemathesis asked, what it heard, how it judged."""
    folder = tmp_path_factory.mktemp("schemathesis")
    spec = os.environ.get("STRIPE_OPENAPI_SPEC")
    if not spec:
        missing("STRIPE_OPENAPI_SPEC does not name Stripe's OpenAPI description")
    program = Path(sys.executable).with_name("schemathesis")
    if not program.exists():
        missing("schemathesis is not installed")
    config = folder / "schemathesis.toml"
    config.write_text(settings(server), encoding="utf-8")
    report = folder / "report.ndjson"
    command = [str(program), "--config-file", str(config), "run", spec, "--url", server.address]
    command += ["--report=ndjson", f"--report-ndjson-path={report}", "--no-color"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    # 1 says that there are findings.
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return report


@pytest.fixture(scope="module")
def found(report: Path) -> dict[Found, list[str]]:
    """By finding, how it was asked."""
    by_finding: dict[Found, list[str]] = {}
    for recorder in recorders(report):
        for finding, asked in findings(recorder):
            by_finding.setdefault(finding, []).append(asked)
    return by_finding


def settings(server: Server) -> str:
    """With ids that exist, most of the time, since else hardly anything is found."""
    lines = [
        "continue-on-failure = true",
        f'headers = {{ Authorization = "Bearer {KEY}" }}',
        "[generation]",
        "deterministic = true",
        "no-shrink = true",
        f"max-examples = {EXAMPLES}",
        # Stateful calls follow links between operations, and the description has none.
        "[phases.stateful]",
        "enabled = false",
    ]
    bound = known_values(server)
    for number, values in enumerate(bound.values()):
        lines += [f"[dictionaries.d{number}]", f"values = {json.dumps(values)}"]
    lines.append("[parameters]")
    for number, name in enumerate(bound):
        lines.append(f'"{name}" = {{ dictionary = "d{number}", probability = 0.8 }}')
    return "\n".join(lines)


def known_values(server: Server) -> dict[str, list[str]]:
    """Ids by the parameters that take them, and searches."""
    sessions = server.get(f"{SESSIONS}?limit=100&status=complete").body["data"]
    ids: dict[str, list[str]] = {"path.session": [session["id"] for session in sessions[:9]]}
    ids["query.query"] = ['email:"ana@example.com"', 'name~"kim"', 'metadata["shop"]:"1"']
    for field, parameters in {
        "customer": ("path.customer", "query.customer"),
        "payment_intent": ("path.intent", "query.payment_intent"),
        "payment_link": ("path.payment_link", "query.payment_link"),
        "subscription": ("path.subscription_exposed_id", "query.subscription"),
    }.items():
        named = [session[field] for session in sessions if session[field]][:9]
        ids |= dict.fromkeys(parameters, named)
    return ids


def recorders(report: Path) -> Iterator[Json]:
    """What was recorded of each operation in each phase."""
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            [(kind, event)] = json.loads(line).items()
            if kind == "ScenarioFinished" and "checks" in event["recorder"]:
                yield event["recorder"]


def findings(recorder: Json) -> Iterator[tuple[Found, str]]:
    for case, checks in recorder["checks"].items():
        for check in checks:
            if check["status"] != "failure":
                continue
            interaction = recorder["interactions"][case]
            request, response = interaction["request"], interaction["response"]
            error = error_of(response)
            words = str(error.get("message"))
            why = error.get("code") or " ".join(words.split()[:3])
            finding = Found(check["failure_info"]["failure"]["type"], response["status_code"], why)
            yield finding, f"{request['method']} {request['uri'][:300]}: {words[:300]}"


def error_of(response: Json) -> Json:
    try:
        body = json.loads(b64decode(response["content"]["$base64"]))
    except (KeyError, TypeError, ValueError):
        return {}
    error: Json = body.get("error", {})
    return error


def test_it_finds_nothing_that_is_not_explained(found: dict[Found, list[str]]) -> None:
    assert {finding: asked[0] for finding, asked in found.items() if finding not in EXPLAINED} == {}


def test_each_explanation_is_of_something_that_it_finds(found: dict[Found, list[str]]) -> None:
    assert set(EXPLAINED) <= set(found)


def test_it_judges_whole_answers_of_each_operation(report: Path) -> None:
    """Refusals alone would say little."""
    judged: Counter[str] = Counter()
    for recorder in recorders(report):
        for case, checks in recorder["checks"].items():
            response = recorder["interactions"][case]["response"]
            names = {check["name"] for check in checks if check["status"] == "success"}
            if response["status_code"] == 200 and "response_schema_conformance" in names:
                judged[recorder["label"]] += 1
    assert len(judged) == 12
    assert sum(judged.values()) > 120
