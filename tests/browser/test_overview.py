"""The jobs of managers, each done as they would, with what it takes beside the best other tool."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import EFFORTS, Effort, Hands, sign_in
from tests.running import Emulator, running_dashboard, running_emulator

SESSIONS = "/v1/checkout/sessions"
WIDE: Any = {"width": 1280, "height": 900}
BERLIN = ZoneInfo("Europe/Berlin")
Begin = Callable[..., Hands]


@pytest.fixture(scope="module")
def shop() -> Iterator[Emulator]:
    with running_emulator("--sessions=1500", "--seed=4") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def desk(shop: Emulator) -> Iterator[str]:
    with running_dashboard(shop.address, UPSTREAM_CALLS_PER_SECOND="200") as address:
        yield address


@pytest.fixture(scope="module")
def cookies(browser: Browser, desk: str) -> Any:
    return read_all(browser, desk)


def read_all(browser: Browser, desk: str) -> Any:
    """Cookies of a manager who has had all sessions read."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    page = context.new_page()
    sign_in(page, desk, "manager")
    page.goto(f"{desk}/demo/overview/")
    page.get_by_role("link", name="Read all sessions…").click()
    expect(page.get_by_text("of the 10,000 reads")).to_be_visible()
    page.get_by_role("button", name="Start reading").click()
    # Where one stays, the page tells by itself that it has ended.
    expect(page.get_by_text("Last read at")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("All sessions made until")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def begin(browser: Browser, desk: str, shop: Emulator, cookies: Any) -> Iterator[Begin]:
    """Hands of a manager on the list, with nothing asked yet."""
    pages: list[Page] = []

    def make(job: str, other: str) -> Hands:
        hands = sit_down(browser, desk, shop, cookies, Effort(job, other))
        pages.append(hands.page)
        return hands

    yield make
    for page in pages:
        page.context.close()


def sit_down(browser: Browser, desk: str, shop: Emulator, cookies: Any, effort: Effort) -> Hands:
    context = browser.new_context(
        storage_state=cookies, timezone_id="Europe/Berlin", viewport=WIDE, base_url=desk
    )
    page = context.new_page()
    page.goto("/demo/sessions/")
    expect(page.locator("#sessions")).to_be_visible()
    page.wait_for_timeout(300)
    shop.reset()
    EFFORTS.append(effort)
    return Hands(page, effort)


def finish(hands: Hands, shop: Emulator, most: int) -> None:
    hands.effort.calls = len(shop.requests(SESSIONS))
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= most, effort.line
    assert effort.calls == 0, "figures cost no call"


def test_m1_how_was_yesterday_against_last_week(begin: Begin, shop: Emulator) -> None:
    hands = begin("M1", "3 (Polar)")
    hands.click(hands.page.get_by_role("link", name="Overview"))
    hands.click(hands.page.get_by_role("link", name="Yesterday"))
    for name in ("made", "paid", "left_known", "open", "conversion"):
        figure = hands.page.locator(f"#figure-{name}")
        expect(figure.locator(".big")).to_be_visible()
        expect(figure.locator(".change")).to_be_visible()
    finish(hands, shop, 2)


def test_m2_which_payment_link_leaks(begin: Begin, shop: Emulator) -> None:
    hands = begin("M2", "3 for each link (Stripe Dashboard)")
    hands.click(hands.page.get_by_role("link", name="Overview"))
    table = hands.page.locator("#by-link")
    hands.click(table.get_by_role("link", name="Conversion"))
    expect(table.locator("th[aria-sort='ascending']")).to_have_text(re.compile("Conversion"))
    rates = table.locator("tbody tr td:last-child").all_inner_texts()
    numbers = [float(rate.removesuffix(" %")) for rate in rates if rate != "–"]
    assert numbers == sorted(numbers)
    finish(hands, shop, 2)


def test_m3_how_much_was_left_on_the_table(begin: Begin, shop: Emulator) -> None:
    hands = begin("M3", "")
    page = hands.page
    hands.click(page.get_by_role("link", name="Overview"))
    money = page.locator("#money-heading ~ table tbody tr").first.locator("td").nth(1)
    each = amount(money.locator("a").inner_text())
    hands.click(page.get_by_role("link", name="A person's tries count once"))
    expect(page.get_by_role("link", name="A person's tries count once")).to_have_attribute(
        "aria-current", "true"
    )
    once = amount(money.locator("a").inner_text())
    assert 0 < once <= each
    finish(hands, shop, 2)


def looked(hands: Hands, shop: Emulator, most: int) -> None:
    """Rows of a ready view are there, the missing ones too."""
    expect(hands.page.get_by_text("only what is remembered")).to_have_count(0)
    hands.effort.calls = len(shop.requests(SESSIONS))
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= most, effort.line


def test_m6_who_left_and_may_be_written_to(begin: Begin, shop: Emulator) -> None:
    hands = begin("M6", "")
    page = hands.page
    hands.click(page.get_by_role("link", name="Abandoned, may be written to"))
    expect(page.locator("#results-heading")).to_have_text("Abandoned, may be written to")
    expect(page.locator(".coverage")).to_contain_text("Looked through all")
    rows = page.locator("#sessions tbody tr")
    expect(rows.first).to_be_visible()
    looked(hands, shop, 1)
    for row in rows.all():
        expect(row).to_contain_text("Abandoned")
    found = shop.get(f"{SESSIONS}/{rows.first.get_attribute('data-session-id')}")
    assert found["consent"]["promotions"] == "opt_in"
    assert found["after_expiration"]["recovery"]["url"]


def test_m7_bank_payments_under_way_for_more_than_three_days(begin: Begin, shop: Emulator) -> None:
    hands = begin("M7", "")
    page = hands.page
    hands.click(page.get_by_role("link", name="Processing for over 3 days"))
    rows = page.locator("#sessions tbody tr")
    expect(rows.first).to_contain_text("Processing")
    looked(hands, shop, 1)
    ids = [row.get_attribute("data-session-id") for row in rows.all()]
    made = [shop.get(f"{SESSIONS}/{one}")["created"] for one in ids]
    assert made == sorted(made), "oldest first"
    assert made[-1] < time.time() - 3 * 86_400


def amount(text: str) -> float:
    return float(text.split()[-1].replace(",", ""))


def test_m4_did_something_break_at_ten(browser: Browser) -> None:
    """In the shop nobody who came at ten yesterday could pay."""
    yesterday = datetime.now(BERLIN) - timedelta(days=1)
    ten = int(yesterday.replace(hour=10, minute=0, second=0).timestamp())
    with (
        running_emulator("--sessions=1500", "--seed=4", f"--now={ten}") as shop,
        running_dashboard(shop.address, UPSTREAM_CALLS_PER_SECOND="200") as desk,
    ):
        for session in shop.control("arrive?count=40")["sessions"]:
            shop.control(f"expire?session={session}")
        shop.control(f"advance?seconds={int(time.time()) - ten}")
        effort = Effort("M4", "2, without who tried nothing (Stripe Dashboard)")
        hands = sit_down(browser, desk, shop, read_all(browser, desk), effort)
        page = hands.page
        hands.click(page.get_by_role("link", name="Overview"))
        hands.click(page.get_by_role("link", name="Yesterday"))
        expect(page.get_by_role("heading", name="Made and paid by hour")).to_be_visible()
        # In the drawing, and in words in its table.
        expect(page.locator(".chart svg rect.short")).to_have_count(1)
        expect(page.locator(".chart-table tr.short")).to_have_count(1)
        expect(page.locator(".chart-table tr.short")).to_have_text(
            re.compile(r"10:00.*far fewer paid than usual\s*40\s*0\s*0 %")
        )
        expect(page.get_by_text("standard deviations")).to_be_visible()
        finish(hands, shop, 2)
        page.context.close()


def test_m9_the_price_was_changed_at_nine(begin: Begin, shop: Emulator) -> None:
    hands = begin("M9", "")
    page = hands.page
    hands.click(page.get_by_role("link", name="Overview"))
    hands.click(page.get_by_text("Own range, comparison and filters"))
    day = page.evaluate("new Date(Date.now() - 3 * 864e5).toISOString().slice(0, 10)")
    for name in ("created_from", "compare_to"):
        # A day and a time are a field each; typing into one counts as a key.
        hands.effort.keys += 2
        page.locator(f"#id_{name}").fill(day)
        page.locator(f"#id_{name}_time").fill("09:00")
    hands.click(page.get_by_role("button", name="Apply"))
    expect(page.get_by_text("Compared with:")).to_be_visible()
    expect(page.locator("#figure-conversion .change")).to_contain_text("points")
    finish(hands, shop, 7)


def test_each_figure_is_clicked_and_its_rows_counted(begin: Begin) -> None:
    page = begin("M0", "").page
    EFFORTS.pop()
    page.goto("/demo/overview/?created=yesterday")
    figures = {
        figure.get_attribute("id"): int(figure.locator(".big").inner_text().replace(",", ""))
        for figure in page.locator(".figure:not(.figure-rate)").all()
    }
    assert figures["figure-made"] > 5
    for name, number in figures.items():
        page.goto("/demo/overview/?created=yesterday")
        page.locator(f"#{name} .big").click()
        page.wait_for_url(re.compile("rows/|sessions/"))
        assert rows_on_all_pages(page) == number, name


def rows_on_all_pages(page: Page) -> int:
    count = 0
    while True:
        count += page.locator("#sessions tr[data-session-id]").count()
        older = page.locator("#older")
        if not older.count():
            return count
        page.goto(page.url.split("#")[0] and str(older.get_attribute("href")))


def test_a_bar_leads_to_its_sessions(begin: Begin) -> None:
    page = begin("M0", "").page
    EFFORTS.pop()
    page.goto("/demo/overview/")
    row = page.locator(".chart-table tbody tr").nth(2)
    page.get_by_text("The same as a table").click()
    paid = int(row.locator("td").nth(1).inner_text())
    bar = page.locator(".chart svg a:has(.paid)").nth(2)
    # A mouse meets the bar; keyboard and screen reader have the table.
    bar.click()
    page.wait_for_url("**/rows/**")
    assert rows_on_all_pages(page) == paid


def test_without_script_it_is_all_there(browser: Browser, desk: str, cookies: Any) -> None:
    context = browser.new_context(storage_state=cookies, java_script_enabled=False, base_url=desk)
    page = context.new_page()
    page.goto("/demo/overview/")
    page.locator("#by-link th a", has_text="Paid").click()
    expect(page.locator("#by-link th[aria-sort='descending']")).to_contain_text("Paid")
    page.locator("#figure-paid .big").click()
    assert page.locator("#sessions tr[data-session-id]").count() > 0
    context.close()
