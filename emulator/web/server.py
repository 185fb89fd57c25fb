"""The HTTP server: loopback only, one thread per connection, connections are kept alive."""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from emulator.objects.context import API_VERSION
from emulator.web import errors
from emulator.web.account import Emulator
from emulator.web.call import Call, Reply, as_json
from emulator.web.pay_pages import is_page

_CONTROL = "/_emulator/"
_WRITE_BUFFER_BYTES = 1 << 20
_LARGEST_BODY = 1 << 20
# The absolute form of an address, which proxies send (RFC 9112, 3.2.2).
_ORIGIN = re.compile(r"https?://[^/?]*", re.IGNORECASE)


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
        emulator = self.server.emulator
        body = self._read_body()
        if body is None:
            self._send(self._refused(errors.unreadable_body()))
            return
        path, _, query = _ORIGIN.sub("", self.path, count=1).partition("?")
        if path.startswith(_CONTROL):
            status, told = emulator.control(self.command, path[len(_CONTROL) :], query)
            self._send(Reply(status, as_json(told)))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, path or "/", query, headers, body)
        if is_page(path):
            self._send(emulator.page(call))
        else:
            self._answer(emulator, call)

    def __getattr__(self, name: str) -> object:
        """Any method is answered alike, since Stripe knows no 405 and no 501."""
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def _answer(self, emulator: Emulator, call: Call) -> None:
        request_id = emulator.request_id()
        reply = emulator.answer(call, request_id)
        emulator.log.add(call, reply.status)
        waits_ms = emulator.trouble.latency_ms + reply.delay_ms
        if waits_ms:
            time.sleep(waits_ms / 1000)
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION, **reply.headers}
        self._send(replace(reply, headers=headers))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  of the base class
        """Log nothing: standard output has the ready line alone, standard error only failures."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP, or an address that is too long, is refused in JSON as all else is."""
        self.close_connection = True
        if not hasattr(self, "headers"):
            self.command, self.request_version = "", self.protocol_version
        self._send(self._refused(errors.ApiError(int(code), explain or message or "Bad request")))

    def _refused(self, error: errors.ApiError) -> Reply:
        request_id = self.server.emulator.request_id()
        headers = {"Request-Id": request_id, "Connection": "close"}
        self.close_connection = True
        return Reply(error.status, as_json(error.body(request_id)), headers)

    def _read_body(self) -> bytes | None:
        """The body, in chunks or of a stated length; None if it cannot be read."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _read_chunks(self) -> bytes | None:
        body = b""
        while True:
            size = self.rfile.readline(1024).split(b";")[0].strip()
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
                return None
            if not int(size, 16):
                break
            body += self.rfile.read(int(size, 16))
            self.rfile.readline(1024)
            if len(body) > _LARGEST_BODY:
                return None
        # Trailers end with an empty line.
        while self.rfile.readline(1024).strip():
            pass
        return body

    def _send(self, reply: Reply) -> None:
        content = reply.body.encode()
        if reply.cut == "reset":
            self._reset_connection()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache, no-store")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            self.close_connection = True
            content = content[: len(content) // 2]
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _reset_connection(self) -> None:
        """End the connection so that the other side is told of an error."""
        self.close_connection = True
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.connection.close()


class Server(ThreadingHTTPServer):
    """Serves one emulator on 127.0.0.1. Port 0 picks a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, emulator: Emulator) -> None:
        self.emulator = emulator
        super().__init__(("127.0.0.1", port), RequestHandler)
        emulator.open_pages(f"http://127.0.0.1:{self.server_port}")
