"""Photograph each page in each state: `python -m tests.browser.pictures FOLDER`.

FOLDER gets NAME-WIDTH-THEME.png for six widths in both themes, to be looked at one by one.
`--german` has the pages in German, `--only list,drawer` takes those states alone, and `--readme`
makes the three pictures of the README instead: `python -m tests.browser.pictures docs --readme`.
The world is always the same but for its dates, which are those of today.
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_OPTIONS
from tests.browser.states import STATES, State, World, context_for, running_world, show
from tests.running import program

WIDTHS = (320, 390, 768, 1024, 1280, 1920)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = 900
LIES_OVER = """() => [...document.querySelectorAll("dialog[open], #results > .pager")]
    .some(one => getComputedStyle(one).position === "fixed")"""
PLAIN: dict[str, Any] = {"stories": (), "accounts": {}}


def main() -> None:
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    context: dict[str, Any] = {"locale": "de-DE"} if options.german else {}
    path = program("chromium", "CHROMIUM")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS) as browser,
        # The README shows the world of the demo, whose sessions have no made-up stories.
        running_world(browser, **PLAIN if options.readme else {}) as world,
    ):
        if options.readme:
            _pictures_of_readme(browser, world, options.folder)
            return
        for name in options.only or STATES:
            _every_look(browser, world, name, options.folder, context)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures")
    parser.add_argument("folder", type=Path, help="where the pictures go; made if need be")
    parser.add_argument("--german", action="store_true")
    parser.add_argument("--only", type=lambda text: text.split(","), help="states, by comma")
    parser.add_argument(
        "--readme", action="store_true", help="list.png, session.png and person.png"
    )
    return parser.parse_args()


def _every_look(
    browser: Browser, world: World, name: str, folder: Path, options: dict[str, Any]
) -> None:
    """One visit for all widths and themes."""
    context = context_for(browser, world, STATES[name], **options)
    page = context.new_page()
    show(page, world, STATES[name])
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            # What lies over the page would lie in the midst of a picture of all of it.
            is_whole = not page.evaluate(LIES_OVER)
            page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=is_whole)
    context.close()


def _pictures_of_readme(browser: Browser, world: World, folder: Path) -> None:
    """What fits on a screen, twice as sharp."""
    # There are names in Japanese, which would be empty boxes.
    if not subprocess.run(
        [program("fc-list", "FC_LIST"), ":lang=ja"], capture_output=True, check=True
    ).stdout:
        raise SystemExit("Install a font for Japanese first: apt-get install fonts-noto-cjk")
    desk = {"viewport": {"width": 1280, "height": 800}}
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "is_mobile": True}
    twice = State("/demo/people/?email=niamh.obrien@example.com")
    pictures: dict[str, tuple[State, dict[str, Any]]] = {
        "list": (State("/demo/sessions/?created=last_7_days"), desk),
        "session": (State("/demo/people/?email=ana.souza@example.com", _open_the_newest), desk),
        "person": (twice, phone),
    }
    for name, (state, options) in pictures.items():
        context = context_for(browser, world, state, device_scale_factor=2, **options)
        page = context.new_page()
        show(page, world, state)
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def _open_the_newest(page: Page) -> None:
    page.locator("#sessions .when a").first.click()
    page.locator("#drawer #verdict").wait_for()
    page.mouse.move(0, 0)


if __name__ == "__main__":
    main()
