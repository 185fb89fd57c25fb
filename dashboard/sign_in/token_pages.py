"""One's own tokens for programs: made, shown once, listed, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypedDict

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.read_log import record_now
from dashboard.sign_in.ways import BROKEN_GLASS, has_own_password, ways_of
from dashboard.sign_in_limits import address_of
from sessions_browser.access import tokens
from sessions_browser.access.decisions import accounts_of, is_masked_for
from sessions_browser.conf import get_conf
from sessions_browser.models import ApiToken
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.views.request import clock_of

TEMPLATE = "own_tokens.html"
USUAL_DAYS = 30
NAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    gettext_lazy("Use letters from A to Z, digits, and . _ - between them."),
)


class TokenForm(forms.Form):
    """request: of whoever makes it, whose accounts can be chosen."""

    name = forms.CharField(
        label=gettext_lazy("Name of the token"),
        max_length=40,
        validators=[NAME],
        help_text=gettext_lazy("Such as monday-report. It stands in the read log."),
    )
    account = forms.ChoiceField(label=gettext_lazy("Account"))
    days = forms.IntegerField(label=gettext_lazy("Days until it ends"), min_value=1)
    personal = forms.BooleanField(
        required=False, label=gettext_lazy("With personal data; else it is masked")
    )

    def __init__(self, data: Any, request: HttpRequest) -> None:
        most = settings.TOKEN_DAYS
        super().__init__(data, initial={"days": min(USUAL_DAYS, most)})
        self._request = request
        days, account = self.fields["days"], self.fields["account"]
        assert isinstance(days, forms.IntegerField)
        assert isinstance(account, forms.ChoiceField)
        days.max_value = most
        days.help_text = _("At most %(days)s.") % {"days": most}
        account.choices = [(one.slug, one.name) for one in accounts_of(request)]
        if is_masked_for(request.user):
            del self.fields["personal"]

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days > settings.TOKEN_DAYS:
            raise forms.ValidationError(_("At most %(days)s.") % {"days": settings.TOKEN_DAYS})
        return days

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if ApiToken.objects.filter(person=self._request.user.pk, name=name).exists():
            raise forms.ValidationError(_("You have or had a token of this name: choose another."))
        return name


@dataclass(frozen=True, slots=True)
class TokenLine:
    """is_on: it has neither ended nor been revoked. used: None before its first use."""

    pk: int
    name: str
    account: str
    personal: bool
    made: Moment
    ends: Moment
    used: Moment | None
    is_on: bool
    is_revoked: bool


class TokensContext(TypedDict):
    """secret: of the token just made, or "". hinders: why none can be made, or ""."""

    form: TokenForm
    lines: list[TokenLine]
    secret: str
    made: str
    hinders: str
    rest_days: int


def _make(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST, request)
    hinders = _hinders(request)
    if hinders or not form.is_valid():
        return _page(request, form, status=HTTPStatus.BAD_REQUEST)
    assert isinstance(request.user, User)
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            token, secret = tokens.make(
                request.user,
                asked["account"],
                asked["name"],
                asked["days"],
                personal=asked.get("personal", False),
                ways=ways_of(request),
            )
    except IntegrityError:
        form.add_error("name", _("You have or had a token of this name: choose another."))
        return _page(request, form, status=HTTPStatus.BAD_REQUEST)
    _tell(request, f"+{token}", token.account)
    return _page(request, TokenForm(None, request), secret=secret, made=token.name)


@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """Posted, it shows the new token, this once."""
    if request.method == "POST":
        # Whoever has a password is asked for it again: a token outlives the sign-in.
        asked_again = reauthentication_required(_make, enabled=has_own_password)
        response: HttpResponse = asked_again(request)
        return response
    return _page(request, TokenForm(None, request))


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = ApiToken.objects.filter(pk=token_id, person=request.user.pk).first()
    if token is None:
        raise Http404
    if tokens.revoke(token):
        _tell(request, f"-{token}", token.account)
    words = _("The token %(name)s is revoked: nobody gets anything with it any more.")
    messages.success(request, words % {"name": token.name})
    return redirect("own_tokens")


def _hinders(request: HttpRequest) -> str:
    assert isinstance(request.user, User)
    if BROKEN_GLASS in ways_of(request):
        return _("An emergency sign-in makes no tokens.")
    if tokens.holding(request.user) >= tokens.MOST_OF_A_PERSON:
        return _("You have %(count)s tokens. Revoke one before you make another.") % {
            "count": tokens.MOST_OF_A_PERSON
        }
    return ""


def _page(
    request: HttpRequest,
    form: TokenForm,
    *,
    secret: str = "",
    made: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    found = ApiToken.objects.filter(person=request.user.pk)
    clock = clock_of(request)
    context: TokensContext = {
        "form": form,
        "lines": [_line(one, clock) for one in found],
        "secret": secret,
        "made": made,
        "hinders": _hinders(request),
        "rest_days": settings.TOKEN_REST_DAYS,
    }
    return render(request, TEMPLATE, {**context}, status=status)


def _line(token: ApiToken, clock: Clock) -> TokenLine:
    account = get_conf().account(token.account)
    return TokenLine(
        pk=token.pk,
        name=token.name,
        account=account.name if account else token.account,
        personal=token.shows_personal_data,
        made=clock.moment(token.made.timestamp()),
        ends=clock.moment(token.ends.timestamp()),
        used=clock.moment(token.used.timestamp()) if token.used else None,
        is_on=token.revoked is None and token.ends > timezone.now(),
        is_revoked=token.revoked is not None,
    )


def _tell(request: HttpRequest, detail: str, account: str) -> None:
    """By the event itself: after a password was asked for, the request is of another page."""
    event = ReadEvent(
        ReadKind.TOKENS,
        request.user.get_username(),
        address_of(request) or "",
        account=account,
        detail=detail,
    )
    record_now(event)
