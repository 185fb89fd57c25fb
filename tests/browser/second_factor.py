"""Second factors of one person of the world, and the pages that ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.hands import code_of

# Whose sign-in no other state needs: the cookies of the world are from before.
PERSON, PASSWORD = "masked", "demo"


def say_the_password(page: Page) -> None:
    """Before how one signs in may be changed; for a few minutes after it is not asked again."""
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form [type=submit]").click()
    expect(page.locator("input[name=password]")).to_have_count(0)


def with_factors(address: str) -> Callable[[Page], None]:
    """How a page gets there once its person has second factors."""

    def go(page: Page) -> None:
        _have_factors(page)
        page.goto(address)
        say_the_password(page)

    return go


def sign_in_as_far_as_asked(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(PERSON)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form [type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("/login/"))
    page.wait_for_load_state()


def be_asked_for_a_code(page: Page) -> None:
    _have_factors(page)
    sign_in_as_far_as_asked(page)
    expect(page.locator("[data-passkey]")).to_be_visible()


def say_a_wrong_code(page: Page) -> None:
    """Each is counted, and the tenth in a row locks the name."""
    be_asked_for_a_code(page)
    _send_a_wrong_code(page)


def refuse_a_code_of_a_new_app(page: Page) -> None:
    say_the_password(page)
    _send_a_wrong_code(page)


def _send_a_wrong_code(page: Page) -> None:
    page.locator("input[name=code]").fill("wrong")
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("[aria-invalid]")).to_be_visible()


def have_no_passkey_at_hand(page: Page) -> None:
    say_the_password(page)
    page.locator("input[name=name]").fill("Laptop")
    page.locator("[data-passkey] [type=submit]").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


def remove_a_passkey(page: Page) -> None:
    with_factors("/accounts/sign-in/")(page)
    page.locator(".factors a[href*='/passkeys/'][href*='/remove/']").click()
    say_the_password(page)
    expect(page.locator("main form")).to_be_visible()


def _have_factors(page: Page) -> None:
    """An app and a passkey, made when they are first needed, in a browser of their own."""
    browser = page.context.browser
    assert browser is not None
    # A browser has no passkey for a site without a name.
    site = page.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=site)
    own = context.new_page()
    sign_in_as_far_as_asked(own)
    if not own.locator("input[name=code]").count():
        _set_up_an_app(own)
        _set_up_a_passkey(own)
    context.close()


def _set_up_an_app(page: Page) -> None:
    page.goto("/accounts/sign-in/app/")
    say_the_password(page)
    page.locator("input[name=code]").fill(code_of(page.locator(".secret code").inner_text()))
    page.locator("main form [type=submit]").click()
    expect(page.locator(".codes")).to_be_visible()


def _set_up_a_passkey(page: Page) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/sign-in/passkeys/add/")
    say_the_password(page)
    page.locator("input[name=name]").fill("Laptop of the shop floor")
    page.locator("[data-passkey] [type=submit]").click()
    expect(page.locator("input[name=name]")).to_have_count(0)
