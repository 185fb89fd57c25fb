"""Each account has webhooks of its own, and a platform hears of the accounts connected to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import stripe

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import browse
from tests.emulator.test_webhooks_sent import Receiver
from tests.running import ROOT, running_emulator

Json = dict[str, Any]
SHOP = "sk_test_shop"
OWN, SHOPS, CONNECTED = "whsec_own", "whsec_shop", "whsec_connect"
COMPLETED = "checkout.session.completed"


@pytest.fixture
def receivers() -> Iterator[list[Receiver]]:
    with ExitStack() as ends:
        found = [Receiver() for _ in range(3)]
        for one in found:
            ends.callback(one.server.server_close)
            ends.callback(one.server.shutdown)
        yield found


@contextmanager
def sending(*options: str) -> Iterator[Server]:
    base = (
        "--sessions=20",
        f"--now={START}",
        f"--account={SHOP}=20",
        "--webhook-retry-seconds=0.1",
    )
    with running_emulator(*base, *options) as emulator:
        yield Server(emulator.address)


def complete_one(server: Server, key: str, account: str = "") -> str:
    """Complete the newest open session that this key reads."""
    opened = server.call("GET", f"{SESSIONS}?status=open&limit=1", f"Bearer {key}").ids[0]
    answer = server.control(f"complete?session={opened}{account}")
    assert answer.status == 200, answer.body
    return opened


def signed(receiver: Receiver, secret: str) -> list[Json]:
    """What came, all of it signed with this secret."""
    for body, header in receiver.bodies:
        stripe.Webhook.construct_event(body, header, secret)
    return receiver.events(COMPLETED)


def account_of(server: Server, key: str) -> str:
    id_: str = server.call("GET", "/v1/account", f"Bearer {key}").body["id"]
    return id_


def test_each_account_has_its_own_address_and_secret(receivers: list[Receiver]) -> None:
    own, shops, _ = receivers
    options = (
        f"--webhook-url={own.address}",
        f"--webhook-url={SHOP}={shops.address}?from=shop",
        f"--webhook-secret={OWN}",
        f"--webhook-secret={SHOP}={SHOPS}",
    )
    with sending(*options) as server:
        of_shop = complete_one(server, SHOP, f"&account={SHOP}")
        of_own = complete_one(server, "sk_test_emulator")
        shops.wait(lambda: bool(shops.events(COMPLETED)))
        own.wait(lambda: bool(own.events(COMPLETED)))
        assert [one["data"]["object"]["id"] for one in signed(own, OWN)] == [of_own]
        (event,) = signed(shops, SHOPS)
        assert event["data"]["object"]["id"] == of_shop
        assert "account" not in event
        read = server.call("GET", f"/v1/events/{event['id']}", f"Bearer {SHOP}").body
        assert read == {**event, "pending_webhooks": 0}
        deliveries = server.get("/_emulator/deliveries").body["deliveries"]
        assert {one["account"] for one in deliveries} == {
            account_of(server, "sk_test_emulator"),
            account_of(server, SHOP),
        }


def test_a_session_of_another_account_is_paid_and_told(receivers: list[Receiver]) -> None:
    shops = receivers[0]
    with sending(f"--webhook-url={SHOP}={shops.address}", f"--webhook-secret={SHOPS}") as server:
        client = stripe.StripeClient(SHOP, base_addresses={"api": server.address})
        price: Any = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}}
        session = client.v1.checkout.sessions.create({
            "mode": "payment", "success_url": "http://shop.test/",
            "line_items": [{"quantity": 1, "price_data": price}]})  # fmt: skip
        assert session.url
        assert browse(session.url, email="a@example.com")[0] == 303
        shops.wait(lambda: bool(shops.events(COMPLETED)))
        (event,) = signed(shops, SHOPS)
        assert event["data"]["object"]["id"] == session.id


def test_a_platform_hears_of_connected_accounts_by_name(receivers: list[Receiver]) -> None:
    own, shops, platform = receivers
    options = (
        f"--webhook-url={own.address}",
        f"--webhook-url={SHOP}={shops.address}",
        f"--webhook-url=connect={platform.address}",
        f"--webhook-secret={OWN}",
        f"--webhook-secret=connect={CONNECTED}",
    )
    with sending(*options) as server:
        of_shop = complete_one(server, SHOP, f"&account={account_of(server, SHOP)}")
        complete_one(server, "sk_test_emulator")
        for one in receivers:
            one.wait(lambda one=one: bool(one.events(COMPLETED)))  # type: ignore[misc]
        (event,) = signed(platform, CONNECTED)
        assert event["account"] == account_of(server, SHOP)
        assert event["data"]["object"]["id"] == of_shop
        (same,) = signed(shops, OWN)
        assert {**same, "account": event["account"]} == event
        assert event["pending_webhooks"] == 2
        # It reads the session as that account.
        client = stripe.StripeClient("sk_test_emulator", base_addresses={"api": server.address})
        named: Any = {"stripe_account": event["account"]}
        assert client.v1.checkout.sessions.retrieve(of_shop, options=named).id == of_shop


def test_an_event_waits_until_every_endpoint_took_it(receivers: list[Receiver]) -> None:
    _, shops, platform = receivers
    platform.refuse = 10_000
    options = (f"--webhook-url={SHOP}={shops.address}", f"--webhook-url=connect={platform.address}")
    with sending(*options) as server:
        complete_one(server, SHOP, f"&account={SHOP}")
        shops.wait(lambda: bool(shops.events(COMPLETED)))
        platform.wait(lambda: bool(platform.events(COMPLETED)))

        def waiting() -> set[int]:
            found = server.call(
                "GET", f"/v1/events?type={COMPLETED}&delivery_success=false", f"Bearer {SHOP}"
            )
            return {one["pending_webhooks"] for one in found.body["data"]}

        platform.wait(lambda: waiting() == {1})
        platform.refuse = 0
        platform.wait(lambda: waiting() == set())


def test_a_thin_notification_names_the_connected_account(receivers: list[Receiver]) -> None:
    platform = receivers[0]
    options = (f"--webhook-url=connect={platform.address}", f"--webhook-secret={CONNECTED}")
    with sending(*options, "--webhook-kind=thin") as server:
        of_shop = complete_one(server, SHOP, f"&account={SHOP}")
        platform.wait(lambda: bool(platform.events(f"v1.{COMPLETED}")))
        (told,) = platform.events(f"v1.{COMPLETED}")
        assert told["context"] == account_of(server, SHOP)
        assert told["related_object"]["id"] == of_shop
        whole = server.call(
            "GET", f"/v2/core/events/{told['id']}", "Bearer sk_test_emulator",
            Stripe_Context=told["context"],
        )  # fmt: skip
        assert whole.body["related_object"]["id"] == of_shop


def test_an_account_in_live_mode_tells_of_live_sessions(receivers: list[Receiver]) -> None:
    second = receivers[0]
    options = (
        "--second-account=20", "--second-live", f"--webhook-url=rk_test_second={second.address}",
        f"--webhook-secret={SHOPS}",
    )  # fmt: skip
    with sending(*options) as server:
        id_ = complete_one(server, "rk_test_second", "&account=rk_test_second")
        assert id_.startswith("cs_live_")
        second.wait(lambda: bool(second.events(COMPLETED)))
        (event,) = signed(second, SHOPS)
        assert (event["livemode"], event["data"]["object"]["id"]) == (True, id_)
        assert b'"livemode":false' not in b"".join(body for body, _ in second.bodies)


def test_the_manner_is_that_of_all_endpoints_or_of_one_account(receivers: list[Receiver]) -> None:
    own, shops, _ = receivers
    options = (f"--webhook-url={own.address}", f"--webhook-url={SHOP}={shops.address}")
    with sending(*options) as server:
        assert server.control(f"webhooks?copies=2&account={SHOP}").status == 200
        complete_one(server, SHOP, f"&account={SHOP}")
        complete_one(server, "sk_test_emulator")
        shops.wait(lambda: len(shops.events(COMPLETED)) == 2)
        own.wait(lambda: bool(own.events(COMPLETED)))
        assert len(own.events(COMPLETED)) == 1
        server.control("webhooks?copies=3")
        complete_one(server, SHOP, f"&account={SHOP}")
        complete_one(server, "sk_test_emulator")
        shops.wait(lambda: len(shops.events(COMPLETED)) == 5)
        own.wait(lambda: len(own.events(COMPLETED)) == 4)


def test_a_story_is_added_to_the_account_that_is_named() -> None:
    with sending() as own:
        told = own.control(f"story?name=refunded&account={SHOP}").body["session"]
        newest = own.call("GET", f"{SESSIONS}/{told}", f"Bearer {SHOP}")
        assert newest.status == 200
        assert own.get(f"{SESSIONS}/{told}").status == 404
        refused = own.control("story?name=refunded&account=rk_test_nobody")
        assert refused.status == 404
        assert "rk_test_nobody" in refused.body["error"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--webhook-url=rk_test_nobody=http://127.0.0.1:9/"], "no such account: rk_test_nobody"),
        (["--webhook-url=rk_test_second=http://127.0.0.1:9/"], "no such account: rk_test_second"),
        (["--webhook-url=sk_test_emulator=nowhere"], "begins with http"),
        (["--webhook-secret=rk_test_nobody=whsec_a"], "no such account: rk_test_nobody"),
        (["--webhook-secret="], "empty"),
    ],
)
def test_what_names_no_account_or_no_address_is_refused(options: list[str], words: str) -> None:
    command = [sys.executable, "-m", "emulator", "--port=0", "--sessions=1", *options]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.returncode, words in ended.stderr) == (2, True), ended.stderr
    assert ended.stdout == ""
