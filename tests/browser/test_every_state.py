"""Each page in each of its states: by axe, by targets, in all colours, and from 320 to 1920 px.

A state is opened once on a computer and once on a phone, and all is measured there, since to bring
a page into its state takes about as long as to measure it. `measure.js` says what is a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import EVERY_RULE, RULES_OF_COLOUR, axe_violations, nothing_of
from tests.browser.states import STANDINGS, STATES

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
LIGHT: dict[str, Any] = {"color_scheme": "light", "forced_colors": "none"}
# What a computer can be set to. All have the same layout, so axe has all its rules in one.
LOOKS: dict[str, dict[str, Any]] = {
    "light": LIGHT,
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colors": {"color_scheme": "light", "forced_colors": "active"},
    "forced colors, dark": {"color_scheme": "dark", "forced_colors": "active"},
}
# WCAG 2.5.8 everywhere; in the rows of a phone, what a thumb needs.
LEAST_TARGET, LEAST_TARGET_IN_ROW = 24, 44
# 640 and 320 px are 200 and 400 % zoom of 1280 px.
WIDTHS = range(320, 1921, 20)
# Where texts are set apart as WCAG 1.4.12 has it: each layout once.
SPACED_WIDTHS = (320, 390, 640, 768, 1024, 1280)
HEIGHT = 900
# Ends in a frame of this width, so that scripts have heard of it.
HAS_WIDTH = """width => new Promise(told => {
    const look = () => innerWidth === width ? told() : requestAnimationFrame(look);
    requestAnimationFrame(look);
})"""
# Of pages that differ in their words alone, two are measured at every width.
SWEPT = set(STATES) - {"list-100"} - set(STANDINGS) | {"declined", "twelve-items"}

every_state = pytest.mark.parametrize("state", STATES)


@every_state
def test_every_state_keeps_every_bar(open_state: Any, state: str) -> None:
    page: Page = open_state(state)
    above = STATES[state].above
    faults = [
        *faults_of_frame(page),
        *small_targets(page, LEAST_TARGET, above),
        *faults_by_look(page, above, (1280, 320)),
    ]
    browser = page.context.new_cdp_session(page)
    if state in SWEPT:
        faults += faults_by_width(page, browser, WIDTHS, "allowed")
    # WCAG 1.4.12; an ellipsis counts as cut, though a title has the whole text.
    page.evaluate("() => measure.spaceTexts()")
    set_apart = faults_by_width(page, browser, SPACED_WIDTHS, "counted")
    nothing_of(faults + [f"texts set apart: {fault}" for fault in set_apart])


@every_state
def test_every_state_is_accessible_on_a_phone_at_night(open_state: Any, state: str) -> None:
    page: Page = open_state(state, color_scheme="dark", **PHONE)
    above = STATES[state].above
    assert axe_violations(page, above) == []
    nothing_of(small_targets(page, LEAST_TARGET, above))
    nothing_of(small_targets(page, LEAST_TARGET_IN_ROW, "#sessions tbody tr"))


def faults_of_frame(page: Page) -> Iterator[str]:
    for selector in ("h1", "main", "meta[name=description][content]"):
        count = page.locator(selector).count()
        if count != 1:
            yield f"{count} of {selector}"
    yield from page.evaluate("() => measure.wordless()")


def small_targets(page: Page, least: int, selector: str) -> list[str]:
    """Each target of `selector` that is smaller, in px."""
    found: list[str] = page.evaluate(
        "([least, selector]) => measure.smallTargets(least, selector)", [least, selector]
    )
    return found


def faults_by_look(page: Page, above: str, widths: Iterable[int]) -> Iterator[str]:
    """By axe, at each width in light and in all other looks; the page is light again then."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for name, look in LOOKS.items():
            page.emulate_media(**look)
            rules = EVERY_RULE if look is LIGHT else RULES_OF_COLOUR
            for violation in axe_violations(page, above, rules):
                yield f"{name}, {width} px: {violation}"
    page.emulate_media(**LIGHT)


def faults_by_width(
    page: Page, browser: CDPSession, widths: Iterable[int], ellipses: str
) -> list[str]:
    """Each fault once, with the widths at which it is seen.

    browser: resizes the page; Playwright's own way waits for the window too, twice as long.
    """
    seen: dict[str, list[int]] = {}
    size = {"height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    for width in widths:
        browser.send("Emulation.setDeviceMetricsOverride", {"width": width, **size})
        page.evaluate(HAS_WIDTH, width)
        for fault in page.evaluate("ellipses => measure.layout(ellipses)", ellipses):
            seen.setdefault(fault, []).append(width)
    return [
        f"{fault}, {at[0]} to {at[-1]} px ({len(at)} widths)" for fault, at in sorted(seen.items())
    ]
