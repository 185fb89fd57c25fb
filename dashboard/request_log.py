"""One line in the log for each request, and no customer's data in any line.

Lines are `key=value`. A page of failure shows a reference: `ref=` with it marks the line of that
request and the lines of the calls that it made.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.http import HttpRequest, HttpResponse

from sessions_browser.shared_state import metrics

Handler = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

logger = logging.getLogger(__name__)


def log_requests(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with metrics.request(secrets.token_hex(4)) as current:
            response = get_response(request)
            metrics.responded(response.status_code)
            match = request.resolver_match
            # Only when it was looked up already: a line is not worth a query.
            user = getattr(request, "_cached_user", None)
            logger.info(
                "request method=%s route=%s status=%d ms=%d cache=%s user=%s htmx=%d",
                request.method if request.method in METHODS else "other",
                match.view_name if match else "-",
                response.status_code,
                round((time.perf_counter() - began) * 1000),
                current.cache,
                user.pk if user is not None and user.pk else "-",
                request.headers.get("HX-Request") == "true",
            )
        response.headers["X-Request-Id"] = current.reference
        return response

    return middleware


class Mistakes(logging.Filter):
    """Passes what has an exception: a page of failure that we made on purpose has none."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class LineFormatter(logging.Formatter):
    """Writes class and place of an exception, but not its text: a customer may have typed that."""

    def format(self, record: logging.LogRecord) -> str:
        record.ref = metrics.reference()
        if record.name == "django.request":
            # Its message has the path, which names the session that somebody looked at.
            record.msg, record.args = "a page failed", ()
        return super().format(record)

    def formatException(  # noqa: N802  the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([*places, kind.__name__ if kind else ""])
