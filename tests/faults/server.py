"""An upstream that really does on a socket what networks and servers do wrong.

One mode at a time: `ok`, one of `WHOLE` (the answer is whole, see `answers`) or one of `WIRE` (the
connection itself misbehaves). Standard library alone, a thread a connection, loopback alone.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

from tests.faults.answers import (
    CLOSES,
    LINKS_PATH,
    MIB,
    SESSIONS_PATH,
    WHOLE,
    Answer,
    Received,
    answer_to,
    good,
)

DRIP_SECONDS = 0.01
LONGEST_WAIT = 20.0
HUGE = 512 * MIB
ON_ACCEPT = (
    "close_on_accept",
    "reset_on_accept",
    "reset_on_first_byte",
    "silent_on_accept",
    "not_tls",
)


class Exchange:
    """One request on one connection, and how to answer it."""

    def __init__(
        self, server: FaultyServer, conn: socket.socket, received: Received, place: int
    ) -> None:
        self.server = server
        self.received = received
        # How many requests this connection has carried before.
        self.place = place
        self._conn = conn

    @property
    def answer(self) -> Answer:
        return good(self.received)

    def send(self, data: bytes) -> None:
        self._conn.sendall(data)
        self.server.bytes_sent += len(data)

    def drip(self, data: bytes) -> None:
        for at in range(len(data)):
            self.send(data[at : at + 1])
            if self.server.closing.wait(DRIP_SECONDS):
                return

    def flood(self, part: bytes) -> None:
        for _ in range(HUGE // len(part)):
            self.send(part)

    def reset(self) -> None:
        _reset_on_close(self._conn)

    def hear(self, most: int) -> bytes:
        return self._conn.recv(most)

    def until_gone(self) -> None:
        """Say nothing until the other side gives up."""
        while self.hear(4096):
            pass


def _reset_on_close(conn: socket.socket) -> None:
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# Faults of the connection. Each returns whether the connection stays open.


def _closes(exchange: Exchange) -> bool:
    return False


def _resets(exchange: Exchange) -> bool:
    exchange.reset()
    return False


def _resets_on_first_byte(exchange: Exchange) -> bool:
    exchange.hear(1)
    exchange.reset()
    return False


def _hangs(exchange: Exchange) -> bool:
    exchange.until_gone()
    return False


def _keepalive_race(exchange: Exchange) -> bool:
    """A connection is good for one answer; who uses it once more finds it closing."""
    if exchange.place == 0:
        exchange.send(exchange.answer.to_bytes())
        return True
    return False


def _closes_when_idle(exchange: Exchange) -> bool:
    exchange.send(exchange.answer.to_bytes())
    return False


def _slow_headers(exchange: Exchange) -> bool:
    exchange.server.closing.wait(exchange.server.delay)
    exchange.send(exchange.answer.to_bytes())
    return True


def _header_drip(exchange: Exchange) -> bool:
    exchange.drip(b"HTTP/1.1 200 OK\r\nX-Drip: " + b"a" * 60_000)
    return False


def _body_drip(exchange: Exchange) -> bool:
    exchange.send(exchange.answer.head)
    exchange.drip(exchange.answer.body)
    return True


def _error_body_drip(exchange: Exchange) -> bool:
    answer = Answer(503, b"x" * 60_000)
    exchange.send(answer.head)
    exchange.drip(answer.body)
    return True


def _half(exchange: Exchange) -> None:
    answer = exchange.answer
    exchange.send(answer.head + answer.body[: len(answer.body) // 2])


def _stall_mid_body(exchange: Exchange) -> bool:
    _half(exchange)
    exchange.until_gone()
    return False


def _reset_mid_body(exchange: Exchange) -> bool:
    _half(exchange)
    exchange.reset()
    return False


def _close_mid_body(exchange: Exchange) -> bool:
    _half(exchange)
    return False


def _chunks(exchange: Exchange, *parts: bytes) -> None:
    head = Answer(framing=(("Transfer-Encoding", "chunked"),)).head
    exchange.send(head + b"".join(parts))


def _chunked_truncated(exchange: Exchange) -> bool:
    _chunks(exchange, b'10\r\n{"object":"list"\r\n')
    return False


def _chunked_garbage(exchange: Exchange) -> bool:
    _chunks(exchange, b"10\r\n0123456789abcdef\r\nzz\r\nwhat\r\n")
    return False


def _chunk_negative(exchange: Exchange) -> bool:
    _chunks(exchange, b"-5\r\n")
    return False


def _chunk_minus_one(exchange: Exchange) -> bool:
    """Taken as how much to read, it means all there is."""
    _chunks(exchange, b"-1\r\n")
    exchange.flood(b" " * MIB)
    return False


def _chunk_size_endless(exchange: Exchange) -> bool:
    _chunks(exchange)
    exchange.flood(b"0" * MIB)
    return False


def _trailers_endless(exchange: Exchange) -> bool:
    _chunks(exchange, b"2\r\n{}\r\n0\r\n")
    exchange.flood(b"a" * MIB)
    return False


def _huge_body(exchange: Exchange) -> bool:
    exchange.send(Answer(framing=(("Content-Length", str(HUGE)),)).head)
    exchange.flood(b" " * MIB)
    return False


def _redirect_huge(exchange: Exchange) -> bool:
    location = ("Location", f"{exchange.server.trap}/")
    exchange.send(Answer(302, headers=(location,), framing=(("Content-Length", str(HUGE)),)).head)
    exchange.flood(b" " * MIB)
    return False


def _bad_status_line(exchange: Exchange) -> bool:
    exchange.send(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    return False


def _headers_huge(exchange: Exchange) -> bool:
    exchange.send(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"a" * 100_000 + b"\r\n\r\n{}")
    return False


def _headers_many(exchange: Exchange) -> bool:
    exchange.send(b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 500 + b"\r\n{}")
    return False


def _header_malformed(exchange: Exchange) -> bool:
    status, _, rest = exchange.answer.to_bytes().partition(b"\r\n")
    exchange.send(status + b"\r\nThis is not a header\r\n" + rest)
    return True


def _interim_100(exchange: Exchange) -> bool:
    exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n" + exchange.answer.to_bytes())
    return True


EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


def _interim_103(exchange: Exchange) -> bool:
    exchange.send(EARLY_HINTS * 2 + exchange.answer.to_bytes())
    return True


def _interim_103_early(exchange: Exchange) -> bool:
    """The answer itself comes when the one who asked may have gone on to the next question."""
    exchange.send(EARLY_HINTS)
    exchange.server.closing.wait(exchange.server.delay)
    exchange.send(exchange.answer.to_bytes())
    return True


def _interim_endless(exchange: Exchange) -> bool:
    exchange.flood(EARLY_HINTS * 1000)
    return False


def _switching_protocols(exchange: Exchange) -> bool:
    exchange.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n")
    exchange.until_gone()
    return False


def _not_tls(exchange: Exchange) -> bool:
    exchange.send(b"220 mail.example ESMTP\r\n")
    return False


def _waits_at_gate(exchange: Exchange) -> bool:
    exchange.server.gate.wait(LONGEST_WAIT)
    exchange.send(exchange.answer.to_bytes())
    return True


WIRE: dict[str, Callable[[Exchange], bool]] = {
    "refuse": _closes,
    "close_on_accept": _closes,
    "reset_on_accept": _resets,
    "reset_on_first_byte": _resets_on_first_byte,
    "silent_on_accept": _hangs,
    "close_before_headers": _closes,
    "reset_before_headers": _resets,
    "keepalive_race": _keepalive_race,
    "closes_when_idle": _closes_when_idle,
    "hang": _hangs,
    "slow_headers": _slow_headers,
    "header_drip": _header_drip,
    "body_drip": _body_drip,
    "error_body_drip": _error_body_drip,
    "stall_mid_body": _stall_mid_body,
    "reset_mid_body": _reset_mid_body,
    "close_mid_body": _close_mid_body,
    "chunked_truncated": _chunked_truncated,
    "chunked_garbage": _chunked_garbage,
    "chunk_negative": _chunk_negative,
    "chunk_minus_one": _chunk_minus_one,
    "chunk_size_endless": _chunk_size_endless,
    "trailers_endless": _trailers_endless,
    "huge_body": _huge_body,
    "redirect_huge": _redirect_huge,
    "bad_status_line": _bad_status_line,
    "headers_huge": _headers_huge,
    "headers_many": _headers_many,
    "header_malformed": _header_malformed,
    "interim_100": _interim_100,
    "interim_103": _interim_103,
    "interim_103_early": _interim_103_early,
    "interim_endless": _interim_endless,
    "switching_protocols": _switching_protocols,
    "not_tls": _not_tls,
    "gate": _waits_at_gate,
}
MODES = (*WHOLE, *WIRE)


class FaultyServer:
    """Listens until `close`. Requests for payment links have a mode of their own."""

    def __init__(self, mode: str = "ok", *, tls: ssl.SSLContext | None = None) -> None:
        # Another host, where redirects lead.
        self.trap = "http://127.0.0.1:9"
        self.links_mode = "ok"
        self.delay = LONGEST_WAIT
        self.closing = threading.Event()
        self.gate = threading.Event()
        self.bytes_sent = 0
        self.accepted = 0
        self.requests: list[Received] = []
        # The most sessions requests that were being answered at one moment.
        self.peak = 0
        self._in_flight = 0
        self._changed = threading.Condition()
        self._modes = [mode]
        self._tls = tls
        self._conns: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._port = 0
        self._listener: socket.socket | None = None
        self._listen()

    @property
    def address(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    @property
    def calls(self) -> list[Received]:
        """The requests for sessions."""
        with self._changed:
            return [one for one in self.requests if one.path.startswith(SESSIONS_PATH)]

    def switch(self, *modes: str) -> None:
        """Each mode is for one request or connection, the last for all that follow.

        Open connections end, so that the next request meets the mode from its beginning.
        """
        assert set(modes) <= set(MODES), modes
        with self._changed:
            self._modes = list(modes)
            conns = list(self._conns)
        for conn in conns:
            _shut(conn)
        if modes[0] == "refuse":
            self._refuse()
        elif self._listener is None:
            self._listen()

    def wait_for_calls(self, count: int) -> None:
        """Return when so many sessions requests are being answered at once."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._in_flight >= count, LONGEST_WAIT)

    def close(self) -> None:
        self.closing.set()
        self.gate.set()
        self._refuse()
        with self._changed:
            conns = list(self._conns)
        for conn in conns:
            _shut(conn)
        for thread in self._threads:
            thread.join(LONGEST_WAIT)
            assert not thread.is_alive()

    def __enter__(self) -> FaultyServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _listen(self) -> None:
        listener = self._listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(128)
        self._port = listener.getsockname()[1]
        self._start(lambda: self._accept(listener))

    def _refuse(self) -> None:
        if self._listener is not None:
            # What wakes the thread that accepts.
            _shut(self._listener)
            self._listener.close()
            self._listener = None

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            with self._changed:
                self.accepted += 1
                self._conns.add(conn)
            self._start(lambda conn=conn: self._carry(conn))  # type: ignore[misc]

    def _carry(self, conn: socket.socket) -> None:
        try:
            with suppress(OSError):
                self._talk(conn)
        finally:
            with self._changed:
                self._conns.discard(conn)
            conn.close()

    def _talk(self, conn: socket.socket) -> None:
        if self._modes[0] in ON_ACCEPT:
            nothing = Received("", "", "", {})
            WIRE[self._next()](Exchange(self, conn, nothing, 0))
            return
        if self._tls:
            # Its own close ends the connection, and `conn.close` is then nothing to do.
            with self._tls.wrap_socket(conn, server_side=True) as secure:
                self._answer_all(secure)
        else:
            self._answer_all(conn)

    def _answer_all(self, conn: socket.socket) -> None:
        place = 0
        while received := _receive(conn):
            with self._changed:
                self.requests.append(received)
            exchange = Exchange(self, conn, received, place)
            if received.path == LINKS_PATH:
                stays = self._answer(self.links_mode, exchange)
            else:
                with self._one_in_flight():
                    stays = self._answer(self._next(), exchange)
            if not stays:
                return
            place += 1

    def _answer(self, mode: str, exchange: Exchange) -> bool:
        if mode in WIRE:
            return WIRE[mode](exchange)
        exchange.send(answer_to(mode, exchange.received, self.trap).to_bytes())
        return mode not in CLOSES

    def _next(self) -> str:
        with self._changed:
            return self._modes.pop(0) if len(self._modes) > 1 else self._modes[0]

    @contextmanager
    def _one_in_flight(self) -> Iterator[None]:
        with self._changed:
            self._in_flight += 1
            self.peak = max(self.peak, self._in_flight)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._in_flight -= 1


def _shut(conn: socket.socket) -> None:
    with suppress(OSError):
        conn.shutdown(socket.SHUT_RDWR)


def _receive(conn: socket.socket) -> Received | None:
    """The next request, which has no body; None when the other side is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = conn.recv(65_536)
        if not part:
            return None
        data += part
    first, *lines = data.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    headers = {name.lower(): value.strip() for name, _, value in (s.partition(":") for s in lines)}
    return Received(method, path, query, headers)


@contextmanager
def full_port() -> Iterator[str]:
    """The address of a port that lets nobody in: its queue is full and nobody accepts."""
    listener = socket.socket()
    waiting = []
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            conn = socket.socket()
            conn.setblocking(False)
            conn.connect_ex(listener.getsockname())
            waiting.append(conn)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for conn in (*waiting, listener):
            conn.close()
