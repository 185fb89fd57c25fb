"""What a page does by itself while somebody looks at it: it asks again, and tells of newer ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import row_ids
from tests.browser.hands import sign_in
from tests.faults.server import FaultyServer
from tests.running import running_dashboard

LIST = "/demo/sessions/"
SOON = 20_000
# The site is shared with other tests, so a list may have been read some minutes ago.
YOUNG = re.compile(r"^Updated (just now|\d{1,2} (s|min) ago)$")


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


@pytest.mark.parametrize("hours", [0, -3, 3], ids=["right", "slow", "fast"])
def test_an_age_counts_by_the_clock_of_the_server(new_page: Any, hours: float) -> None:
    page: Page = new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    page.goto(f"{LIST}?limit=10")
    age = page.locator(".freshness time")
    expect(age).to_have_text(YOUNG)
    # The computer's clock is set while the page is open: the next answer brings the right time.
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours + 5))
    page.locator("#older").click()
    expect(page.locator("#newer")).to_be_visible()
    expect(age).to_have_text(YOUNG)
    page.locator("#sessions .when a").first.click()
    expect(page.locator("#drawer .freshness time")).to_have_text(YOUNG)


def test_without_script_the_moment_stands_where_the_age_would(new_page: Any) -> None:
    page: Page = new_page(java_script_enabled=False)
    page.goto(f"{LIST}?limit=10")
    expect(page.locator(".freshness time")).to_have_text(re.compile(r"^As of \d+ \w{3} \d\d:\d\d$"))


def test_what_is_announced_does_not_change_with_the_age(new_page: Any) -> None:
    page: Page = new_page()
    page.clock.install()
    page.goto(f"{LIST}?limit=10")
    page.locator("#older").click()
    announced = page.locator("#announce")
    expect(announced).to_have_text(re.compile(r"^10 more sessions, .+, as of \d+ \w{3} \d\d:\d\d$"))
    words = announced.text_content()
    page.clock.run_for(45_000)
    assert announced.text_content() == words


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
    # Nobody else asks this, so that it is read now, with whatever other tests have made.
    page.goto(f"{LIST}?limit=10&created_from=2021-02-03")
    with page.expect_response("**/sessions/newer/**") as answer:
        page.clock.run_for(61_000)
    assert answer.value.status == 204
    expect(page.locator("#newer-sessions")).to_be_hidden()
