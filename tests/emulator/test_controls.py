from __future__ import annotations

import time

import pytest

from tests.emulator.conftest import KEY, SESSIONS, Server

# Nothing else may change when a session is completed or expires.
CHANGED_BY_AN_END = {
    "after_expiration",
    "collected_information",
    "consent",
    "custom_fields",
    "customer",
    "customer_details",
    "invoice",
    "payment_intent",
    "payment_status",
    "recovered_from",
    "saved_payment_method_options",
    "status",
    "subscription",
    "url",
}


def requests(server: Server) -> list[dict[str, object]]:
    found: list[dict[str, object]] = server.call("GET", "/_emulator/requests").body["requests"]
    return found


def test_requests_are_remembered_until_forgotten(own_server: Server) -> None:
    own_server.get(f"{SESSIONS}?created%5Bgte%5D=1&limit=2", Stripe_Version="2026-11-18.endive")
    own_server.get(f"{SESSIONS}/cs_x", None, User_Agent="me/1.0")
    first, second = requests(own_server)
    assert first["method"] == "GET"
    assert first["path"] == SESSIONS
    # As it was received, escapes and all.
    assert first["query"] == "created%5Bgte%5D=1&limit=2"
    assert first["status"] == 200
    assert first["authorized"] is True
    assert first["headers"] == {
        "accept-encoding": "identity",
        "stripe-version": "2026-11-18.endive",
    }
    assert abs(float(str(first["time"])) - time.time()) < 60
    assert (second["path"], second["status"]) == (f"{SESSIONS}/cs_x", 401)
    assert second["authorized"] is False
    assert KEY not in str([first, second])
    assert own_server.control("reset").status == 200
    assert requests(own_server) == []


def test_sessions_arrive_at_the_top(own_server: Server) -> None:
    before = own_server.get(f"{SESSIONS}?limit=100").ids
    arrived = own_server.control("arrive?count=3").body["sessions"]
    assert own_server.get(f"{SESSIONS}?limit=100").ids == (arrived[::-1] + before)[:100]
    assert own_server.get(f"{SESSIONS}?status=open&limit=3").ids == arrived[::-1]
    assert len(own_server.control("arrive").body["sessions"]) == 1


@pytest.mark.parametrize("lever", ["complete", "expire"])
def test_an_open_session_ends(own_server: Server, lever: str) -> None:
    opened = own_server.get(f"{SESSIONS}?status=open&limit=100").ids
    assert opened
    for id_ in opened:
        before = own_server.get(f"{SESSIONS}/{id_}?expand[]=line_items").body
        total = before["amount_total"]
        assert own_server.control(f"{lever}?session={id_}").status == 200
        session = own_server.get(f"{SESSIONS}/{id_}?expand[]=line_items").body
        changed = {key for key, value in session.items() if value != before[key]}
        assert changed <= CHANGED_BY_AN_END
        if lever == "expire":
            assert session["status"] == "expired"
            continue
        assert session["status"] == "complete"
        free = not total
        assert session["payment_status"] == ("no_payment_required" if free else "paid")
        assert bool(session["payment_intent"]) == (session["mode"] == "payment" and not free)
        assert bool(session["subscription"]) == (session["mode"] == "subscription")
    assert own_server.get(f"{SESSIONS}?status=open").ids == []
    assert own_server.control(f"{lever}?session={opened[0]}").status == 409


def test_the_clock_jumps(own_server: Server) -> None:
    assert own_server.get(f"{SESSIONS}?status=open").ids
    assert own_server.control("advance?seconds=90000").status == 200
    assert own_server.get(f"{SESSIONS}?status=open").ids == []


def test_latency(own_server: Server) -> None:
    assert own_server.control("latency?ms=1500").status == 200
    started = time.monotonic()
    own_server.get(f"{SESSIONS}?limit=1")
    assert time.monotonic() - started >= 1.5
    # Levers stay quick.
    started = time.monotonic()
    assert own_server.control("latency?ms=0").status == 200
    assert time.monotonic() - started < 1.5


def test_some_requests_fail(own_server: Server) -> None:
    assert own_server.control("faults?percent=30").status == 200
    answers = [own_server.get(f"{SESSIONS}?limit=1") for _ in range(200)]
    failed = [answer for answer in answers if answer.status == 500]
    assert 30 <= len(failed) <= 90
    assert {answer.error["type"] for answer in failed} == {"api_error"}
    assert {answer.status for answer in answers} == {200, 500}
    assert [entry["status"] for entry in requests(own_server)].count(500) == len(failed)
    assert own_server.control("faults?percent=0").status == 200
    assert own_server.get(f"{SESSIONS}?limit=1").status == 200


@pytest.mark.parametrize(
    ("method", "command", "status"),
    [
        ("POST", "nonsense", 404),
        ("GET", "reset", 404),
        ("POST", "latency", 400),
        ("POST", "latency?ms=-1", 400),
        ("POST", "arrive?count=x", 400),
        ("POST", "complete?session=cs_x", 404),
    ],
)
def test_a_wrong_lever_is_said(server: Server, method: str, command: str, status: int) -> None:
    answer = server.call(method, f"/_emulator/{command}")
    assert answer.status == status
    assert answer.body["error"]
