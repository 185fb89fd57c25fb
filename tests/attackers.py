"""Those who hold connections open, for tests and benchmarks; on this machine alone, and bounded."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 5000
LONGEST_SECONDS = 60.0


@contextmanager
def connections(port: int, count: int, first: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many open connections that have sent this and nothing more, until the block ends."""
    assert count <= MOST
    opened: list[socket.socket] = []
    try:
        for _ in range(count):
            opened.append(socket.create_connection(("127.0.0.1", port), LONGEST_SECONDS))
            if first:
                opened[-1].sendall(first)
        yield opened
    finally:
        for one in opened:
            one.close()


def slow_post(path: str) -> bytes:
    """The head of a POST that is worth reading, and one byte of its body."""
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: csrftoken={'a' * 32}",
        "Stripe-Signature: t=1,v1=0",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 1000",
    )
    return "\r\n".join([*lines, "", "u"]).encode()


def ask(port: int, path: str, cookies: str = "", form: str = "") -> tuple[int, float]:
    """Status and seconds, on a connection of its own; with a form it is a POST."""
    began = time.monotonic()
    lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Cookie: {cookies}", "Connection: close", f"Content-Length: {len(form)}"]
    lines += ["Content-Type: application/x-www-form-urlencoded", "", form]
    with socket.create_connection(("127.0.0.1", port), LONGEST_SECONDS) as connection:
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while part := connection.recv(65_536):
            received += part
    return int(received.split(maxsplit=2)[1]), time.monotonic() - began


def is_closed(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side closes it within this time, whatever it says before."""
    connection.settimeout(seconds)
    with contextlib.suppress(TimeoutError):
        try:
            while connection.recv(65_536):
                pass
        except ConnectionError:
            pass
        return True
    return False


class Watch:
    """Asks for a page again and again, in a thread of its own."""

    def __init__(self, port: int, path: str, cookies: str = "", pause: float = 0.05) -> None:
        self.seconds: list[float] = []
        self.statuses: set[int] = set()
        self._args = (port, path, cookies)
        self._pause = pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                status, _ = ask(*self._args)
            except OSError:
                status = 0
            self.statuses.add(status)
            self.seconds.append(time.monotonic() - began)
            self._ended.wait(self._pause)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
