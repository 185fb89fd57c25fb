"""A key that may not be sent to this host is not sent, however the server was started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.services import wait_for_background
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import UnsafeAccountError
from tests.clients import admission_of, client_of
from tests.faults.server import FaultyServer
from tests.roles import someone
from tests.running import ROOT

# Made up for these tests; each looks like a key that must not be sent to an emulator.
SECRET = "MADEUPFORTESTS"
LIVE_KEY = f"sk_live_{SECRET}"
UNSAFE_KEYS = [LIVE_KEY, f"rk_live_{SECRET}", f"pk_test_{SECRET}", SECRET, ""]


@pytest.mark.parametrize("key", UNSAFE_KEYS)
def test_a_key_that_is_not_for_this_host_is_not_sent(
    upstream: FaultyServer, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    admission = admission_of()
    client = client_of(upstream.address, admission=admission, key=key)
    for _ in range(2):
        with pytest.raises(UnsafeAccountError) as caught:
            client.list(ListQuery())
        assert SECRET not in repr(caught.value) + caplog.text
    assert upstream.accepted == 0
    # It is no call, and says nothing of Stripe.
    assert admission.read_quota.in_30_days("demo") == 0
    assert admission.circuit_breaker.state() == "closed"


@pytest.mark.parametrize("key", [f"rk_test_{SECRET}", *UNSAFE_KEYS])
@pytest.mark.parametrize("host", ["api.stripe.com.evil.example", "api.stripe.com", "10.0.0.1"])
def test_no_key_is_sent_to_a_foreign_host(
    trap: FaultyServer, monkeypatch: pytest.MonkeyPatch, host: str, key: str
) -> None:
    port = int(trap.address.rpartition(":")[2])
    leads_here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: leads_here)
    with pytest.raises(UnsafeAccountError):
        client_of(f"http://{host}:{port}", key=key).list(ListQuery())
    assert trap.accepted == 0


@pytest.mark.usefixtures("db")
def test_a_page_says_that_the_dashboard_is_misconfigured(
    upstream: FaultyServer, settings: Settings, client_signed_in: Client
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": LIVE_KEY}
    settings.STRIPE_API_BASE = upstream.address
    for address in ("/demo/sessions/", "/demo/payment-links/", "/demo/sessions/cs_live_a1b2c3d4/"):
        response = client_signed_in.get(address)
        text = response.content.decode()
        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert "This dashboard is misconfigured" in text
        assert "manage.py check" in text
        assert SECRET not in text
    wait_for_background()
    assert upstream.accepted == 0


@pytest.fixture
def client_signed_in(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    monkeypatch.setattr(metrics, "_recorder", metrics._Recorder())
    cache.clear()
    client = Client()
    client.force_login(someone("ana", "Support"))
    return client


READ_ONCE = """
from dashboard.wsgi import application
from sessions_browser.conf import get_conf
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.services import account_data

try:
    account_data(get_conf().accounts[0]).lists.page(ListQuery())
except Exception as error:
    print(type(error).__name__)
"""


def read_once_under_wsgi(address: str, key: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One read by a server that no management command has started."""
    environment: dict[str, Any] = {
        **os.environ,
        "STRIPE_ACCOUNTS": "shop",
        "STRIPE_API_KEY_SHOP": key,
        "STRIPE_API_BASE": address,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
    }
    return subprocess.run(
        [sys.executable, "-c", READ_ONCE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def test_the_production_server_by_itself_sends_no_live_key_elsewhere(
    upstream: FaultyServer, tmp_path: Path
) -> None:
    refused = read_once_under_wsgi(upstream.address, LIVE_KEY, tmp_path)
    assert refused.stdout.split() == ["UnsafeAccountError"]
    assert SECRET not in refused.stdout + refused.stderr
    assert upstream.accepted == 0
    # The same way leads there with a key that may be sent.
    read_once_under_wsgi(upstream.address, "rk_test_emulator", tmp_path)
    assert upstream.requests
