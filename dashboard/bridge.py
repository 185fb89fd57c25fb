"""Django's WSGI application as granian calls it, by RSGI: first the whole request, then a thread.

Whoever sends slowly so holds none of the threads.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Protocol, Self

from django.conf import settings

from dashboard.bodies import Bodies, BodyError

# From the head of a request to the last byte of its body.
BODY_SECONDS = 10.0
# What needs no thread, and so is answered however many are taken.
AT_ONCE = {"/healthz": b"alive\n"}
PLAIN = [
    ("content-type", "text/plain; charset=utf-8"),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
]
NOT_OF_HTTP = ("CONTENT_TYPE", "CONTENT_LENGTH")
MOST_DIGITS = 18
READ_BYTES = 65_536
WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
logger = logging.getLogger(__name__)


class Scope(Protocol):
    """Of granian: the head of a request."""

    method: str
    path: str
    query_string: str
    scheme: str
    client: str
    server: str
    http_version: str
    headers: Any


class Exchange(Protocol):
    """Of granian: the body of a request, part by part, and its answer."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...

    def response_file_range(
        self, status: int, headers: list[tuple[str, str]], file: str, start: int, end: int
    ) -> None: ...


class SentFile:
    """What Django hands over for a file, by the rules of WSGI."""

    def __init__(self, file: Any, _block_size: int = 0) -> None:
        """file: where it has `path`, and `begin` and `end` of the bytes that are sent, granian
        sends it, and neither memory nor a thread is taken. Static files lie in memory anyway.
        """
        self.file = file

    @property
    def is_large(self) -> bool:
        return hasattr(self.file, "begin")

    def __iter__(self) -> Iterator[bytes]:
        """Where somebody in between looks into the answer."""
        return iter(lambda: self.file.read(READ_BYTES), b"")

    def close(self) -> None:
        self.file.close()


class Bridge:
    """The RSGI application; `__rsgi__` is called in the one event loop of its process.

    at_end: called once when the process has answered its last request.
    """

    def __init__(
        self,
        application: WSGIApplication,
        threads: int,
        bodies: Bodies,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._bodies = bodies
        self._at_end = at_end

    @classmethod
    def by_the_settings(
        cls, application: WSGIApplication, at_end: Callable[[], None] = lambda: None
    ) -> Self:
        bodies = Bodies(BODY_SECONDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return cls(application, settings.WEB_THREADS, bodies, at_end)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        self._at_end()

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        if scope.method in ("GET", "HEAD") and scope.path in AT_ONCE:
            exchange.response_bytes(HTTPStatus.OK, PLAIN, AT_ONCE[scope.path])
            return
        environ = environ_of(scope)
        try:
            body = await self._bodies.take_in(length_of(environ), exchange)
        except BodyError as error:
            headers = [*PLAIN, ("connection", "close")]
            exchange.response_bytes(error.status, headers, error.words.encode())
            return
        environ["wsgi.input"] = io.BytesIO(body)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, self._answer, environ, exchange)

    def _answer(self, environ: dict[str, Any], exchange: Exchange) -> None:
        told: list[Any] = []
        try:
            parts: Any = self._application(environ, lambda *head: told.extend(head))
            try:
                is_large = isinstance(parts, SentFile) and parts.is_large
                body = b"" if is_large else b"".join(parts)
            finally:
                if hasattr(parts, "close"):
                    parts.close()
            status, headers = int(told[0][:3]), told[1]
            if is_large and environ["REQUEST_METHOD"] == "GET":
                file = parts.file
                exchange.response_file_range(status, headers, str(file.path), file.begin, file.end)
            else:
                exchange.response_bytes(status, headers, body)
        except Exception:
            # Django answers its own mistakes, so this one is below it.
            logger.exception("a request failed outside of Django")
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            exchange.response_bytes(status, PLAIN, b"The dashboard has a problem.\n")


def length_of(environ: Mapping[str, Any]) -> int:
    """Bytes of the body; 0 also where the head does not tell, as Django takes it."""
    told = environ.get("CONTENT_LENGTH", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS else 0


def environ_of(scope: Scope) -> dict[str, Any]:
    """As WSGI has it, but for the body."""
    host, _, port = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI has bytes as if they were Latin-1.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": SentFile,
        **headers_of(scope.headers.items()),
    }


def headers_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By their names in WSGI. One with "_" could pass for another's and is left out."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in NOT_OF_HTTP:
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        headers[key] = f"{headers[key]}{joint}{value}" if key in headers else value
    return headers
