"""The switch of the language, and the pages for a request or a dashboard that fails."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import TypedDict

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from sessions_browser.access.decisions import Refusal
from sessions_browser.access.refusal_words import refusal_words
from sessions_browser.presentation.error_reports import ErrorReport
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.shared_state import metrics
from sessions_browser.views.problem_json import asks_as_program, problem, problem_of
from sessions_browser.views.request import is_fragment

HOME_TITLE = _("The dashboard itself has a problem")
HOME_WORDS = _("Stripe and its payments are not affected. Try again in a moment.")
UNREADABLE_TITLE = _("This request cannot be read")
UNREADABLE = _(
    "Something in the address or in the form is not valid. Nothing was changed."
    " Go back and try again, or start over."
)
TOO_MUCH = _(
    "That was too much at once: more than two megabytes were sent, and none of it was read."
    " Send less, such as one column of IDs."
)
UNRECORDED_TITLE = _("This page cannot be shown now")
UNRECORDED = _(
    "Who looks at customers is recorded here, and the record cannot be written at the moment."
    " Nothing was lost. Try again in a minute, and tell an administrator if it stays so."
)
UNRECORDED_SECONDS = 30
NO_ACCESS = _("You don't have access to this page")
ASK = _("Ask an administrator if you need it.")
NO_PAGE = _("This page does not exist")
NO_ADDRESS = _("The address may be mistyped, or the session may belong to another account or mode.")
CROWDED_TITLE = _("Too many people are signing in")
CROWDED = _("Your name and password were not looked at. Try again in a few seconds.")
CROWDED_SECONDS = 2
FRAGMENT = "sessions_browser/_problem.html"


class ProblemContext(TypedDict):
    """Of `_problem.html` alone, and of the page for a request that cannot be read."""

    problem: ErrorReport


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Back to the page that was looked at, in the chosen language.

    A browser that does not name that page comes to the start, which need not be at the host's root.
    """
    response: HttpResponse = set_language(request)
    if response.headers.get("Location") != "/":
        return response
    start = redirect("home")
    start.cookies = response.cookies
    return start


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in words; what was sent is not looked at again."""
    if not hasattr(request, "LANGUAGE_CODE"):
        # Refused before the middleware that chooses; else the person before would have chosen.
        translation.activate(translation.get_language_from_request(request))
    words = TOO_MUCH if isinstance(exception, RequestDataTooBig) else UNREADABLE
    report = ErrorReport(str(UNREADABLE_TITLE), str(words))
    return _problem(request, "bad_request", report, HTTPStatus.BAD_REQUEST)


def crowded_sign_in(request: HttpRequest) -> HttpResponse:
    """503 to who would have to wait too long until a password is hashed."""
    report = ErrorReport(str(CROWDED_TITLE), str(CROWDED))
    response = _problem(request, "crowded", report, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(CROWDED_SECONDS)
    return response


def unrecorded(request: HttpRequest) -> HttpResponse:
    """503 in place of a page whose entry of the read log could not be written."""
    report = ErrorReport(str(UNRECORDED_TITLE), str(UNRECORDED))
    response = _problem(request, "not_recorded", report, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(UNRECORDED_SECONDS)
    return response


def _problem(
    request: HttpRequest, code: str, report: ErrorReport, status: HTTPStatus
) -> HttpResponse:
    """code: for programs."""
    if asks_as_program(request):
        return problem_of(code, status, report)
    context: ProblemContext = {"problem": report}
    template = FRAGMENT if is_fragment(request) else "400.html"
    return render(request, template, {**context}, status=status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, which says what is missing and who can give it.

    Django's own view would read the form that was sent, which may be unreadable.
    """
    refusal = exception.args[0] if exception.args else None
    words: tuple[str, ...] = (str(ASK),)
    detail = "admin"
    if isinstance(refusal, Refusal):
        words = refusal_words(refusal, request.user)
        detail = f"{refusal.page} {refusal.permission}".strip()
    note(request, kind=ReadKind.REFUSAL, detail=detail)
    status = HTTPStatus.FORBIDDEN
    if asks_as_program(request):
        return problem("no_access", status, str(NO_ACCESS), " ".join(words))
    if is_fragment(request):
        context: ProblemContext = {"problem": ErrorReport(str(NO_ACCESS), " ".join(words))}
        return render(request, FRAGMENT, {**context}, status=status)
    return render(request, "403.html", {"words": words}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404, as `permission_denied`."""
    if asks_as_program(request):
        return problem("not_found", HTTPStatus.NOT_FOUND, str(NO_PAGE), str(NO_ADDRESS))
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for a mistake of ours; 503 when the database is locked, full or away: that may pass.

    It renders without the request, whose user would be looked up in that same database.
    """
    is_database = isinstance(sys.exception(), DatabaseError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_database else HTTPStatus.INTERNAL_SERVER_ERROR
    reference = metrics.reference()
    if asks_as_program(request):
        report = ErrorReport(str(HOME_TITLE), str(HOME_WORDS), reference=reference)
        return problem_of("dashboard_failed", status, report)
    if request.headers.get("HX-Request") == "true":
        retry_url = request.get_full_path()
        problem = ErrorReport(
            str(HOME_TITLE), str(HOME_WORDS), reference=reference, retry_url=retry_url
        )
        context: ProblemContext = {"problem": problem}
        return HttpResponse(render_to_string(FRAGMENT, {**context}), status=status)
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=status)
