"""Deliveries to production servers over one real Redis: one takes it, the other shows it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import requests
from stripe import WebhookSignature

from sessions_browser.stripe_api.webhook_events import LARGEST_BODY
from tests.running import Emulator, running_dashboard, running_emulator, running_redis
from tests.system.test_shared_cache import LIST, SECONDS, rows, signed_in

pytestmark = pytest.mark.slow

HOOK = "/webhooks/stripe/demo/"
SECRET = "whsec_0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=500") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def sites(emulator: Emulator) -> Iterator[list[str]]:
    with running_redis() as (cache, _):
        settings = {"CACHE_URL": cache, "STRIPE_WEBHOOK_SECRET_DEMO": SECRET}
        with (
            running_dashboard(emulator.address, **settings) as one,
            running_dashboard(emulator.address, **settings) as other,
        ):
            yield [one, other]


def make_body(session: Any = None) -> str:
    return json.dumps(
        {
            "id": "evt_1a",
            "object": "event",
            "api_version": "2026-11-18.endive",
            "created": int(time.time()),
            "data": {"object": session},
            "livemode": False,
            "type": "checkout.session.completed",
        }
    )


def deliver(site: str, body: str, **options: Any) -> requests.Response:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": WebhookSignature.generate_signature_header(body, SECRET),
    }
    data = options.pop("data", body.encode())
    return requests.post(f"{site}{HOOK}", data, headers=headers, timeout=SECONDS)


def row_of(answer: requests.Response, session_id: str) -> str:
    return answer.text.partition(f'data-session-id="{session_id}"')[2].partition("</tr>")[0]


def complete_one(emulator: Emulator, session_ids: list[str]) -> dict[str, Any]:
    """The first of them that is paid at once, as upstream then tells it."""
    for session_id in session_ids:
        emulator.control(f"complete?session={session_id}")
        session: dict[str, Any] = emulator.get(f"/v1/checkout/sessions/{session_id}")
        if session["payment_status"] == "paid":
            return session
    raise AssertionError("none of them is paid at once")


def test_what_one_server_is_told_the_other_shows_without_a_call(
    sites: list[str], emulator: Emulator
) -> None:
    told, other = sites
    emulator.control("arrive?count=30")
    person = signed_in(other)
    opened = rows(person.get(f"{other}{LIST}?status=open&limit=10", timeout=SECONDS))
    everything = f"{other}{LIST}?limit=100"
    assert set(opened) <= set(rows(person.get(everything, timeout=SECONDS)))
    paid = complete_one(emulator, opened)
    assert "Paid" not in row_of(person.get(everything, timeout=SECONDS), paid["id"])

    emulator.reset()
    answer = deliver(told, make_body(paid))
    assert (answer.status_code, answer.text) == (HTTPStatus.OK, "applied\n")
    # Nine of the ten are left, which is a whole page of nine.
    left = rows(person.get(f"{other}{LIST}?status=open&limit=9", timeout=SECONDS))
    assert left == [session_id for session_id in opened if session_id != paid["id"]]
    assert "Paid" in row_of(person.get(everything, timeout=SECONDS), paid["id"])
    assert deliver(other, make_body(paid)).text == "repeated\n"
    assert emulator.requests() == []


def test_a_body_as_large_as_may_be_is_read_whole(sites: list[str]) -> None:
    assert deliver(sites[0], make_body().ljust(LARGEST_BODY)).text == "ignored\n"


def test_a_larger_body_is_refused(sites: list[str]) -> None:
    answer = deliver(sites[0], make_body().ljust(LARGEST_BODY + 1))
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_body_that_tells_no_length_is_refused(sites: list[str]) -> None:
    body = make_body()
    answer = deliver(sites[0], body, data=iter([body.encode()]))
    assert answer.status_code == HTTPStatus.BAD_REQUEST
