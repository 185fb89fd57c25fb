"""Signing in at a real provider, with a second factor, and when all else has failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.hands import code_of
from tests.running import (
    ROOT,
    Emulator,
    Provider,
    running_dashboard,
    running_provider,
)

GROUPS = '{"Support": ["shop-support"], "Administrator": ["shop-admins"]}'
CLIENT = {"OIDC_CLIENT_ID": "sessions", "OIDC_CLIENT_SECRET": "only-for-tests"}


@dataclass
class Site:
    """database: as `DATABASE_URL`, for commands that run beside the server."""

    address: str
    provider: Provider
    settings: dict[str, str]

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**os.environ, **self.settings},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def settings_for(provider: Provider, folder: Path, **more: str) -> dict[str, str]:
    return {
        "OIDC_ISSUER": provider.address,
        "OIDC_GROUPS": GROUPS,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DEMO": "1",
        **CLIENT,
        **more,
    }


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def with_both(
    emulator: Emulator, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("both")
    settings = settings_for(provider, folder, SECOND_FACTOR="required")
    with running_dashboard(emulator.address, **settings) as address:
        yield Site(address, provider, settings)


@pytest.fixture(scope="module")
def with_provider_only(
    emulator: Emulator, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    settings = settings_for(provider, tmp_path_factory.mktemp("only"), OIDC_ONLY="1")
    with running_dashboard(emulator.address, **settings) as address:
        yield Site(address, provider, settings)


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Any]:
    """A page in a browser of its own; what the console says against one of ours fails the test."""
    said: list[str] = []
    ours: set[str] = set()
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        is_ours = message.location["url"].startswith(tuple(ours))
        if is_ours and message.type == "error" and "the server responded" not in message.text:
            said.append(message.text)

    def make(address: str, **options: Any) -> Page:
        ours.add(address)
        context = browser.new_context(base_url=address, locale="en-GB", **options)
        context.on("console", listen)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert said == []


def someone(provider: Provider, *groups: str, **claims: Any) -> tuple[str, str]:
    """`sub` and e-mail of a person whom no other test knows."""
    sub = uuid.uuid4().hex
    email = f"{sub[:8]}@shop.example"
    told = {"email": email, "email_verified": True, "groups": list(groups)}
    provider.tell(sub, **{**told, **claims})
    return sub, email


def sign_in_there(page: Page, sub: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def sign_in_here(page: Page, name: str = "support") -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_menu(page: Page) -> None:
    page.locator("header details.person > summary").click()


def sign_out(page: Page) -> None:
    open_menu(page)
    page.get_by_role("button", name="Sign out").click()


def test_whoever_comes_from_the_provider_has_the_roles_of_his_groups(
    page_of: Any, with_both: Site
) -> None:
    sub, email = someone(with_both.provider, "shop-support", "others")
    page = page_of(with_both.address)
    sign_in_there(page, sub)
    page.wait_for_url("**/demo/sessions/**")
    open_menu(page)
    expect(page.locator("header .person .menu-name")).to_have_text(email)
    expect(page.get_by_role("link", name="Status")).to_have_count(0)
    # There is no password of his here, nor a second factor.
    expect(page.get_by_role("link", name="Your sign-in")).to_have_count(0)
    assert page.goto("/accounts/sign-in/").status == 404


def test_what_the_provider_takes_away_is_gone_with_the_next_sign_in(
    page_of: Any, with_both: Site
) -> None:
    sub, email = someone(with_both.provider, "shop-support", "shop-admins")
    first, second, third = (page_of(with_both.address) for _ in range(3))
    sign_in_there(first, sub)
    first.wait_for_url("**/demo/sessions/**")
    assert first.goto("/status/").status == 200
    with_both.provider.tell(sub, email=email, email_verified=True, groups=["shop-support"])
    sign_in_there(second, sub)
    second.wait_for_url("**/demo/sessions/**")
    assert second.goto("/status/").status == 403
    # In the other browser too, though nobody has signed in there anew.
    assert first.goto("/status/").status == 403
    with_both.provider.tell(sub, email=email, email_verified=True, groups=["others"])
    sign_in_there(third, sub)
    expect(third.locator("main")).to_contain_text("none of your groups there gives access here")
    assert second.goto("/demo/sessions/").status == 403


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email_verified": False}, "does not confirm that your e-mail address is yours"),
        ({"email_verified": None}, "does not confirm that your e-mail address is yours"),
        ({"email": ""}, "does not confirm that your e-mail address is yours"),
        ({"groups": []}, "none of your groups there gives access here"),
        ({"groups": None}, "none of your groups there gives access here"),
        ({"groups": "shop"}, "none of your groups there gives access here"),
    ],
)
def test_whoever_may_not_come_in_reads_why(
    page_of: Any, with_both: Site, claims: dict[str, Any], words: str
) -> None:
    sub, _ = someone(with_both.provider, **{"groups": ["shop-support"], **claims})
    page = page_of(with_both.address)
    sign_in_there(page, sub)
    expect(page.locator("main")).to_contain_text(words)
    assert page.goto("/demo/sessions/").url.startswith(f"{with_both.address}/accounts/login/")


def test_another_account_with_the_same_e_mail_is_another_person(
    page_of: Any, with_both: Site
) -> None:
    sub, email = someone(with_both.provider, "shop-support")
    page = page_of(with_both.address)
    sign_in_there(page, sub)
    page.wait_for_url("**/demo/sessions/**")
    other, _ = someone(with_both.provider, "shop-admins", email=email.upper())
    page = page_of(with_both.address)
    sign_in_there(page, other)
    expect(page.locator("main")).to_contain_text("is known here already")


def test_whoever_says_no_at_the_provider_reads_so(page_of: Any, with_both: Site) -> None:
    page = page_of(with_both.address)
    page.goto("/")
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("main")).to_contain_text("You cancelled the sign-in")


def test_an_answer_that_nobody_asked_for_is_refused(page_of: Any, with_both: Site) -> None:
    page = page_of(with_both.address)
    page.goto("/accounts/organisation/back/?code=x&state=y")
    expect(page.locator("main")).to_contain_text("does not fit what this site asked")


def test_the_page_that_was_asked_for_comes_after_the_sign_in(page_of: Any, with_both: Site) -> None:
    sub, _ = someone(with_both.provider, "shop-support")
    page = page_of(with_both.address)
    page.goto("/demo/payment-links/?x=1&y=2")
    page.get_by_role("link", name="Sign in with your organisation").click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/demo/payment-links/?x=1&y=2")


def test_signing_out_goes_on_to_the_provider_and_comes_back(page_of: Any, with_both: Site) -> None:
    sub, _ = someone(with_both.provider, "shop-support")
    page = page_of(with_both.address)
    sign_in_there(page, sub)
    page.wait_for_url("**/demo/sessions/**")
    sign_out(page)
    page.wait_for_url(f"{with_both.provider.address}/oauth2/end_session?**")
    assert "id_token_hint=ey" in page.url
    assert "client_id=sessions" in page.url
    page.get_by_role("button").first.click()
    page.wait_for_url(f"{with_both.address}/accounts/login/**")
    page.goto("/demo/sessions/")
    expect(page.locator("input[name=username]")).to_be_visible()


def test_with_the_provider_alone_there_is_no_password_anywhere(
    page_of: Any, with_provider_only: Site
) -> None:
    page = page_of(with_provider_only.address)
    for path in ("/", "/accounts/login/", "/admin/", "/admin/login/"):
        page.goto(path)
        expect(page.get_by_role("link", name="Sign in with your organisation")).to_be_visible()
        expect(page.locator("input[type=password]")).to_have_count(0)
    sub, _ = someone(with_provider_only.provider, "shop-admins")
    sign_in_there(page, sub)
    page.wait_for_url("**/status/")
    assert page.goto("/admin/auth/user/add/").status == 403
    page.goto("/admin/auth/user/?q=support")
    page.get_by_role("link", name="support", exact=True).click()
    expect(page.locator("input[name=username]")).to_be_visible()
    expect(page.get_by_text("password")).to_have_count(0)
    number = re.search(r"/user/(\d+)/", page.url)
    assert number
    assert page.goto(f"/admin/auth/user/{number[1]}/password/").status == 403


def test_breaking_the_glass_lets_an_administrator_in_once(
    page_of: Any, with_provider_only: Site
) -> None:
    printed = with_provider_only.command("break_glass", "admin").strip().splitlines()
    # The entry of the read log is a line on standard output too.
    assert printed[-3].startswith("Open http://")
    assert printed[-3].endswith("/accounts/break-glass/")
    for attempt in (1, 2):
        page = page_of(with_provider_only.address)
        page.goto("/accounts/break-glass/")
        page.get_by_label("Code").fill(printed[-1])
        page.get_by_role("button", name="Sign in for an hour").click()
        if attempt == 1:
            page.wait_for_url("**/demo/sessions/**")
            log = page
        else:
            expect(page.locator("main")).to_contain_text("This code is not valid")
    log.goto("/read-log/?who=admin")
    for words in ("Emergency code made", "Signed in"):
        expect(log.locator("main tbody")).to_contain_text(words)
    with pytest.raises(subprocess.CalledProcessError):
        with_provider_only.command("break_glass", "support")


def test_an_app_for_codes_from_its_set_up_to_an_emergency_code(
    page_of: Any, with_both: Site
) -> None:
    page = page_of(with_both.address, java_script_enabled=False)
    sign_in_here(page, "support")
    page.wait_for_url("**/accounts/sign-in/")
    expect(page.locator("#alerts")).to_contain_text("A second factor is required here.")
    page.goto("/demo/sessions/")
    page.wait_for_url("**/accounts/sign-in/")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Go on").click()
    secret = page.locator(".secret code").inner_text()
    assert page.locator(".qr svg").bounding_box()
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    page.goto("/demo/sessions/")
    page.wait_for_url("**/demo/sessions/")

    def second_try(code: str) -> Page:
        page: Page = page_of(with_both.address, java_script_enabled=False)
        sign_in_here(page, "support")
        expect(page.locator("h1")).to_have_text("Second factor")
        page.goto("/demo/sessions/")
        page.wait_for_url("**/accounts/login/**")
        page.goto("/accounts/second-factor/")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()
        return page

    right = code_of(secret, 1)
    second_try(right).wait_for_url("**/demo/sessions/**")
    expect(second_try(right).locator("main")).to_contain_text("or was used before")
    second_try(codes[0]).wait_for_url("**/demo/sessions/**")
    expect(second_try(codes[0]).locator("main")).to_contain_text("or was used before")


def test_a_passkey_from_its_set_up_to_its_end(page_of: Any, with_both: Site) -> None:
    # A browser has none for a site without a name.
    site = with_both.address.replace("127.0.0.1", "localhost")
    page = page_of(site)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_here(page, "manager")
    page.wait_for_url("**/accounts/sign-in/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("A name to know it by").fill("Laptop")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("h1")).to_have_text("Emergency codes")
    sign_out(page)
    expect(page.locator("input[name=username]")).to_be_visible()
    sign_in_here(page, "manager")
    expect(page.locator("h1")).to_have_text("Second factor")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/demo/sessions/**")
    page.goto("/accounts/sign-in/")
    expect(page.locator(".factors")).to_contain_text("Laptop")
    assert axe_violations(page) == []
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("main")).to_contain_text("You have none.")
