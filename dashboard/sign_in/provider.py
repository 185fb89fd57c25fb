"""Signing in at a provider of OpenID Connect: who is let in, as whom, and with which groups.

A person is linked by the provider's `sub` alone, which never changes and is given to nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.urls import reverse

from dashboard.sign_in.refusals import (
    CANCELLED,
    NAME_TAKEN,
    NO_GROUP,
    NO_PROVIDER,
    NOT_UNDERSTOOD,
    UNVERIFIED,
    refused,
)

PROVIDER_ID = "organisation"
MOST_LETTERS = 150
logger = logging.getLogger(__name__)


def is_configured() -> bool:
    """Whether there is all that it takes; `dashboard.sign_in.checks` says what is missing."""
    return bool(
        settings.OIDC_ISSUER
        and settings.OIDC_CLIENT_ID
        and settings.OIDC_CLIENT_SECRET
        and settings.OIDC_GROUPS
    )


class AtProvider(OpenIDConnectOAuth2Adapter):
    """One sign-in there. id_token: as it came, for the sign-out; "" before that."""

    id_token = ""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER_ID)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Raises OAuth2Error where the answer is of another issuer, or of two people."""
        # https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
        if str(self.openid_config["issuer"]).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the issuer is another one than OIDC_ISSUER")
        login: Any = super().complete_login(request, app, token, **kwargs)
        told: Mapping[str, Any] = login.account.extra_data
        id_token, userinfo = told.get("id_token", {}), told.get("userinfo", {})
        # https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
        if not id_token.get("sub") or id_token["sub"] != userinfo.get("sub", id_token["sub"]):
            raise OAuth2Error("the answers are about two people")
        # Nothing of it is kept.
        login.account.extra_data, login.email_addresses = {}, []
        login.claims = {**id_token, **userinfo}
        self.id_token = str(kwargs["response"]["id_token"])
        done: SocialLogin = login
        return done

    def sign_out_url(self, request: HttpRequest) -> str:
        """Where the person signs out there as well, "" where the provider offers no such place.

        https://openid.net/specs/openid-connect-rpinitiated-1_0.html
        """
        there = str(self.openid_config.get("end_session_endpoint") or "")
        if not there.startswith(("https://", "http://")):
            return ""
        asked = {
            "id_token_hint": self.id_token,
            "client_id": settings.OIDC_CLIENT_ID,
            "post_logout_redirect_uri": request.build_absolute_uri(reverse("login")),
        }
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Decides who is let in, each time anew."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002  allauth's own signature
        provider: str | None = None,  # noqa: ARG002
        client_id: str | None = None,  # noqa: ARG002
    ) -> list[SocialApp]:
        """The one of the settings; none that somebody has written into the database."""
        return [_app()] if is_configured() else []

    def is_open_for_signup(self, _request: HttpRequest, _login: SocialLogin) -> bool:
        """Who has passed `pre_social_login` is let in also for the first time."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Raises ImmediateHttpResponse with a page that says why not."""
        claims: Mapping[str, Any] = sociallogin.claims
        name = _name(claims)
        if not name:
            raise ImmediateHttpResponse(refused(request, UNVERIFIED))
        known = sociallogin.user if sociallogin.is_existing else None
        groups = groups_of(claims)
        if known is not None:
            # Before anything else: what was taken away there is gone here, also where this one
            # is still signed in with another browser.
            known.groups.set(groups)
        if not groups:
            raise ImmediateHttpResponse(
                refused(request, NO_GROUP, (known and known.username) or name)
            )
        if known is None:
            if User.objects.filter(username__iexact=name).exists():
                raise ImmediateHttpResponse(refused(request, NAME_TAKEN, name))
            sociallogin.user.username = sociallogin.user.email = name

    def populate_user(
        self,
        request: HttpRequest,  # noqa: ARG002  allauth's own signature
        sociallogin: Any,
        data: Any,  # noqa: ARG002
    ) -> User:
        """Nothing but what `pre_social_login` writes."""
        user: User = sociallogin.user
        return user

    def save_user(
        self,
        request: HttpRequest,
        sociallogin: Any,
        form: Any = None,  # noqa: ARG002
    ) -> User:
        """Whoever comes for the first time."""
        user: User = sociallogin.user
        user.set_unusable_password()
        sociallogin.save(request)
        user.groups.set(groups_of(sociallogin.claims))
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        """Raises ImmediateHttpResponse: allauth has no page of its own here."""
        if exception is not None:
            logger.warning("the provider failed: %s", type(exception).__name__)
            code = NO_PROVIDER
        else:
            # Some providers then forget the state, and allauth does not look any further.
            said_no = error == AuthError.CANCELLED or request.GET.get("error") == "access_denied"
            code = CANCELLED if said_no else NOT_UNDERSTOOD
        raise ImmediateHttpResponse(refused(request, code))


def groups_of(claims: Mapping[str, Any]) -> list[Group]:
    """Of ours, those that the claim gives."""
    told = claims.get(settings.OIDC_GROUPS_CLAIM) or ()
    theirs = {told} if isinstance(told, str) else {str(one) for one in told}
    names = [ours for ours, given in settings.OIDC_GROUPS.items() if given & theirs]
    return list(Group.objects.filter(name__in=names))


def _name(claims: Mapping[str, Any]) -> str:
    """The user name here: the e-mail address, if it is verified; else ""."""
    is_verified = claims.get("email_verified") in (True, "true")
    email = str(claims.get("email") or "").strip().lower()
    return email if is_verified and "@" in email and len(email) <= MOST_LETTERS else ""


def _app() -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER_ID,
        name=PROVIDER_ID,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_ISSUER,
            "scope": settings.OIDC_SCOPES,
            "oauth_pkce_enabled": True,
        },
    )
