"""A failure as a page tells of it: its message, when it was, and how to go on."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.times import Moment
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import (
    LONGEST_PAUSE_FOR_PEOPLE,
    APITimeoutError,
    BusyError,
    CircuitOpenError,
    PausedError,
    RateLimitError,
    UpstreamError,
)

# Longer than a failure is remembered.
RETRY_SECONDS = 4


PASSES_BY_ITSELF = (BusyError, CircuitOpenError, PausedError, RateLimitError, APITimeoutError)


@dataclass(frozen=True, slots=True)
class ErrorReport:
    title: str
    explanation: str
    who_can_fix: str = ""
    next_step: str = ""
    at: Moment | None = None
    request_id: str = ""
    reference: str = ""
    # What Stripe said no to, in its own words, and what it named; for leads.
    refusal: str = ""
    refused: str = ""
    retry_url: str = ""
    # Whole seconds until the page asks again by itself; 0 when a person must decide.
    retry_in: int = 0


def report_of(error: UpstreamError, *, at: Moment, retry_url: str = "") -> ErrorReport:
    words = message_for(error)
    permission = error.permission or "Checkout Sessions"
    return ErrorReport(
        title=words.title,
        explanation=words.explanation,
        who_can_fix=words.who_can_fix,
        next_step=words.next_step % {"permission": permission},
        at=at,
        request_id=error.request_id or "",
        reference=metrics.reference(),
        retry_url=retry_url,
        retry_in=retry_in(error) if retry_url else 0,
    )


def retry_in(error: UpstreamError) -> int:
    """Seconds after which what stands in the way has probably passed by itself; 0 if it may not."""
    if error.retry_after:
        return min(error.retry_after, LONGEST_PAUSE_FOR_PEOPLE)
    return RETRY_SECONDS if isinstance(error, PASSES_BY_ITSELF) else 0
