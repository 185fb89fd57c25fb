"""A real browser before the production server before the emulator. No Django in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.hands import EFFORTS, Effort, cookies_of
from tests.browser.states import STATES, World, context_for, running_world, show
from tests.running import Emulator, program, running_dashboard, running_emulator

CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A bound for a fault, not for how fast a page is: a machine with other work is late at times.
expect.set_options(timeout=20_000)
EVERY_RULE = {"type": "tag", "values": AXE_TAGS}
# All that can change where a page has other colours and the same layout.
RULES_OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = program("chromium", "CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=400", "--seed=1") as emulator:
        yield emulator


@pytest.fixture(scope="session")
def site(emulator: Emulator) -> Iterator[str]:
    with running_dashboard(emulator.address) as address:
        yield address


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, site: str) -> Any:
    """Cookies of `support`, so that each test need not sign in anew."""
    return cookies_of(browser, site)


class Watch:
    """Everything that a page must never do; `allow` takes back what a test provokes on purpose."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.seen: list[str] = []
        self.allowed: tuple[str, ...] = ()

    def allow(self, *words: str) -> None:
        self.allowed += words

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console {message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.seen.append(f"request to another host: {request.url}")

    def on_failed(self, request: Request) -> None:
        # A newer request cancels an older one: that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.url} {request.failure}")

    def context(self, context: BrowserContext) -> BrowserContext:
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.seen.append(f"error: {error.error}"))
        context.on("request", self.on_request)
        context.on("requestfailed", self.on_failed)
        return context

    def unexpected(self) -> list[str]:
        return [line for line in self.seen if not any(word in line for word in self.allowed)]


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    watch = Watch(site)
    yield watch
    assert not watch.unexpected()


@pytest.fixture
def new_page(browser: Browser, signed_in_state: Any, watch: Watch, site: str) -> Iterator[Any]:
    """A signed-in page in a context of its own; takes Playwright's context options."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        defaults = {
            "storage_state": signed_in_state,
            "timezone_id": "Europe/Berlin",
            "viewport": {"width": 1280, "height": 900},
            "base_url": site,
        }
        context = watch.context(browser.new_context(**{**defaults, **options}))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def world(browser: Browser) -> Iterator[World]:
    with running_world(browser) as world:
        yield world


@pytest.fixture
def open_state(browser: Browser, world: World) -> Iterator[Any]:
    """A page in a state by its name, with all that measures it; takes Playwright's options."""
    watch = Watch(world.site)
    # The browser itself logs each answer of 400 and more, and some states are just that.
    watch.allow("the server responded with a status of")
    contexts: list[BrowserContext] = []

    def make(name: str, **options: Any) -> Page:
        context = watch.context(context_for(browser, world, STATES[name], **options))
        contexts.append(context)
        page = context.new_page()
        show(page, world, STATES[name])
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.unexpected()


@pytest.fixture
def signed_page(new_page: Any) -> Page:
    page: Page = new_page()
    return page


def row_ids(page: Page) -> list[str]:
    found: list[str] = page.locator("#sessions tr[data-session-id]").evaluate_all(
        "rows => rows.map(row => row.dataset.sessionId)"
    )
    return found


def nothing_of(faults: list[str]) -> None:
    """Fail with each fault in a line of its own, none left out."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def axe_violations(
    page: Page, selector: str = "html", rules: dict[str, Any] = EVERY_RULE
) -> list[str]:
    """Each violation in a line: rule, and the elements of `selector` that it was found on."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    result = page.evaluate(f"() => axe.run({json.dumps(selector)}, {json.dumps(options)})")
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in result["violations"]
    ]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what each job took: only the process that started it prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["efforts"] = [asdict(effort) for effort in EFFORTS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # One that crashed has handed over nothing.
    efforts = getattr(node, "workeroutput", {}).get("efforts", [])
    EFFORTS.extend(Effort(**effort) for effort in efforts)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What each job of support took."""
    if EFFORTS:
        terminalreporter.section("jobs: what they took")
        for effort in sorted(EFFORTS, key=lambda effort: int(effort.job[1:])):
            terminalreporter.write_line(effort.line)
