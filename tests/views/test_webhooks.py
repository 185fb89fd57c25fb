"""Deliveries over HTTP: what they change on the pages, and what no delivery can."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.stripe_api.webhook_events import LARGEST_BODY
from tests.factories import make_session
from tests.running import running_emulator
from tests.unit.stripe_api.test_webhook_events import header
from tests.views.page import LIST, ids, text_of

HOOK = "/webhooks/stripe/demo/"
SECRET = "whsec_new0123456789"


@pytest.fixture
def stranger(settings: Settings) -> Client:
    """Stripe itself, or whoever says so; checks CSRF as for anybody."""
    settings.STRIPE_WEBHOOK_SECRETS = {"demo": SECRET}
    return Client(enforce_csrf_checks=True)


def post(client: Client, body: bytes, told: str | None = None) -> Any:
    signature = header(body, SECRET, int(time.time())) if told is None else told
    return client.post(
        HOOK, body, content_type="application/json; charset=utf-8", HTTP_STRIPE_SIGNATURE=signature
    )


def event_of(session: dict[str, Any], number: int = 1, at: float | None = None) -> bytes:
    return json.dumps(
        {
            "id": f"evt_{number}",
            "object": "event",
            "type": "checkout.session.completed",
            "created": int(at if at is not None else time.time() + 2),
            "livemode": False,
            "data": {"object": session},
        }
    ).encode()


@pytest.mark.django_db
def test_a_completed_session_changes_the_pages_without_a_read(
    signed_in: Client, stranger: Client, settings: Settings
) -> None:
    with running_emulator("--sessions=300") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        opened = ids(signed_in.get(f"{LIST}?status=open&limit=5"))
        signed_in.get(f"{LIST}?limit=100")
        paid = opened[0]
        world.control(f"complete?session={paid}")
        session = world.get(f"/v1/checkout/sessions/{paid}")
        world.reset()
        body = event_of(session)
        assert post(stranger, body).content == b"applied\n"
        assert post(stranger, body).content == b"repeated\n"
        late = event_of({**session, "status": "open"}, number=2, at=time.time() - 60)
        assert post(stranger, late).content == b"late\n"
        shown = signed_in.get(f"{LIST}?limit=100")
        row = text_of(shown).partition(f'data-session-id="{paid}"')[2].partition("</tr>")[0]
        assert "Paid" in row or "Processing" in row or "No payment due" in row
        assert world.queries() == []
        assert paid not in ids(signed_in.get(f"{LIST}?status=open&limit=4"))
        assert world.queries() == []


# With an id for the one that holds the present time: workers compare their tests by id.
@pytest.mark.parametrize(
    "told",
    [
        "",
        "t=1,v1=x",
        pytest.param(f"t={int(time.time())},v1={'0' * 64}", id="now"),
        "\xff",
    ],
)
def test_a_forged_delivery_is_refused_without_a_query(
    stranger: Client, told: str, django_assert_num_queries: Any, db: None
) -> None:
    with django_assert_num_queries(0):
        answer = post(stranger, event_of({"id": "cs_test_1"}), told)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "cs_test_1" not in answer.content.decode()


def test_an_oversized_delivery_is_refused(stranger: Client) -> None:
    assert post(stranger, b"x" * (LARGEST_BODY + 1)).status_code == (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )


def test_only_a_post_is_a_delivery(stranger: Client) -> None:
    assert stranger.get(HOOK).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_without_a_secret_there_is_no_webhook(client: Client) -> None:
    assert post(client, b"{}").status_code == HTTPStatus.NOT_FOUND


def test_what_is_genuine_and_cannot_be_read_is_ignored(stranger: Client) -> None:
    for body in (b"", b"null", b"[" * 100_000, b"{}", event_of({"id": "cs_live_1"})):
        answer = post(stranger, body)
        assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"ignored\n")


def test_a_genuine_delivery_costs_no_query_and_sets_no_cookie(
    stranger: Client, django_assert_num_queries: Any, db: None
) -> None:
    cache.clear()
    with django_assert_num_queries(0):
        answers = [post(stranger, event_of(make_session())) for _ in range(2)]
        answers.append(post(stranger, event_of(make_session()), "t=1,v1=x"))
    assert [answer.content for answer in answers[:2]] == [b"applied\n", b"repeated\n"]
    for answer in answers:
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "private, no-store, no-transform"


def test_the_log_tells_what_became_of_it_and_of_nobody(
    stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cache.clear()
    session = make_session(client_secret="cs_test_1_secret_MARKED")
    post(stranger, event_of(session))
    forged = json.loads(event_of(session)) | {"id": "evt_\nMARKED", "type": "checkout.\nMARKED"}
    post(stranger, json.dumps(forged).encode())
    post(stranger, b"MARKED", "t=1,v1=MARKED")
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name == "sessions_browser.views.webhooks"
    ]
    assert lines == [
        "webhook account=demo event=evt_1 type=checkout.session.completed outcome=applied",
        "webhook account=demo event=- type=- outcome=ignored",
        "webhook account=demo outcome=refused"
        " reason='The header Stripe-Signature is missing or malformed.'",
    ]
    email = session["customer_details"]["email"]
    for told in ("MARKED", SECRET, session["id"], email, "Guest"):
        assert told not in caplog.text


@pytest.mark.django_db
def test_g1_a_thin_notification_changes_the_pages_by_one_read(
    signed_in: Client, stranger: Client, settings: Settings
) -> None:
    with running_emulator("--sessions=300") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        opened = ids(signed_in.get(f"{LIST}?status=open&limit=5"))
        signed_in.get(f"{LIST}?limit=100")
        world.control(f"complete?session={opened[0]}")
        world.reset()
        assert post(stranger, thin_event_of(opened[0])).content == b"reading\n"
        services.wait_for_background()
        assert [one["path"] for one in world.requests()] == [f"/v1/checkout/sessions/{opened[0]}"]
        shown = signed_in.get(f"{LIST}?limit=100")
        row = text_of(shown).partition(f'data-session-id="{opened[0]}"')[2].partition("</tr>")[0]
        assert "Paid" in row or "Processing" in row or "No payment due" in row
        assert world.queries() == []
        assert post(stranger, thin_event_of(opened[0])).content == b"repeated\n"


def thin_event_of(session_id: str) -> bytes:
    created = datetime.fromtimestamp(time.time() + 2, UTC).isoformat()
    related = {"id": session_id, "type": "checkout.session", "url": "/v1/checkout/sessions/x"}
    kind = "v1.checkout.session.completed"
    return json.dumps(
        {
            "id": f"evt_{session_id}",
            "object": "v2.core.event",
            "type": kind,
            "created": created,
            "livemode": False,
            "related_object": related,
        }
    ).encode()
