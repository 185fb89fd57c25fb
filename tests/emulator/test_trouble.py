"""Trouble on demand, as a client meets it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest
import stripe

from tests.emulator.conftest import KEY, SESSIONS, Answer, Server
from tests.emulator.test_official_client import client_of
from tests.running import running_emulator


@pytest.fixture(scope="module")
def troubled() -> Iterator[Server]:
    with running_emulator("--sessions=20", "--account=rk_test_shop=12") as emulator:
        yield Server(emulator.address)


@pytest.fixture(autouse=True)
def nothing_planned(troubled: Server) -> None:
    troubled.control("reset")


def statuses(server: Server, count: int, path: str = SESSIONS) -> list[int]:
    return [server.get(f"{path}?limit=1").status for _ in range(count)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("fail", [500, 200, 200]),
        ("fail?status=503&count=2&after=1", [200, 503, 503, 200]),
        ("fail?status=429", [429, 200]),
        (f"fail?status=404&path={SESSIONS}/x", [200, 200]),
    ],
)
def test_so_many_requests_fail_after_so_many(
    troubled: Server, command: str, expected: list[int]
) -> None:
    assert troubled.control(command).status == 200
    assert statuses(troubled, len(expected)) == expected


def test_a_failure_says_what_stripe_says(troubled: Server) -> None:
    def failed(options: str) -> Answer:
        troubled.control(f"fail?{options}")
        return troubled.get(SESSIONS)

    limited = failed("status=429&retry_after=7")
    assert limited.error["code"] == "rate_limit"
    assert limited.headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    assert limited.headers["Retry-After"] == "7"
    locked = failed("status=429&code=lock_timeout")
    assert locked.error["code"] == "lock_timeout"
    assert "Stripe-Rate-Limited-Reason" not in locked.headers
    assert failed("status=409").error["type"] == "idempotency_error"
    assert failed("status=402").error["type"] == "card_error"
    assert failed("status=502").error["type"] == "api_error"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, stripe.RateLimitError), (402, stripe.CardError), (403, stripe.PermissionError),
     (503, stripe.APIError), (404, stripe.InvalidRequestError)],
)  # fmt: skip
def test_the_official_client_raises_its_class(
    troubled: Server, status: int, expected: type[stripe.StripeError]
) -> None:
    troubled.control(f"fail?status={status}")
    with pytest.raises(expected):
        client_of(troubled).v1.checkout.sessions.list()


def test_a_connection_can_be_reset_and_an_answer_cut(troubled: Server) -> None:
    troubled.control("fail?status=reset")
    with pytest.raises(ConnectionResetError):
        troubled.get(SESSIONS)
    troubled.control("fail?status=cut")
    with pytest.raises(http.client.IncompleteRead):
        troubled.get(SESSIONS)
    troubled.control("fail?status=html")
    connection = http.client.HTTPConnection(troubled.address.removeprefix("http://"))
    connection.request("GET", SESSIONS, headers={"Authorization": f"Bearer {KEY}"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html")
    assert answer.read().startswith(b"<html>")
    connection.close()
    assert troubled.get(SESSIONS).status == 200


def test_one_request_is_delayed(troubled: Server) -> None:
    troubled.control("delay?ms=1500&after=1")
    took = []
    for _ in range(3):
        started = time.monotonic()
        troubled.get(f"{SESSIONS}?limit=1")
        took.append(time.monotonic() - started)
    assert took[1] >= 1.5
    assert max(took[0], took[2]) < 1.5


def test_so_many_requests_a_second_are_answered(troubled: Server) -> None:
    troubled.control("rate_limit?per_second=5")
    answers = [troubled.get(f"{SESSIONS}?limit=1") for _ in range(8)]
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 3
    assert answers[-1].headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    time.sleep(1.05)
    assert troubled.get(f"{SESSIONS}?limit=1").status == 200
    troubled.control("rate_limit?per_second=0")
    assert set(statuses(troubled, 10)) == {200}


@pytest.mark.parametrize(
    ("key", "path", "status"),
    [
        ("rk_test_only_dispute", "/v1/disputes", 200),
        ("rk_test_only_dispute", SESSIONS, 403),
        ("rk_test_only_checkout_session-customer", f"{SESSIONS}?expand[]=data.customer", 200),
        ("rk_test_only_checkout_session", f"{SESSIONS}?expand[]=data.customer", 403),
        ("rk_test_only_nonsense", SESSIONS, 401),
        ("rk_test_without_event", "/v1/events", 403),
        ("rk_test_without_event", "/v1/prices", 200),
        ("rk_test_without_plan", "/v1/prices", 403),
    ],
)
def test_there_is_a_key_with_and_one_without_each_right(
    troubled: Server, key: str, path: str, status: int
) -> None:
    assert troubled.get(path, f"Bearer {key}").status == status


def test_an_account_is_read_by_its_own_key(troubled: Server) -> None:
    mine = troubled.get(f"{SESSIONS}?limit=100", "Bearer rk_test_shop").ids
    assert len(mine) == 12
    assert not set(mine) & set(troubled.get(f"{SESSIONS}?limit=100").ids)
    _, shop = troubled.get("/_emulator/accounts").body["accounts"]
    assert troubled.get(f"{SESSIONS}?limit=100", Stripe_Account=shop).ids == mine


@pytest.mark.parametrize("command", ["fail?status=200", "fail?count=0", "delay", "fail?after=x"])
def test_a_wrong_plan_is_refused(troubled: Server, command: str) -> None:
    assert troubled.control(command).status == 400
