"""Read Checkout Sessions from Stripe over HTTP: the only module that imports requests.

Only GET requests leave. Manners follow Stripe's own libraries (docs.stripe.com/error-low-level,
docs.stripe.com/rate-limits) with patience cut to what a person at a page has.
"""

from __future__ import annotations

import json
import logging
import random
import re
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter

from sessions_browser import telemetry
from sessions_browser.conf import Account
from sessions_browser.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BusyError,
    CertificateError,
    CircuitOpenError,
    InvalidAnswerError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)
from sessions_browser.gate import Gate, Turn
from sessions_browser.pagination import ListQuery
from sessions_browser.transport import (
    BoundedHTTPConnectionPool,
    BoundedHTTPSConnectionPool,
    deadline,
)

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
# Everything together: waiting for a slot, both attempts, the pause between them, the last byte.
WHOLE_CALL_SECONDS = 9.0
SLOT_SECONDS = 5.0
LARGEST_BODY = 8 * 1024 * 1024
RETRY_PAUSE_SECONDS = (0.25, 0.5)
LONGEST_RETRY_AFTER = 60
PERMISSION = re.compile(r"\brak_[a-z_]{1,60}\b")
REQUEST_ID = re.compile(r"req_[A-Za-z0-9_]{1,60}\Z")

Params = Sequence[tuple[str, str]]
# The answer itself, or InvalidAnswerError.
Check = Callable[[Any], dict[str, Any]]

logger = logging.getLogger(__name__)


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": BoundedHTTPConnectionPool,
            "https": BoundedHTTPSConnectionPool,
        }


