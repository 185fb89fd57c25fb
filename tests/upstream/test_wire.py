"""What goes over the wire, to whom, and how much of what comes is taken."""

from __future__ import annotations

import ssl
import subprocess
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.bounded_io import LARGEST_ANSWER
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APITimeoutError,
    CertificateError,
    UpstreamError,
)
from sessions_browser.stripe_api.http_session import LARGEST_BODY
from tests.clients import IMPATIENT, KEY, VERSION, client_of
from tests.factories import make_session
from tests.faults.answers import BOMB_SIZE, LINKS_PATH, MIB, REDIRECTS, SESSIONS_PATH, bomb
from tests.faults.server import FaultyServer
from tests.running import program

FIRST = make_session(0)["id"]


def test_only_get_with_our_own_headers(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    client.list(ListQuery())
    client.retrieve(FIRST, ("line_items",))
    client.payment_links()
    assert [(one.method, one.path) for one in upstream.requests] == [
        ("GET", SESSIONS_PATH),
        ("GET", f"{SESSIONS_PATH}/{FIRST}"),
        ("GET", LINKS_PATH),
    ]
    for one in upstream.requests:
        assert one.headers == {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "authorization": f"Bearer {KEY}",
            "connection": "keep-alive",
            "host": upstream.address.removeprefix("http://"),
            "stripe-version": VERSION,
            "user-agent": "checkout-sessions-dashboard",
        }
        assert KEY not in one.path + one.query


@pytest.mark.parametrize(
    "identifier", ["cs_test_a/../../../v1/customers", "cs_test_a?limit=1", "cs_test_a#x", "a%2Fb"]
)
def test_an_id_never_leads_elsewhere(
    upstream: FaultyServer, client: CheckoutSessionsClient, identifier: str
) -> None:
    with pytest.raises(UpstreamError):
        client.retrieve(identifier)
    (call,) = upstream.requests
    assert call.path.startswith(f"{SESSIONS_PATH}/")
    assert call.path.count("/") == SESSIONS_PATH.count("/") + 1
    assert call.query == ""


def test_c_capital_an_e_mail_cannot_leave_the_quotes_of_a_search(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    with suppress(UpstreamError):
        client.search_customers('a"\\@b.example')
    call = upstream.requests[0]
    assert call.path == "/v1/customers/search"
    assert dict(parse_qsl(call.query))["query"] == r'email:"a\"\\@b.example"'


def test_a_connection_is_used_again(upstream: FaultyServer, client: CheckoutSessionsClient) -> None:
    for _ in range(3):
        client.list(ListQuery())
    assert (len(upstream.calls), upstream.accepted) == (3, 1)


def test_a_connection_that_ended_while_idle_is_not_missed(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    upstream.switch("closes_when_idle")
    for _ in range(3):
        client.list(ListQuery())
    assert (len(upstream.calls), upstream.accepted) == (3, 3)


def test_a_connection_that_ends_as_it_is_used_costs_one_silent_retry(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    upstream.switch("keepalive_race")
    for _ in range(2):
        assert len(client.list(ListQuery())["data"]) == ListQuery().limit
    assert (len(upstream.calls), upstream.accepted) == (3, 2)


@pytest.mark.parametrize("mode", [*REDIRECTS, "redirect_huge"])
def test_no_redirect_is_followed(
    upstream: FaultyServer, trap: FaultyServer, client: CheckoutSessionsClient, mode: str
) -> None:
    upstream.switch(mode)
    with pytest.raises(UpstreamError):
        client.list(ListQuery())
    assert len(upstream.requests) == 1
    assert trap.accepted == 0


def test_cookies_of_upstream_are_not_kept(
    upstream: FaultyServer, client: CheckoutSessionsClient
) -> None:
    upstream.switch("upstream_headers")
    client.list(ListQuery())
    client.list(ListQuery())
    assert len(upstream.calls) == 2
    assert all("cookie" not in call.headers for call in upstream.calls)


def test_the_environment_changes_nothing(
    upstream: FaultyServer,
    trap: FaultyServer,
    client: CheckoutSessionsClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, trap.address)
        monkeypatch.setenv(name.upper(), trap.address)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\ndefault login o password o\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client.list(ListQuery())
    assert [call.headers["authorization"] for call in upstream.calls] == [f"Bearer {KEY}"]
    assert trap.accepted == 0


# Encrypted connections.


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for 127.0.0.1, signed by nobody but themselves."""
    path: Path = tmp_path_factory.mktemp("tls") / "self_signed.pem"
    what = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    name = "-addext subjectAltName=IP:127.0.0.1"
    where = ["-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    command = [program("openssl", "OPENSSL"), *what.split(), *name.split(), *where]
    subprocess.run(command, check=True, capture_output=True)
    with path.open("a") as both:
        both.write(path.with_suffix(".crt").read_text())
    return path


@pytest.fixture
def self_signed(certificate: Path) -> Iterator[FaultyServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with FaultyServer(tls=context) as server:
        yield server


@pytest.mark.parametrize("name", ["", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_certificate_that_proves_nothing(
    self_signed: FaultyServer, certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name:
        # An environment that trusts it is not asked.
        monkeypatch.setenv(name, str(certificate))
    with pytest.raises(CertificateError):
        client_of(self_signed.address).list(ListQuery())
    assert (self_signed.accepted, self_signed.requests) == (1, [])


def test_the_other_side_does_not_encrypt(upstream: FaultyServer) -> None:
    upstream.switch("not_tls")
    with pytest.raises(CertificateError):
        client_of(upstream.address.replace("http:", "https:")).list(ListQuery())
    assert upstream.accepted == 1


@pytest.mark.parametrize("mode", ["close_on_accept", "reset_on_first_byte"])
def test_hanging_up_before_the_certificate_is_not_a_bad_certificate(
    upstream: FaultyServer, mode: str
) -> None:
    upstream.switch(mode)
    with pytest.raises(APIConnectionError) as caught:
        client_of(upstream.address.replace("http:", "https:")).list(ListQuery())
    assert type(caught.value) is APIConnectionError
    assert upstream.accepted == 2


def test_silence_before_the_certificate(upstream: FaultyServer) -> None:
    upstream.switch("silent_on_accept")
    address = upstream.address.replace("http:", "https:")
    with pytest.raises(APITimeoutError):
        client_of(address, timeouts=IMPATIENT).list(ListQuery())
    assert upstream.accepted == 1


# Size.


@pytest.mark.parametrize(
    "mode",
    [
        "gzip_bomb",
        "gzip_nested",
        "huge_body",
        "redirect_huge",
        "chunk_minus_one",
        "chunk_size_endless",
        "trailers_endless",
        "s503_huge",
    ],
)
def test_memory_is_bounded_whatever_comes(
    upstream: FaultyServer, client: CheckoutSessionsClient, mode: str
) -> None:
    assert BOMB_SIZE > 20 * LARGEST_BODY
    bomb(1), bomb(2)
    upstream.switch(mode)
    tracemalloc.start()
    try:
        with pytest.raises(UpstreamError):
            client.list(ListQuery())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * LARGEST_ANSWER
    # Two tries at most, and what lies in the buffers of the two sockets.
    assert upstream.bytes_sent < 2 * LARGEST_ANSWER + 32 * MIB
