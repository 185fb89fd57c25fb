"""The log of the real server over a run that uses marked values everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import requests

from tests.factories import make_session
from tests.faults.answers import UPSTREAM_WORDS
from tests.faults.server import FaultyServer
from tests.running import running_dashboard
from tests.system.test_shared_cache import signed_in

pytestmark = pytest.mark.slow

LIST = "/demo/sessions/"
SECONDS = 20
KEY = "rk_test_MARKEDKEY0123456789"
SECRET = "whsec_MARKEDSECRET0123456789"
MARKED = (
    KEY,
    SECRET,
    "MARKED",
    "marked.person",
    "customer.example",
    "Marked Name",
    "cs_test_",
    "cus_marked",
    "redispassword",
    "customer_details",
    UPSTREAM_WORDS,
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[requests.Response], int]:
    """All that the server wrote, what it answered, and how many calls upstream received."""
    log = tmp_path_factory.mktemp("log") / "log"
    answers: list[requests.Response] = []
    with FaultyServer() as upstream, log.open("w", encoding="utf-8") as output:
        settings = {
            "STRIPE_API_KEY_DEMO": KEY,
            "STRIPE_WEBHOOK_SECRET_DEMO": SECRET,
            "CACHE_URL": "redis://:redispassword@127.0.0.1:9/0",
        }
        with running_dashboard(upstream.address, output=output, **settings) as site:
            person = signed_in(site)
            person.cookies.set("marked", "MARKEDCOOKIE")
            session = make_session(1)["id"]
            for mode, path in (
                ("ok", f"{LIST}?email=marked.person@customer.example"),
                ("ok", f"{LIST}?customer=cus_marked&MARKEDNAME=MARKEDVALUE"),
                ("ok", f"{LIST}{session}/"),
                ("hostile", f"{LIST}?status=open"),
                ("s500", f"{LIST}?email=marked.person2@customer.example"),
                ("s401", f"{LIST}?limit=91"),
                ("s404_missing", f"{LIST}{make_session(2)['id']}/"),
                ("reset_on_accept", f"{LIST}?email=marked.person3@customer.example"),
                ("deep_json", f"{LIST}?limit=92"),
                ("ok", f"{LIST}?limit=MARKED"),
                ("ok", "/MARKED/nowhere?MARKED=1"),
            ):
                upstream.switch(mode)
                answers.append(person.get(f"{site}{path}", timeout=SECONDS))
            event = {"data": {"object": {"customer_details": {"name": "Marked Name"}}}}
            answers.append(
                requests.post(
                    f"{site}/webhooks/stripe/demo/",
                    json.dumps(event),
                    headers={"Stripe-Signature": "t=1,v1=MARKED"},
                    timeout=SECONDS,
                )
            )
        calls = len(upstream.calls)
    return Path(log).read_text(encoding="utf-8"), answers, calls


Run = tuple[str, list[requests.Response], int]


@pytest.mark.parametrize("marked", MARKED)
def test_nothing_marked_is_in_the_log(run: Run, marked: str) -> None:
    assert marked not in run[0]


def test_each_answer_has_one_line_with_its_reference(run: Run) -> None:
    log, answers, _ = run
    lines = re.findall(r"ref=(\w+) request method=\w+ route=\S+ status=(\d+) ", log)
    told = {reference: int(status) for reference, status in lines}
    assert len(told) == len(lines)
    for answer in answers:
        assert told[answer.headers["X-Request-Id"]] == answer.status_code


def test_each_line_has_the_same_parts(run: Run) -> None:
    form = re.compile(
        r" request method=(GET|POST) route=[a-z_-]+ status=\d{3} ms=\d+"
        r" cache=(fresh|stale|miss|old|-) user=(\d+|-) htmx=[01]$"
    )
    lines = [line for line in run[0].splitlines() if " request method=" in line]
    assert len(lines) > len(run[1])
    assert all(form.search(line) for line in lines)


def test_each_call_has_one_line(run: Run) -> None:
    log, _, calls = run
    lines = re.findall(
        r"ref=[\w-]+ upstream account=demo call=\w+ outcome=\w+ request=[\w-]+ ms=\d+"
        r"(?: status=\d+ code=[a-z_-]+ param=[a-z_-]+)?$",
        log,
        re.M,
    )
    # A call that is tried again is one.
    assert 0 < len(lines) <= calls + log.count("outcome=APIConnectionError")
    assert {"ok", "APIError", "AuthenticationError"} <= set(re.findall(r"outcome=(\w+)", log))
