"""Turn an answer of Stripe into a value of the expected shape or an error. No I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from sessions_browser.account import ACCOUNT_ID
from sessions_browser.objects.json_fields import text
from sessions_browser.stripe_api.errors import (
    APIError,
    AuthenticationError,
    ExpansionError,
    InvalidAnswerError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UpstreamError,
)

LONGEST_RETRY_AFTER = 60
# Stripe names neither code nor parameter when a path of `expand[]` is refused.
EXPANSION = re.compile(r"This property cannot be expanded|You cannot expand more than")
PERMISSION = re.compile(r"\brak_[a-z_]{1,60}\b")
REQUEST_ID = re.compile(r"req_[A-Za-z0-9_]{1,60}\Z")
# Returns the answer itself, or raises InvalidAnswerError.
Check = Callable[[Any], dict[str, Any]]


class RetryableError(Exception):
    """The call may be made once more; `error` is what to raise if it may not."""

    def __init__(self, error: UpstreamError) -> None:
        super().__init__()
        self.error = error


def parse_json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    # A plain ValueError for an integer of 5,000 digits, RecursionError for 100,000 brackets.
    except (ValueError, RecursionError):
        raise InvalidAnswerError("not JSON") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def as_list(answer: Any) -> dict[str, Any]:
    if (
        isinstance(answer, dict)
        and isinstance(answer.get("data"), list)
        and isinstance(answer.get("has_more"), bool)
    ):
        return answer
    raise InvalidAnswerError("not a list object")


def as_object(identifier: str) -> Check:
    def check(answer: Any) -> dict[str, Any]:
        if isinstance(answer, dict) and answer.get("id") == identifier:
            return answer
        raise InvalidAnswerError("not the object that was asked for")

    return check


def as_account(answer: Any) -> dict[str, Any]:
    if isinstance(answer, dict) and ACCOUNT_ID.match(str(answer.get("id"))):
        return answer
    raise InvalidAnswerError("not an account")


def livemode_of(answer: Mapping[str, Any]) -> bool | None:
    """Of the mode that all objects of an answer are; None where they do not say so together."""
    data = answer.get("data")
    objects = data if isinstance(data, list) else [answer]
    modes = {one.get("livemode") if isinstance(one, dict) else None for one in objects}
    mode = modes.pop() if len(modes) == 1 else None
    return mode if isinstance(mode, bool) else None


def raise_for(status: int, headers: Mapping[str, str], body: bytes) -> NoReturn:
    """Raise what an answer other than 200 means; RetryableError where Stripe allows a retry."""
    raised = _error_for(status, headers, body)
    if isinstance(raised, InvalidAnswerError):
        raise raised
    advice = headers.get("Stripe-Should-Retry", "").lower()
    if advice == "true" or (advice != "false" and status >= HTTPStatus.INTERNAL_SERVER_ERROR):
        raise RetryableError(raised)
    raise raised


def _error_for(status: int, headers: Mapping[str, str], body: bytes) -> UpstreamError:
    """docs.stripe.com/api/errors; the classes are those of Stripe's own libraries."""
    error = _error_object(body)
    details = _details(status, error, headers)
    match status:
        case 400 if details["code"] == "rate_limit":
            return RateLimitError("rate limited", **details)
        case 400 | 404 if details["code"] == "resource_missing":
            return NotFoundError("no such object", **details)
        case 400 if EXPANSION.match(_text(error, "message") or ""):
            return ExpansionError("an expansion was refused", **details)
        case 400 | 404:
            return InvalidRequestError("a parameter was refused", **details)
        case 401:
            return AuthenticationError("the key was refused", **details)
        case 403:
            named = PERMISSION.search(_text(error, "message") or "")
            permission = named[0] if named else None
            return PermissionDeniedError("a right is missing", permission=permission, **details)
        case 429:
            limited = RateLimitError("rate limited", **details)
            # Without this header something else was in the way, such as a lock on an object.
            limited.by_limiter = "Stripe-Rate-Limited-Reason" in headers
            return limited
        case _ if status >= HTTPStatus.BAD_REQUEST:
            return APIError(f"status {status}", **details)
    # Redirects are not followed: the key belongs to one host.
    return InvalidAnswerError(f"status {status}", status=status, request_id=details["request_id"])


def _details(status: int, error: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    request_id = headers.get("Request-Id", "")
    return {
        "status": status,
        "message": text(error.get("message")),
        "code": _text(error, "code"),
        "param": _text(error, "param"),
        "request_id": request_id if REQUEST_ID.match(request_id) else None,
        "retry_after": _retry_after(headers.get("Retry-After", "")),
    }


def _text(error: Mapping[str, Any], name: str) -> str | None:
    value = error.get(name)
    return value if isinstance(value, str) else None


def _error_object(body: bytes) -> dict[str, Any]:
    try:
        answer = parse_json(body)
    except InvalidAnswerError:
        return {}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _retry_after(value: str) -> int | None:
    """Seconds, capped; the form with a date is not sent by Stripe and counts as absent."""
    return min(int(value), LONGEST_RETRY_AFTER) if re.fullmatch(r"[0-9]{1,9}", value) else None
