"""One GET request to Stripe over HTTP: with `bounded_io` the only module that imports urllib3.

No proxy, no `.netrc`, no redirect, no cookie; one deadline and one size bound the whole answer. The
library requests, which would add all of these, would double what a call costs.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

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
        self._pool_size = pool_size

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
            with deadline(end), closing(self._open(path, params, left)) as response:
                # Once it is read whole, the pool has its connection back, and nothing is closed.
                return response.status, response.headers, _body(response, end)
        except HTTPError as error:
            raise _error_for(error, end) from None

    def _open(self, path: str, params: Params, left: float) -> BaseHTTPResponse:
        headers, read = self._headers(), min(self._timeouts.read, left)
        return self._pool.urlopen(
            "GET",
            f"{path}?{urlencode(params)}" if params else path,
            headers=headers,
            timeout=Timeout(connect=min(self._timeouts.connect, left), read=read),
            redirect=False,
            retries=False,
            preload_content=False,
        )

    @cached_property
    def _pool(self) -> HTTPConnectionPool:
        # Certificates are those of certifi: none from the environment.
        manager = PoolManager(1, maxsize=self._pool_size, ca_certs=certifi.where())
        manager.pool_classes_by_scheme = {
            "http": BoundedHTTPConnectionPool,
            "https": BoundedHTTPSConnectionPool,
        }
        return manager.connection_from_url(self._account.api_base)

    def _key(self) -> str:
        try:
            return key_to_send(self._account)
        except UnsafeKeyError as error:
            raise UnsafeAccountError(str(error)) from None

    def _headers(self) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self._key()}",
            "Stripe-Version": self._account.api_version,
            "User-Agent": "checkout-sessions-dashboard",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Connection": "keep-alive",
        }
        if self._account.context:
            # It supersedes Stripe-Account (docs.stripe.com/context).
            headers["Stripe-Context"] = self._account.context
        return headers


def _error_for(error: HTTPError, end: float) -> UpstreamError | RetryableError:
    if isinstance(error, SSLError):
        if _is_caused_by(error, ssl.SSLEOFError):
            # A connection that ends in the middle of the handshake proves nothing.
            return RetryableError(APIConnectionError("SSLEOFError"))
        return CertificateError("the other side could not prove that it is Stripe")
    # A connection that was refused is a kind of one that took too long, by the names of urllib3.
    if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
        return APITimeoutError("no connection in time")
    if isinstance(error, ReadTimeoutError) or time.monotonic() >= end:
        return APITimeoutError("no answer in time")
    return RetryableError(APIConnectionError(type(error).__name__))


def _body(response: BaseHTTPResponse, end: float) -> bytes:
    try:
        return _read(response)
    # A plain ValueError for a chunk of negative size.
    except (HTTPError, ValueError) as error:
        if response.status >= HTTPStatus.BAD_REQUEST:
            # The status says enough.
            return b""
        if time.monotonic() >= end or _is_caused_by(error, TimeoutError):
            raise APITimeoutError("the answer took too long") from None
        raise InvalidAnswerError(f"broken off: {type(error).__name__}") from None


def _read(response: BaseHTTPResponse) -> bytes:
    """The decoded body, up to a size that no real answer has."""
    parts, size = [], 0
    for part in response.stream(64 * 1024):
        size += len(part)
        if size > LARGEST_BODY:
            raise ValueError("the answer is too large")
        parts.append(part)
    return b"".join(parts)


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether such an exception lies under those that urllib3 wraps around it."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
