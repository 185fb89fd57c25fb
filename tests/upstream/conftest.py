"""A client of its own for each test, over an upstream that misbehaves when asked to."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.core.cache.backends.locmem import LocMemCache

from sessions_browser.conf import Account
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api import client as client_module
from sessions_browser.stripe_api import http_session
from sessions_browser.stripe_api.admission import Admission, ConcurrencyLimit
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.rate_limit import RateLimit
from sessions_browser.stripe_api.read_quota import ReadQuota
from tests.faults.server import FaultyServer

KEY = "rk_test_MARKEDKEY0123456789"
VERSION = "2026-10-28.endive"


def new_store() -> Store:
    return Store(LocMemCache(uuid.uuid4().hex, {}), is_shared=False)


def admission_of(
    limit: ConcurrencyLimit | None = None,
    store: Store | None = None,
    *,
    rate: int = 1000,
    read_quota: ReadQuota | None = None,
    allowance: int = 10_000,
) -> Admission:
    """With a rate limit that no test spends, unless it means to."""
    store = store or new_store()
    rate_limit = RateLimit(store, "", rate, 1)
    return Admission(
        "demo",
        store,
        limit or ConcurrencyLimit(2, 2),
        rate_limit,
        read_quota or ReadQuota(),
        allowance,
    )


def client_of(
    address: str,
    limit: ConcurrencyLimit | None = None,
    admission: Admission | None = None,
    key: str = KEY,
) -> CheckoutSessionsClient:
    account = Account("demo", key, address, VERSION)
    return CheckoutSessionsClient(account, admission or admission_of(limit), pool_size=2)


@pytest.fixture
def trap() -> Iterator[FaultyServer]:
    """Another host, which must never hear of us."""
    with FaultyServer() as server:
        yield server


@pytest.fixture
def upstream(trap: FaultyServer) -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        server.trap = trap.address
        yield server


@pytest.fixture
def client(upstream: FaultyServer) -> CheckoutSessionsClient:
    return client_of(upstream.address)


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRY_PAUSE_SECONDS", (0.0, 0.01))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bounds, in less time."""
    monkeypatch.setattr(http_session, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(http_session, "READ_SECONDS", 0.4)
    monkeypatch.setattr(client_module, "WHOLE_CALL_SECONDS", 0.6)
