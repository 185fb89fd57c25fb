"""What leaves the screen: pages on paper, and a table that is pasted into a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import nothing_of, row_ids

CLIPBOARD = ["clipboard-read", "clipboard-write"]
WHOLE_ID = re.compile(r"cs_test_[A-Za-z0-9]{40,}")
# State -> what of it has to be read whole.
PRINTED = {
    "list": "#sessions",
    "drawer": "#session",
    "session": "#session",
    "twelve-items": "#session",
    "tries": "main",
    "double": "main",
}


@pytest.mark.parametrize("state", PRINTED)
def test_paper_has_what_is_read_and_nothing_to_press(open_state: Any, state: str) -> None:
    page: Page = open_state(state)
    page.emulate_media(media="print")
    # The width of A4 less its margins.
    page.set_viewport_size({"width": 718, "height": 1000})
    nothing_of(page.evaluate("selector => measure.paper(selector)", PRINTED[state]))


def test_a_drawer_on_paper_is_the_session_alone(open_state: Any) -> None:
    page: Page = open_state("drawer")
    page.emulate_media(media="print")
    assert page.locator("#session #verdict").is_visible()
    assert not page.locator("#sessions").is_visible()


@pytest.mark.parametrize("state", ["list", "drawer", "session", "tries"])
def test_paper_says_account_and_mode(open_state: Any, state: str) -> None:
    page: Page = open_state(state)
    head = page.locator(".paper-head")
    assert not head.is_visible()
    page.emulate_media(media="print")
    assert head.is_visible()
    assert head.inner_text().split() == ["DEMO", "Demo"]


@pytest.mark.parametrize("mode", ["live", "test", "sandbox", "demo", "unknown"])
def test_modes_differ_by_colour_and_without_colours_by_a_line(open_state: Any, mode: str) -> None:
    """Each has a line of another kind; what it is called is a word in any case."""
    page: Page = open_state("payment-links")
    look = f"""() => {{
        const chip = document.querySelector(".account .mode");
        chip.className = document.documentElement.className = "mode mode-of-{mode}";
        const style = getComputedStyle(chip);
        return [style.backgroundColor, style.outlineStyle];
    }}"""
    colours = {"live": "155", "test": "85", "sandbox": "300", "demo": "250", "unknown": "25"}
    assert page.evaluate(look)[0].rstrip(")").split()[-1] == colours[mode]
    page.emulate_media(forced_colors="active")
    lines = {"live": "solid", "test": "dashed", "sandbox": "dotted"}
    assert page.evaluate(look)[1] == lines.get(mode, "double")


@pytest.mark.parametrize("state", ["list", "items", "tries"])
def test_a_copied_table_is_a_line_for_each_row(open_state: Any, state: str) -> None:
    page: Page = open_state(state, permissions=CLIPBOARD)
    ids = row_ids(page)
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('#sessions'))")
    page.keyboard.press("ControlOrMeta+c")
    copied = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const text = async (type) => (await item.getType(type)).text();
            return { plain: await text("text/plain"), html: await text("text/html") };
        }"""
    )
    lines = [line for line in copied["plain"].splitlines() if WHOLE_ID.search(line)]
    assert [WHOLE_ID.findall(line)[-1] for line in lines] == ids
    # A spreadsheet needs as many cells in each row as in the head.
    head = page.locator("#sessions thead th:visible").count()
    assert {line.count("\t") + 1 for line in lines} == {head}
    assert len(copied["plain"].strip().splitlines()) <= len(ids) + 1
    assert all(identifier in copied["html"] for identifier in ids)
    assert "…" not in re.sub(r"<[^>]*>", "", copied["html"])
