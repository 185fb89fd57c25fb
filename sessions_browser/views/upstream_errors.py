"""The answer to a failure of Stripe: the same words as a page and as a fragment."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sessions_browser.access.decisions import sees_upstream_words
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.error_reports import ErrorReport, report_of, retry_in
from sessions_browser.presentation.refusals import Page, for_a_lead, in_words_of
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.request import is_fragment


class ProblemContext(TypedDict):
    """What a page has to have for `_problem.html`; `error_response` sets the problem."""

    problem: NotRequired[ErrorReport]


def upstream_report(
    request: HttpRequest, error: UpstreamError, *, clock: Clock, retry_url: str, page: Page
) -> ErrorReport:
    """In the words of the page, and for a lead with those of Stripe."""
    report = report_of(error, at=clock.moment(clock.now), retry_url=retry_url)
    report = in_words_of(page, report, error)
    return for_a_lead(report, error) if sees_upstream_words(request.user) else report


def error_response(
    request: HttpRequest,
    template: str,
    error: UpstreamError,
    *,
    clock: Clock,
    retry_url: str,
    page: Page,
    context: ProblemContext | None = None,
) -> HttpResponse:
    """`template` and `context` are those of the full page; htmx gets the problem alone."""
    problem = upstream_report(request, error, clock=clock, retry_url=retry_url, page=page)
    if is_fragment(request):
        template = "sessions_browser/_problem.html"
    response = render(
        request,
        template,
        {**(context or {}), "problem": problem},
        status=message_for(error).status,
    )
    if (seconds := retry_in(error)) or error.retry_after is not None:
        response.headers["Retry-After"] = str(seconds)
    return response
