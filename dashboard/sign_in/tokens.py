"""Programs that come with a token of their person, and what makes a token hold no more.

A token is as good as a sign-in of its person, so what ends or forbids a sign-in does so here too:
a person who is switched off, another password, a second factor that is required, a provider that
is the only way in. A provider says at a sign-in alone that somebody still belongs to it; therefore
a token rests when its person has not signed in for some days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.permissions import TWINS
from dashboard.sign_in.ways import PROVIDER, SECOND_FACTOR
from dashboard.sign_in_limits import place_of
from sessions_browser.access import tokens
from sessions_browser.access.roles import USE_TOKENS
from sessions_browser.conf import Account
from sessions_browser.models import ApiToken
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.services import get_token_limit
from sessions_browser.stripe_api.errors import BudgetError
from sessions_browser.views.problem_json import problem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Handler = Callable[[HttpRequest], HttpResponse]
SCHEME = "bearer "


class TokenFault(NamedTuple):
    """Why a token is refused. code: for programs and the read log."""

    code: str
    status: HTTPStatus
    title: _StrPromise
    detail: _StrPromise


def _void(code: str, detail: _StrPromise) -> TokenFault:
    return TokenFault(code, HTTPStatus.UNAUTHORIZED, _("This token does not hold"), detail)


def _barred(code: str, detail: _StrPromise) -> TokenFault:
    return TokenFault(code, HTTPStatus.FORBIDDEN, _("This token does not give this"), detail)


NOT_SIGNED_IN = TokenFault(
    "not_signed_in",
    HTTPStatus.UNAUTHORIZED,
    _("Sign in, or send a token"),
    _("Programs send a token in the header Authorization, after the word Bearer."),
)
UNKNOWN = _void("token_unknown", _("There is no such token. Was it copied to its end?"))
REVOKED = _void("token_revoked", _("It was revoked. Make another one."))
ENDED = _void("token_ended", _("Its time is over. Make another one."))
INACTIVE = _void("person_inactive", _("The person who made it is switched off."))
OTHER_PASSWORD = _void(
    "password_changed", _("Its person has changed the password since. Make another one.")
)
OTHER_WAY = _void(
    "sign_in_changed",
    _("It was made under a way of signing in that is not enough here any more. Make another one."),
)
RESTS = _void(
    "person_away",
    _("Its person has not signed in here for too long. It holds again after the next sign-in."),
)
OTHER_ACCOUNT = _barred("other_account", _("It is a token for another account."))
NOT_ALLOWED = _barred("not_allowed", _("Its person may not use tokens any more."))
NO_TWIN = _barred(
    "not_for_programs", _("Tokens open only addresses that end in .json, .jsonl or .csv.")
)
TOO_MANY = TokenFault(
    "too_many_requests",
    HTTPStatus.TOO_MANY_REQUESTS,
    _("Too many requests"),
    _("This token has asked as often as it may for now."),
)


class TokenMiddleware:
    """Lets a program act for its person at twins of pages, and nowhere else."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        secret = sent_token(request)
        match = request.resolver_match
        is_twin = match is not None and match.view_name in TWINS
        if not secret:
            if is_twin and not request.user.is_authenticated and not _is_browser(request):
                return _refuse(NOT_SIGNED_IN)
            return None
        if (token := tokens.find(secret)) is None:
            return _unknown(request)
        person = token.person
        tokens.act_for(person, token)
        request.user = person
        # Of which the line of the log tells.
        vars(request)["_cached_user"] = person
        fault = fault_of(token, kwargs.get("account")) or (None if is_twin else NO_TWIN)
        if fault is not None:
            note(request, kind=ReadKind.REFUSAL, detail=fault.code)
            return _refuse(fault)
        try:
            get_token_limit().spend(f"token:{token.pk}")
        except BudgetError as error:
            return _refuse(TOO_MANY, error.retry_after)
        tokens.note_use(token)
        return None


def sent_token(request: HttpRequest) -> str:
    """What looks like one of ours; a proxy may send tokens of its own."""
    header = request.headers.get("Authorization", "")
    text = header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""
    return text if text.startswith(tokens.PREFIX) else ""


def fault_of(token: ApiToken, account: Account | None) -> TokenFault | None:
    """Why it does not hold now, or not for this account; None where it does."""
    person = token.person
    checks: tuple[tuple[TokenFault, Callable[[], bool]], ...] = (
        (REVOKED, lambda: token.revoked is None),
        (ENDED, lambda: timezone.now() < token.ends),
        (INACTIVE, lambda: person.is_active),
        (OTHER_PASSWORD, lambda: tokens.has_same_password(token)),
        (OTHER_WAY, lambda: _way_is_enough(token)),
        (RESTS, lambda: _signs_in(person)),
        (NOT_ALLOWED, lambda: person.has_perm(USE_TOKENS)),
        (OTHER_ACCOUNT, lambda: account is None or account.slug == token.account),
    )
    return next((fault for fault, holds in checks if not holds()), None)


def _way_is_enough(token: ApiToken) -> bool:
    """Whether the way in which its person had signed in would let a person in today."""
    ways = frozenset(token.ways.split())
    if PROVIDER in ways:
        return True
    if settings.OIDC_ONLY:
        return False
    if settings.SECOND_FACTOR != "required":
        return True
    return SECOND_FACTOR in ways and Authenticator.objects.filter(user=token.person).exists()


def _signs_in(person: User) -> bool:
    last = person.last_login
    return last is not None and timezone.now() - last < timedelta(days=settings.TOKEN_REST_DAYS)


def _is_browser(request: HttpRequest) -> bool:
    """Who is led to the sign-in page."""
    return "text/html" in request.headers.get("Accept", "")


def _unknown(request: HttpRequest) -> HttpResponse:
    """On record as a sign-in that failed, and limited by the place that it comes from."""
    try:
        get_token_limit().spend(f"no-token:{place_of(request)}")
    except BudgetError as error:
        return _refuse(TOO_MANY, error.retry_after)
    note(request, kind=ReadKind.SIGN_IN_FAILED, detail=UNKNOWN.code)
    return _refuse(UNKNOWN)


def _refuse(fault: TokenFault, retry_after: int | None = None) -> HttpResponse:
    response = problem(
        fault.code, fault.status, str(fault.title), str(fault.detail), retry_after=retry_after
    )
    if fault.status == HTTPStatus.UNAUTHORIZED:
        error = "" if fault is NOT_SIGNED_IN else ', error="invalid_token"'
        response.headers["WWW-Authenticate"] = f'Bearer realm="checkout-sessions"{error}'
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
