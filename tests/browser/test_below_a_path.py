"""The site below a path of its host, behind a proxy, as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Watch, row_ids
from tests.browser.hands import sign_in
from tests.prefix_proxy import running_prefix_proxy
from tests.running import ROOT, Emulator, running_dashboard

PREFIX = "/sessions"


@pytest.fixture(scope="module")
def dashboard(emulator: Emulator) -> Iterator[str]:
    with running_dashboard(emulator.address, URL_PREFIX=PREFIX) as site:
        yield site


@pytest.mark.parametrize("strips", [True, False], ids=["stripped", "left on"])
def test_h_sign_in_list_open_search_and_page(
    browser: Browser, dashboard: str, strips: bool
) -> None:
    with running_prefix_proxy(dashboard, PREFIX, strips=strips) as host:
        # Another address of the same host counts as another host's.
        watch = Watch(f"{host}{PREFIX}")
        context = watch.context(browser.new_context(timezone_id="Europe/Berlin"))
        page = context.new_page()
        sign_in(page, f"{host}{PREFIX}")
        below = re.escape(f"{host}{PREFIX}/demo/")
        expect(page).to_have_url(re.compile(rf"^{below}sessions/"))
        first = row_ids(page)

        page.locator("#older").click()
        expect(page).to_have_url(re.compile(rf"^{below}sessions/\?starting_after="))
        assert not set(row_ids(page)) & set(first)

        page.locator(".segments").get_by_text("Abandoned", exact=True).click()
        expect(page).to_have_url(re.compile(rf"^{below}sessions/\?outcome=abandoned"))

        page.locator("#sessions tr[data-session-id] a").first.click()
        expect(page.locator("#drawer h2").first).to_be_visible()
        expect(page).to_have_url(re.compile(rf"^{below}sessions/\?.*session=cs_"))

        page.keyboard.press("Escape")
        # It goes back in the history, which would break off what is opened meanwhile.
        expect(page).not_to_have_url(re.compile("session="))
        page.get_by_label("Find a session").fill(first[0])
        page.get_by_label("Find a session").press("Enter")
        expect(page).to_have_url(f"{host}{PREFIX}/demo/sessions/{first[0]}/")

        page.reload()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        paths = {cookie["name"]: cookie["path"] for cookie in context.cookies()}
        assert paths == {
            **dict.fromkeys(("csrftoken", "sessionid", "known"), PREFIX),
            "tz": f"{PREFIX}/",
        }
        guide = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
        inventory = next(line for line in guide.splitlines() if "| the browser of staff |" in line)
        assert [name for name in paths if f"`{name}`" not in inventory] == []
        context.close()
        assert not watch.unexpected()
