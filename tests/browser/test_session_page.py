"""What a page of a session, its drawer and the caller check say and do by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Watch, row_ids
from tests.browser.test_drawer import CLIPBOARD, LIST, open_row, shown
from tests.running import Emulator

Asked = Callable[[], int]
SLOW_WORDS = "Stripe is slow. Still waiting…"


def counting_states(page: Page) -> Asked:
    """How often the page has asked for the state of a session so far."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/state/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return lambda: len(asked)


@pytest.fixture
def paid(emulator: Emulator) -> str:
    found = emulator.get("/v1/checkout/sessions?status=complete&limit=1")["data"][0]["id"]
    return str(found)


# Watching


@pytest.mark.slow
def test_i3_a_translated_page_is_watched_as_any_other(signed_page: Page) -> None:
    """A browser that translates replaces the texts of the page, again and again."""
    page = signed_page
    page.goto(f"{LIST}?status=open")
    open_row(page, 0)
    asked = counting_states(page)
    page.evaluate(
        """() => {
            const translate = () => {
                const verdict = document.getElementById("verdict");
                if (verdict && verdict.textContent !== "Noch nicht bezahlt.") {
                    verdict.textContent = "Noch nicht bezahlt.";
                }
            };
            translate();
            const all = {childList: true, subtree: true};
            new MutationObserver(translate).observe(document.body, all);
        }"""
    )
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.locator("#watching")).to_contain_text("Watching. Nothing new")
    page.wait_for_timeout(7_000)
    # Each three seconds.
    assert asked() <= 3
    expect(page.locator("#verdict")).to_have_text("Noch nicht bezahlt.")


