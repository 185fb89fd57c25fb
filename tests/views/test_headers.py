"""Every answer of the site has the headers that keep a browser safe: each address, each error."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import clear_url_caches
from pytest_django import Settings

from tests.running import Emulator
from tests.views.page import LIST
from tests.views.test_permissions import Address, of_the_site

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
METHODS = ("GET", "POST", "OPTIONS", "DELETE")


@pytest.fixture
def browser(db: None, settings: Settings, upstream: Emulator) -> Client:
    """As in production, by HTTPS; made after the settings, which its middleware reads once."""
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.STRIPE_WEBHOOK_SECRET_DEMO = "whsec_only_for_tests_0123456789"
    return Client(raise_request_exception=False)


def lacking(response: Any) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    found = [f"{name}: {response.headers.get(name)}" for name, value in EXPECTED.items()
             if response.headers.get(name) != value]  # fmt: skip
    if not policy.startswith("default-src 'none'; script-src 'self'") or "unsafe" in policy:
        found.append(policy or "no policy")
    if response.headers.get("Content-Type", "").startswith("text/html") and (
        "no-store" not in response.headers.get("Cache-Control", "")
    ):
        found.append("may be kept")
    return found


@pytest.mark.parametrize("who", ["nobody", "superuser"])
@pytest.mark.parametrize("address", of_the_site(), ids=lambda one: f"{one.name} {one.path}")
def test_each_address_answers_safely(browser: Client, address: Address, who: str) -> None:
    if who == "superuser":
        browser.force_login(User.objects.create_superuser("boss"))
    for method in METHODS:
        response = browser.generic(method, address.path, secure=True)
        assert lacking(response) == [], (method, response.status_code)


ODD: dict[str, Callable[[Client], Any]] = {
    "no such page": lambda one: one.get("/nowhere/", secure=True),
    "a host of somebody else": lambda one: one.get(LIST, headers={"Host": "evil.example"}),
    "the same, by HTTPS": lambda one: one.get(LIST, secure=True, headers={"Host": "evil.example"}),
    "another charset": lambda one: one.post(
        "/accounts/login/", b"x=1", "text/plain; charset=utf-7", secure=True
    ),
    "a forged form": lambda one: one.post("/accounts/login/", {"username": "x"}, secure=True),
    "too many fields": lambda one: one.post(
        "/accounts/login/", {f"a{number}": "1" for number in range(1001)}, secure=True
    ),
    "a static file": lambda one: one.get("/static/nothing.css", secure=True),
    "plain HTTP": lambda one: one.get(LIST),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_refused_is_refused_safely(browser: Client, name: str) -> None:
    browser.handler.enforce_csrf_checks = True
    response = ODD[name](browser)
    # By plain HTTP a browser would not believe it.
    by_http = [one for one in lacking(response) if "Strict-Transport-Security" not in one]
    if response.wsgi_request.is_secure():
        assert lacking(response) == []
    else:
        assert by_http == []
        assert "Strict-Transport-Security" not in response.headers


@override_settings(ROOT_URLCONF="tests.permissions_site.urls")
def test_a_page_of_our_own_that_fails_is_safe_too(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """L8: and leaves a trace."""
    clear_url_caches()
    response = browser.get("/broken/", secure=True)
    clear_url_caches()
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert lacking(response) == []
    (trace,) = [one.exc_info for one in caplog.records if one.exc_info]
    assert trace[0] is RuntimeError
