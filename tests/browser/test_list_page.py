"""The list as a page: its widths, its keys, what can be taken out of it, and the way back to it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, row_ids
from tests.browser.test_every_state import PHONE
from tests.running import Emulator

LIST = "/demo/sessions/"
LINKS = "/demo/payment-links/"
ITEMS = f"{LIST}?expand=data.line_items"
MOST_NODES = 12
HIGHEST_CARD = 90
# What WCAG 1.4.12 lets a reader set.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"""
# Each visible cell of the table: its column, its width, and whether a word of it sticks out.
CELLS = """() => [...document.querySelectorAll("main table :is(th, td)")]
    .filter(cell => cell.checkVisibility() && cell.textContent.trim())
    .filter(cell => !cell.closest("thead") || innerWidth >= 760)
    .map(cell => {
        const box = cell.getBoundingClientRect(), words = document.createRange();
        words.selectNodeContents(cell);
        const out = [...words.getClientRects()].some(
            word => word.width > 1 && (word.left < box.left - 1 || word.right > box.right + 1));
        return { text: cell.textContent.trim().slice(0, 40), column: cell.className,
            width: box.width, cut: out || box.right > innerWidth };
    })"""
WIDTHS = (320, 390, 639, 640, 700, 768, 800, 961, 992, 1000, 1024, 1080, 1150, 1264, 1280, 1920)


@pytest.mark.parametrize(
    "address", [LIST, ITEMS, LINKS, "/demo/people/?email=ana.souza@example.com"]
)
@pytest.mark.parametrize("spacing", [False, True], ids=["plain", "spaced"])
def test_8_no_column_vanishes_and_no_cell_is_cut(
    signed_page: Page, address: str, spacing: bool
) -> None:
    page = signed_page
    page.goto(address)
    if spacing:
        # A rule of the reader's browser, which no policy of the page stops.
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
            " document.adoptedStyleSheets = [s]; }",
            SPACING,
        )
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        cells = page.evaluate(CELLS)
        assert cells
        assert [cell for cell in cells if cell["cut"]] == [], width
        if width >= 640:
            narrow = [cell for cell in cells if "who" in cell["column"] and cell["width"] < 160]
            assert narrow == [], width
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, width


def test_14_the_table_stays_a_table_down_to_640(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    for width, columns in ((640, 4), (800, 5), (1024, 6)):
        page.set_viewport_size({"width": width, "height": 900})
        shown = page.locator("#sessions thead th").evaluate_all(
            "cells => cells.filter(cell => cell.checkVisibility()).length"
        )
        assert shown == columns
    page.set_viewport_size({"width": 639, "height": 900})
    assert (
        page.locator("#sessions tbody tr").first.evaluate("row => getComputedStyle(row).display")
        == "grid"
    )


@pytest.mark.parametrize("width", [640, 768, 820, 1024, 1280, 1920])
def test_15_the_header_is_whole(signed_page: Page, width: int) -> None:
    page = signed_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(LIST)
    cut = page.locator(".header .menu-name, .header .tabs a").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
    )
    assert cut == []
    heights = page.locator(".header .tabs a").evaluate_all(
        "all => all.map(e => e.getClientRects().length)"
    )
    assert set(heights) == {1}
    assert page.locator("#find").evaluate("e => e.getBoundingClientRect().width") >= 130


@pytest.mark.parametrize("width", [320, 390])
def test_12_a_card_is_low_and_one_target(new_page: Any, width: int) -> None:
    page = new_page(**PHONE | {"viewport": {"width": width, "height": 844}})
    page.goto(LIST)
    rows = page.locator("#sessions tbody tr")
    assert max(rows.evaluate_all("all => all.map(e => e.offsetHeight)")) <= HIGHEST_CARD
    first = rows.first
    assert first.bounding_box()["y"] <= 300
    # Wherever it is pressed, also upon another of its links.
    for place in (".badge", ".who", ".amount"):
        box = first.locator(place).bounding_box()
        hit = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('a')?.parentElement.className",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert hit == "when"
    # Names of customers and links have no target of their own here.
    small = rows.locator("a").evaluate_all(
        """all => all.map(e => [e.outerHTML, e.getBoundingClientRect().height])
            .filter(([, height]) => height && height < 44).map(([html]) => html)"""
    )
    assert small == []


def test_13_the_pager_of_a_phone_is_at_hand(new_page: Any) -> None:
    page = new_page(**PHONE)
    page.goto(LIST)
    box = page.locator("#older").bounding_box()
    assert 0 < box["y"] < 844 - box["height"] + 1


