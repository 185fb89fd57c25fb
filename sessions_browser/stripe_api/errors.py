"""What can go wrong between us and Stripe, named as stripe-python names it.

UpstreamError
├── APIConnectionError          no answer at all
│   ├── APITimeoutError         not within the time we allow
│   ├── CertificateError        the other side is not Stripe
│   └── CircuitOpenError      * the last calls failed
├── BusyError                 * our own limit: too many calls wait already
│   └── BudgetError           * our own limit: too many calls a second
├── UnsafeAccountError        * the settings would send the key where it must not go
├── APIError                    Stripe answered 5xx, 402, 409, 424, ...
├── RateLimitError              429
│   └── PausedError           * the Retry-After of an earlier 429 lasts
├── AuthenticationError         401: the key is wrong or expired
├── PermissionDeniedError       403: the key lacks a right
├── InvalidRequestError         400: a parameter was refused; 404: no such address
│   └── NotFoundError           no such object (404, or 400 for a filter or cursor that names it)
└── InvalidAnswerError          an answer that is not what the API documents

* `was_sent` is False: this dashboard made no call, so nothing is learnt about Stripe or the object.

The text of an exception never holds a key, an address or a customer's data, so it may be logged.
"""

from __future__ import annotations

from typing import ClassVar


class UpstreamError(Exception):
    """A call to Stripe that gave no usable answer.

    was_sent: False when this dashboard decided by itself to make no call.
    request_id: Stripe's `req_…` of the answer, if one came.
    code, param: as in Stripe's error object (docs.stripe.com/api/errors), if given.
    retry_after: whole seconds Stripe asked us to wait, if it did; never negative.
    permission: name of the right (`rak_…`) that the key lacks, if Stripe named it.
    """

    was_sent: ClassVar[bool] = True

    def __init__(
        self,
        reason: str,
        *,
        request_id: str | None = None,
        code: str | None = None,
        param: str | None = None,
        retry_after: int | None = None,
        permission: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.request_id = request_id
        self.code = code
        self.param = param
        self.retry_after = retry_after
        self.permission = permission


class APIConnectionError(UpstreamError):
    """Stripe could not be reached, or the connection broke before an answer came."""


class APITimeoutError(APIConnectionError):
    """Stripe did not answer within the time that one call may take."""


class CertificateError(APIConnectionError):
    """The other side could not prove that it is Stripe: never retried, never bypassed."""


class CircuitOpenError(APIConnectionError):
    """The last calls failed, so for some seconds none is made."""

    was_sent = False


class BusyError(UpstreamError):
    """Too many of our own calls are waiting for Stripe."""

    was_sent = False


class BudgetError(BusyError):
    """The dashboard has asked Stripe as often as it may."""


class UnsafeAccountError(UpstreamError):
    """The settings of the account are refused by `account_rules`, so its key is not sent."""

    was_sent = False


class APIError(UpstreamError):
    """Stripe answered that it failed."""


class RateLimitError(UpstreamError):
    """Stripe answered 429; never retried at once.

    by_limiter: one of Stripe's rate limiters did, not a lock on an object.
    """

    by_limiter = False


class PausedError(RateLimitError):
    """Stripe asked us to wait, and the time that it named is not over."""

    was_sent = False


class AuthenticationError(UpstreamError):
    """Stripe does not accept the key."""


class PermissionDeniedError(UpstreamError):
    """The key lacks a right."""


class InvalidRequestError(UpstreamError):
    """Stripe refused a parameter."""


class ExpansionError(InvalidRequestError):
    """Stripe refused to expand a property, so the rest of the question is answerable without."""


class NotFoundError(InvalidRequestError):
    """Stripe knows no such object under this account and mode."""


class InvalidAnswerError(UpstreamError):
    """The answer is not what the API documents, so none of it is shown."""
