"""What is said in HTTP itself: methods, forms of addresses, bodies, versions (FAULTS, row K)."""

from __future__ import annotations

import http.client
import json
import socket
from urllib.parse import urlsplit

import pytest

from tests.emulator.conftest import KEY, SESSIONS, Server

HEAD = f"Host: x\r\nAuthorization: Bearer {KEY}\r\n"


def raw(server: Server, *requests: str) -> list[tuple[int, dict[str, str], bytes]]:
    """The answers to these requests on one connection, which is read until each is whole."""
    place = urlsplit(server.address)
    answers = []
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        for request in requests:
            connection.sendall(request.encode())
            answer = http.client.HTTPResponse(connection, method=request.partition(" ")[0])
            answer.begin()
            answers.append((answer.status, dict(answer.headers), answer.read()))
    return answers


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "PUT"])
def test_k_any_other_method_is_refused_in_json(server: Server, method: str) -> None:
    answer = server.call(method, SESSIONS, f"Bearer {KEY}")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.error["message"].startswith(f"Unrecognized request URL ({method}: {SESSIONS})")


def test_k_head_is_get_without_the_body(server: Server) -> None:
    request = f"{{}} {SESSIONS}?limit=2 HTTP/1.1\r\n{HEAD}\r\n"
    (got, told), (head, headers) = (
        (answer[2], answer[1])
        for answer in raw(server, request.format("GET"), request.format("HEAD"))
    )
    assert json.loads(got)["object"] == "list"
    assert head == b""
    assert headers["Content-Length"] == told["Content-Length"]


def test_k_a_long_address_is_refused_in_json(server: Server) -> None:
    ((status, headers, body),) = raw(server, f"GET /v1/{'x' * 70_000} HTTP/1.1\r\n{HEAD}\r\n")
    assert status == 414
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body)["error"]["type"] == "invalid_request_error"


def test_k_an_address_may_have_its_absolute_form(server: Server) -> None:
    request = f"GET http://api.stripe.com{SESSIONS}?limit=1 HTTP/1.1\r\n{HEAD}\r\n"
    ((status, _, body),) = raw(server, request)
    assert (status, len(json.loads(body)["data"])) == (200, 1)


def test_k_a_body_in_chunks_is_read(server: Server) -> None:
    chunked = (
        f"POST /v1/nothing HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n"
        "5\r\na=b&c\r\n3;name=value\r\n=de\r\n0\r\nTrailer: x\r\n\r\n"
    )
    after = f"GET {SESSIONS}?limit=1 HTTP/1.1\r\n{HEAD}\r\n"
    first, second = raw(server, chunked, after)
    assert first[0] == 404
    # The next request of the connection is not lost.
    assert second[0] == 200


@pytest.mark.parametrize("length", ["x", "-1", "99999999"])
def test_k_a_body_of_no_length_ends_the_connection(server: Server, length: str) -> None:
    request = f"POST {SESSIONS} HTTP/1.1\r\n{HEAD}Content-Length: {length}\r\n\r\n"
    ((status, headers, _),) = raw(server, request)
    assert (status, headers["Connection"]) == (400, "close")


@pytest.mark.parametrize(
    "version",
    ["nonsense", "2026-13-01.endive", "2099-01-01.future", "2025-09-30.nobody", "2026-11-18",
     "2010-01-01"],
)  # fmt: skip
def test_k_a_version_that_does_not_exist_is_refused(server: Server, version: str) -> None:
    refused = server.get(SESSIONS, Stripe_Version=version)
    assert refused.status == 400
    assert refused.error["message"] == f"Invalid Stripe API version: {version}"


def test_k_an_older_version_has_its_own_words(server: Server) -> None:
    def modes(version: str) -> tuple[str, set[str]]:
        answer = server.get(f"{SESSIONS}?limit=100", Stripe_Version=version)
        return answer.headers["Stripe-Version"], {one["ui_mode"] for one in answer.body["data"]}

    assert modes("2026-03-25.dahlia") == ("2026-03-25.dahlia", {"hosted_page"})
    assert modes("2025-09-30.clover") == ("2025-09-30.clover", {"hosted"})
    # What is not served in its own shape says so.
    assert modes("2020-08-27") == ("2026-11-18.endive", {"hosted_page"})


def test_an_older_version_may_expand_what_it_had(server: Server) -> None:
    """Airbyte's source asks so, in version 2022-11-15 (docs.stripe.com/changelog/basil)."""
    path = "/v1/invoices?limit=2&expand[]=data.discounts&expand[]=data.total_tax_amounts.tax_rate"
    old = server.get(path, Stripe_Version="2022-11-15")
    assert (old.status, len(old.ids)) == (200, 2)
    assert server.get(path.replace("[]", "%5B1%5D"), Stripe_Version="2022-11-15").ids == old.ids
    new = server.get(path)
    assert new.error["message"].startswith("This property cannot be expanded (data.total_tax")