def test_a5_a_row_has_at_most_twelve_nodes(signed_page: Page) -> None:
    page = signed_page
    for address in (f"{LIST}?limit=100", f"{ITEMS}&limit=100"):
        page.goto(address)
        counts = page.locator("#sessions tbody tr").evaluate_all(
            "rows => rows.map(row => row.querySelectorAll('*').length + 1)"
        )
        assert len(counts) == 100
        assert max(counts) <= MOST_NODES
        assert page.evaluate("() => document.querySelectorAll('*').length") <= 1500


def key(page: Page, **init: Any) -> None:
    page.evaluate(
        "init => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " { bubbles: true, cancelable: true, ...init }))",
        init,
    )


@pytest.mark.parametrize(
    "init",
    [
        {"key": "]", "ctrlKey": True, "altKey": True, "modifierAltGraph": True},
        {"key": "]", "altKey": True},
        {"key": "]"},
    ],
    ids=["altgr", "mac", "plain"],
)
def test_i1_the_page_turns_on_every_keyboard(signed_page: Page, init: dict[str, Any]) -> None:
    page = signed_page
    page.goto(LIST)
    key(page, **init)
    expect(page).to_have_url(re.compile("starting_after="))


def test_i1_caps_lock_types_no_other_key(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    key(page, key="J", modifierCapsLock=True)
    expect(page.locator("#sessions .when a").first).to_be_focused()
    # Of the browser, not of the page.
    key(page, key="j", altKey=True)
    key(page, key="j", ctrlKey=True)
    expect(page.locator("#sessions .when a").first).to_be_focused()


def test_the_sheet_of_keys_opens_at_its_heading(signed_page: Page) -> None:
    signed_page.goto(LIST)
    signed_page.keyboard.press("?")
    expect(signed_page.locator("#keys-heading")).to_be_focused()


def test_i3_rows_are_copied_as_a_spreadsheet_takes_them(new_page: Any) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('#sessions'))")
    page.keyboard.press("ControlOrMeta+c")
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[0].split("\t")[1] == "Outcome"
    cells = [line.split("\t") for line in lines[1:]]
    assert {len(line) for line in cells} == {6}
    assert [line[-1] for line in cells] == row_ids(page)
    html = page.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
    assert html.count("<tr>") == len(lines)


def test_i3_words_of_one_cell_are_copied_as_they_are(new_page: Any) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(LIST)
    page.evaluate(
        "() => getSelection().selectAllChildren(document.querySelector('#sessions .badge'))"
    )
    page.keyboard.press("ControlOrMeta+c")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator("#sessions .badge").first.inner_text()


