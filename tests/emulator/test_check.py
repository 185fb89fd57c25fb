"""`python -m emulator check`: the emulator passes, others get a fair table."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from emulator.check.command import QUESTIONS, judge_all, main, table
from emulator.check.probe import Probe
from tests.emulator.conftest import KEY, Server
from tests.running import ROOT


def test_the_emulator_passes(server: Server) -> None:
    verdicts = judge_all(Probe(server.address, KEY), is_here=True)
    wrong = [(one.question.asked, one.came) for one in verdicts if one.mark != "yes"]
    assert wrong == []
    assert len(verdicts) == len(QUESTIONS) >= 60
    assert table(verdicts).endswith(f"{len(QUESTIONS)} of {len(QUESTIONS)} as Stripe answers.")


def test_it_is_a_command(server: Server) -> None:
    command = [sys.executable, "-m", "emulator", "check", server.address, "--key", KEY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("| asked | as Stripe? |")


@contextmanager
def fake(answer: Any, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A server that says the same to everybody: its address, and the methods it was asked with."""
    methods: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_DELETE()

        def do_DELETE(self) -> None:
            methods.append(self.command)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", methods
        server.shutdown()


SESSION = {"id": "cs_test_1", "object": "checkout.session", "status": "complete", "created": 5}
LISTED = {"object": "list", "data": [SESSION] * 9, "has_more": False, "url": "/v1/x"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [(LISTED, 200), ({"data": []}, 200), ([], 200), (b"<html>", 502), ({"error": "no"}, 400),
     ({"data": [None] * 9}, 200), (None, 200)],
    ids=repr,
)  # fmt: skip
def test_another_server_gets_a_fair_table(answer: Any, status: int) -> None:
    with fake(answer, status) as (address, _):
        verdicts = judge_all(Probe(address, "sk_test_x"), is_here=True)
    marks = {one.mark for one in verdicts}
    assert "NO" in marks
    assert len(verdicts) == len(QUESTIONS)
    assert all(one.came for one in verdicts if one.mark != "yes")


def test_nobody_there_is_wrong_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["http://127.0.0.1:9", "--key", "x"]) == 1
    assert "no answer: ConnectionRefusedError" in capsys.readouterr().out


def test_a_host_elsewhere_is_not_asked_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["https://api.stripe.com", "--key", "sk_live_x"]) == 2
    assert "--remote" in capsys.readouterr().out
    with fake(LISTED) as (address, methods):
        judge_all(Probe(address, "x"), is_here=False)
    assert set(methods) == {"GET"}
