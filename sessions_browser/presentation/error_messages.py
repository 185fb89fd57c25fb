"""What a failure is called in front of people: what happened, who can fix it, what to try."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sessions_browser.stripe_api import errors
from sessions_browser.stripe_api.errors import (
    AllowanceError,
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BudgetError,
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


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """`stale_reason` is the short reason beside old rows that are shown in place of new ones."""

    status: HTTPStatus
    title: str
    explanation: str
    who_can_fix: str
    next_step: str
    stale_reason: str


_WORDS: tuple[tuple[type[UpstreamError], ErrorMessage], ...] = (
    (
        APITimeoutError,
        ErrorMessage(
            HTTPStatus.GATEWAY_TIMEOUT,
            _("Stripe is slow"),
            _("Stripe did not answer in time. Nothing is lost."),
            _("This usually passes by itself."),
            _("Try again in a moment."),
            _("Stripe did not answer in time."),
        ),
    ),
    (
        CertificateError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("The connection to Stripe is not safe"),
            _("The other side could not prove that it is Stripe, so nothing was read."),
            _("An administrator of this dashboard can fix this."),
            _("Check the network between this dashboard and Stripe, and its certificates."),
            _("The connection to Stripe is not safe."),
        ),
    ),
    (
        CircuitOpenError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Stripe is not answering"),
            _(
                "The last questions to Stripe failed, so for some seconds this dashboard asks"
                " none. Nothing is lost."
            ),
            _("If it goes on, see https://status.stripe.com."),
            _("Try again in a moment."),
            _("Stripe is not answering."),
        ),
    ),
    (
        APIConnectionError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("Stripe cannot be reached"),
            _("Stripe is not answering. Nothing is lost."),
            _("If it goes on, an administrator can check the network of this dashboard."),
            _("Try again in a moment."),
            _("Stripe is not answering."),
        ),
    ),
    (
        BudgetError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Too many questions at once"),
            _(
                "This dashboard has asked Stripe as often as it may, to leave the shop its share."
                " Nothing is lost."
            ),
            _("This passes by itself."),
            _("Try again in a moment."),
            _("This dashboard has asked Stripe as often as it may."),
        ),
    ),
    (
        AllowanceError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("The month's reads are used up"),
            _(
                "Stripe allows so many reads a month, so only what somebody asks for is read."
                " Nothing is lost."
            ),
            _("An administrator of this dashboard can fix this."),
            _("Reload to ask Stripe all the same."),
            _("The month's reads are used up, so only a reload asks Stripe."),
        ),
    ),
    (
        PausedError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Stripe is busy"),
            _(
                "Stripe asked this account to slow down, so for some seconds this dashboard asks"
                " nothing. Nothing is lost."
            ),
            _("This passes by itself."),
            _("Try again in a moment."),
            _("Stripe is busy."),
        ),
    ),
    (
        UnsafeAccountError,
        ErrorMessage(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            _("This dashboard is misconfigured"),
            _(
                "Its settings would send the key of this account where it must not go, or it is"
                " not a key for this dashboard, so nothing was sent."
            ),
            _("An administrator of this dashboard can fix this."),
            _("Run manage.py check: it says what is wrong with the key or its address."),
            _("This dashboard is misconfigured."),
        ),
    ),
    (
        NotAskedError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Too many questions at once"),
            _("Many pages wait for Stripe already, so this one did not ask it. Nothing is lost."),
            _("This passes by itself."),
            _("Try again in a moment."),
            _("Too many pages are waiting for Stripe."),
        ),
    ),
    (
        RateLimitError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Stripe is busy"),
            _("Stripe asks this account to slow down. Nothing is lost."),
            _("This passes by itself."),
            _("Try again in a moment."),
            _("Stripe is busy."),
        ),
    ),
    (
        AuthenticationError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("This dashboard cannot sign in to Stripe"),
            _("Stripe does not accept the key of this dashboard: it is wrong, expired or revoked."),
            _("An administrator of this dashboard can fix this."),
            _(
                "Create a restricted key at https://dashboard.stripe.com/apikeys, set it and"
                " start the dashboard again."
            ),
            _("Stripe does not accept the key."),
        ),
    ),
    (
        PermissionDeniedError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("This dashboard is not allowed to read this"),
            _("The key of this dashboard lacks a right at Stripe."),
            _("An administrator of this dashboard can fix this."),
            _(
                "Edit the key at https://dashboard.stripe.com/apikeys and switch this right to"
                " Read: %(permission)s."
            ),
            _("The key lacks a right."),
        ),
    ),
    (
        NotFoundError,
        ErrorMessage(
            HTTPStatus.NOT_FOUND,
            _("This is not in Stripe"),
            _("Stripe knows no such object in this account and mode."),
            _("Check where the ID comes from: another account, or test instead of live mode?"),
            _("Try the other accounts of this dashboard."),
            "",
        ),
    ),
    (
        InvalidRequestError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("Stripe refused the question"),
            _("Stripe said no to what this page asked."),
            _("An administrator can find in the log what Stripe said no to."),
            _("Go back, and ask in another way."),
            _("Stripe refused the question."),
        ),
    ),
    (
        InvalidAnswerError,
        ErrorMessage(
            HTTPStatus.BAD_GATEWAY,
            _("Stripe's answer cannot be read"),
            _("Stripe sent an answer this dashboard cannot read, so none of it is shown."),
            _("If it goes on, an administrator can look into the log of this dashboard."),
            _("Try again in a moment."),
            _("Stripe sent an answer that cannot be read."),
        ),
    ),
    (
        APIError,
        ErrorMessage(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Stripe has a problem"),
            _("Stripe answered that it failed. Nothing is lost."),
            _("Stripe can: see https://status.stripe.com."),
            _("Try again in a moment."),
            _("Stripe has a problem."),
        ),
    ),
)


def message_for(error: UpstreamError) -> ErrorMessage:
    """In the language in force."""
    words = next(words for kind, words in _WORDS if isinstance(error, kind))
    return ErrorMessage(
        words.status,
        title=gettext(words.title),
        explanation=gettext(words.explanation),
        who_can_fix=gettext(words.who_can_fix),
        next_step=gettext(words.next_step),
        stale_reason=gettext(words.stale_reason),
    )


def title_of(name: str) -> str:
    """Of the error whose class has this name; "" where there is none."""
    found = vars(errors).get(name)
    if not (isinstance(found, type) and issubclass(found, UpstreamError)):
        return ""
    return next((gettext(words.title) for kind, words in _WORDS if issubclass(found, kind)), "")
