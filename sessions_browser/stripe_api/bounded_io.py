"""Bound a whole HTTP answer in time and size, and take only one whose head can be read.

`timeout=` of requests bounds each wait for bytes, so an upstream that drips one byte a second, in
its headers or its body, could hold a thread for as long as it likes. Here every read of the socket,
also of the headers, ends at one deadline and at one size.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HeaderParsingError
from urllib3.util.response import assert_header_parsing

# Connections are kept, so few are made at a time; a stuck thread ends when the resolver gives up.
_diallers = ThreadPoolExecutor(16, thread_name_prefix="dial")
# Bytes on the wire, with head and compression: no answer of Stripe is larger.
LARGEST_ANSWER = 16 * 1024 * 1024


class _Deadline(threading.local):
    """Monotonic seconds at which this thread's call ends."""

    at = float("inf")


_deadline = _Deadline()


@contextmanager
def deadline(at: float) -> Iterator[None]:
    """Within, this thread's reads from pooled connections fail when `time.monotonic()` is `at`."""
    _deadline.at = at
    try:
        yield
    finally:
        _deadline.at = float("inf")


class _BoundedSocketReader(io.RawIOBase):
    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._timeout = sock.gettimeout()
        self._room = LARGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = _deadline.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole answer took too long")
        self._sock.settimeout(left if self._timeout is None else min(left, self._timeout))
        count = self._raw.readinto(buffer)
        self._room -= count or 0
        if self._room < 0:
            raise OSError("the whole answer is too large")
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _BoundedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_BoundedSocketReader(sock))

    def begin(self) -> None:
        super().begin()
        while self.status < HTTPStatus.OK:
            # The standard library takes 103 for the answer, and then the real answer for the one to
            # the next request on this connection.
            if self.status == HTTPStatus.SWITCHING_PROTOCOLS:
                raise http.client.HTTPException("the protocol was switched")
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()
        try:
            assert_header_parsing(self.headers)
        except HeaderParsingError:
            # Nobody knows where its body ends. urllib3 would read it, and log the address.
            raise http.client.HTTPException("the headers cannot be read") from None
        lengths = ",".join(self.headers.get_all("Content-Length", ())).split(",")
        if len({length.strip() for length in lengths}) > 1:
            # urllib3 refuses it too, but leaves the socket open.
            raise http.client.HTTPException("the body has two lengths")


def _dial(connect: Callable[[], socket.socket], connection: HTTPConnection) -> socket.socket:
    """What `connect` returns, within the connection's own time to connect.

    Its timeout does not bound the look-up of the name, for which the system's resolver may take
    half a minute.
    """
    future = _diallers.submit(connect)
    max_wait = connection.timeout if isinstance(connection.timeout, float) else None
    try:
        return future.result(timeout=max_wait)
    except TimeoutError:
        # The dialling thread cannot be stopped; a connection that it makes later is closed.
        future.add_done_callback(_hang_up)
        raise ConnectTimeoutError(connection, "no connection in time") from None


def _hang_up(future: Future[socket.socket]) -> None:
    if not future.cancelled() and future.exception() is None:
        future.result().close()


class _BoundedHTTPConnection(HTTPConnection):
    response_class = _BoundedResponse

    def _new_conn(self) -> socket.socket:
        return _dial(super()._new_conn, self)


class _BoundedHTTPSConnection(HTTPSConnection):
    response_class = _BoundedResponse

    def _new_conn(self) -> socket.socket:
        return _dial(super()._new_conn, self)


class BoundedHTTPConnectionPool(HTTPConnectionPool):
    ConnectionCls = _BoundedHTTPConnection


class BoundedHTTPSConnectionPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedHTTPSConnection
