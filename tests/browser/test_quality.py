"""Focus, weight and movement of pages, and what a list promises.

`test_every_state.py` has the bars that all states keep.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import nothing_of, row_ids
from tests.browser.test_every_state import PHONE
from tests.running import Emulator

MOST_NODES_OF_PAGE, MOST_NODES_OF_ROW = 1500, 12
# More than any page has; a walk that does not end is a trap.
MOST_STOPS = 800
PAGES = ("list", "session", "person", "sign-in")

WALKED = [
    *("filters", "chips", "drawer", "session", "tries", "payment-links", "verify", "menu"),
    *("status", "sign-in", "search", "scan", "export", "own-sign-in", "tokens"),
    *("read-log", "columns", "notes"),
    # Its numbers are links, some four hundred.
    pytest.param("overview", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "state",
    WALKED,
)
def test_the_focus_is_seen_at_every_stop(open_state: Any, state: str, width: int) -> None:
    """By an outline, and beneath nothing else; the parts of a date are stops of their own."""
    page: Page = open_state(state, viewport={"width": width, "height": 844})
    nothing_of(unseen_stops(page))


def unseen_stops(page: Page) -> list[str]:
    """Walk with Tab from the first stop until it comes round."""
    page.evaluate("() => document.activeElement.blur()")
    found: list[str] = []
    for stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("first => measure.hasComeRound(first)", stop == 0):
            return found
        found += page.evaluate("() => measure.focusFaults()")
    raise AssertionError("the walk does not end")


def test_a_long_page_is_light(open_state: Any) -> None:
    page: Page = open_state("list-100")
    weight = page.evaluate("() => measure.weight()")
    assert weight["page"] <= MOST_NODES_OF_PAGE
    assert weight["row"] <= MOST_NODES_OF_ROW


@pytest.mark.parametrize("state", ["list", "drawer", "session", "tries", "sign-in"])
def test_nothing_moves_for_who_asked_for_less_of_it(open_state: Any, state: str) -> None:
    page: Page = open_state(state, reduced_motion="reduce")
    nothing_of(page.evaluate("() => measure.moving()"))


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", PAGES)
def test_nothing_jumps_while_a_page_comes_up(
    open_state: Any, state: str, options: dict[str, Any]
) -> None:
    """Cumulative layout shift; up to 0.1 is good, and hardly any can be seen below 0.02."""
    stands_still(open_state(state, **options))


def test_a_row_with_a_note_does_not_jump_either(open_state: Any) -> None:
    open_state("noted-session")
    page: Page = open_state("list")
    assert page.locator("#sessions [data-notes]").count()
    stands_still(page)


def stands_still(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("() => measure.shift()")
    assert shift["sum"] < 0.02, "\n".join(shift["moves"])


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
    expect(page.locator("#announce")).to_contain_text("10 more sessions")


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
    expect(signed_page.locator(".skip-link").first).to_be_focused()


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
