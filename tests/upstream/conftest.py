"""A client of its own for each test, over an upstream that misbehaves when asked to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache.backends import base, locmem

from sessions_browser.stripe_api import admission as admission_module
from sessions_browser.stripe_api import circuit_breaker as circuit_breaker_module
from sessions_browser.stripe_api.admission import Admission
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import UpstreamError
from tests.clients import IMPATIENT, client_of
from tests.faults.server import FaultyServer

# Seconds that a person's call may wait.
A_CALL = 5.0


class Clock:
    """The real clock, which jumps where a test says so."""

    def __init__(self) -> None:
        self.passed = 0.0

    def time(self) -> float:
        return time.time() + self.passed

    def monotonic(self) -> float:
        return time.monotonic() + self.passed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """That of admission and breaker, and of the store, whose keys end by it."""
    clock = Clock()
    for module in (admission_module, circuit_breaker_module, base, locmem):
        jumping = SimpleNamespace(time=clock.time, monotonic=clock.monotonic)
        monkeypatch.setattr(module, "time", jumping)
    return clock


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


@pytest.fixture
def impatient_client(upstream: FaultyServer) -> CheckoutSessionsClient:
    """The same bounds, in less time."""
    return client_of(upstream.address, timeouts=IMPATIENT)


def fail(admission: Admission, error: UpstreamError) -> None:
    def call() -> None:
        with admission.permit(A_CALL):
            raise error

    with pytest.raises(type(error)):
        call()
