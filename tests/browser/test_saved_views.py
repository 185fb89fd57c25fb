"""Saved views and notes as their people use them: by hand, without script, on a phone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import axe_violations, row_ids
from tests.browser.hands import Effort, Hands, cookies_of
from tests.running import Emulator, running_dashboard

LIST = "/demo/sessions/"
TABS = ".view-tabs a"
PEOPLE = ("support", "masked", "manager")

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(emulator: Emulator) -> Iterator[str]:
    """A dashboard of its own, whose views and notes disturb no other test."""
    with running_dashboard(emulator.address) as address:
        yield address


@pytest.fixture(scope="module")
def cookies(browser: Browser, desk: str) -> dict[str, Any]:
    return {name: cookies_of(browser, desk, name) for name in PEOPLE}


@pytest.fixture
def enter(browser: Browser, desk: str, cookies: dict[str, Any]) -> Iterator[Enter]:
    """A page of one of PEOPLE; takes Playwright's context options."""
    contexts = []

    def make(name: str, **options: Any) -> Page:
        defaults = {
            "storage_state": cookies[name],
            "timezone_id": "Europe/Berlin",
            "viewport": {"width": 1280, "height": 900},
            "base_url": desk,
            "permissions": ["clipboard-read", "clipboard-write"],
        }
        context = browser.new_context(**{**defaults, **options})
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def save(page: Page, address: str, name: str, sharing: str = "Only me") -> None:
    page.goto(address)
    page.get_by_role("link", name="Save view…").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("For whom").select_option(label=sharing)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{LIST}**")


def line_of(page: Page, name: str) -> Locator:
    """Of a view among all that the person sees."""
    return page.locator("main tbody tr", has_text=name)


def tabs(page: Page) -> list[str]:
    return page.locator(f"{TABS} bdi").all_inner_texts()


def test_m8_the_same_filters_each_monday(enter: Enter) -> None:
    """Once saved, they take a click; as the beginning of the account, none."""
    page = enter("manager")
    page.goto(LIST)
    page.get_by_label("Created", exact=True).select_option("last_7_days")
    page.get_by_text("Paid", exact=True).first.click()
    expect(page).to_have_url(re.compile("outcome=paid"))
    page.get_by_role("link", name="Save view…").click()
    page.get_by_label("Name").fill("Monday")
    page.get_by_label("Begin with this view").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice").first).to_have_text("The view “Monday” is saved.")
    expect(page.locator(f"{TABS}[aria-current=page]")).to_have_text("Monday")
    shown = row_ids(page)

    page.goto("/demo/payment-links/")
    hands = Hands(page, Effort("M8", "Hyperswitch, 2"))
    page.goto("/")
    expect(page).to_have_url(re.compile(r"outcome=paid&created=last_7_days$"))
    assert row_ids(page) == shown
    page.goto(LIST)
    hands.click(page.locator(TABS, has_text="Monday"))
    expect(page).to_have_url(re.compile(r"outcome=paid&created=last_7_days$"))
    expect(page.locator(".chip")).to_have_count(2)
    assert hands.effort.clicks == 1


def test_the_tab_follows_the_filters_without_a_new_page(enter: Enter) -> None:
    page = enter("support")
    save(page, f"{LIST}?outcome=processing", "In process")
    current = page.locator(f"{TABS}[aria-current=page]")
    expect(current).to_have_text("In process")
    page.get_by_label("Any", exact=True).check(force=True)
    expect(current).to_have_text("All sessions")
    page.locator("#id_outcome").get_by_label("Processing").check(force=True)
    expect(current).to_have_text("In process")
    page.evaluate("() => { history.back(); }")
    expect(current).to_have_text("All sessions")


def test_m12_send_me_that_page(enter: Enter) -> None:
    """A plain address stays relative; the permalink shows the same days tomorrow."""
    page = enter("support")
    page.goto(f"{LIST}?created=last_7_days&outcome=paid")
    shown = row_ids(page)
    hands = Hands(page, Effort("M12", "Grafana, 2"))
    hands.click(page.get_by_role("button", name="Copy link with these dates"))
    expect(page.locator("#announce")).to_have_text("Copied")
    fixed = hands.clipboard()
    assert hands.effort.clicks == 1
    assert "created=last_7_days" not in fixed
    assert "created_from=" in fixed
    other = enter("manager", timezone_id="Asia/Tokyo")
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    other.clock.set_fixed_time(tomorrow)
    other.goto(fixed)
    assert row_ids(other) == shown
    save(page, f"{LIST}?created=last_7_days&outcome=paid", "Week")
    page.goto("/demo/views/")
    line_of(page, "Week").get_by_role("button").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    assert hands.clipboard() == fixed


