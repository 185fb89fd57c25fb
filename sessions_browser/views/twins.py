"""What the twins of pages have in common: their own parameters, and failures as problems.

A twin shows to programs what a page shows to people, at the address of the page with an ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.error_reports import retry_in
from sessions_browser.presentation.refusals import Page
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.problem_json import problem, problem_of, with_errors
from sessions_browser.views.request import query_string
from sessions_browser.views.upstream_errors import upstream_report

COLUMNS, TABLE = "columns", "table"
_SUFFIX = re.compile(r"Error\Z")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class TwinProblemError(Exception):
    """The answer in place of data."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def without(request: HttpRequest, *names: str) -> str:
    """The query string of the page, without the parameters that only its twin has."""
    parts = query_string(request).split("&")
    return "&".join(part for part in parts if part and part.partition("=")[0] not in names)


def refuse_unknown(names: Iterable[str]) -> None:
    """Raises TwinProblemError: a filter that is mistyped would else give everything."""
    if unknown := tuple(names):
        words = (_("There is no such parameter."),)
        raise TwinProblemError(not_valid(dict.fromkeys(unknown, words)))


def not_valid(errors: dict[str, tuple[str, ...]]) -> HttpResponse:
    """errors: name of a parameter -> messages."""
    title = _("The address cannot be applied")
    detail = " ".join(message for messages in errors.values() for message in messages)
    return with_errors("not_valid", HTTPStatus.BAD_REQUEST, title, detail, errors)


def gone(words: str) -> HttpResponse:
    """The place that a cursor names is not in Stripe any more."""
    return problem("place_gone", HTTPStatus.GONE, _("This place in the list is gone"), words)


def upstream_problem(
    request: HttpRequest, error: UpstreamError, clock: Clock, page: Page
) -> HttpResponse:
    """In the words of the page. Its code is the class of the error, such as "rate_limit"."""
    report = upstream_report(request, error, clock=clock, retry_url="", page=page)
    seconds = retry_in(error)
    return problem_of(
        _INNER_CAPITAL.sub("_", _SUFFIX.sub("", type(error).__name__)).lower(),
        message_for(error).status,
        report,
        retry_after=seconds if seconds or error.retry_after is not None else None,
    )
