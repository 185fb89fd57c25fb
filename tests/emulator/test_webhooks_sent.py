"""Webhooks are sent, signed, sent again, and on demand doubled, late and out of order."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import stripe

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import browse, made
from tests.running import running_emulator

SECRET = "whsec_0123456789abcdef"
Json = dict[str, Any]


class Receiver:
    """Takes deliveries, and refuses the first `refuse` of them with 500."""

    def __init__(self) -> None:
        self.refuse = 0
        self.bodies: list[tuple[bytes, str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refused = receiver.refuse > 0
                receiver.refuse -= refused
                receiver.bodies.append((body, self.headers["Stripe-Signature"]))
                self.send_response(500 if refused else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def events(self, prefix: str = "checkout.session.") -> list[Json]:
        found = [json.loads(body) for body, _ in self.bodies]
        return [event for event in found if event["type"].startswith(prefix)]

    def wait(self, done: Callable[[], bool], seconds: float = 10) -> float:
        """Until it is so; returns how long that took."""
        started = time.monotonic()
        while not done():
            assert time.monotonic() - started < seconds, self.events("")
            time.sleep(0.02)
        return time.monotonic() - started


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@contextmanager
def sending(receiver: Receiver, *options: str) -> Iterator[Server]:
    hooks = (f"--webhook-url={receiver.address}", f"--webhook-secret={SECRET}")
    quick = "--webhook-retry-seconds=0.1"
    with running_emulator("--sessions=20", f"--now={START}", quick, *hooks, *options) as emulator:
        yield Server(emulator.address)


def test_what_happens_is_told_within_a_second_and_signed(receiver: Receiver) -> None:
    with sending(receiver) as shop:
        session = made(shop)
        assert session.url
        browse(session.url, email="ana@example.com")
        assert receiver.wait(lambda: bool(receiver.events())) < 2
        for body, header in receiver.bodies:
            stripe.Webhook.construct_event(body, header, SECRET)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, header, "whsec_other")
        (event,) = receiver.events()
        assert event["type"] == "checkout.session.completed"
        assert event["data"]["object"] == shop.get(f"{SESSIONS}/{session.id}").body
        listed = shop.get("/v1/events?type=checkout.session.completed&limit=1").body["data"][0]
        assert {**event, "pending_webhooks": 0} == listed
        told = [one["type"] for one in receiver.events("")]
        assert told[-1] == "checkout.session.completed"
        assert {"charge.succeeded", "payment_intent.succeeded"} <= set(told)
        log = shop.get("/_emulator/deliveries").body["deliveries"]
        assert [one["status"] for one in log] == [200] * len(told)


def test_moved_time_tells_of_all_that_came_due(receiver: Receiver) -> None:
    with sending(receiver) as shop:
        session = made(shop, line_items=[
            {"quantity": 1, "price_data": {"currency": "jpy", "unit_amount": 900,
             "product_data": {"name": "Tea"}}}])  # fmt: skip
        assert session.url
        browse(session.url, email="hana@example.com", method="konbini", days="2")
        shop.control("advance?seconds=172800")

        def own() -> list[Json]:
            return [e for e in receiver.events() if e["data"]["object"]["id"] == session.id]

        receiver.wait(lambda: len(own()) == 2)
        assert [one["type"].rpartition(".")[2] for one in own()] == [
            "completed",
            "async_payment_succeeded",
        ]
        assert [one["data"]["object"]["payment_status"] for one in own()] == ["unpaid", "paid"]
        # All that was open has expired in these days.
        assert receiver.events("checkout.session.expired")


def test_a_thin_notification_leads_to_its_object(receiver: Receiver) -> None:
    with sending(receiver, "--webhook-kind=thin") as shop:
        (id_,) = shop.get(f"{SESSIONS}?status=open&limit=1").ids
        shop.control(f"complete?session={id_}")
        receiver.wait(lambda: bool(receiver.events("v1.checkout.session.completed")))
        body, header = next(
            one for one in receiver.bodies if b"v1.checkout.session.completed" in one[0]
        )
        client = stripe.StripeClient("sk_test_emulator", base_addresses={"api": shop.address})
        notification: Any = client.parse_event_notification(body, header, SECRET)
        assert notification.related_object.id == id_
        assert "data" not in json.loads(body)
        related = shop.get(notification.related_object.url).body
        assert (related["id"], related["status"]) == (id_, "complete")
        event = client.v2.core.events.retrieve(notification.id)
        assert event.type == "v1.checkout.session.completed"
        snapshot = shop.get(f"/v1/events/{event.snapshot_event}").body
        assert snapshot["data"]["object"]["id"] == id_
        assert shop.get("/v2/core/events/evt_test_x").status == 404


def test_what_is_not_taken_is_sent_again_later_and_later(receiver: Receiver) -> None:
    receiver.refuse = 3
    with sending(receiver) as shop:
        (id_,) = shop.get(f"{SESSIONS}?status=open&limit=1").ids
        shop.control(f"expire?session={id_}")
        receiver.wait(lambda: receiver.refuse == 0)
        receiver.wait(
            lambda: shop.get("/v1/events?delivery_success=false").body["data"] == [],
        )
        tries: dict[str, list[Json]] = {}
        for one in shop.get("/_emulator/deliveries").body["deliveries"]:
            tries.setdefault(one["event"], []).append(one)
        again = max(tries.values(), key=len)
        assert len(again) > 1
        assert [one["status"] for one in again] == [500] * (len(again) - 1) + [200]
        assert again[1]["time"] - again[0]["time"] >= 0.1


def test_what_nobody_takes_is_marked(receiver: Receiver) -> None:
    receiver.refuse = 10_000
    with sending(receiver) as shop:
        (id_,) = shop.get(f"{SESSIONS}?status=open&limit=1").ids
        shop.control(f"expire?session={id_}")
        receiver.wait(lambda: bool(receiver.bodies))
        pending = shop.get("/v1/events?delivery_success=false").body["data"]
        assert "checkout.session.expired" in {event["type"] for event in pending}
        assert {event["pending_webhooks"] for event in pending} == {1}


def test_they_come_doubled_late_and_out_of_order(receiver: Receiver) -> None:
    with sending(receiver) as shop:
        opened = shop.get(f"{SESSIONS}?status=open&limit=100").ids
        assert shop.control("webhooks?copies=2&late_ms=400&order=reversed").status == 200
        started = time.monotonic()
        shop.control("advance?seconds=90000")
        expired = "checkout.session.expired"
        listed = shop.get(f"/v1/events?type={expired}&created[gt]={START}&limit=100").ids
        receiver.wait(lambda: len(receiver.events(expired)) == 2 * len(listed))
        assert time.monotonic() - started >= 0.4
        received = [event["id"] for event in receiver.events(expired)]
        assert {received.count(id_) for id_ in listed} == {2}
        # The newest first, as in a list.
        assert list(dict.fromkeys(received)) == listed
        assert len(listed) <= len(opened)
        assert shop.control("webhooks?order=sideways").status == 400


def test_without_an_address_nothing_is_sent(server: Server) -> None:
    assert server.control("webhooks?copies=2").status == 409
    assert server.get("/_emulator/deliveries").body == {"deliveries": []}
