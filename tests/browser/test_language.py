"""The site in German: by the browser's wish, by the switch, and in what the scripts say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

LIST = "/demo/sessions/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_switch_of_the_sign_in_page_comes_back_to_it(
    browser: Browser, site: str, script: bool
) -> None:
    context = browser.new_context(locale="en-US", java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{site}{LIST}?status=open")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_label("Benutzername").fill("support")
    page.get_by_label("Passwort").fill("demo")
    page.keyboard.press("Enter")
    # The page that was asked for, in the language that was chosen.
    page.wait_for_url(re.compile(r"\?(status|outcome)=open$"))
    expect(page.locator(".tabs")).to_contain_text("Zahlungslinks")
    context.close()


def test_the_switch_of_the_menu_keeps_the_place(new_page: Any) -> None:
    page: Page = new_page(locale="de-DE")
    page.goto(f"{LIST}?limit=10")
    page.locator("#older").click()
    page.wait_for_url("**starting_after=**")
    here = page.url
    page.locator(".menu.person summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    assert page.url == here
    page.reload()
    expect(page.get_by_role("link", name="Older")).to_be_visible()


def test_the_scripts_speak_german(new_page: Any) -> None:
    page: Page = new_page(locale="de-AT")
    page.goto(f"{LIST}?limit=10")
    ago = re.compile(r"^Stand: (gerade eben|vor \d+ (Sek|Min)\.)$")
    expect(page.locator(".freshness time")).to_have_text(ago)
    copy = page.get_by_role("button", name="Link kopieren")
    copy.click()
    expect(page.locator("#announce")).to_have_text(re.compile("^(Kopiert|Der Browser hat)"))
    text = page.evaluate("window.dashboard.text('newer_announced', { count: 1 })")
    assert text == "1 neuere Sitzung"
    text = page.evaluate("window.dashboard.text('newer_announced', { count: 1234 })")
    assert text == "1.234 neuere Sitzungen"


def test_german_words_of_days_are_understood(new_page: Any) -> None:
    page: Page = new_page(locale="de-DE")
    page.goto(LIST)
    for typed, seen in (
        ("gestern", "Sitzungen, erstellt"),
        ("letzte Woche", "Sitzungen, erstellt"),
        ("24.11.", "24. Nov."),
        ("Montag", "Sitzungen, erstellt"),
        ("vor 3 Tagen", "Sitzungen, erstellt"),
        ("49,00", "sieht nach einem Betrag aus"),
    ):
        page.locator("#find").fill(typed)
        expect(page.locator("#understood")).to_contain_text(seen)
