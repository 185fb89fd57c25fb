"""The list as a person uses it, with and without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, row_ids
from tests.running import Emulator

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
LIST = "/demo/sessions/"


def rows(page: Page) -> Any:
    return page.locator("#sessions tr[data-session-id]")


def choose(page: Page, word: str) -> None:
    """The radio itself is hidden behind its word."""
    page.locator(".segments").get_by_text(word, exact=True).click()


def apply(page: Page, script: bool) -> None:
    """With script a changed field is enough; without it there is a button."""
    if not script:
        page.get_by_role("button", name="Apply", exact=True).click()


def go(page: Page, step: int, script: bool) -> None:
    """One step in the history. With script htmx reloads the page, which Playwright's own step
    would take for a navigation that was broken off.
    """
    if script:
        page.evaluate("n => { history.go(n); }", step)
    elif step < 0:
        page.go_back()
    else:
        page.go_forward()


@SCRIPT
def test_filter_by_outcome_and_date(new_page: Any, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    page.goto(LIST)
    page.get_by_label("Created", exact=True).select_option("last_30_days")
    apply(page, script)
    expect(page).to_have_url(re.compile(r"created=last_30_days$"))
    choose(page, "Abandoned")
    apply(page, script)
    expect(page).to_have_url(re.compile(r"\?outcome=abandoned&created=last_30_days$"))
    expect(rows(page)).to_have_count(25)
    expect(rows(page).locator(".badge").first).to_have_text("Abandoned")
    assert set(rows(page).locator(".badge").all_inner_texts()) == {"Abandoned"}
    expect(page).to_have_title(re.compile("Outcome Abandoned; Created last 30 days"))


@SCRIPT
def test_a_sieved_list_says_how_far_it_looked(new_page: Any, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    page.goto(f"{LIST}?limit=5")
    choose(page, "Processing")
    apply(page, script)
    expect(page).to_have_url(re.compile(r"\?outcome=processing"))
    expect(page.locator(".coverage")).to_contain_text("complete sessions that were looked through")
    if script:
        # The number of rows is a field that is folded away, and stays.
        expect(page).to_have_url(re.compile("limit=5"))
    seen = row_ids(page)
    assert set(rows(page).locator(".badge").all_inner_texts()) == {"Processing"}
    page.locator("#older").click()
    expect(page.locator(".coverage")).to_contain_text(", from ")
    assert not set(row_ids(page)) & set(seen)


@SCRIPT
def test_older_three_times_and_newer_back(new_page: Any, script: bool, emulator: Emulator) -> None:
    page = new_page(java_script_enabled=script)
    # Other tests have sessions arrive.
    page.goto(f"{LIST}?limit=10&reload=1")
    seen = [row_ids(page)]
    for _ in range(3):
        page.locator("#older").click()
        expect(page.locator(f'tr[data-session-id="{seen[-1][-1]}"]')).to_have_count(0)
        expect(rows(page)).to_have_count(10)
        seen.append(row_ids(page))
    listed = emulator.get("/v1/checkout/sessions?limit=40")["data"]
    assert [identifier for part in seen for identifier in part] == [one["id"] for one in listed]
    for expected in (seen[2], seen[1]):
        page.locator("#newer").click()
        expect(page.locator(f'tr[data-session-id="{expected[0]}"]')).to_have_count(1)
        assert row_ids(page) == expected


@SCRIPT
def test_back_forward_and_reload_show_what_the_address_says(new_page: Any, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    # Of days that have settled: nobody pays one of these while the test runs.
    days = f"created_from=2020-01-01&created_to={datetime.now(UTC).date() - timedelta(days=3)}"
    page.goto(f"{LIST}?{days}")
    everything = row_ids(page)
    choose(page, "Paid")
    apply(page, script)
    expect(page).to_have_url(re.compile(rf"\?outcome=paid&{days}$"))
    expect(page.locator(f'tr[data-session-id="{everything[0]}"] .badge-left')).to_have_count(0)
    expect(page.locator(".chip")).to_have_count(2)
    paid = row_ids(page)
    page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    expect(page.locator(f'tr[data-session-id="{paid[0]}"]')).to_have_count(0)
    older = row_ids(page)

    go(page, -1, script)
    expect(page).to_have_url(re.compile(rf"\?outcome=paid&{days}$"))
    expect(page.locator(f'tr[data-session-id="{paid[0]}"]')).to_have_count(1)
    assert row_ids(page) == paid
    expect(page.locator("input[name=outcome][value=paid]")).to_be_checked()
    go(page, -1, script)
    expect(page).to_have_url(re.compile(rf"/sessions/\?{days}$"))
    expect(page.locator(f'tr[data-session-id="{everything[0]}"]')).to_have_count(1)
    expect(page.locator("input[name=outcome][value='']")).to_be_checked()
    expect(page.locator("h1")).to_have_count(1)
    go(page, 1, script)
    expect(page).to_have_url(re.compile(rf"\?outcome=paid&{days}$"))
    expect(page.locator(f'tr[data-session-id="{paid[0]}"]')).to_have_count(1)
    expect(page.locator(f'tr[data-session-id="{everything[0]}"] .badge-left')).to_have_count(0)
    go(page, 1, script)
    expect(page).to_have_url(re.compile("starting_after="))
    expect(page.locator(f'tr[data-session-id="{older[0]}"]')).to_have_count(1)
    page.reload()
    assert row_ids(page) == older


def test_a_copied_link_opens_the_same_rows_elsewhere(new_page: Any) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{LIST}?status=complete")
    page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    elsewhere = new_page()
    elsewhere.goto(copied)
    assert row_ids(elsewhere) == row_ids(page)


def test_leaving_the_site_and_coming_back(new_page: Any) -> None:
    page = new_page()
    page.goto(f"{LIST}?status=complete")
    page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    seen = row_ids(page)
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("h1")).to_have_count(1)
    assert row_ids(page) == seen


def test_only_the_last_of_many_changes_counts(
    new_page: Any, watch: Watch, emulator: Emulator
) -> None:
    page = new_page()
    page.goto(LIST)
    emulator.reset()
    emulator.control("latency?ms=300")
    try:
        for word in ("Open", "Paid", "Abandoned"):
            choose(page, word)
        expect(page).to_have_url(re.compile(r"\?outcome=abandoned$"))
        expect(page.locator("#results")).to_have_attribute("aria-busy", "false")
        assert set(rows(page).locator(".badge").all_inner_texts()) == {"Abandoned"}
    finally:
        emulator.control("latency?ms=0")
    assert len(emulator.queries()) <= 3
    # htmx itself says so when a newer request replaces an older one.
    watch.allow("htmx:afterRequest", "htmx:sendAbort")


def test_a_bad_value_keeps_the_rows_and_says_where(new_page: Any, watch: Watch) -> None:
    watch.allow("400 (Bad Request)", "Response Status Error Code 400")
    page = new_page()
    page.goto(LIST)
    before = row_ids(page)
    box = page.get_by_label("Customer or e-mail")
    box.fill("no address")
    box.press("Enter")
    expect(page.locator("#alerts")).to_contain_text("Enter a complete e-mail address")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value("no address")
    assert row_ids(page) == before
    expect(page).to_have_url(re.compile(r"/sessions/$"))
    box.fill("")
    box.press("Enter")
    expect(page.locator("#alerts")).to_be_empty()


def test_a_failure_of_stripe_keeps_the_rows(
    new_page: Any, watch: Watch, emulator: Emulator
) -> None:
    """The page is real; only the answer to one request is replaced by what the server says then."""
    watch.allow("502", "Response Status Error Code")
    page = new_page()
    page.goto(LIST)
    before = row_ids(page)
    fragment = '<div class="problem"><h2>Stripe cannot be reached</h2></div>'
    page.route(
        re.compile(r"/sessions/\?outcome=open$"),
        lambda route: route.fulfill(status=502, content_type="text/html", body=fragment),
    )
    choose(page, "Open")
    expect(page.locator("#alerts")).to_contain_text("Stripe cannot be reached")
    assert row_ids(page) == before
    expect(page).to_have_url(re.compile(r"/sessions/$"))


def test_when_the_sign_in_is_over_a_filter_leads_to_the_sign_in_page(
    new_page: Any, site: str
) -> None:
    page = new_page()
    page.goto(LIST)
    cookies = [c for c in page.context.cookies() if c["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    choose(page, "Abandoned")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/demo/sessions/"))
    expect(page.locator("h1")).to_have_count(1)


def test_a_script_learns_the_zone_of_the_viewer(new_page: Any) -> None:
    page = new_page(timezone_id="Asia/Tokyo")
    page.goto(LIST)
    page.reload()
    expect(page.locator("footer")).to_have_text("Times in Asia/Tokyo")
    expect(page.locator("#sessions .when a").first).to_have_attribute("title", re.compile("JST"))


def test_without_script_rows_open_a_page_and_back_returns(new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{LIST}?status=complete")
    first = row_ids(page)[0]
    rows(page).first.locator(".when a").click()
    expect(page).to_have_url(re.compile(f"/sessions/{first}/$"))
    expect(page.locator(".session-id code")).to_have_attribute("title", first)
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile(r"\?status=complete$"))


def test_nothing_of_a_customer_stays_in_the_browser(new_page: Any) -> None:
    page = new_page()
    page.goto(LIST)
    page.locator("#older").click()
    expect(page).to_have_url(re.compile("starting_after="))
    stored = page.evaluate("() => [localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]
