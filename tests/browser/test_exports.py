"""M5, "all paid sessions of last month, in our zone", as a manager does it; M10, who exported."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hands import EFFORTS, Effort, Hands, sign_in
from tests.running import running_dashboard, running_emulator

WIDE: Any = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def desk() -> Any:
    with (
        running_emulator("--sessions=1500", "--seed=4") as emulator,
        running_dashboard(emulator.address, UPSTREAM_CALLS_PER_SECOND="200") as address,
    ):
        yield address


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_m5_paid_sessions_as_a_file(browser: Browser, desk: str, script: bool) -> None:
    context = browser.new_context(
        timezone_id="Europe/Berlin", viewport=WIDE, base_url=desk, java_script_enabled=script
    )
    page = context.new_page()
    sign_in(page, desk, "manager")
    page.goto("/demo/sessions/?created=last_30_days&outcome=paid")
    effort = Effort("M5", "5 (Stripe Dashboard, payments only)")
    if script:
        EFFORTS.append(effort)
    hands = Hands(page, effort)
    hands.click(page.get_by_role("link", name="Export…"))
    expect(page.get_by_text("reads that the account has in 30 days")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin" if script else "UTC")
    hands.click(page.get_by_text("CSV for programs"))
    hands.click(page.get_by_role("button", name="Start the export"))
    found = rows(_downloaded(page, hands, script))
    assert found
    assert {row["outcome"] for row in found} == {"paid"}
    if script:
        assert {row["created"][-6:] for row in found} <= {"+01:00", "+02:00"}
    assert effort.clicks <= 4
    newest(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The file is deleted.")).to_be_visible()
    context.close()


def test_m10_who_exported_customers_data(browser: Browser, desk: str) -> None:
    manager = browser.new_context(viewport=WIDE, base_url=desk)
    page = manager.new_page()
    sign_in(page, desk, "manager")
    page.goto("/demo/sessions/?created=last_30_days&outcome=paid")
    page.get_by_role("link", name="Export…").click()
    page.get_by_text("CSV for programs").click()
    page.get_by_role("button", name="Start the export").click()
    until_there(page)
    manager.close()

    admin = browser.new_context(viewport=WIDE, base_url=desk)
    page = admin.new_page()
    sign_in(page, desk, "admin")
    effort = Effort("M10", "")
    EFFORTS.append(effort)
    hands = Hands(page, effort)
    hands.click(page.locator("summary", has_text="admin"))
    hands.click(page.get_by_role("link", name="Read log"))
    effort.clicks += 1
    page.get_by_label("What", exact=True).select_option(label="Exported sessions")
    entries = page.locator("#entries tbody tr")
    expect(entries.filter(has_not_text="Exported sessions")).to_have_count(0)
    # Who, from where, and by which filters; each download has the number of rows.
    made = entries.filter(has_text="start csv_exact created outcome status").first
    expect(made).to_contain_text("manager")
    expect(made).to_contain_text("127.0.0.1")
    assert effort.clicks <= 3
    admin.close()


def _downloaded(page: Page, hands: Hands, script: bool) -> str:
    download = newest(page).get_by_role("link", name="Download")
    if not script:
        until_there(page)
    expect(download).to_be_visible(timeout=30_000)
    with page.expect_download() as told:
        hands.click(download)
    assert told.value.suggested_filename.endswith(".csv")
    return str(told.value.path())


def newest(page: Page) -> Locator:
    """The export that was started last: files of other tests may be below it."""
    return page.locator("#exports tbody tr").first


def until_there(page: Page) -> None:
    """By hand, as a page without script does not ask again."""
    for _ in range(60):
        if newest(page).get_by_role("link", name="Download").count():
            return
        page.wait_for_timeout(500)
        page.reload()


def rows(path: str) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
