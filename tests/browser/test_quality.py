"""Bars for every page and state: axe, no sideways scroll, targets, headings, keyboard, weight."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, axe_violations, row_ids
from tests.running import ROOT, Emulator

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
SMALL: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
CONTEXTS = {
    "desktop": DESKTOP,
    "desktop-dark": DESKTOP | {"color_scheme": "dark"},
    "phone": PHONE,
    "phone-dark": PHONE | {"color_scheme": "dark"},
    "320px": SMALL,
    "forced-colors": DESKTOP | {"forced_colors": "active"},
    "reduced-motion": DESKTOP | {"reduced_motion": "reduce"},
}
# Both widths and both schemes in the quick tests; the rest of them take minutes.
QUICK = ("desktop", "phone-dark")
# Name -> address; `{id}` is a paid session. Statuses of 4xx are logged by the browser itself.
STATES = {
    "list": "/demo/sessions/?expand=data.line_items",
    "list-100": "/demo/sessions/?limit=100&status=complete&created=last_30_days",
    "outcome": "/demo/sessions/?outcome=processing&limit=5",
    "empty": "/demo/sessions/?email=nobody@nowhere.example",
    "bad-filter": "/demo/sessions/?who=nobody&payment_intent=x",
    "session": "/demo/sessions/{id}/",
    "missing-session": "/demo/sessions/cs_live_a1/",
    "payment-links": "/demo/payment-links/",
    "drawer": "/demo/sessions/?status=complete&session={id}",
    "person": "/demo/people/?email=ana.souza@example.com",
    "double": "/demo/people/?email=niamh.obrien@example.com",
    "nobody": "/demo/people/?email=Nobody@example.com",
    "search": "/demo/search/?q=ana@example,com",
    "several": "/demo/search/?q=ana.souza@example.com+nobody@example.com+in_1",
    "verify": "/demo/sessions/{id}/verify/",
    "not-found": "/demo/nothing/",
}
# To be looked at; each run makes them anew.
SHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="module")
def paid(emulator: Emulator) -> str:
    query = "status=complete&limit=1"
    return str(emulator.get(f"/v1/checkout/sessions?{query}")["data"][0]["id"])


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow, id=name)
        for name in CONTEXTS
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits(
    new_page: Any, watch: Watch, paid: str, state: str, context: str
) -> None:
    watch.allow("status of 400", "status of 404")
    page: Page = new_page(**CONTEXTS[context])
    page.goto(STATES[state].replace("{id}", paid))
    if state == "drawer":
        expect(page.locator("#drawer #verdict")).to_be_visible()
    assert axe_violations(page) == []
    page.screenshot(path=SHOTS / f"{state}-{context}.png", full_page=True)
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    too_wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0
    if context.startswith("phone"):
        assert small_targets(page) == []


def small_targets(page: Page) -> list[str]:
    """Visible controls under 24 by 24 px that are not links in running text."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary")]
            .filter(e => e.checkVisibility() && !e.closest("p, dd, .visually-hidden, .skip-link"))
            .filter(e => !e.matches(".visually-hidden, .skip-link, .segments input"))
            .map(e => [e, (e.closest("label") || e).getBoundingClientRect()])
            .filter(([e, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(new_page: Any, scheme: str) -> None:
    page = new_page(storage_state=None, color_scheme=scheme)
    page.goto("/accounts/login/")
    assert axe_violations(page) == []


def test_the_table_is_a_table(signed_page: Page) -> None:
    signed_page.goto("/demo/sessions/")
    table = signed_page.locator("#sessions")
    assert table.locator("caption").inner_text()
    assert table.locator("thead th[scope=col]").count() == 6
    assert table.locator("tbody tr[onclick], tbody tr[tabindex]").count() == 0
    amount = table.locator("td.amount").first
    assert amount.evaluate("e => getComputedStyle(e).textAlign") in ("right", "end")
    assert "tabular-nums" in amount.evaluate("e => getComputedStyle(e).fontVariantNumeric")
    links = table.locator("tbody tr a[href^='/demo/sessions/cs_test_']")
    assert links.count() == len(row_ids(signed_page))


def test_paging_by_keyboard_keeps_the_focus_and_is_announced(signed_page: Page) -> None:
    page = signed_page
    page.goto("/demo/sessions/?limit=10")
    first = row_ids(page)[0]
    page.locator("#older").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'tr[data-session-id="{first}"]')).to_have_count(0)
    expect(page.locator("#older")).to_be_focused()
    expect(page.locator("#announce")).to_contain_text("10 sessions")


def test_on_the_last_page_the_heading_gets_the_focus(signed_page: Page, emulator: Emulator) -> None:
    page = signed_page
    page.goto("/demo/sessions/?limit=100")
    for _ in range(10):
        last = row_ids(page)[-1]
        page.locator("#older").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f'tr[data-session-id="{last}"]')).to_have_count(0)
        if page.locator("#older").count() == 0:
            break
    expect(page.locator("#results-heading")).to_be_focused()


def test_the_first_stop_is_the_skip_link(signed_page: Page) -> None:
    signed_page.goto("/demo/sessions/")
    signed_page.keyboard.press("Tab")
    expect(signed_page.locator(".skip-link")).to_be_focused()


def test_waiting_is_shown(signed_page: Page, emulator: Emulator) -> None:
    page = signed_page
    page.goto("/demo/sessions/")
    emulator.control("latency?ms=1500")
    try:
        # Nobody else asks this, so it is not in the cache.
        page.get_by_label("Customer or e-mail").fill("who-waits@nowhere.example")
        page.keyboard.press("Enter")
        expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
        expect(page).to_have_url(re.compile("email=who-waits"))
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
    finally:
        emulator.control("latency?ms=0")


def test_the_filters_can_be_used_by_keyboard_alone(signed_page: Page) -> None:
    page = signed_page
    page.goto("/demo/sessions/")
    box = page.get_by_label("Customer or e-mail")
    for _ in range(25):
        page.keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.type("nobody@nowhere.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(box).to_be_focused()


def test_weight_of_a_first_visit_and_of_a_page_turn(new_page: Any) -> None:
    """Compressed bytes over the wire: 60 KB at first, 8 KB for 25 rows."""
    page = new_page()
    sizes: list[int] = []
    requests: list[str] = []

    def count(request: Any) -> None:
        measured = request.sizes()
        sizes.append(measured["responseBodySize"] + measured["responseHeadersSize"])
        requests.append(request.url)

    page.on("requestfinished", count)
    page.goto("/demo/sessions/", wait_until="networkidle")
    assert sum(sizes) <= 60 * 1024
    assert len(requests) <= 8
    sizes.clear()
    with page.expect_request_finished(lambda request: "starting_after" in request.url):
        page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    assert sum(sizes) <= 8 * 1024
