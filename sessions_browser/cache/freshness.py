"""Ages of cached values: how old one may be, and how old one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from sessions_browser.stripe_api.errors import (
    AuthenticationError,
    InvalidRequestError,
    PermissionDeniedError,
    UpstreamError,
)

# Stripe has answered no: what was read before may no longer be shown.
REFUSALS = (AuthenticationError, PermissionDeniedError, InvalidRequestError)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds since the answer: up to `fresh`, then up to `stale`, then up to `keep`."""

    fresh: float
    stale: float
    keep: float


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched(Generic[T]):
    """fetched_at: Unix seconds. failure: why an old value is shown in place of a new one."""

    value: T
    fetched_at: float
    failure: UpstreamError | None = None
