"""The way to the provider, and the way back from it."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from dashboard.sign_in.provider import AtProvider, is_configured
from dashboard.sign_in.refusals import NO_PROVIDER, refused

SIGN_OUT_THERE = "sign_out_at_provider"
# Of a provider that is away, or that answers with something else than it should.
FAILURES = (OAuth2Error, OSError, ValueError, KeyError, TypeError)


@login_not_required
@require_safe
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:  # noqa: ARG001
    if not is_configured():
        raise Http404("no provider is configured")
    try:
        # What else the address says (another scope, another purpose) is not passed on.
        there: Any = AtProvider(request)
        answer: HttpResponse = there.get_provider().redirect(
            request, AuthProcess.LOGIN, _next(request)
        )
    except FAILURES:
        return refused(request, NO_PROVIDER)
    return answer


@login_not_required
@require_safe
def from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:  # noqa: ARG001
    if not is_configured():
        raise Http404("no provider is configured")
    there: Any = AtProvider(request)
    try:
        callback: Any = OAuth2CallbackView
        answer: HttpResponse = callback.adapter_view(there)(request)
        if there.id_token and request.user.is_authenticated:
            request.session[SIGN_OUT_THERE] = there.sign_out_url(request)
    except FAILURES:
        return refused(request, NO_PROVIDER)
    return answer


def _next(request: HttpRequest) -> str | None:
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else None
