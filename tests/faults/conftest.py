"""The site, in this process, over an upstream that misbehaves when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.cache import single_flight as single_flight_module
from sessions_browser.conf import get_conf
from sessions_browser.stripe_api import client as client_module
from sessions_browser.stripe_api import http_session
from tests.faults.server import FaultyServer

KEY = "rk_test_MARKEDKEY0123456789"


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name static files by the hash of their content, as in production."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def upstream(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyServer]:
    """With nothing cached and nothing received yet."""
    monkeypatch.setattr(client_module, "RETRY_PAUSE_SECONDS", (0.0, 0.01))
    cache.clear()
    with FaultyServer() as trap, FaultyServer() as server:
        server.trap = trap.address
        settings.STRIPE_ACCOUNTS = {"demo": KEY}
        settings.STRIPE_API_BASE = server.address
        yield server
        server.admission.set()
        services.wait_for_background()
        assert trap.accepted == 0
        assert {call.method for call in server.requests} <= {"GET"}


@pytest.fixture
def signed_in(client: Client, db: None, settings: Settings) -> Client:
    # Each new client would look through all static files, which no test here asks for.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    client.force_login(User.objects.create(username="ana"))
    return client


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds of a call, in less time."""
    monkeypatch.setattr(http_session, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(http_session, "READ_SECONDS", 0.25)
    monkeypatch.setattr(client_module, "WHOLE_CALL_SECONDS", 0.35)


@pytest.fixture
def everything_ages_at_once(settings: Settings) -> None:
    """What was seen is shown again only when Stripe fails."""
    settings.CACHE_FRESH_SECONDS = 0
    settings.CACHE_STALE_SECONDS = 0


@pytest.fixture
def seconds_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """As many as a failure, or Stripe's wish to wait, is remembered."""

    def end_the_notes() -> None:
        monkeypatch.setattr(single_flight_module, "NOTE_SECONDS", 0)
        for account in get_conf().accounts:
            services.get_store().delete(f"pause:{services.get_admission(account).account}")

    return end_the_notes
