"""Check whether what a caller says fits a session, while nothing of the session is shown."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import NotRequired, TypedDict

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sessions_browser.conf import Account
from sessions_browser.models import Verification
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import account_data
from sessions_browser.session.caller_check import Result, check_caller
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.request import clock_of
from sessions_browser.views.session_detail import PROBLEM_PAGE, SessionProblemContext
from sessions_browser.views.upstream_errors import error_response

# The most tries without a match within an hour: for one session by anybody, and by one person.
TRIES_FOR_A_SESSION = 5
TRIES_OF_A_PERSON = 20
WITHIN = timedelta(hours=1)
TEMPLATE = "sessions_browser/caller_check.html"


class CallerForm(forms.Form):
    """What the caller says; at least one field has to be filled in."""

    email = forms.CharField(label="E-mail", max_length=255, required=False)
    postcode = forms.CharField(label="Postcode", max_length=40, required=False)
    amount = forms.CharField(label="Amount paid", max_length=40, required=False)
    last_name = forms.CharField(label="Last name", max_length=120, required=False)

    def said(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class CallerCheckContext(TypedDict):
    """result: a value of `Result`, after a try. mistake: why nothing was tried, in a sentence."""

    form: CallerForm
    session_id: str
    back_url: str
    result: NotRequired[str]
    mistake: NotRequired[str]


@require_http_methods(["GET", "HEAD", "POST"])
def caller_check(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """429 when there were too many tries; every try is recorded before it is answered."""
    urls = urls_of(account)
    here, back = urls.caller_check(session_id), urls.session(session_id)
    form = CallerForm(request.POST or None)
    context: CallerCheckContext = {"form": form, "session_id": session_id, "back_url": back}
    if request.method != "POST" or not form.is_valid():
        return render(request, TEMPLATE, context)
    said = form.said()
    if refusal := _refusal(request, session_id, said):
        context["mistake"], status = refusal
        return render(request, TEMPLATE, context, status=status)
    try:
        result = check_caller(account_data(account).sessions.full(session_id).value, said)
    except UpstreamError as error:
        failed: SessionProblemContext = {"back_url": back}
        return error_response(
            request, PROBLEM_PAGE, error, clock=clock_of(request), retry_url=here, context=failed
        )
    _record(request, account, session_id, said, result)
    # What was said stays in the form for the next try; nothing of the session is shown.
    context["result"] = result.value
    return render(request, TEMPLATE, context)


def _refusal(
    request: HttpRequest, session_id: str, said: dict[str, str]
) -> tuple[str, HTTPStatus] | None:
    """Why nothing is tried, in a sentence, and the status of the answer."""
    if not said:
        return "Type at least one thing that the caller says.", HTTPStatus.BAD_REQUEST
    if wait := _wait(request, session_id):
        return wait, HTTPStatus.TOO_MANY_REQUESTS
    return None


def _wait(request: HttpRequest, session_id: str) -> str:
    """Why nothing may be tried now, in a sentence, or ""."""
    recent = Verification.objects.filter(at__gte=timezone.now() - WITHIN).exclude(
        result=Result.MATCH
    )
    if recent.filter(session_id=session_id).count() >= TRIES_FOR_A_SESSION:
        tries = f"There were {TRIES_FOR_A_SESSION} tries for this session within an hour."
        return f"{tries} Wait before the next one."
    if recent.filter(person=request.user.get_username()).count() >= TRIES_OF_A_PERSON:
        return f"You have made {TRIES_OF_A_PERSON} tries within an hour. Wait before the next one."
    return ""


def _record(
    request: HttpRequest, account: Account, session_id: str, said: dict[str, str], result: Result
) -> None:
    Verification.objects.create(
        person=request.user.get_username(),
        account=account.slug,
        session_id=session_id,
        asked=" ".join(said),
        result=result.value,
    )
