"""A proxy in front of a dashboard, for a path of the host, which it takes off or leaves on."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

SECONDS = 20
# Of one connection, so not for the next.
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding")


@contextmanager
def running_prefix_proxy(site: str, prefix: str, *, strips: bool) -> Iterator[str]:
    """Its address. What is not below the prefix is 404, as on a host with other sites."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path
            if urlsplit(path).path != prefix and not path.startswith(f"{prefix}/"):
                self._answer(HTTPStatus.NOT_FOUND, [], b"another site")
                return
            if strips:
                path = path[len(prefix) :] or "/"
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            upstream = http.client.HTTPConnection(urlsplit(site).netloc, timeout=SECONDS)
            try:
                upstream.request(self.command, path, body, dict(self.headers))
                answer = upstream.getresponse()
                self._answer(answer.status, answer.getheaders(), answer.read())
            finally:
                upstream.close()

        do_POST = do_GET  # noqa: N815  the name that http.server calls

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in (*HOP_BY_HOP, "content-length", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """A test has nothing to read there."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
