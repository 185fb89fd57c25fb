"""A session over its list: addresses, focus, neighbours, keys, and the one box."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Watch, row_ids
from tests.running import Emulator

LIST = "/demo/sessions/"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def open_row(page: Page, number: int) -> str:
    identifier = row_ids(page)[number]
    page.locator(f'tr[data-session-id="{identifier}"] .when a').click()
    expect(page.locator("#drawer #verdict")).to_be_visible()
    return identifier


def shown(page: Page) -> Any:
    return page.locator("#drawer #session")


def expect_focus_on_row(page: Page, identifier: str) -> None:
    expect(page.locator(f'tr[data-session-id="{identifier}"] .when a')).to_be_focused()


def test_a_row_opens_over_its_list_under_an_address_of_its_own(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete&created=last_30_days")
    rows = row_ids(page)
    identifier = open_row(page, 2)
    expect(page).to_have_url(
        re.compile(rf"\?status=complete&created=last_30_days&session={identifier}$")
    )
    expect(page.locator("#drawer-heading")).to_be_focused()
    assert row_ids(page) == rows
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"\?status=complete&created=last_30_days$"))
    expect(page.locator("#drawer")).to_be_hidden()
    expect_focus_on_row(page, identifier)


def test_back_closes_the_drawer_and_forward_opens_it(signed_page: Page, emulator: Emulator) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    identifier = open_row(page, 1)
    page.evaluate("() => { window.stays = true; }")
    page.evaluate("() => { history.back(); }")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"\?status=complete$"))
    expect_focus_on_row(page, identifier)
    page.evaluate("() => { history.forward(); }")
    expect(shown(page)).to_have_attribute("data-session-id", identifier)
    # The list was not read anew.
    assert page.evaluate("() => window.stays") is True


def test_a_shared_address_opens_list_and_drawer(new_page: Any) -> None:
    page = new_page()
    page.goto(f"{LIST}?status=complete")
    identifier = row_ids(page)[4]
    other = new_page()
    other.goto(f"{LIST}?status=complete&session={identifier}")
    expect(shown(other)).to_have_attribute("data-session-id", identifier)
    other.get_by_role("button", name="Close", exact=True).click()
    expect(other).to_have_url(re.compile(r"\?status=complete$"))
    expect_focus_on_row(other, identifier)


def test_without_script_the_same_address_is_the_page_of_its_own(new_page: Any) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{LIST}?status=complete")
    identifier = page.locator("#sessions tr[data-session-id]").first.get_attribute(
        "data-session-id"
    )
    page.goto(f"{LIST}?status=complete&session={identifier}")
    expect(page).to_have_url(re.compile(rf"/sessions/{identifier}/$"))
    expect(page.locator("#verdict")).to_be_visible()


def test_neighbours_are_reached_over_the_borders_of_pages(
    signed_page: Page, emulator: Emulator
) -> None:
    page = signed_page
    # The newest of two days ago and before: nobody pays one of these while the test runs.
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    before = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    asked = f"status=complete&limit=12&created[lt]={before}"
    ids = [one["id"] for one in emulator.get(f"/v1/checkout/sessions?{asked}")["data"]]
    last = day - timedelta(days=1)
    days = f"created_from=2020-01-01&created_to={last}&tz=UTC"
    page.goto(f"{LIST}?status=complete&{days}&limit=5&session={ids[3]}")
    expect(shown(page)).to_have_attribute("data-session-id", ids[3])
    for place in range(4, 12):
        page.get_by_role("button", name="Older", exact=True).click()
        expect(shown(page)).to_have_attribute("data-session-id", ids[place])
    assert ids[11] in row_ids(page)
    for place in range(10, -1, -1):
        page.keyboard.press("k")
        expect(shown(page)).to_have_attribute("data-session-id", ids[place])
    page.keyboard.press("k")
    expect(page.locator("#drawer [data-announce]")).to_have_text(
        "This is the first session of the list"
    )


def test_stepping_on_and_closing_leaves_the_focus_where_one_is(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    open_row(page, 0)
    after = row_ids(page)[2]
    page.keyboard.press("j")
    expect(shown(page)).not_to_have_attribute("data-session-id", row_ids(page)[0])
    page.keyboard.press("j")
    expect(shown(page)).to_have_attribute("data-session-id", after)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"\?status=complete$"))
    expect_focus_on_row(page, after)


def test_a_click_with_a_key_opens_the_page_of_its_own(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    with page.context.expect_page() as opened:
        page.locator("#sessions .when a").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile(r"/sessions/cs_test_\w+/$"))
    expect(page.locator("#drawer")).to_be_hidden()


def test_a_session_that_is_gone_is_told_in_the_drawer(signed_page: Page, watch: Watch) -> None:
    watch.allow("status of 404")
    page = signed_page
    page.goto(f"{LIST}?session=cs_test_a1{'0' * 56}")
    expect(page.locator("#drawer")).to_contain_text("has no Checkout Session")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/sessions/$"))


def test_a_drawer_without_an_answer_says_so(signed_page: Page, watch: Watch) -> None:
    watch.allow("failed", "net::ERR_FAILED", "Failed to load")
    page = signed_page
    page.goto(LIST)
    page.route("**/sessions/cs_test_*/", lambda route: route.abort())
    page.locator("#sessions .when a").first.click()
    expect(page.locator("#drawer")).to_contain_text("No answer from the dashboard")


def test_reloading_in_the_drawer_asks_again_and_keeps_it(
    signed_page: Page, emulator: Emulator
) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    identifier = open_row(page, 3)
    path = f"/v1/checkout/sessions/{identifier}"
    before = len(emulator.requests(path))
    with page.expect_response(re.compile("reload=1")):
        page.keyboard.press("r")
    expect(shown(page)).to_have_attribute("data-session-id", identifier)
    assert len(emulator.requests(path)) == before + 1


def test_trying_again_under_a_band_keeps_the_drawer(signed_page: Page, emulator: Emulator) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    identifier = open_row(page, 2)
    address = page.url
    page.evaluate(
        """(id) => document.querySelector("#drawer-body").insertAdjacentHTML("afterbegin",
          `<p class="band"><a href="/demo/sessions/${id}/?reload=1">Try again</a></p>`)""",
        identifier,
    )
    with page.expect_response(re.compile("reload=1")):
        page.locator("#drawer .band a").click()
    expect(page.locator("#drawer .band")).to_have_count(0)
    expect(shown(page)).to_have_attribute("data-session-id", identifier)
    assert page.url == address


def test_a_value_leads_to_all_sessions_with_it(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    open_row(page, 1)
    page.locator("#drawer a.only[href*='email=']").click()
    expect(page).to_have_url(re.compile(r"/sessions/\?email="))
    expect(page.locator(".chip")).to_contain_text("E-mail")
    page.goto(LIST)
    page.locator("#sessions a.badge-paid").first.click()
    expect(page).to_have_url(re.compile(r"/sessions/\?outcome=paid$"))
    page.locator("#sessions .who a").first.click()
    expect(page).to_have_url(re.compile(r"/people/\?"))


# Watching


def hide(page: Page, hidden: bool) -> None:
    """As when the person turns to another tab, or back."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.mark.slow
