"""Check whether what a caller says fits a session, while nothing of the session is shown."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypedDict

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sessions_browser.access.roles import LIFT_LOCK
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.objects.emails import EMAIL
from sessions_browser.objects.full_session import FullSession
from sessions_browser.pastes.emails import repaired
from sessions_browser.pastes.secrets import NO_CARD_NUMBERS, holds_card_number
from sessions_browser.pastes.spoken_amounts import spoken_amount
from sessions_browser.pastes.torn_emails import torn_emails
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.session.caller_check import Result, bare_postcode, check_caller, email_said
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.caller_tries import (
    TooManyTriesError,
    claim,
    lift,
    locked_for,
    refusal_of_next,
)
from sessions_browser.views.freshness import PageAge, page_age, patience_of
from sessions_browser.views.request import clock_of
from sessions_browser.views.session_detail import PROBLEM_PAGE, SessionProblemContext
from sessions_browser.views.upstream_errors import error_response

# In letters and digits; "D-" and "DE-" are the beginning of one.
_SHORTEST_POSTCODE = 3
TEMPLATE = "sessions_browser/caller_check.html"


class CallerForm(forms.Form):
    """What the caller says; at least one field has to be filled in."""

    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=255, required=False)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("The whole postcode. Capitals and spaces do not matter."),
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount paid"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Such as 49.00, 49,00 or EUR 49."),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Capitals and accents do not matter."),
    )

    @classmethod
    def of(cls, posted: QueryDict) -> CallerForm:
        """Without what looks like the number of a card, which is an error and not shown again."""
        data = posted.copy()
        held = [name for name in cls.base_fields if holds_card_number(posted.get(name, ""))]
        for name in held:
            data[name] = ""
        form = cls(data)
        for name in held:
            form.add_error(name, NO_CARD_NUMBERS)
        return form

    def clean_email(self) -> str:
        """What is no whole address is a slip that costs no try."""
        said: str = self.cleaned_data["email"]
        if torn := torn_emails(said):
            raise forms.ValidationError(
                _("Is it %(joined)s or %(alone)s? Type it in one piece.")
                % {"joined": torn[0].joined, "alone": torn[0].alone}
            )
        if said and not EMAIL.match(email_said(said)):
            if likely := repaired(said):
                raise forms.ValidationError(
                    _("Type one whole e-mail address. Is it %(likely)s?") % {"likely": likely}
                )
            raise forms.ValidationError(_("Type one whole e-mail address."))
        return said

    def clean_postcode(self) -> str:
        """Without the letters of a country every postcode is longer."""
        said: str = self.cleaned_data["postcode"]
        if said and len(bare_postcode(said)) < _SHORTEST_POSTCODE:
            raise forms.ValidationError(_("Type the whole postcode, such as 10115."))
        return said

    def clean_amount(self) -> str:
        """What no session can hold is a slip of the keyboard and costs no try."""
        said: str = self.cleaned_data["amount"]
        if said and spoken_amount(said) is None:
            raise forms.ValidationError(_("Type an amount, such as 49.00 or EUR 49.00."))
        return said

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Type at least one thing that the caller says."))
        return cleaned

    def said(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def compared(self) -> str:
        """The labels of what was filled in."""
        return ", ".join(str(self.fields[name].label) for name in self.said())


class CallerCheckContext(TypedDict):
    """result: a value of `Result` after a try, else "". refusal: why the next try is refused.

    freshness: of the session that was compared, None where none was.
    lifted: a lock was lifted just now. locked_for: for whoever may lift it, user names without
    tries left. here, lift_url: where the two forms go.
    """

    form: CallerForm
    session_id: str
    back_url: str
    here: str
    lift_url: str
    result: str
    freshness: PageAge | None
    lifted: bool
    refusal: TooManyTriesError | None
    locked_for: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def caller_check(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """429 when there were too many tries; a try is recorded before anything is compared."""
    if request.method != "POST":
        return _page(request, account, session_id, CallerForm())
    form = CallerForm.of(request.POST)
    if not form.is_valid():
        return _page(request, account, session_id, form, status=HTTPStatus.BAD_REQUEST)
    try:
        result, fetched = _try(request, account, session_id, form.said())
    except TooManyTriesError:
        note(request, kind=ReadKind.VERIFY, detail="too many tries")
        return _page(request, account, session_id, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    except UpstreamError as error:
        return _problem(request, account, session_id, error)
    said = form.said()
    values = [("email", said["email"])] if "email" in said else []
    note(request, kind=ReadKind.VERIFY, values=values, detail=f"{' '.join(said)}: {result.value}")
    # What was said stays in the form for the next try; nothing of the session is shown.
    here = urls_of(account).caller_check(session_id)
    freshness = page_age(fetched, clock_of(request), here=here)
    return _page(request, account, session_id, form, result=result.value, freshness=freshness)


def _try(
    request: HttpRequest, account: Account, session_id: str, said: dict[str, str]
) -> tuple[Result, Fetched[FullSession]]:
    """The result, and the session that was compared, which is as present as on its own page.

    Raises TooManyTriesError, and UpstreamError after the claim was given back.
    """
    claimed = claim(request.user.get_username(), account.slug, session_id, " ".join(said))
    try:
        patience = patience_of(reload=False)
        fetched = account_data(account).sessions.current(session_id, patience)
    except UpstreamError:
        claimed.delete()
        raise
    result = check_caller(fetched.value, said)
    claimed.result = result.value
    claimed.save(update_fields=["result"])
    return result, fetched


@require_POST
def lift_lock(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """The page of the check, whose tries begin anew."""
    note(request, kind=ReadKind.VERIFY, detail="lift the lock")
    lifted = lift(request.user.get_username(), account.slug, session_id)
    return _page(request, account, session_id, CallerForm(), lifted=lifted)


def _page(
    request: HttpRequest,
    account: Account,
    session_id: str,
    form: CallerForm,
    *,
    result: str = "",
    freshness: PageAge | None = None,
    lifted: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The page with the answer to what was just done, if anything was."""
    context: CallerCheckContext = {
        "form": form,
        "session_id": session_id,
        "back_url": urls_of(account).session(session_id),
        "here": urls_of(account).caller_check(session_id),
        "lift_url": reverse("lift_lock", args=(account.slug, session_id)),
        "result": result,
        "freshness": freshness,
        "lifted": lifted,
        "refusal": refusal_of_next(request.user.get_username(), session_id),
        "locked_for": locked_for(session_id) if request.user.has_perm(LIFT_LOCK) else [],
    }
    return render(request, TEMPLATE, context, status=status)


def _problem(
    request: HttpRequest, account: Account, session_id: str, error: UpstreamError
) -> HttpResponse:
    urls = urls_of(account)
    context: SessionProblemContext = {"back_url": urls.session(session_id)}
    return error_response(
        request,
        PROBLEM_PAGE,
        error,
        clock=clock_of(request),
        retry_url=urls.caller_check(session_id),
        page="caller check",
        context=context,
    )
