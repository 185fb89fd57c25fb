"""A server of numbered pages that notes when it was asked for which."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.jobs_site.pages import value


class PagesServer:
    """calls: monotonic seconds and page of each call that it answered."""

    def __init__(self, seconds: float) -> None:
        """seconds: that a page takes."""
        self.calls: list[tuple[float, int]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(seconds)
                page = int(self.path.rpartition("/")[2])
                served.calls.append((time.monotonic(), page))
                body = str(value(page)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for_calls(self, more: int, seconds: float) -> float:
        """Until so many more have been answered; how long that took."""
        began, target = time.monotonic(), len(self.calls) + more
        while len(self.calls) < target:
            assert time.monotonic() - began < seconds, f"no call for {seconds} s"
            time.sleep(0.02)
        return time.monotonic() - began
