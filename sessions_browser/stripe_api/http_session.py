"""One GET request to Stripe over HTTP: the only module that imports requests.

No proxy, no `.netrc`, no redirect, no cookie; one deadline and one size bound the whole answer.
"""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from sessions_browser.account_rules import UnsafeKeyError, key_to_send
from sessions_browser.conf import TIMEOUTS, Account, Timeouts
from sessions_browser.stripe_api.bounded_io import (
    BoundedHTTPConnectionPool,
    BoundedHTTPSConnectionPool,
    deadline,
)
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    APITimeoutError,
    BusyError,
    CertificateError,
    InvalidAnswerError,
    UnsafeAccountError,
    UpstreamError,
)
from sessions_browser.stripe_api.responses import RetryableError, parse_json, raise_for

LARGEST_BODY = 8 * 1024 * 1024
Params = Sequence[tuple[str, str]]


class HttpSession:
    """Requests with the key of one account, over one pool of connections for all threads."""

    def __init__(self, account: Account, pool_size: int, timeouts: Timeouts = TIMEOUTS) -> None:
        self._account = account
        self._timeouts = timeouts
        self._adapter = _BoundedAdapter(pool_connections=1, pool_maxsize=pool_size)
        # The pool is safe for threads, a requests.Session is not: each call has one to itself.
        self._idle = deque[requests.Session]()

    def require_safe_account(self) -> None:
        """Raises UnsafeAccountError, as every request would, before anything is counted."""
        self._key()

    def get(self, path: str, params: Params, end: float) -> Any:
        """The JSON value of the answer, which is whole before `end` (monotonic seconds).

        Raises UpstreamError, or RetryableError where the same call may succeed a moment later.
        """
        status, headers, body = self._exchange(path, params, end)
        if status != HTTPStatus.OK:
            raise_for(status, headers, body)
        return parse_json(body)

    def _exchange(
        self, path: str, params: Params, end: float
    ) -> tuple[int, Mapping[str, str], bytes]:
        left = end - time.monotonic()
        if left <= 0:
            raise BusyError("no time was left to ask")
        try:
            with (
                deadline(end),
                self._session() as session,
                self._open(session, path, params, left) as response,
            ):
                return response.status_code, response.headers, _body(response, end)
        except requests.RequestException as error:
            raise _error_for(error, end) from None

    def _open(
        self, session: requests.Session, path: str, params: Params, left: float
    ) -> requests.Response:
        return session.get(
            self._account.api_base + path,
            params=list(params),
            timeout=(min(self._timeouts.connect, left), min(self._timeouts.read, left)),
            allow_redirects=False,
            stream=True,
        )

    def _key(self) -> str:
        try:
            return key_to_send(self._account)
        except UnsafeKeyError as error:
            raise UnsafeAccountError(str(error)) from None

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """To make one costs as much as a call, so the one that was used last is used again."""
        try:
            session = self._idle.pop()
        except IndexError:
            session = self._new_session()
        try:
            yield session
        finally:
            self._idle.append(session)

    def _new_session(self) -> requests.Session:
        session = _NoRedirectSession()
        # No proxies, no .netrc and no certificates from the environment.
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.mount("http://", self._adapter)
        session.mount("https://", self._adapter)
        if self._account.context:
            # It supersedes Stripe-Account (docs.stripe.com/context).
            session.headers["Stripe-Context"] = self._account.context
        session.headers.update(
            {
                "Authorization": f"Bearer {self._key()}",
                "Stripe-Version": self._account.api_version,
                "User-Agent": "checkout-sessions-dashboard",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            }
        )
        return session


class _BoundedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": BoundedHTTPConnectionPool,
            "https": BoundedHTTPSConnectionPool,
        }


class _NoRedirectSession(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: otherwise requests reads the whole body of a redirect, followed or not."""


def _error_for(error: requests.RequestException, end: float) -> UpstreamError | RetryableError:
    if isinstance(error, requests.exceptions.SSLError):
        if _is_caused_by(error, ssl.SSLEOFError):
            # A connection that ends in the middle of the handshake proves nothing.
            return RetryableError(APIConnectionError("SSLEOFError"))
        return CertificateError("the other side could not prove that it is Stripe")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return APITimeoutError("no connection in time")
    if isinstance(error, requests.Timeout) or time.monotonic() >= end:
        return APITimeoutError("no answer in time")
    return RetryableError(APIConnectionError(type(error).__name__))


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
