"""HTTP around the emulator: one thread a connection, kept alive, on loopback alone."""

from __future__ import annotations

import itertools
import json
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from emulator.objects.context import Context
from emulator.web import api_keys, errors
from emulator.web.api import Api
from emulator.web.controls import CommandError, Controls, RequestLog
from emulator.world.clock import Clock
from emulator.world.ids import Ids
from emulator.world.world import World

API_VERSION = "2026-10-28.endive"
_CONTROL = "/_emulator/"
_WRITE_BUFFER_BYTES = 1 << 20


class Emulator:
    """All that the requests of one server share."""

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
        # Another account, whose objects this one does not know.
        self.second_account: Emulator | None = None
        self.controls = Controls(world, self._ids, clock, self.log)

    def request_id(self) -> str:
        return f"req_{self._ids.token('request', next(self._request_numbers), 14)}"

    def answer(
        self, method: str, path: str, query: str, authorization: str | None, request_id: str
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, body and headers of a request to the API."""
        if self.second_account and api_keys.is_second_account_key(authorization):
            return self.second_account.answer(method, path, query, authorization, request_id)
        try:
            granted = api_keys.permissions_of(authorization, self._api_key)
            if method != "GET":
                raise errors.unrecognized_url(method, path)
            with self._lock:
                self._world.advance(self._clock.now())
                return 200, Api(self._context, granted, self._strict_limit).get(path, query), {}
        except errors.ApiError as error:
            headers = {}
            if error.status == 401:
                headers["WWW-Authenticate"] = 'Bearer realm="Stripe"'
            return error.status, error.body(request_id), headers

    def control(self, method: str, command: str, query: str) -> tuple[int, dict[str, Any]]:
        try:
            with self._lock:
                self._world.advance(self._clock.now())
                return 200, self.controls.run(method, command, query)
        except CommandError as error:
            return error.status, {"error": str(error)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "emulator"
    sys_version = ""

    def version_string(self) -> str:
        return self.server_version

    # Head and body leave in one write, at once: else a delayed acknowledgement costs 40 ms.
    wbufsize = _WRITE_BUFFER_BYTES
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._discard_body()
        path, _, query = self.path.partition("?")
        emulator = self.server.emulator
        if path.startswith(_CONTROL):
            self._send(*emulator.control(self.command, path[len(_CONTROL) :], query), {})
            return
        request_id = emulator.request_id()
        status, body, headers = emulator.answer(
            self.command, path, query, self.headers.get("Authorization"), request_id
        )
        emulator.log.add(self.command, path, query, status, dict(self.headers.items()))
        if emulator.controls.latency_ms:
            time.sleep(emulator.controls.latency_ms / 1000)
        version = self.headers.get("Stripe-Version") or API_VERSION
        self._send(status, body, {"Request-Id": request_id, "Stripe-Version": version, **headers})

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def do_PATCH(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  of the base class
        """Standard output and error belong to the person who started it."""

    def _discard_body(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(int(length))

    def _send(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
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
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, emulator: Emulator) -> None:
        self.emulator = emulator
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        """Without asking the name service who 127.0.0.1 is, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)
