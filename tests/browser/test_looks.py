"""What a style sheet or a template alone sees to, by the number of the finding."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_every_state import PHONE
from tests.running import Emulator

LIST = "/demo/sessions/"
ROW = 36
# Rounding of the browser, in px.
SLACK = 1
# Where the letters of an element begin and end.
LETTERS = """element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { top, bottom } = range.getBoundingClientRect();
    return (top + bottom) / 2;
}"""


def box(place: Locator) -> dict[str, float]:
    """left, right, top, bottom, width and height."""
    found: dict[str, float] = place.evaluate("e => e.getBoundingClientRect().toJSON()")
    return found


def ending_soon(emulator: Emulator) -> str:
    """A new session that is open for half an hour."""
    client = stripe.StripeClient("sk_test_emulator", base_addresses={"api": emulator.address})
    item: Any = {
        "quantity": 1,
        "price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}},
    }
    made = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [item],
            "success_url": f"{emulator.address}/_emulator/stories",
            "expires_at": int(time.time()) + 31 * 60,
        }
    )
    return made.id


def test_13_an_item_stands_once_on_a_card(new_page: Any) -> None:
    page: Page = new_page(**PHONE)
    page.goto("/demo/people/?email=elodie.lefevre@example.com")
    cards = page.locator("#sessions tr[data-session-id]")
    expect(cards.filter(has_text="Introductory course").first).to_be_visible()
    for card in cards.all():
        words = [line.strip() for line in card.inner_text().split("\n") if line.strip()]
        assert sorted(words) == sorted(set(words))


def test_16_a_row_that_counts_down_is_no_higher(signed_page: Page, emulator: Emulator) -> None:
    page = signed_page
    session = ending_soon(emulator)
    # A range that nobody has asked for, so that nothing of it is remembered.
    page.goto(f"{LIST}?created_gt={int(time.time()) - 86_400}&limit=100")
    row = page.locator(f'tr[data-session-id="{session}"]')
    expect(row.locator("[data-left]")).to_have_attribute("data-left", "31 min left")
    others = page.locator("#sessions tbody tr:not(:has([data-left]))")
    for width in (1024, 1100, 1200, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        heights = others.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert box(row)["height"] == min(heights) == pytest.approx(ROW, abs=SLACK), width


def test_17_the_amount_stands_beside_the_outcome(signed_page: Page) -> None:
    page = signed_page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(LIST)
    row = page.locator("#sessions tbody tr").first
    outcome, amount = box(row.locator(".outcome")), box(row.locator(".amount"))
    assert amount["left"] == pytest.approx(outcome["right"], abs=SLACK)
    assert outcome["width"] < 170


@pytest.mark.parametrize("address", ["/demo/overview/", "/demo/nothing/"], ids=["403", "404"])
def test_36_a_page_that_is_refused_or_missing_keeps_its_header(
    signed_page: Page, watch: Watch, address: str
) -> None:
    watch.allow("the server responded with a status of 40")
    page = signed_page
    page.goto(address)
    expect(page.locator("#find")).to_be_visible()
    expect(page.locator(".header .tabs a").first).to_have_text("Sessions")
    expect(page.locator(".header .person")).to_be_visible()


def test_40_a_row_that_was_opened_is_marked(signed_page: Page) -> None:
    """As a link that was visited: no page may ask the browser whether it is."""
    page = signed_page
    page.add_init_script(
        "const real = history.replaceState; window.been = [];"
        "history.replaceState = function (state, title, address) {"
        " window.been.push(String(address)); return real.apply(this, arguments); }"
    )
    page.goto(LIST)
    link = page.locator("#sessions .when a").first
    address = link.evaluate("link => link.href")
    link.click()
    expect(page.locator("#drawer #verdict")).to_be_visible()
    assert address in page.evaluate("() => window.been")
    colours = page.evaluate(
        """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
            .flatMap(rule => [...rule.cssRules || []])
            .filter(rule => rule.selectorText === "#sessions .when a:visited")
            .map(rule => rule.style.color)"""
    )
    assert len(colours) == 1
    assert colours[0]


def test_43_badges_stand_in_the_middle_of_their_row(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?limit=50")
    rows = page.locator("#sessions tbody tr").all()
    words = {row.locator(".badge").inner_text() for row in rows}
    assert {"Paid", "Open", "Abandoned"} <= words
    for row in rows:
        badge, amount = row.locator(".badge"), row.locator(".amount")
        assert badge.evaluate(LETTERS) == pytest.approx(amount.evaluate(LETTERS), abs=SLACK)


def test_45_the_header_ends_where_the_page_does(signed_page: Page) -> None:
    page = signed_page
    page.set_viewport_size({"width": 1920, "height": 900})
    page.goto(LIST)
    last = box(page.locator(".header > :last-child"))
    assert last["right"] == pytest.approx(box(page.locator("#sessions"))["right"], abs=SLACK)


def test_46_the_page_of_sign_in_is_centred_and_says_what_is_wrong(
    new_page: Any, watch: Watch
) -> None:
    watch.allow("the server responded with a status of 4")
    page: Page = new_page(storage_state=None)
    page.goto("/accounts/login/")
    expect(page.locator(".purpose")).to_contain_text("see what became of it")
    form = box(page.locator("main form").first)
    middle = page.evaluate("() => document.documentElement.clientWidth / 2")
    assert (form["left"] + form["right"]) / 2 == pytest.approx(middle, abs=SLACK)
    page.get_by_label("User name").fill("nobody-here")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#alerts")).to_have_text("Wrong user name or password.")


def test_48_a_problem_does_not_touch_the_heading(open_state: Any) -> None:
    page: Page = open_state("person-refused")
    gap = box(page.locator(".problem"))["top"] - box(page.locator("h1"))["bottom"]
    assert gap >= 8


def test_a_band_over_old_rows_is_as_wide_as_a_phone(open_state: Any) -> None:
    """It stood in what the button of the filters left of a line."""
    page = open_state("old-list", **PHONE)
    button, band = box(page.locator(".filters-toggle")), box(page.locator("#results > .band"))
    assert band["width"] == box(page.locator("#results"))["width"]
    assert band["top"] >= button["bottom"] + 4


def test_the_ways_to_change_second_factors_stand_in_a_column_on_a_phone(open_state: Any) -> None:
    page = open_state("own-factors", **PHONE)
    lines = page.locator(".factors > li")
    assert lines.count() == 4
    for line in lines.all():
        assert abs(box(line.locator(".button"))["right"] - box(line)["right"]) <= SLACK
    expect(lines.nth(1)).to_contain_text("passkey, since")


def test_a_passkey_that_was_not_made_asks_for_nothing_that_the_page_lacks(open_state: Any) -> None:
    page = open_state("passkey-failed")
    expect(page.locator("[data-passkey-failed]")).to_have_text(
        "The browser made no passkey. Try again, or set up an app for codes."
    )


def test_what_an_export_has_read_has_a_line_of_its_own(open_state: Any) -> None:
    page = open_state("exports-under-way")
    read = page.locator("#exports tr:has(progress) .progress > .quiet")
    assert read.evaluate("e => getComputedStyle(e).display") == "block"
    assert page.locator(".page-head .back").count() == 0
