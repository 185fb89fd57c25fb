"""What the twins of pages have in common: their own parameters, and failures as problems.

A twin shows to programs what a page shows to people, at the address of the page with an ending.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from sessions_browser.overview.reading import UNREADABLE
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.error_reports import retry_in
from sessions_browser.presentation.refusals import Page
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.problem_json import problem, problem_of, with_errors
from sessions_browser.views.request import query_string
from sessions_browser.views.upstream_errors import upstream_report

COLUMNS, TABLE, LIMIT = "columns", "table", "limit"
SAFE = ("GET", "HEAD")
_SUFFIX = re.compile(r"Error\Z")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


_Rest = ParamSpec("_Rest")
_View = Callable[Concatenate[HttpRequest, _Rest], HttpResponse]
logger = logging.getLogger(__name__)


class TwinProblemError(Exception):
    """The answer in place of data."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def twin(view: _View[_Rest]) -> _View[_Rest]:
    """A view for programs, to which all that goes wrong is told as a problem.

    It only reads, so what a program posts by mistake needs no proof of where it comes from.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> HttpResponse:
        if request.method not in SAFE:
            return not_allowed()
        try:
            return view(request, *args, **kwargs)
        except TwinProblemError as found:
            return found.response
        except DatabaseError as error:
            logger.warning("the database cannot be read: %s", type(error).__name__)
            title, status = _("The dashboard itself has a problem"), HTTPStatus.SERVICE_UNAVAILABLE
            return problem("database", status, title, str(UNREADABLE))

    return answer


def not_allowed() -> HttpResponse:
    title, words = _("This address is only read"), _("Ask for it with GET or HEAD.")
    response = problem("not_allowed", HTTPStatus.METHOD_NOT_ALLOWED, title, words)
    response.headers["Allow"] = ", ".join(SAFE)
    return response


def limit_asked(request: HttpRequest, most: int) -> int:
    """How many rows a page has, `most` unless fewer are asked for. Raises TwinProblemError."""
    text = request.GET.get(LIMIT, "")
    if not text:
        return most
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= most):
        words = _("Enter a whole number from 1 to %(most)s.") % {"most": most}
        raise TwinProblemError(not_valid({LIMIT: (words,)}))
    return int(text)


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


def cut_short() -> HttpResponse:
    """In place of a file of rows of which some are missing."""
    title = _("Stripe stopped answering before the page was full")
    return problem("cut_short", HTTPStatus.SERVICE_UNAVAILABLE, title, _("Try again in a moment."))


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
