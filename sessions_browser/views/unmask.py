"""The form that asks why somebody wants to see one session or one person unmasked."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TypedDict

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sessions_browser.access.unmasking import LASTS, mask_again, unmask
from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.list_query import Pairs
from sessions_browser.pastes.secrets import NO_CARD_NUMBERS, holds_card_number
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.person import PAGE as PERSON_PAGE
from sessions_browser.views.person import look_for, subjects_of
from sessions_browser.views.person_asked import Asked, AskedError, asked_of
from sessions_browser.views.person_links import person_address
from sessions_browser.views.request import clock_of
from sessions_browser.views.upstream_errors import error_response

TEMPLATE = "sessions_browser/unmask.html"
LONGEST_REASON = 200
KEY = re.compile(r"[0-9]{1,18}\Z")


class UnmaskForm(forms.Form):
    """The reason goes into the read log as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Such as the number of the ticket. It is kept in the read log: write no e-mail and no"
            " name of a customer."
        ),
    )

    def clean_reason(self) -> str:
        reason: str = " ".join(self.cleaned_data["reason"].split())
        if "@" in reason:
            raise forms.ValidationError(_("Write no e-mail address here: the reason is kept."))
        if holds_card_number(reason):
            raise forms.ValidationError(str(NO_CARD_NUMBERS))
        pattern = get_conf().unmask_reason_pattern
        if pattern and not re.search(pattern, reason):
            words = _("Name the ticket as this site expects it: %(pattern)s")
            raise forms.ValidationError(words % {"pattern": pattern})
        return reason


class UnmaskContext(TypedDict):
    """here: where the form is posted. back_url: of the session or the person."""

    form: UnmaskForm
    minutes: int
    here: str
    back_url: str
    is_person: bool


@require_http_methods(["GET", "HEAD", "POST"])
def unmask_session(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """The form; posted with a reason, the session unmasked for a while."""
    urls = urls_of(account)
    here, back = urls.unmask_session(session_id), urls.session(session_id)
    return _ask_why(request, account, (("session", session_id),), here, back)


@require_POST
def mask_session(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """Masked again before its time."""
    _mask_again(request)
    return redirect(urls_of(account).session(session_id))


@require_POST
def mask_person(request: HttpRequest, account: Account) -> HttpResponse:
    """The same, back to the person whom the address names as on the person's page."""
    _mask_again(request)
    return redirect(
        urls_of(account).person(tuple((name, str(value)) for name, value in request.GET.items()))
    )


def _mask_again(request: HttpRequest) -> None:
    keys = request.POST.getlist("unmasking")
    mask_again(request.user, [int(key) for key in keys if KEY.match(key)])
    note(request, kind=ReadKind.MASK)


@require_http_methods(["GET", "HEAD", "POST"])
def unmask_person(request: HttpRequest, account: Account) -> HttpResponse:
    """The same for all sessions of a person, whom the address names as on the person's page."""
    found = _asked(request, account)
    if isinstance(found, HttpResponse):
        return found
    asked, subjects = found
    urls = urls_of(account)
    here, back = urls.unmask_person(asked.pairs), person_address(urls, asked.pairs)
    return _ask_why(request, account, subjects, here, back, is_person=True)


def _asked(request: HttpRequest, account: Account) -> tuple[Asked, Pairs] | HttpResponse:
    """Whom the address names, with all that they are known by; else why that cannot be told."""
    clock = clock_of(request)
    try:
        asked = asked_of(request, account, clock)
        is_final = request.method == "POST"
        found = look_for(request, account, asked, reload=False) if is_final else None
    except AskedError as mistake:
        words = {"mistake": str(mistake)}
        return render(request, PERSON_PAGE, words, status=HTTPStatus.BAD_REQUEST)
    except UpstreamError as error:
        here = urls_of(account).list()
        return error_response(
            request, PERSON_PAGE, error, clock=clock, retry_url=here, page="person"
        )
    return asked, subjects_of(found) if found else asked.by_value


def _ask_why(
    request: HttpRequest,
    account: Account,
    subjects: Pairs,
    here: str,
    back: str,
    *,
    is_person: bool = False,
) -> HttpResponse:
    form = UnmaskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        assert isinstance(request.user, User)
        given = unmask(request.user, account, subjects)
        values = subjects if is_person else ()
        reason = form.cleaned_data["reason"]
        note(request, kind=ReadKind.UNMASK, values=values, detail=reason, undo=given.delete)
        return redirect(back)
    context: UnmaskContext = {
        "form": form,
        "minutes": int(LASTS.total_seconds() // 60),
        "here": here,
        "back_url": back,
        "is_person": is_person,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, TEMPLATE, {**context}, status=status)