class CheckoutSessionsClient:
    """Calls for one account.

    Every method makes one call, retried once at most, and raises UpstreamError when that fails.
    """

    def __init__(self, account: Account, gate: Gate, pool_size: int) -> None:
        self._account = account
        self._gate = gate
        # The pool is made for threads, a Session is not: each thread has its own over one pool.
        self._adapter = _Adapter(pool_connections=1, pool_maxsize=pool_size)
        self._local = threading.local()

    def list(self, query: ListQuery, *, patience: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/checkout/sessions`: a checked list object, its `data` of anything."""
        params = query.to_params()
        return self._get("list", "/v1/checkout/sessions", params, patience, _as_list)

    def retrieve(self, session_id: str, expand: Sequence[str] = ()) -> dict[str, Any]:
        """`GET /v1/checkout/sessions/{id}`: the object as Stripe sent it."""
        path = f"/v1/checkout/sessions/{quote(session_id, safe='')}"
        params = [("expand[]", name) for name in expand]
        return self._get("retrieve", path, params, SLOT_SECONDS, _as_object(session_id))

    def payment_links(
        self, starting_after: str | None = None, *, patience: float = SLOT_SECONDS
    ) -> dict[str, Any]:
        """`GET /v1/payment_links`, 100 at a time, with their line items for a name."""
        params = [("limit", "100"), ("expand[]", "data.line_items")]
        if starting_after:
            params.append(("starting_after", starting_after))
        return self._get("payment_links", "/v1/payment_links", params, patience, _as_list)

    def customers(self, email: str, *, patience: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/customers` with this very e-mail: a checked list object."""
        params = [("email", email), ("limit", "100")]
        return self._get("customers", "/v1/customers", params, patience, _as_list)

    def customer(self, customer_id: str, *, patience: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/customers/{id}`; of a deleted one only `id` and `deleted` come."""
        path = f"/v1/customers/{quote(customer_id, safe='')}"
        return self._get("customer", path, (), patience, _as_object(customer_id))

    def _get(
        self, name: str, path: str, params: Params, patience: float, check: Check
    ) -> dict[str, Any]:
        started = time.monotonic()
        end = started + WHOLE_CALL_SECONDS
        outcome, request_id, sent = "bug", None, True
        try:
            with self._gate.turn(patience) as turn:
                answer = check(self._attempts(turn, path, params, end))
            outcome = "ok"
            return answer
        except UpstreamError as error:
            outcome, request_id = type(error).__name__, error.request_id
            sent = not isinstance(error, (BusyError, CircuitOpenError))
            raise
        finally:
            # Neither the query nor the text of an exception: both can hold a customer's e-mail.
            took = round((time.monotonic() - started) * 1000)
            level = logging.INFO if outcome == "ok" else logging.WARNING
            words = "upstream account=%s call=%s outcome=%s request=%s ms=%d"
            slug = self._account.slug
            logger.log(level, words, slug, name, outcome, request_id or "-", took)
            if sent:
                telemetry.upstream_called(slug, name, outcome, request_id, took)

    def _attempts(self, turn: Turn, path: str, params: Params, end: float) -> Any:
        if turn.seconds:
            # A probe is for all who wait, so it is short and alone.
            return self._last_attempt(turn, path, params, min(end, time.monotonic() + turn.seconds))
        try:
            turn.take()
            return self._attempt(path, params, end)
        except _Retryable as first:
            pause = random.uniform(*RETRY_PAUSE_SECONDS)  # noqa: S311
            if time.monotonic() + pause + CONNECT_SECONDS >= end:
                raise first.error from first
        time.sleep(pause)
        return self._last_attempt(turn, path, params, end)

    def _last_attempt(self, turn: Turn, path: str, params: Params, end: float) -> Any:
        turn.take()
        try:
            return self._attempt(path, params, end)
        except _Retryable as last:
            raise last.error from last

    def _attempt(self, path: str, params: Params, end: float) -> Any:
        left = end - time.monotonic()
        try:
            with (
                deadline(end),
                self._session().get(
                    self._account.api_base + path,
                    params=list(params),
                    timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                body = _body(response, end)
        except requests.exceptions.SSLError as error:
            if _is_caused_by(error, ssl.SSLEOFError):
                # Hung up in the middle of the handshake, which proves nothing.
                raise _Retryable(APIConnectionError("SSLEOFError")) from None
            raise CertificateError("the other side could not prove that it is Stripe") from None
        except requests.exceptions.ConnectTimeout:
            raise APITimeoutError("no connection in time") from None
        except requests.RequestException as error:
            if isinstance(error, requests.Timeout) or time.monotonic() >= end:
                raise APITimeoutError("no answer in time") from None
            raise _Retryable(APIConnectionError(type(error).__name__)) from None
        if response.status_code != HTTPStatus.OK:
            _raise_for(response, body)
        return _parse(body)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = _Session()
            # No proxies, no .netrc and no certificates from the environment.
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.mount("http://", self._adapter)
            session.mount("https://", self._adapter)
            session.headers.update(
                {
                    "Authorization": f"Bearer {self._account.api_key}",
                    "Stripe-Version": self._account.api_version,
                    "User-Agent": "checkout-sessions-dashboard",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                }
            )
        return session


class _Retryable(Exception):  # noqa: N818
    """The call may be made once more; `error` is what to raise if it may not."""

    def __init__(self, error: UpstreamError) -> None:
        super().__init__()
        self.error = error


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: even when it follows no redirect, requests reads its body whole and its address."""


def _body(response: requests.Response, end: float) -> bytes:
    try:
        return _read(response)
    # A plain ValueError for a chunk of negative size.
    except (requests.RequestException, ValueError) as error:
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            # The status says enough.
            return b""
        if time.monotonic() >= end or _is_caused_by(error, TimeoutError):
            raise APITimeoutError("the answer took too long") from None
        raise InvalidAnswerError(f"broken off: {type(error).__name__}") from None


def _read(response: requests.Response) -> bytes:
    """The decoded body, up to a size that no real answer has."""
    parts, size = [], 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > LARGEST_BODY:
            raise ValueError("the answer is too large")
        parts.append(part)
    return b"".join(parts)


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether such an exception lies under those that requests and urllib3 wrap around it."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    # A plain ValueError for an integer of 5,000 digits, RecursionError for 100,000 brackets.
    except (ValueError, RecursionError):
        raise InvalidAnswerError("not JSON") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _as_list(answer: Any) -> dict[str, Any]:
    if (
        isinstance(answer, dict)
        and isinstance(answer.get("data"), list)
        and isinstance(answer.get("has_more"), bool)
    ):
        return answer
    raise InvalidAnswerError("not a list object")


def _as_object(identifier: str) -> Check:
    def check(answer: Any) -> dict[str, Any]:
        if isinstance(answer, dict) and answer.get("id") == identifier:
            return answer
        raise InvalidAnswerError("not the object that was asked for")

    return check


def _raise_for(response: requests.Response, body: bytes) -> NoReturn:
    """docs.stripe.com/api/errors; the classes are those of Stripe's own libraries."""
    status = response.status_code
    error = _error_object(body)
    code, param, message = (
        value if isinstance(value := error.get(key), str) else None
        for key in ("code", "param", "message")
    )
    request_id = response.headers.get("Request-Id", "")
    details: dict[str, Any] = {
        "code": code,
        "param": param,
        "request_id": request_id if REQUEST_ID.match(request_id) else None,
        "retry_after": _retry_after(response.headers.get("Retry-After", "")),
    }
    raised: UpstreamError
    match status:
        case 400 if code == "rate_limit":
            raised = RateLimitError("rate limited", **details)
        case 400 | 404 if code == "resource_missing":
            raised = NotFoundError("no such object", **details)
        case 400 | 404:
            raised = InvalidRequestError("a parameter was refused", **details)
        case 401:
            raised = AuthenticationError("the key was refused", **details)
        case 403:
            named = PERMISSION.search(message or "")
            permission = named[0] if named else None
            raised = PermissionDeniedError("a right is missing", permission=permission, **details)
        case 429:
            raised = RateLimitError("rate limited", **details)
            # Without it another thing was in the way, such as a lock on an object.
            raised.by_limiter = "Stripe-Rate-Limited-Reason" in response.headers
        case _ if status >= HTTPStatus.BAD_REQUEST:
            raised = APIError(f"status {status}", **details)
        case _:
            # Redirects are not followed: the key belongs to one host.
            raise InvalidAnswerError(f"status {status}", request_id=details["request_id"])
    told = response.headers.get("Stripe-Should-Retry", "").lower()
    if told == "true" or (told != "false" and status >= HTTPStatus.INTERNAL_SERVER_ERROR):
        raise _Retryable(raised)
    raise raised


def _error_object(body: bytes) -> dict[str, Any]:
    try:
        answer = _parse(body)
    except InvalidAnswerError:
        return {}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _retry_after(value: str) -> int | None:
    """Seconds, capped; the form with a date is not sent by Stripe and counts as absent."""
    return min(int(value), LONGEST_RETRY_AFTER) if re.fullmatch(r"[0-9]{1,9}", value) else None
