"""What a page does by itself while somebody looks at it: it asks again, and tells of newer ones."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import row_ids, sign_in
from tests.faults.server import FaultyServer
from tests.running import running_dashboard

LIST = "/demo/sessions/"
SOON = 20_000


def hide(page: Page, hidden: bool) -> None:
    value = f"{{ get: () => {str(hidden).lower()}, configurable: true }}"
    page.evaluate(f"Object.defineProperty(document, 'hidden', {value})")


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_busy_page_asks_again_by_itself(browser: Browser, script: bool) -> None:
    with FaultyServer() as upstream, running_dashboard(upstream.address) as site:
        upstream.switch("s429")
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        sign_in(page, site)
        expect(page.get_by_role("heading", name="Stripe is busy")).to_be_visible()
        if script:
            expect(page.get_by_text("Try again (2 s)")).to_be_visible(timeout=SOON)
        upstream.switch("ok")
        expect(page.locator("#sessions tr[data-session-id]")).to_have_count(25, timeout=SOON)
        context.close()


def test_newer_sessions_are_offered_and_move_nothing(new_page: Any) -> None:
    page: Page = new_page()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"count": 7, "more": False, "url": f"{LIST}?limit=10"})

    page.route("**/sessions/newer/**", answer)
    page.clock.install()
    page.goto(f"{LIST}?limit=10")
    before = row_ids(page)
    hide(page, True)
    page.clock.run_for(130_000)
    assert asked == []
    hide(page, False)
    page.clock.run_for(61_000)
    offer = page.get_by_role("link", name="7 newer")
    expect(offer).to_be_visible()
    assert row_ids(page) == before
    assert f"than={before[0]}" in asked[0]
    offer.click()
    expect(offer).to_have_count(0)
    expect(page).to_have_url(f"{LIST}?limit=10")


def test_where_nothing_is_newer_nothing_is_offered(new_page: Any) -> None:
    page: Page = new_page()
    page.clock.install()
    page.goto(f"{LIST}?limit=10")
    with page.expect_response("**/sessions/newer/**") as answer:
        page.clock.run_for(61_000)
    assert answer.value.status == 204
    expect(page.locator("#newer-sessions")).to_be_hidden()