@pytest.mark.slow
def test_i3_nobody_asks_sooner_than_the_pace(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=open")
    open_row(page, 0)
    asked = counting_states(page)
    # Within the page, so that all clicks come within the three seconds of the pace.
    page.evaluate(
        """async () => {
            for (let click = 0; click < 11; click += 1) {
                document.querySelector("[data-watch-session]").click();
                await new Promise(go => setTimeout(go, 100));
            }
        }"""
    )
    assert asked() == 1
    expect(page.locator("#watching")).to_contain_text("Watching. Nothing new")
    assert asked() == 2


# The drawer


def test_the_tab_is_called_by_the_session_that_is_open(signed_page: Page) -> None:
    """UX 40"""
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    before = page.title()
    open_row(page, 0)
    who = page.locator("#drawer-heading").inner_text()
    badge = page.locator("#drawer .session-head .badge").inner_text()
    expect(page).to_have_title(f"{who}, {badge} – Checkout Sessions")
    page.keyboard.press("Escape")
    expect(page).to_have_title(before)


def test_a_drawer_is_described_by_its_verdict_and_the_next_one_is_announced(
    signed_page: Page,
) -> None:
    """UX 6: two sessions of one customer sound the same without it."""
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    open_row(page, 0)
    assert page.locator("#drawer").get_attribute("aria-describedby") == "verdict"
    for _ in range(2):
        before = page.locator("#session").get_attribute("data-session-id") or ""
        page.keyboard.press("j")
        expect(shown(page)).not_to_have_attribute("data-session-id", before)
        verdict = page.locator("#verdict").inner_text()
        expect(page.locator("#drawer [data-announce]")).to_have_text(verdict)
        expect(page.locator("#drawer-heading")).to_be_focused()


def test_a_closed_drawer_keeps_nothing_of_its_session(signed_page: Page) -> None:
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    open_row(page, 0)
    page.keyboard.press("Escape")
    expect(page.locator("#verdict")).to_have_count(0)


def test_copied_stands_beside_what_was_copied(new_page: Any) -> None:
    """UX 38"""
    page = new_page(permissions=CLIPBOARD)
    page.goto(f"{LIST}?status=complete")
    identifier = open_row(page, 0)
    page.keyboard.press("c")
    expect(page.locator("#drawer .session-meta .copy")).to_have_attribute("data-copied", "Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == identifier
    page.keyboard.press("y")
    link = page.locator("#drawer [data-copy-link]")
    expect(link).to_have_text("Copied")
    by_key = page.evaluate("() => navigator.clipboard.readText()")
    expect(link).to_have_text("Copy link")
    link.click()
    expect(link).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == by_key
    assert by_key.endswith(f"{LIST}{identifier}/")


def test_copies_are_in_one_menu_which_escape_closes_first(new_page: Any) -> None:
    """UX 23"""
    page = new_page(permissions=CLIPBOARD)
    page.goto(f"{LIST}?status=complete")
    open_row(page, 0)
    menu = page.locator("#drawer .copy-menu")
    menu.locator("summary").click()
    for name in ("Copy for ticket", "Copy as curl", "Copy as Stripe CLI"):
        expect(menu.get_by_role("button", name=name)).to_be_visible()
    menu.get_by_role("button", name="Copy as curl").click()
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("curl -G ")
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Copy as curl")).to_be_hidden()
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_without_script_no_button_does_nothing(new_page: Any, paid: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{LIST}{paid}/")
    actions = page.locator(".session-actions")
    expect(actions.get_by_role("link", name="All sessions of this customer")).to_be_visible()
    for button in actions.locator("button, summary").all():
        expect(button).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360, 480, 768])
def test_nothing_of_the_bar_is_cut(new_page: Any, width: int) -> None:
    """UX 11"""
    page = new_page(viewport={"width": width, "height": 640})
    page.goto(f"{LIST}?status=complete")
    open_row(page, 0)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("#drawer .drawer-bar > *")]
            .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.left < 0 || box.right > innerWidth || box.height < 32)
            .map(([name]) => name)"""
    )
    assert cut == []
    wide = page.evaluate(
        """() => {
            const body = document.getElementById("drawer-body");
            return body.scrollWidth - body.clientWidth;
        }"""
    )
    assert wide <= 0
    for name in ("Newer", "Older", "Close"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_payment_stands_under_the_story_and_json_last(signed_page: Page, paid: str) -> None:
    """UX 21"""
    page = signed_page
    page.goto(f"{LIST}{paid}/")
    left = page.locator(".session-columns > div").first
    headings = left.locator("h2").all_inner_texts()
    assert headings[:2] == ["What happened", "Payment"]
    assert headings[-1] == "References"
    assert page.locator("#session > :last-child").get_attribute("class") == "json"


# On paper


def test_i4_an_open_drawer_prints_the_session_whole(signed_page: Page) -> None:
    page = signed_page
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{LIST}?status=complete")
    identifier = open_row(page, 0)
    page.emulate_media(media="print")
    for hidden in (".header", "#sessions", "#filters", ".drawer-bar", "#drawer .session-actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    drawer = page.locator("#drawer").bounding_box()
    whole = page.locator("#drawer-body").evaluate("e => e.scrollHeight")
    assert drawer is not None
    assert drawer["x"] == 0
    assert drawer["height"] + 1 >= whole > 500
    # Not over each page of the list, and as long as the session's own page.
    pages = printed_pages(page)
    page.goto(f"{LIST}{identifier}/")
    assert printed_pages(page) == pages


def printed_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


# While one waits


def held(page: Page, address: str) -> None:
    """Requests for this are never answered."""
    page.route(re.compile(address), lambda _: None)


def test_a_slow_drawer_says_so_where_one_looks(new_page: Any) -> None:
    """UX 20"""
    page: Page = new_page()
    page.clock.install()
    page.goto(f"{LIST}?status=complete")
    held(page, rf"{LIST}cs_test_\w+/$")
    page.locator("#sessions .when a").first.click()
    slow = page.locator("#drawer [data-slow]")
    expect(page.locator("#drawer")).to_be_visible()
    expect(slow).to_be_hidden()
    page.clock.run_for(5_100)
    expect(slow).to_have_text(SLOW_WORDS)
    page.keyboard.press("Escape")
    expect(slow).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["box", "link"])
def test_a_page_that_is_slow_to_come_says_so_and_can_be_cancelled(
    signed_page: Page, how: str
) -> None:
    """UX 20"""
    page = signed_page
    page.goto(f"{LIST}?status=complete")
    held(page, r"/people/|/search/$")
    # While a page is on its way the browser answers to nobody but the page before it.
    page.evaluate(
        """how => {
            const sign = document.getElementById("leaving");
            window.told = [];
            const tell = () => told.push([sign.checkVisibility(), sign.innerText]);
            setTimeout(tell, 2000);
            const cancel = () => document.querySelector("[data-stay]").click();
            setTimeout(() => { tell(); cancel(); tell(); }, 5500);
            document.getElementById("find").value = "ana.souza@example.com";
            if (how === "box") document.querySelector(".find").requestSubmit();
            else document.querySelector("#sessions .who a").click();
        }""",
        how,
    )
    page.wait_for_timeout(6_500)
    early, late, cancelled = page.evaluate("() => window.told")
    assert (early[0], late[0], cancelled[0]) == (False, True, False)
    assert SLOW_WORDS in late[1]
    assert row_ids(page)


# The caller check


def test_the_answer_of_a_check_has_the_focus_and_stands_in_the_title(
    signed_page: Page, paid: str, watch: Watch
) -> None:
    """UX 47"""
    watch.allow("status of 400")
    page = signed_page
    page.goto(f"{LIST}{paid}/verify/")
    page.get_by_label("E-mail", exact=True).fill("nobody@example.com")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()
    expect(page).to_have_title(re.compile(r"^No match –\s+Verify the caller –"))
    expect(page.locator("#result")).to_contain_text("Compared: E-mail")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("nobody@example.com")
    page.get_by_label("E-mail", exact=True).fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()


# A customer's page


def test_a_column_that_says_the_same_in_each_row_is_left_out(signed_page: Page) -> None:
    """UX 8"""
    page = signed_page
    page.goto("/demo/people/?email=ana.souza@example.com")
    expect(page.locator("#sessions thead .who")).to_be_hidden()
    expect(page.locator(".person-head .guest")).to_be_visible()


SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_wider_letters_clip_nothing(new_page: Any, paid: str, width: int) -> None:
    """WCAG 1.4.12, on the page and in the menu of its copies."""
    page: Page = new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    page.goto(f"{LIST}{paid}/")
    page.add_style_tag(content=SPACED)
    page.locator(".copy-menu summary").click()
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("#session *")]
            .filter(e => e.checkVisibility() && !e.closest(".visually-hidden, pre, time, .copy"))
            .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth
                && getComputedStyle(e).overflowX !== "visible")
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert clipped == []
    too_wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0
    panel = page.locator(".copy-menu .menu-panel").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width
