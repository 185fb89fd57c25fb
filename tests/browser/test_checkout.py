"""From the shop's call to the dashboard: a session is made, paid on its page, and seen paid."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import stripe
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import cookies_of
from tests.browser.test_list import LIST
from tests.running import Emulator, free_port, running_dashboard, running_emulator

pytestmark = pytest.mark.slow

SECRET = "whsec_0123456789abcdef"
TWO_DAYS = 2 * 86_400
# A second, and room for a machine on which much else runs.
MOST_SECONDS = 5


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


def seconds_until_paid(support: Page, session_id: str) -> float:
    started = time.monotonic()
    while badge_of(support, session_id) != "Paid":
        assert time.monotonic() - started < MOST_SECONDS
        time.sleep(0.05)
    return time.monotonic() - started


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
    buyer.get_by_role("button", name="Pay").click()
    buyer.wait_for_url("**/_emulator/stories")
    seconds_until_paid(support, session.id)
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
    shop.emulator.control(f"advance?seconds={TWO_DAYS}")
    seconds_until_paid(support, session.id)
