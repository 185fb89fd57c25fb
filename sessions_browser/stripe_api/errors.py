"""What can go wrong between us and Stripe, named as stripe-python names it.

UpstreamError
├── NotAskedError               this dashboard made no call
│   ├── BusyError               our own limit: too many calls wait already
│   │   ├── BudgetError         our own limit: too many calls a second
│   │   └── AllowanceError      the month's reads are used up, which stops the background
│   ├── PausedError             the Retry-After of an earlier 429 lasts
│   ├── CircuitOpenError        the last calls failed
│   └── UnsafeAccountError      the settings would send the key where it must not go
├── APIConnectionError          no answer at all
│   ├── APITimeoutError         not within the time we allow
│   └── CertificateError        the other side is not Stripe
├── APIError                    Stripe answered 5xx, 402, 409, 424, ...
├── RateLimitError              429
├── AuthenticationError         401: the key is wrong or expired
├── PermissionDeniedError       403: the key lacks a right
├── InvalidRequestError         400: a parameter was refused; 404: no such address
│   └── NotFoundError           no such object (404, or 400 for a filter or cursor that names it)
└── InvalidAnswerError          an answer that is not what the API documents

A call that was not made teaches nothing of Stripe or of the object: it is no call in the counts, no
failure to note, and whoever may ask does so at once.

The text of an exception never holds a key, an address or a customer's data, so it may be logged.
"""

from __future__ import annotations

import re

# One answer of Stripe must not keep all people out for a minute: after these seconds one may ask.
LONGEST_PAUSE_FOR_PEOPLE = 5
# What may be logged.
CODE = re.compile(r"[a-z_]{1,60}")
# As Stripe spells parameters. An id or an e-mail is none.
PARAM = re.compile(r"[a-z_]{1,40}(?:\[[a-z_0-9]{0,40}\]){0,4}")


class UpstreamError(Exception):
    """A call to Stripe that gave no usable answer.

    status: of the answer, if one came.
    request_id: Stripe's `req_…` of the answer, if one came.
    message: Stripe's own words, if given. They can name a customer, so they are for leads alone
        and never in the log.
    code, param: as in Stripe's error object (docs.stripe.com/api/errors), if given.
    retry_after: whole seconds Stripe asked us to wait, if it did; never negative.
    permission: name of the right (`rak_…`) that the key lacks, if Stripe named it.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        message: str | None = None,
        request_id: str | None = None,
        code: str | None = None,
        param: str | None = None,
        retry_after: int | None = None,
        permission: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.message = message
        self.request_id = request_id
        self.code = code
        self.param = param
        self.retry_after = retry_after
        self.permission = permission

    @property
    def told(self) -> str:
        """What Stripe named, such as "status=400 code=- param=limit"; names and no values.

        "" without an answer.
        """
        if self.status is None:
            return ""
        named = {
            name: value if value and shape.fullmatch(value) else "-"
            for name, value, shape in (("code", self.code, CODE), ("param", self.param, PARAM))
        }
        return f"status={self.status} code={named['code']} param={named['param']}"


class NotAskedError(UpstreamError):
    """This dashboard decided by itself to make no call."""


class BusyError(NotAskedError):
    """Too many of our own calls are waiting for Stripe."""


class BudgetError(BusyError):
    """The dashboard has asked Stripe as often as it may."""


class AllowanceError(BusyError):
    """The month's reads are used up, so nothing is read in the background."""


class PausedError(NotAskedError):
    """Stripe asked us to wait, and the time that it named is not over."""


class CircuitOpenError(NotAskedError):
    """The last calls failed, so for some seconds none is made."""


class UnsafeAccountError(NotAskedError):
    """The settings of the account are refused by `account_rules`, so its key is not sent."""


class APIConnectionError(UpstreamError):
    """Stripe could not be reached, or the connection broke before an answer came."""


class APITimeoutError(APIConnectionError):
    """Stripe did not answer within the time that one call may take."""


class CertificateError(APIConnectionError):
    """The other side could not prove that it is Stripe: never retried, never bypassed."""


class APIError(UpstreamError):
    """Stripe answered that it failed."""


class RateLimitError(UpstreamError):
    """Stripe answered 429; never retried at once.

    by_limiter: one of Stripe's rate limiters did, not a lock on an object.
    """

    by_limiter = False


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
