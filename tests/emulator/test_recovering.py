"""The link that an expired session has leads to a copy of it, which can be paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import DECLINED, browse, made, read
from tests.emulator.test_official_client import client_of
from tests.running import running_emulator

RECOVERED: Any = {"recovery": {"enabled": True}}


@pytest.fixture
def shop() -> Iterator[Server]:
    with running_emulator("--sessions=5", f"--now={START}") as emulator:
        yield Server(emulator.address)


def test_a_recovered_session_is_a_copy_that_can_be_paid(shop: Server) -> None:
    first = made(shop, after_expiration=RECOVERED, metadata={"cart": "7"})
    assert first.url
    browse(first.url, email="ana@example.com", card=DECLINED)
    assert read(shop, first.id)["after_expiration"]["recovery"]["url"] is None
    client_of(shop).v1.checkout.sessions.expire(first.id)
    link = read(shop, first.id)["after_expiration"]["recovery"]["url"]
    assert link.startswith(f"{shop.address}/r/")
    shop.control("advance?seconds=7200")
    status, leads_to, _ = browse(link)
    assert status == 303
    second = leads_to.rpartition("/")[2]
    copy = read(shop, second, "line_items")
    assert (copy["recovered_from"], copy["status"], copy["metadata"]) == (
        first.id, "open", {"cart": "7"})  # fmt: skip
    assert (copy["created"], copy["amount_total"]) == (START + 7200, 2500)
    assert copy["payment_intent"] is None
    assert shop.get(f"{SESSIONS}?limit=1").ids == [second]
    assert browse(f"{shop.address}{leads_to}", email="ana@example.com")[0] == 303
    assert read(shop, second)["payment_status"] == "paid"
    assert read(shop, first.id)["status"] == "expired"


def test_a_link_ends_after_thirty_days_and_others_lead_nowhere(shop: Server) -> None:
    session = made(shop, after_expiration=RECOVERED)
    client_of(shop).v1.checkout.sessions.expire(session.id)
    link = read(shop, session.id)["after_expiration"]["recovery"]["url"]
    assert browse(f"{shop.address}/r/nothing")[0] == 404
    shop.control("advance?seconds=2592000")
    status, _, page = browse(link)
    assert (status, "has ended" in page) == (200, True)
    assert read(shop, session.id)["status"] == "expired"
