"""Answers to a failure of Stripe: the same words as a page and as a fragment."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sessions_browser.presentation.error_messages import message_for, report_of
from sessions_browser.presentation.times import moment_in
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.request import is_fragment


def error_response(
    request: HttpRequest,
    template: str,
    error: UpstreamError,
    *,
    zone: ZoneInfo,
    retry_url: str,
    first_url: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """`template` and `context` are those of the full page; htmx gets the problem alone."""
    now = time.time()
    at = moment_in(now, zone, datetime.fromtimestamp(now, zone).year)
    problem = report_of(error, at=at, retry_url=retry_url, first_url=first_url)
    if is_fragment(request):
        template = "sessions_browser/_problem.html"
    response = render(
        request,
        template,
        (context or {}) | {"problem": problem},
        status=message_for(error).status,
    )
    seconds = error.retry_after if error.retry_after is not None else problem.retry_in
    if seconds or error.retry_after is not None:
        response.headers["Retry-After"] = str(seconds)
    return response
