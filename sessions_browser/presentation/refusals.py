"""A question that Stripe refused, in the words of the page that asked it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from sessions_browser.presentation.error_reports import ErrorReport
from sessions_browser.stripe_api.errors import InvalidRequestError, NotFoundError, UpstreamError

Page = Literal["list", "filtered list", "session", "person", "payment links", "caller check"]
_KEY = re.compile(r"(?:sk|rk|pk|whsec)_\w*")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """explanation: what follows the sentence that Stripe said no. next_step: "" for the usual."""

    explanation: str
    next_step: str = ""


_BY_PAGE: Mapping[Page, _Refusal] = {
    "list": _Refusal(_("So no sessions are listed, though nothing was filtered.")),
    "filtered list": _Refusal(
        _("It does not take this combination of filters."),
        _("Remove one filter after the other and try again."),
    ),
    "session": _Refusal(_("So this session, or something that belongs to it, cannot be shown.")),
    "person": _Refusal(_("So the sessions of this e-mail or customer cannot be listed.")),
    "payment links": _Refusal(_("So the payment links cannot be listed.")),
    "caller check": _Refusal(_("So nothing was compared, and no try is lost.")),
}
_NO_SUCH_ADDRESS = _Refusal(
    _("It does not know the address that this dashboard asks."),
    _("Check STRIPE_API_BASE."),
)


def in_words_of(page: Page, report: ErrorReport, error: UpstreamError) -> ErrorReport:
    """The report of a refusal as this page says it; that of any other failure as it is."""
    if not isinstance(error, InvalidRequestError) or isinstance(error, NotFoundError):
        return report
    words = _NO_SUCH_ADDRESS if error.status == HTTPStatus.NOT_FOUND else _BY_PAGE[page]
    return replace(
        report,
        explanation=f"{report.explanation} {gettext(words.explanation)}",
        next_step=gettext(words.next_step) or report.next_step,
    )


def for_a_lead(report: ErrorReport, error: UpstreamError) -> ErrorReport:
    """With what Stripe said no to, in its own words, which may name a customer; never a key."""
    if not isinstance(error, InvalidRequestError) or not error.message:
        return report
    refused = _KEY.sub(gettext("(a key)"), error.message)
    return replace(report, refusal=refused, refused=error.told)
