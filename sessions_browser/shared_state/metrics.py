"""What this process has done lately, in numbers: for the status page, metrics and the log.

It holds numbers, classes of errors and request ids, and never a key, a query or a customer's data.
Every function is safe for threads, and none raises or waits.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from sessions_browser.shared_state import machine_counters

RECENT_SECONDS = 300
MOST_RECENT_CALLS = 3000
MOST_ERRORS = 20
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class RequestRecord:
    """The request that this thread serves.

    reference: its id in the log and on error pages.
    cache: how its data was found, as in `cache_answered`.
    """

    reference: str
    cache: str = "-"


@dataclass(slots=True)
class _Recorder:
    started_at: float = field(default_factory=time.time)
    pages: Counter[str] = field(default_factory=Counter)
    background: Counter[str] = field(default_factory=Counter)
    responses: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    # Unix seconds and milliseconds of each call.
    calls: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=MOST_RECENT_CALLS))
    errors: deque[list[Any]] = field(default_factory=lambda: deque(maxlen=MOST_ERRORS))


_recorder = _Recorder()
_lock = threading.Lock()
_request: ContextVar[RequestRecord | None] = ContextVar("request", default=None)


@contextmanager
def request(reference: str) -> Iterator[RequestRecord]:
    """Let what happens within, in this thread, belong to one request."""
    current = RequestRecord(reference)
    token = _request.set(current)
    try:
        yield current
    finally:
        _request.reset(token)


def in_this_request(work: Callable[P, T]) -> Callable[P, T]:
    """`work`, which may be called in another thread and still belongs to this request.

    A copy of the whole context would do that too, but Django keeps a connection to the cache in
    each context, so every copy would open one.
    """
    current = _request.get()

    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        token = _request.set(current)
        try:
            return work(*args, **kwargs)
        finally:
            _request.reset(token)

    return run


def reference() -> str:
    """Of the request that this thread serves, or "-" in the background."""
    current = _request.get()
    return current.reference if current else "-"


def cache_answered(state: str) -> None:
    """state: fresh, stale, miss, or old when a kept value was shown because Stripe failed."""
    if current := _request.get():
        current.cache = state
    _count("pages", state)


def background(what: str) -> None:
    """what: refresh, ahead, newer, or dropped when it was not begun."""
    _count("background", what)


def upstream_called(
    account: str, call: str, outcome: str, request_id: str | None, ms: int, told: str = ""
) -> None:
    """Note a call that was sent.

    account: its slug.
    call: name of the client's method.
    outcome: "ok" or the class of the error.
    request_id: Stripe's `req_…`, if it answered with one.
    told: what Stripe named of a failure; see `UpstreamError.told`.
    """
    now = time.time()
    _count("outcomes", outcome)
    machine_counters.upstream_took(ms / 1000)
    with _lock:
        _recorder.calls.append((now, ms))
        if outcome != "ok":
            _recorder.errors.append([now, account, call, f"{outcome} {told}".strip(), request_id])


def responded(status: int) -> None:
    _count("responses", f"{status // 100}xx")


def _count(part: str, value: str) -> None:
    with _lock:
        counter: Counter[str] = getattr(_recorder, part)
        counter[value] += 1
    machine_counters.count(part, value)


def snapshot() -> dict[str, Any]:
    """Plain JSON; recent_ms: of the calls of the last five minutes."""
    with _lock:
        limit = time.time() - RECENT_SECONDS
        return {
            "started_at": _recorder.started_at,
            "pages": dict(_recorder.pages),
            "background": dict(_recorder.background),
            "responses": dict(_recorder.responses),
            "outcomes": dict(_recorder.outcomes),
            "recent_ms": [ms for at, ms in _recorder.calls if at > limit],
            "errors": list(_recorder.errors),
        }
