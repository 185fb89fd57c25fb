"""Do a job as its person would, and count what it takes."""

from __future__ import annotations

import base64
import hmac
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect


@dataclass
class Effort:
    """What a job took, beside the actions that the best other tool takes ("" where none can)."""

    job: str
    other: str
    keys: int = 0
    pastes: int = 0
    clicks: int = 0
    calls: int = 0

    @property
    def line(self) -> str:
        actions = self.keys + self.pastes + self.clicks
        ours = f"{self.keys} keys, {self.pastes} paste, {self.clicks} clicks = {actions}"
        return f"{self.job:4} {ours:40} {self.calls} calls   best other: {self.other or 'cannot'}"


# Printed at the end of the run.
EFFORTS: list[Effort] = []


@dataclass
class Hands:
    page: Page
    effort: Effort
    seen: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.effort.keys += 1
            self.page.keyboard.press(key)

    def paste(self, text: str) -> None:
        """From the clipboard, where the person has it already."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.effort.pastes += 1
        self.page.keyboard.press("ControlOrMeta+v")

    def click(self, place: Locator) -> None:
        self.effort.clicks += 1
        place.click()

    def find(self, text: str) -> None:
        """The one box: a key, a paste, a key."""
        self.press("/")
        self.paste(text)
        self.press("Enter")

    def clipboard(self) -> str:
        return str(self.page.evaluate("() => navigator.clipboard.readText()"))


def sign_in(page: Page, site: str, name: str = "support") -> None:
    page.goto(f"{site}/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/demo/sessions/**")


def cookies_of(browser: Browser, site: str, name: str = "support") -> Any:
    """So that whoever looks need not sign in anew, as `storage_state` of a context."""
    context = browser.new_context(timezone_id="Europe/Berlin")
    sign_in(context.new_page(), site, name)
    state = context.storage_state()
    context.close()
    return state


def save_view(page: Page, name: str) -> None:
    """By its form, in place of one's own of this name where there is one."""
    page.locator("input[name=name]").fill(name)
    page.locator("main form [type=submit]").click()
    again = page.locator("input[name=replace]")
    expect(again.or_(page.locator(".view-tabs"))).to_be_visible()
    if again.count():
        again.check()
        page.locator("main form [type=submit]").click()


def code_of(secret: str, ahead: int = 0) -> str:
    """By RFC 6238, as the app on a phone works it out. ahead: periods of half a minute."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    (number,) = struct.unpack_from(">I", mac, mac[-1] & 0xF)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
