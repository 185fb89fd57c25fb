"""Signing in and out, and the page for when all else fails."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dashboard.people import DEMO_PEOPLE
from sessions_browser.shared_state import metrics

HOME_TITLE = "The dashboard itself has a problem"
HOME_WORDS = "Stripe and its payments are not touched by this. Try again in a moment."


class SignIn(LoginView):
    """Django's own; in the demo it also says who there is."""

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
    context = {"too_much": isinstance(exception, RequestDataTooBig)}
    return render(request, "400.html", context, status=HTTPStatus.BAD_REQUEST)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for a mistake of ours; 503 when the database is locked, full or away: that may pass.

    Renders without the request, whose user would be looked up in the very database.
    """
    is_database = isinstance(sys.exception(), DatabaseError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_database else HTTPStatus.INTERNAL_SERVER_ERROR
    reference = metrics.reference()
    if request.headers.get("HX-Request") == "true":
        problem = {
            "title": HOME_TITLE,
            "explanation": HOME_WORDS,
            "retry_url": request.get_full_path(),
            "reference": reference,
        }
        return HttpResponse(
            render_to_string("sessions_browser/_problem.html", {"problem": problem}), status=status
        )
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=status)
