"""What a failure is called in front of people: what happened, who can fix it, what to try."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from sessions_browser.presentation.times import Moment
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import (
    LONGEST_PAUSE_FOR_PEOPLE,
    AllowanceError,
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BudgetError,
    BusyError,
    CertificateError,
    CircuitOpenError,
    InvalidAnswerError,
    InvalidRequestError,
    NotAskedError,
    NotFoundError,
    PausedError,
    PermissionDeniedError,
    RateLimitError,
    UnsafeAccountError,
    UpstreamError,
)

# Longer than a failure is remembered.
RETRY_SECONDS = 4
KEYS_PAGE = "https://dashboard.stripe.com/apikeys"


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """`stale_reason` is the short reason beside old rows that are shown in place of new ones."""

    status: HTTPStatus
    title: str
    explanation: str
    who_can_fix: str
    next_step: str
    stale_reason: str


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


PASSES_BY_ITSELF = (BusyError, CircuitOpenError, PausedError, RateLimitError, APITimeoutError)
_NOTHING_LOST = "Nothing is lost."
_ADMINISTRATOR = "An administrator of this dashboard can fix this."
_TRY_AGAIN = "Try again in a moment."
_WORDS: tuple[tuple[type[UpstreamError], ErrorMessage], ...] = (
    (
        APITimeoutError,
        ErrorMessage(
            HTTPStatus.GATEWAY_TIMEOUT,
            "Stripe is slow",
            f"Stripe did not answer in time. {_NOTHING_LOST}",
            "Nobody here has to do anything: it is between this dashboard and Stripe.",
            _TRY_AGAIN,
            "Stripe did not answer in time.",
        ),
    ),
    (
        CertificateError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "The connection to Stripe is not safe",
            "The other side could not prove that it is Stripe, so nothing was read.",
            _ADMINISTRATOR,
            "Check the network between this dashboard and Stripe, and its certificates.",
            "The connection to Stripe is not safe.",
        ),
    ),
    (
        CircuitOpenError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Stripe is not answering",
            "The last questions to Stripe failed, so for some seconds this dashboard asks none."
            f" {_NOTHING_LOST}",
            "If it goes on, see https://status.stripe.com.",
            _TRY_AGAIN,
            "Stripe is not answering.",
        ),
    ),
    (
        APIConnectionError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "Stripe cannot be reached",
            f"Stripe is not answering. {_NOTHING_LOST}",
            "If it goes on, an administrator can check the network of this dashboard.",
            _TRY_AGAIN,
            "Stripe is not answering.",
        ),
    ),
    (
        BudgetError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Too many questions at once",
            "This dashboard has asked Stripe as often as it may, to leave the shop its share."
            f" {_NOTHING_LOST}",
            "Nobody has to do anything: this passes by itself.",
            _TRY_AGAIN,
            "This dashboard has asked Stripe as often as it may.",
        ),
    ),
    (
        AllowanceError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The month's reads are used up",
            "Stripe allows so many reads a month, so only what somebody asks for is read."
            f" {_NOTHING_LOST}",
            _ADMINISTRATOR,
            "Reload to ask Stripe all the same.",
            "The month's reads are used up, so only a reload asks Stripe.",
        ),
    ),
    (
        PausedError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Stripe is busy",
            "Stripe asked this account to slow down, so for some seconds this dashboard asks"
            f" nothing. {_NOTHING_LOST}",
            "Nobody has to do anything: this passes by itself.",
            _TRY_AGAIN,
            "Stripe is busy.",
        ),
    ),
    (
        UnsafeAccountError,
        ErrorMessage(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "This dashboard is misconfigured",
            "Its settings would send the key of this account where it must not go, or it is not a"
            " key for this dashboard, so nothing was sent.",
            _ADMINISTRATOR,
            "Run manage.py check: it says what is wrong with the key or its address.",
            "This dashboard is misconfigured.",
        ),
    ),
    (
        NotAskedError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Too many questions at once",
            f"Many pages wait for Stripe already, so this one did not ask it. {_NOTHING_LOST}",
            "Nobody has to do anything: this passes by itself.",
            _TRY_AGAIN,
            "Too many pages are waiting for Stripe.",
        ),
    ),
    (
        RateLimitError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Stripe is busy",
            f"Stripe asks this account to slow down. {_NOTHING_LOST}",
            "Nobody has to do anything: this passes by itself.",
            _TRY_AGAIN,
            "Stripe is busy.",
        ),
    ),
    (
        AuthenticationError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "This dashboard cannot sign in to Stripe",
            "Stripe does not accept the key of this dashboard: it is wrong, expired or revoked.",
            _ADMINISTRATOR,
            f"Create a restricted key at {KEYS_PAGE}, set it and start the dashboard again.",
            "Stripe does not accept the key.",
        ),
    ),
    (
        PermissionDeniedError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "This dashboard is not allowed to read this",
            "The key of this dashboard lacks a right at Stripe.",
            _ADMINISTRATOR,
            f"Edit the key at {KEYS_PAGE} and switch this right to Read: {{permission}}.",
            "The key lacks a right.",
        ),
    ),
    (
        NotFoundError,
        ErrorMessage(
            HTTPStatus.NOT_FOUND,
            "This is not in Stripe",
            "Stripe knows no such object in this account and mode.",
            "Check where the id comes from: another account, or test instead of live mode?",
            "Try the other accounts of this dashboard.",
            "",
        ),
    ),
    (
        InvalidRequestError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "Stripe refused the question",
            "Stripe said no to what this page asked.",
            "An administrator can find in the log what Stripe said no to.",
            "Go back, and ask in another way.",
            "Stripe refused the question.",
        ),
    ),
    (
        InvalidAnswerError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            "Stripe's answer cannot be read",
            "Stripe sent an answer this dashboard cannot read, so none of it is shown.",
            "If it goes on, an administrator can look into the log of this dashboard.",
            _TRY_AGAIN,
            "Stripe sent an answer that cannot be read.",
        ),
    ),
    (
        APIError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Stripe has a problem",
            f"Stripe answered that it failed. {_NOTHING_LOST}",
            "Stripe can: see https://status.stripe.com.",
            _TRY_AGAIN,
            "Stripe has a problem.",
        ),
    ),
)


def message_for(error: UpstreamError) -> ErrorMessage:
    return next(words for kind, words in _WORDS if isinstance(error, kind))


def report_of(error: UpstreamError, *, at: Moment, retry_url: str = "") -> ErrorReport:
    words = message_for(error)
    permission = error.permission or "Checkout Sessions"
    return ErrorReport(
        title=words.title,
        explanation=words.explanation,
        who_can_fix=words.who_can_fix,
        next_step=words.next_step.format(permission=permission),
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
