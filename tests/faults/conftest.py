"""The site, in this process, over an upstream that misbehaves when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache, caches
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import Timeouts, get_conf
from tests.clients import KEY, PATIENT
from tests.faults.server import FaultyServer
from tests.roles import someone


@pytest.fixture(autouse=True)
def pages_find_static_files(static_files: None) -> None:
    """Each test here renders pages."""


@pytest.fixture
def upstream(settings: Settings) -> Iterator[FaultyServer]:
    """With nothing cached and nothing received yet."""
    settings.UPSTREAM_TIMEOUTS = PATIENT
    cache.clear()
    with FaultyServer() as trap, FaultyServer() as server:
        server.trap = trap.address
        settings.STRIPE_ACCOUNTS = {"demo": KEY}
        settings.STRIPE_API_BASE = server.address
        yield server
        server.gate.set()
        services.wait_for_background()
        assert trap.accepted == 0
        assert {call.method for call in server.requests} <= {"GET"}


@pytest.fixture
def signed_in(client: Client, db: None) -> Client:
    client.force_login(someone("ana", "Support"))
    return client


@pytest.fixture
def impatient(upstream: FaultyServer, settings: Settings) -> None:
    """The bounds of a call, in less time."""
    pause = PATIENT.retry_pause
    settings.UPSTREAM_TIMEOUTS = Timeouts(0.2, 0.25, 0.35, pause)


@pytest.fixture
def everything_ages_at_once(settings: Settings) -> None:
    """What was seen is shown again only when Stripe fails."""
    settings.CACHE_FRESH_SECONDS = 0
    settings.CACHE_STALE_SECONDS = 0


@pytest.fixture
def seconds_pass() -> Callable[[], None]:
    """As many as a failure, or Stripe's wish to wait, is remembered."""

    def end_the_notes() -> None:
        for name in vars(caches["default"])["_cache"].copy():
            if ":note:" in name:
                cache.delete(name.split(":", 2)[2])
        for account in get_conf().accounts:
            services.get_store().delete(f"pause-people:{services.get_admission(account).account}")

    return end_the_notes