def test_i2_the_list_prints_as_a_table(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    page.emulate_media(media="print")
    for hidden in (".header", "#filters", ".pager", "#reload", "#sessions .copy"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in ("#sessions tbody tr", "#results-heading", ".chip", ".footer"):
        expect(page.locator(shown).first).to_be_visible()


def test_a9_back_shows_the_rows_that_were_there(new_page: Any, emulator: Emulator) -> None:
    page = new_page()
    page.goto(f"{LIST}?limit=10&status=complete")
    seen = row_ids(page)
    title = page.title()
    page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    older = row_ids(page)
    emulator.control("arrive?count=3")
    page.evaluate("() => { window.isSameDocument = true; history.back(); }")
    expect(page).to_have_url(re.compile(r"\?limit=10&status=complete$"))
    expect(page.locator(f'tr[data-session-id="{seen[0]}"]')).to_have_count(1)
    assert row_ids(page) == seen
    assert page.title() == title
    assert page.evaluate("() => window.isSameDocument")
    expect(page.locator("#announce")).to_contain_text("Newest 10 sessions")
    page.evaluate("() => history.forward()")
    expect(page.locator(f'tr[data-session-id="{older[0]}"]')).to_have_count(1)
    # What was brought back works as it did.
    page.locator("#older").click()
    expect(page.locator(f'tr[data-session-id="{older[0]}"]')).to_have_count(0)
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_a9_back_brings_the_form_as_it_was(new_page: Any) -> None:
    page = new_page()
    page.goto(LIST)
    page.locator(".segments").get_by_text("Paid", exact=True).click()
    expect(page).to_have_url(re.compile("outcome=paid"))
    page.get_by_label("Created", exact=True).select_option("last_7_days")
    expect(page).to_have_url(re.compile("created=last_7_days"))
    page.evaluate("() => { window.isSameDocument = true; history.go(-2); }")
    expect(page).to_have_url(re.compile(r"/sessions/$"))
    expect(page.locator("input[name=outcome][value='']")).to_be_checked()
    expect(page.get_by_label("Created", exact=True)).to_have_value("")
    assert page.evaluate("() => window.isSameDocument")


def test_9_rows_that_answer_another_question_are_out_of_reach(new_page: Any, watch: Watch) -> None:
    watch.allow("400 (Bad Request)", "Response Status Error Code 400")
    page = new_page()
    page.goto(LIST)
    box = page.get_by_label("Customer or e-mail")
    box.fill("Priya")
    box.press("Enter")
    expect(page.get_by_text("Please correct a filter.")).to_have_count(1)
    expect(page.locator("#results")).to_have_attribute("inert", "")
    box = page.get_by_label("Customer or e-mail")
    box.fill("")
    box.press("Enter")
    expect(page.locator("#alerts")).to_be_empty()
    expect(page.locator("#results")).not_to_have_attribute("inert", "")


def test_20_a_slow_call_is_said_above_the_rows_and_can_be_cancelled(
    new_page: Any, watch: Watch, emulator: Emulator
) -> None:
    watch.allow("htmx:afterRequest", "htmx:sendAbort")
    page = new_page()
    page.goto(LIST)
    page.locator("#older").scroll_into_view_if_needed()
    emulator.control("latency?ms=9000")
    try:
        page.get_by_label("Customer or e-mail").fill("slow-one@nowhere.example")
        page.keyboard.press("Enter")
        slow = page.locator("#slow")
        expect(slow).to_be_visible(timeout=7000)
        expect(slow).to_be_in_viewport()
        slow.get_by_role("button", name="Cancel").click()
        expect(slow).to_be_hidden()
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
        expect(page).to_have_url(re.compile(r"/sessions/$"))
    finally:
        emulator.control("latency?ms=0")


def test_a1_without_script_enter_applies_all_filters(new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(LIST)
    first = page.locator("#filters button[type=submit]")
    expect(first).to_have_count(1)
    expect(first).to_be_visible()
    page.get_by_label("Customer or e-mail").fill("ana.souza@example.com")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?email=ana.souza@example.com$"))


def test_49_with_script_only_a_range_has_a_button(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    expect(page.get_by_role("button", name="Apply")).to_be_hidden()
    page.get_by_text("Custom range").click()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()


def test_a8_a_date_field_keeps_its_outline(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    page.get_by_text("Custom range").click()
    field = page.locator("#id_created_from")
    for _ in range(4):
        field.evaluate("e => e.matches(':focus') || e.focus()")
        assert field.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        page.keyboard.press("Tab")


def test_names_of_links_and_the_way_to_the_pages(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    row = page.locator("#sessions tbody tr", has=page.locator(".who a")).first
    named = row.locator(".when a").get_attribute("aria-label") or ""
    assert row.locator(".who a").inner_text() in named
    assert row.locator(".badge").inner_text() in named
    assert named.startswith(row.locator(".when a").inner_text())
    page.locator("#reload").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.skip-link')"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#older")).to_be_focused()


def test_a3_nothing_to_press_is_a_pixel(new_page: Any) -> None:
    page = new_page(**PHONE)
    page.goto(LIST)
    for place in (page.get_by_role("button", name="Find"), page.get_by_label("Filters").first):
        box = place.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44
    page.locator("label.filters-toggle").click()
    expect(page.get_by_label("Customer or e-mail")).to_be_visible()


def test_a2_the_ground_of_the_body_is_that_of_the_page(new_page: Any) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto(LIST)
        grounds.append(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert len(set(grounds)) == 2
    assert "rgba(0, 0, 0, 0)" not in json.dumps(grounds)


def test_33_a_link_is_called_by_its_name(signed_page: Page) -> None:
    page = signed_page
    page.goto(LINKS)
    row = page.get_by_role("row").filter(has_text="Summer camp")
    expect(row).to_contain_text("EUR 420.00")
    expect(row).to_contain_text("Deactivated")
    row.get_by_role("link", name="Summer camp", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("Summer camp")
    expect(page.get_by_role("combobox", name="Payment link")).to_have_value("Summer camp")
    page.locator(".segments").get_by_text("Abandoned", exact=True).click()
    expect(page).to_have_url(re.compile(r"payment_link=plink_\w+&outcome=abandoned"))
