from __future__ import annotations

import signal
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.emulator.conftest import KEY, SESSIONS, START, Server
from tests.running import running_emulator


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_even_with_an_open_connection(how: signal.Signals) -> None:
    with running_emulator("--sessions=5") as emulator:
        place = urlsplit(emulator.address)
        with socket.create_connection((place.hostname, place.port or 0)):
            emulator.process.send_signal(how)
            started = time.monotonic()
            assert emulator.process.wait(5) == 0
            assert time.monotonic() - started < 3
        assert emulator.process.stdout is not None
        assert emulator.process.stdout.read() == ""


def test_the_same_start_gives_the_same_bytes(server: Server) -> None:
    path = f"{SESSIONS}?limit=100&expand[]=data.line_items&expand[]=data.payment_intent"
    with running_emulator("--sessions=600", "--seed=3", f"--now={START}") as again:
        assert server.get(path).body == Server(again.address).get(path).body
    with running_emulator("--sessions=600", "--seed=4", f"--now={START}") as other:
        assert not set(server.get(path).ids) & set(Server(other.address).get(path).ids)


@pytest.mark.parametrize("count", [0, 1, 101])
def test_any_number_of_sessions(count: int) -> None:
    with running_emulator(f"--sessions={count}") as emulator:
        answer = Server(emulator.address).get(f"{SESSIONS}?limit=100")
    assert len(answer.ids) == min(count, 100)
    assert answer.body["has_more"] is (count > 100)
    assert answer.body["url"] == SESSIONS
    assert set(answer.body) == {"object", "data", "has_more", "url"}


def test_another_key_and_a_strict_limit() -> None:
    with running_emulator("--sessions=3", "--api-key=sk_test_mine", "--strict-limit") as emulator:
        mine = Server(emulator.address)
        assert mine.get(SESSIONS, "Bearer sk_test_mine").status == 200
        assert mine.get(SESSIONS, f"Bearer {KEY}").status == 401
        for limit, bound in (("0", "greater"), ("101", "less")):
            answer = mine.get(f"{SESSIONS}?limit={limit}", "Bearer sk_test_mine")
            assert answer.status == 400
            assert answer.error["param"] == "limit"
            assert bound in answer.error["message"]


def test_sessions_arrive_while_it_runs() -> None:
    with running_emulator("--sessions=20", "--arrivals-per-minute=600") as emulator:
        live = Server(emulator.address)
        before = live.get(f"{SESSIONS}?limit=1").ids[0]
        deadline = time.monotonic() + 10
        newer: list[str] = []
        while not newer and time.monotonic() < deadline:
            time.sleep(0.1)
            newer = live.get(f"{SESSIONS}?ending_before={before}").ids
        assert newer


def test_one_connection_serves_many_requests_without_a_stall(server: Server) -> None:
    place = urlsplit(server.address)
    call = f"GET {SESSIONS}?limit=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(call.encode())
            # Head and body come together: one read holds both.
            received = connection.recv(1 << 20)
            head, _, body = received.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert body.startswith(b"{")
