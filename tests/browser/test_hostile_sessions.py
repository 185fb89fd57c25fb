"""Sessions in which every text is an attack, on a telephone: masked, unmasked and clear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Watch
from tests.browser.hands import cookies_of
from tests.marked_upstream import Attacks, marking
from tests.running import Emulator, running_dashboard, running_emulator

LIST = "/demo/sessions/"
TELEPHONE = {"width": 390, "height": 844}
STORIES = ("business", "declined", "refunded-in-part", "dispute-open", "voucher-konbini")
INJECTED = """() => [
    window.hacked && "a script ran",
    ...[...document.querySelectorAll("[onerror], [onload], [onmouseover], img[src=x], main svg")]
        .map(one => `injected: ${one.outerHTML.slice(0, 80)}`),
    ...[...document.querySelectorAll("[href], [action], [src]")]
        .map(one => one.getAttribute("href") || one.getAttribute("action") || one.src)
        .filter(address => /^\\s*javascript:/i.test(address)),
    document.documentElement.scrollWidth > innerWidth
        && `${document.documentElement.scrollWidth} px wide: ` + [...document.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.tagName + "." + one.className).slice(-4),
].filter(Boolean)"""


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=120", "--seed=3") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def sessions(emulator: Emulator) -> list[str]:
    told = [str(emulator.control(f"story?name={name}")["session"]) for name in STORIES]
    newest = emulator.get("/v1/checkout/sessions?limit=30")["data"]
    with_answers = [one["id"] for one in newest if one["custom_fields"] and one["customer_details"]]
    return [*told, *with_answers[:3]]


@pytest.fixture(scope="module")
def site(emulator: Emulator, sessions: list[str]) -> Iterator[str]:
    with (
        marking(emulator.address, Attacks()) as upstream,
        running_dashboard(upstream.address) as address,
    ):
        yield address


def faults(page: Page, address: str) -> list[str]:
    """After all that is folded was opened and all that can be copied was named."""
    page.goto(address)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
    return [f"{address}: {fault}" for fault in page.evaluate(INJECTED)]


@pytest.mark.parametrize("person", ["support", "masked"])
def test_no_attack_runs_or_breaks_the_page(
    browser: Browser, site: str, sessions: list[str], person: str
) -> None:
    watch = Watch(site)
    state = cookies_of(browser, site, person)
    options = {"viewport": TELEPHONE, "base_url": site, "storage_state": state}
    context = watch.context(browser.new_context(**options))
    page = context.new_page()
    page.on("dialog", lambda dialog: watch.seen.append(f"dialog: {dialog.message[:80]}"))
    # Of an e-mail that is none there is no page of a person, but words that say so.
    watch.allow("the server responded with a status of 400")
    found = faults(page, f"{LIST}?limit=10") + faults(
        page, f"{LIST}?expand=data.line_items&limit=5"
    )
    for session in sessions:
        found += faults(page, f"{LIST}{session}/")
        found += faults(page, f"/demo/people/?by_session={session}")
        page.goto(f"{LIST}?limit=5&session={session}")
        page.locator("#drawer #verdict").wait_for()
        found += [f"drawer of {session}: {fault}" for fault in page.evaluate(INJECTED)]
    if person == "masked":
        page.goto(f"{LIST}{sessions[0]}/unmask/")
        page.locator("input[name=reason]").fill("SUP-1 <script>window.hacked = 1</script>")
        page.locator("main form [type=submit]").click()
        page.locator("form[action$='/mask/']").wait_for()
        found += faults(page, f"{LIST}{sessions[0]}/")
    context.close()
    assert found == []
    assert watch.unexpected() == []
