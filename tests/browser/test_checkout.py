"""From the shop's call to the dashboard: a session is made, paid on its page, and seen paid.

`--log-cli-level=INFO` prints after how many seconds: half a second, beside other work.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
import stripe
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import cookies_of
from tests.browser.test_list import LIST
from tests.running import Emulator, free_port, running_dashboard, running_emulator

pytestmark = pytest.mark.slow

SECRET = "whsec_0123456789abcdef"
TWO_DAYS = 2 * 86_400
# For an event to be taken: a bound for a fault, not for how fast it is.
PATIENCE_SECONDS = 30
logger = logging.getLogger(__name__)


class Shop(NamedTuple):
    emulator: Emulator
    site: str

    def made(self, currency: str) -> stripe.checkout.Session:
        client = stripe.StripeClient(
            "sk_test_emulator", base_addresses={"api": self.emulator.address}
        )
        price: Any = {
            "currency": currency,
            "unit_amount": 900,
            "product_data": {"name": "Tea of the browser"},
        }
        item: Any = {"quantity": 2, "price_data": price}
        return client.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [item],
                "success_url": f"{self.emulator.address}/_emulator/stories",
            }
        )

    def deliveries(self) -> list[dict[str, Any]]:
        """The tries to tell the dashboard of an event, oldest first."""
        with urlopen(f"{self.emulator.address}/_emulator/deliveries", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)["deliveries"]
        return found


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    port = free_port()
    hook = f"http://127.0.0.1:{port}/webhooks/stripe/demo/"
    options = (f"--webhook-url={hook}", f"--webhook-secret={SECRET}", "--sessions=40")
    with running_emulator(*options) as emulator:
        settings = {"PORT": str(port), "STRIPE_WEBHOOK_SECRET_DEMO": SECRET}
        with running_dashboard(emulator.address, **settings) as site:
            # Before another port is taken for it, the site is where the events go.
            assert site.endswith(f":{port}")
            yield Shop(emulator, site)


@pytest.fixture
def pages(browser: Browser, shop: Shop) -> Iterator[tuple[Page, Page]]:
    """That of the buyer, and that of support, who has signed in."""
    buyer = browser.new_context()
    support = browser.new_context(storage_state=cookies_of(browser, shop.site), base_url=shop.site)
    yield buyer.new_page(), support.new_page()
    buyer.close()
    support.close()


def badge_of(support: Page, session_id: str) -> str:
    """The word for what became of it, on its page, which was read less than 30 s ago."""
    support.goto(f"{LIST}{session_id}/")
    return support.locator("main .badge").first.inner_text()


def taken_at(shop: Shop, session_id: str, kind: str, since: float) -> float:
    """When the dashboard answered 200 to this kind of event of the session."""
    while time.time() < since + PATIENCE_SECONDS:
        for sent in shop.deliveries():
            if sent["type"] == kind and sent["time"] >= since and sent["status"] == 200:
                event = shop.emulator.get(f"/v1/events/{sent['event']}")
                if event["data"]["object"]["id"] == session_id:
                    return float(sent["time"])
        time.sleep(0.02)
    raise AssertionError(f"no event {kind} was taken")


def assert_seen_paid(shop: Shop, support: Page, session_id: str, kind: str, since: float) -> None:
    """The page was read before and is kept, so that nothing but the event makes it another."""
    taken = taken_at(shop, session_id, kind, since)
    assert badge_of(support, session_id) == "Paid"
    words = "the event was taken after %.2f s, the page shows it after %.2f s"
    logger.info(words, taken - since, time.time() - since)


def test_a_failed_and_a_good_try_are_seen_by_support(shop: Shop, pages: tuple[Page, Page]) -> None:
    buyer, support = pages
    session = shop.made("eur")
    assert session.url
    assert badge_of(support, session.id) != "Paid"
    buyer.goto(session.url)
    expect(buyer.locator("main")).to_contain_text("Tea of the browser")
    buyer.get_by_label("E-mail").fill("ana@example.com")
    buyer.get_by_label("Name").fill("Ana Browser")
    buyer.get_by_role("textbox", name="Card").fill("4000 0000 0000 0002")
    buyer.get_by_role("button", name="Pay").click()
    expect(buyer.get_by_role("alert")).to_have_text("Your card was declined.")
    buyer.get_by_label("E-mail").fill("ana@example.com")
    buyer.get_by_label("Name").fill("Ana Browser")
    buyer.get_by_role("textbox", name="Card").fill("4242 4242 4242 4242")
    assert badge_of(support, session.id) != "Paid"
    paid = time.time()
    buyer.get_by_role("button", name="Pay").click()
    assert_seen_paid(shop, support, session.id, "checkout.session.completed", paid)
    buyer.wait_for_url("**/_emulator/stories")
    expect(support.locator("main")).to_contain_text("ana@example.com")


def test_a_voucher_is_seen_paid_two_days_later(shop: Shop, pages: tuple[Page, Page]) -> None:
    buyer, support = pages
    session = shop.made("jpy")
    assert session.url
    buyer.goto(session.url)
    buyer.get_by_label("E-mail").fill("hana@example.com")
    buyer.get_by_label("Pay by").select_option("konbini")
    buyer.get_by_role("button", name="Pay").click()
    buyer.wait_for_url("**/_emulator/stories")
    assert badge_of(support, session.id) != "Paid"
    advanced = time.time()
    shop.emulator.control(f"advance?seconds={TWO_DAYS}")
    kind = "checkout.session.async_payment_succeeded"
    assert_seen_paid(shop, support, session.id, kind, advanced)
