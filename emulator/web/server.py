"""The HTTP server: loopback only, one thread per connection, connections are kept alive."""

from __future__ import annotations

import itertools
import json
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from emulator.objects.context import Context, Json
from emulator.web import api_keys, errors
from emulator.web.controls import CommandError, Controls
from emulator.web.endpoints import Endpoints
from emulator.web.request_log import RequestLog
from emulator.world.clock import Clock
from emulator.world.ids import Ids
from emulator.world.world import World

API_VERSION = "2026-11-18.endive"
_CONTROL = "/_emulator/"
_WRITE_BUFFER_BYTES = 1 << 20


class Emulator:
    """One account: its world, its keys, its request log and its test controls.

    api_key: may read everything.
    strict_limit: refuse a `limit` outside 1 to 100 rather than take the nearest.
    """

    def __init__(self, world: World, clock: Clock, api_key: str, strict_limit: bool) -> None:
        self.log = RequestLog()
        self._ids = Ids(world.seed)
        self._world = world
        self._clock = clock
        self._api_key = api_key
        self._strict_limit = strict_limit
        self._context = Context(world, self._ids)
        self._request_numbers = itertools.count(1)
        self._lock = threading.Lock()
        # Another account. Neither sees the objects of the other.
        self.second_account: Emulator | None = None
        self.controls = Controls(world, self._ids, clock, self.log)

    def request_id(self) -> str:
        """The next id for the header Request-Id."""
        return f"req_{self._ids.token('request', next(self._request_numbers), 14)}"

    def answer(
        self, method: str, path: str, query: str, authorization: str | None, request_id: str
    ) -> tuple[int, Json, dict[str, str]]:
        """Answer a request to the API: status, body and further headers."""
        if self.second_account and api_keys.is_second_account_key(authorization):
            return self.second_account.answer(method, path, query, authorization, request_id)
        try:
            granted = api_keys.permissions_of(authorization, self._api_key)
            if method != "GET":
                raise errors.unrecognized_url(method, path)
            with self._lock:
                self._world.advance(self._clock.now())
                return (
                    200,
                    Endpoints(self._context, granted, self._strict_limit).get(path, query),
                    {},
                )
        except errors.ApiError as error:
            headers = {}
            if error.status == 401:
                headers["WWW-Authenticate"] = 'Bearer realm="Stripe"'
            return error.status, error.body(request_id), headers

    def control(self, method: str, command: str, query: str) -> tuple[int, Json]:
        """Run a test control: status and body."""
        try:
            with self._lock:
                self._world.advance(self._clock.now())
                return 200, self.controls.run(method, command, query)
        except CommandError as error:
            return error.status, {"error": str(error)}


class RequestHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "emulator"
    sys_version = ""

    def version_string(self) -> str:
        return self.server_version

    # Headers and body are sent in one write: otherwise a delayed TCP acknowledgement costs 40 ms.
    wbufsize = _WRITE_BUFFER_BYTES
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._discard_body()
        path, _, query = self.path.partition("?")
        emulator = self.server.emulator
        if path.startswith(_CONTROL):
            self._send(*emulator.control(self.command, path[len(_CONTROL) :], query), {})
        else:
            self._answer(emulator, path, query)

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def do_PATCH(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def _answer(self, emulator: Emulator, path: str, query: str) -> None:
        request_id = emulator.request_id()
        status, body, headers = emulator.answer(
            self.command, path, query, self.headers.get("Authorization"), request_id
        )
        emulator.log.add(self.command, path, query, status, dict(self.headers.items()))
        if emulator.controls.latency_ms:
            time.sleep(emulator.controls.latency_ms / 1000)
        version = self.headers.get("Stripe-Version") or API_VERSION
        self._send(status, body, {"Request-Id": request_id, "Stripe-Version": version, **headers})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  of the base class
        """Log nothing: standard output has the ready line alone, standard error only failures."""

    def _discard_body(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(int(length))

    def _send(self, status: int, body: Json, headers: dict[str, str]) -> None:
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache, no-store")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """Serves one emulator on 127.0.0.1. Port 0 picks a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, emulator: Emulator) -> None:
        self.emulator = emulator
        super().__init__(("127.0.0.1", port), RequestHandler)

    def server_bind(self) -> None:
        """Skip the reverse DNS lookup of the base class, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report failures, except a client that closes its connection."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)
