"""Every page in each of its states, from 320 to 1920 px: nothing cut, narrow, or over another.

`measure.js` says what counts as a fault. 640 and 320 px are 200 and 400 % zoom of 1280 px.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import nothing_of
from tests.browser.states import STANDINGS, STATES

WIDTHS = range(320, 1921, 20)
HEIGHT = 900
# Of pages that differ in their words alone, two are measured at every width.
SWEPT = sorted(set(STATES) - {"list-100"} - set(STANDINGS) | {"declined", "twelve-items"})
# Where texts are set apart as WCAG 1.4.12 has it: each layout once.
SPACED_WIDTHS = (320, 390, 640, 768, 1024, 1280)


def faults_by_width(page: Page, widths: Any, ellipses: str) -> list[str]:
    """Each fault once, with the widths at which it is seen."""
    seen: dict[str, list[int]] = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for fault in page.evaluate("ellipses => measure.layout(ellipses)", ellipses):
            seen.setdefault(fault, []).append(width)
    return [
        f"{fault}, {at[0]} to {at[-1]} px ({len(at)} widths)" for fault, at in sorted(seen.items())
    ]


@pytest.mark.parametrize("state", SWEPT)
def test_nothing_is_cut_narrow_or_overlapping_at_any_width(open_state: Any, state: str) -> None:
    nothing_of(faults_by_width(open_state(state), WIDTHS, "allowed"))


@pytest.mark.parametrize("state", STATES)
def test_texts_that_are_set_apart_are_read_whole(open_state: Any, state: str) -> None:
    """WCAG 1.4.12; an ellipsis counts as cut, though a title has the whole text."""
    page = open_state(state)
    page.evaluate("() => measure.spaceTexts()")
    nothing_of(faults_by_width(page, SPACED_WIDTHS, "counted"))
