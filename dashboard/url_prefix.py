"""The site below a path of its host, whether the proxy in front takes that path off or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def below(prefix: str, application: WSGIApplication) -> WSGIApplication:
    """`application` with the prefix taken off each path that still has it; "" changes nothing.

    Django adds it to what it writes (FORCE_SCRIPT_NAME).
    """
    if not prefix:
        return application

    def without_prefix(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path: str = environ["PATH_INFO"]
        if path == prefix or path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return application(environ, start_response)

    return without_prefix