def test_nobody_watches_from_another_tab(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=open")
    open_row(page, 0)
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/state/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.locator("#watching")).to_contain_text("Watching. Nothing new")
    hide(page, True)
    seen = len(asked)
    page.wait_for_timeout(4000)
    assert len(asked) == seen
    with page.expect_request(re.compile("/state/")):
        hide(page, False)
    page.get_by_role("button", name="Stop watching").click()
    expect(page.locator("#watching")).to_have_text("Stopped watching.")
    seen = len(asked)
    page.wait_for_timeout(4000)
    assert len(asked) == seen


@pytest.mark.slow
def test_l11_who_watches_asks_again_when_the_server_says(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=open")
    open_row(page, 0)
    asked: list[str] = []

    def later(route: Route) -> None:
        asked.append(route.request.url)
        answer = route.fetch()
        told = {"old_reason": "Asked often enough.", "ask_in": 20}
        route.fulfill(response=answer, json=answer.json() | told)

    page.route("**/state/", later)
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.locator("#watching")).to_contain_text("Asked often enough. Still watching, read")
    page.wait_for_timeout(7000)
    assert len(asked) == 1


# Keyboard


def test_the_whole_list_is_worked_by_keys(new_page: Any) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto(f"{LIST}?limit=10")
    rows = row_ids(page)
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect_focus_on_row(page, rows[place])
    page.keyboard.press("c")
    expect(page.locator("#announce")).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == rows[1]
    page.keyboard.press("o")
    expect(shown(page)).to_have_attribute("data-session-id", rows[1])
    page.keyboard.press("y")
    expect(page.locator("#drawer [data-announce]")).to_have_text("Copied")
    # The address of the session itself, as the button gives it, wherever it was opened.
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith(f"{LIST}{rows[1]}/")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("session="))
    page.keyboard.press("]")
    expect(page.locator(f'tr[data-session-id="{rows[0]}"]')).to_have_count(0)
    page.keyboard.press("[")
    expect(page.locator(f'tr[data-session-id="{rows[0]}"]')).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


