"""Signing in and out, and the pages for a request or a dashboard that fails."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dashboard.demo_users import DEMO_PEOPLE
from sessions_browser.presentation.error_messages import ErrorReport
from sessions_browser.shared_state import metrics
from sessions_browser.views.request import is_fragment

HOME_TITLE = "The dashboard itself has a problem"
HOME_WORDS = "Stripe and its payments are not touched by this. Try again in a moment."
UNREADABLE_TITLE = "This request cannot be read"
UNREADABLE = (
    "Something in the address or in the form is not valid. Nothing was changed."
    " Go back and try again, or start over."
)
TOO_MUCH = (
    "That was too much at once: more than two megabytes were sent, and none of it was read."
    " Send less, such as one column of ids."
)
CROWDED_TITLE = "Too many people are signing in"
CROWDED = "Your name and password were not looked at. Try again in a few seconds."
CROWDED_SECONDS = 2
FRAGMENT = "sessions_browser/_problem.html"


class ProblemContext(TypedDict):
    """Of `_problem.html` alone, and of the page for a request that cannot be read."""

    problem: ErrorReport


class SignIn(LoginView):
    """Django's own page; in the demo it also names the people who can sign in."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = tuple(DEMO_PEOPLE) if settings.DEMO else ()
        return super().get_context_data(**kwargs) | {"demo_people": people}


class SignOut(LogoutView):
    """Leaves nothing in the browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in words; what was sent is not looked at again."""
    words = TOO_MUCH if isinstance(exception, RequestDataTooBig) else UNREADABLE
    return _problem(request, ErrorReport(UNREADABLE_TITLE, words), HTTPStatus.BAD_REQUEST)


def crowded_sign_in(request: HttpRequest) -> HttpResponse:
    """503 to who would have to wait too long until a password is hashed."""
    report = ErrorReport(CROWDED_TITLE, CROWDED)
    response = _problem(request, report, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(CROWDED_SECONDS)
    return response


def _problem(request: HttpRequest, report: ErrorReport, status: HTTPStatus) -> HttpResponse:
    context: ProblemContext = {"problem": report}
    template = FRAGMENT if is_fragment(request) else "400.html"
    return render(request, template, {**context}, status=status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403. Django's own view would read the form that was sent, which may be unreadable."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404, as `permission_denied`."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for a mistake of ours; 503 when the database is locked, full or away: that may pass.

    It renders without the request, whose user would be looked up in that same database.
    """
    is_database = isinstance(sys.exception(), DatabaseError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_database else HTTPStatus.INTERNAL_SERVER_ERROR
    reference = metrics.reference()
    if request.headers.get("HX-Request") == "true":
        retry_url = request.get_full_path()
        problem = ErrorReport(HOME_TITLE, HOME_WORDS, reference=reference, retry_url=retry_url)
        context: ProblemContext = {"problem": problem}
        return HttpResponse(render_to_string(FRAGMENT, {**context}), status=status)
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=status)