def test_two_people_two_groups_nobody_sees_the_view_of_another(enter: Enter) -> None:
    support, masked, manager = (enter(name) for name in PEOPLE)
    save(support, f"{LIST}?status=open", "Mine alone")
    save(support, f"{LIST}?status=expired", "Of the floor", "The group Support")
    save(masked, f"{LIST}?status=complete", "Also alone")
    save(masked, f"{LIST}?limit=10", "Of the masked", "The group Support (masked)")
    save(manager, f"{LIST}?limit=50", "For all", "Everybody who may enter the account")
    for page in (support, masked, manager):
        page.goto(LIST)
    assert {"Mine alone", "Of the floor", "For all"} <= set(tabs(support))
    assert {"Also alone", "Of the masked"}.isdisjoint(tabs(support))
    assert {"Also alone", "Of the masked", "For all"} <= set(tabs(masked))
    assert {"Mine alone", "Of the floor"}.isdisjoint(tabs(masked))
    hidden = {"Mine alone", "Of the floor", "Also alone", "Of the masked"}
    assert hidden.isdisjoint(tabs(manager))
    masked.goto("/demo/views/")
    expect(masked.locator("main")).not_to_contain_text("Mine alone")
    support.goto("/demo/views/")
    own = line_of(support, "Mine alone").locator("td a").get_attribute("href")
    assert own
    answer = masked.goto(own)
    assert answer
    assert answer.status == 404


@pytest.mark.slow
def test_a_view_is_saved_and_opened_without_script(enter: Enter) -> None:
    page = enter("support", java_script_enabled=False)
    save(page, f"{LIST}?outcome=abandoned", "Plain")
    page.goto(LIST)
    page.locator(TABS, has_text="Plain").click()
    expect(page).to_have_url(re.compile("outcome=abandoned$"))
    expect(page.locator(f"{TABS}[aria-current=page]")).to_have_text("Plain")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_pages_of_views_and_notes_can_be_used_by_everybody(enter: Enter, scheme: str) -> None:
    page = enter("support", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    save(page, f"{LIST}?status=complete", f"On the phone, {scheme}")
    page.goto("/demo/views/")
    own = line_of(page, scheme).locator("td a").get_attribute("href")
    new, columns = "/demo/views/new/?outcome=paid", "/demo/columns/?columns=when-id:wide"
    for address in (LIST, "/demo/views/", f"{own}", "/demo/notes/", new, columns):
        page.goto(address)
        assert axe_violations(page) == [], address
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 390, address


def test_a_note_is_left_in_the_drawer_and_marks_its_row(enter: Enter) -> None:
    page = enter("support")
    page.goto(LIST)
    session = row_ids(page)[2]
    row = page.locator(f'tr[data-session-id="{session}"]')
    row.locator(".when a").click()
    notes = page.locator("#drawer #notes")
    notes.get_by_text("Write a note").click()
    notes.get_by_label("Note", exact=True).fill("@manager please look\nat this one")
    notes.get_by_role("button", name="Save the note").click()
    expect(notes.locator(".note-text strong")).to_have_text("@manager")
    expect(page.locator("#drawer")).to_be_visible()
    assert axe_violations(page, "#drawer") == []
    page.reload()
    expect(row.locator(".when")).to_have_attribute("data-notes", "1 note")

    manager = enter("manager")
    manager.goto(LIST)
    manager.get_by_role("link", name="1 note names you").click()
    # Managers see personal data masked, and so the words of others.
    expect(manager.locator(".notes").first).to_contain_text("Masked for your role")
    manager.get_by_role("button", name=re.compile("Done")).click()
    expect(manager.get_by_role("heading", name="Notes that name you")).to_have_count(0)
    manager.goto(LIST)
    expect(manager.locator(".notes-waiting")).to_have_count(0)

    page.keyboard.press("Escape")
    # It goes back in the history, which would break off what is opened meanwhile.
    expect(page).to_have_url(re.compile(r"/sessions/$"))
    page.goto(f"{LIST}{session}/")
    page.locator("#notes").get_by_role("button", name=re.compile("Delete")).click()
    expect(page.locator("#notes li")).to_have_count(0)
    page.goto(LIST)
    expect(row.locator(".when")).not_to_have_attribute("data-notes", "1 note")


@pytest.mark.slow
def test_a_note_is_left_without_script(enter: Enter) -> None:
    page = enter("support", java_script_enabled=False)
    page.goto(LIST)
    session = row_ids_without_script(page)[5]
    page.goto(f"{LIST}{session}/")
    page.locator("#notes summary").click()
    page.get_by_label("Note", exact=True).fill("4242 4242 4242 4242")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".field-error")).to_contain_text("number of a card")
    page.get_by_label("Note", exact=True).fill("Called twice")
    page.get_by_role("button", name="Save the note").click()
    expect(page).to_have_url(re.compile(f"{session}/#notes$"))
    expect(page.locator("#notes li")).to_contain_text("Called twice")


def row_ids_without_script(page: Page) -> list[str]:
    rows = page.locator("#sessions tr[data-session-id]")
    found = [rows.nth(number).get_attribute("data-session-id") for number in range(rows.count())]
    return [one for one in found if one]