def test_keys_are_letters_in_a_field(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    page.locator("#find").focus()
    page.keyboard.type("jk/?co")
    expect(page.locator("#find")).to_have_value("jk/?co")
    expect(page.locator("#keys")).to_be_hidden()


def test_keys_can_be_switched_off_and_on(signed_page: Page) -> None:
    page = signed_page
    page.goto(LIST)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_label("Use shortcuts with a single key").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#find")).not_to_be_focused()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    # The sheet is reached without a key, too.
    page.locator(".person summary").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use shortcuts with a single key").check()
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()


# The box


def test_the_box_says_what_it_understood_before_it_searches(
    signed_page: Page, emulator: Emulator
) -> None:
    page = signed_page
    page.goto("/demo/search/")
    emulator.reset()
    page.locator("#find").fill("in_1AbcDef")
    expect(page.locator("#understood")).to_contain_text("is an invoice")
    page.locator("#find").fill("yesterday 14:00")
    expect(page.locator("#understood")).to_contain_text("from 13:00 to 15:00, Europe/Berlin")
    assert not emulator.requests()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"created_from=.*T13:00&created_to=.*T15:00$"))


def test_a_pasted_column_stays_apart(new_page: Any) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/demo/search/")
    column = "email\nana.souza@example.com\r\nnobody@example.com\n"
    page.evaluate("text => navigator.clipboard.writeText(text)", column)
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+v")
    expect(page.locator("#understood")).to_contain_text("Looking up 2 items")
    page.keyboard.press("Enter")
    rows = page.locator(".many tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("3 sessions, the newest: EUR 49.00")
    expect(rows.nth(1)).to_contain_text("Not found in Demo (test mode)")


def test_ten_megabytes_in_the_clipboard_are_not_put_in(new_page: Any) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/demo/search/")
    page.evaluate("() => navigator.clipboard.writeText('x'.repeat(10485760))")
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+v")
    expect(page.locator("#understood")).to_contain_text("This is too long: 10,485,760 characters")
    expect(page.locator("#find")).to_have_value("")


@pytest.mark.parametrize("pasted", ["<img src=x onerror=alert(1)>", "';alert(1)//", "{{7*7}}"])
def test_what_is_pasted_is_only_ever_text(signed_page: Page, watch: Watch, pasted: str) -> None:
    watch.allow("status of 400")
    page = signed_page
    page.goto("/demo/search/")
    page.locator("#find").fill(pasted)
    expect(page.locator("#understood")).to_contain_text(pasted)
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text(pasted)
    assert page.locator("main img").count() == 0
