"""How this person has signed in, which allauth writes into the session."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from sessions_browser.access.tokens import token_of

PASSWORD, SECOND_FACTOR, PROVIDER, BROKEN_GLASS = "password", "mfa", "socialaccount", "glass"


def ways_of(request: HttpRequest, user: User | None = None) -> frozenset[str]:
    """user: while the sign-in is under way, of which the request does not know yet.

    Of one that began before there was a choice: by password. Of a program, as its token was made.
    """
    if user is None and request.user.is_authenticated:
        if token := token_of(request.user):
            return frozenset(token.ways.split())
        user = request.user
    found = {record["method"] for record in get_authentication_records(request, user)}
    return frozenset(found or {PASSWORD})


def remember_way(request: HttpRequest, user: User, way: str) -> None:
    record_authentication(request, user, way)


def has_own_password(request: HttpRequest) -> bool:
    """Whether a password, and a second factor with it, is of use to this person."""
    return (
        not settings.OIDC_ONLY
        and request.user.is_authenticated
        and request.user.has_usable_password()
    )


def own_password(request: HttpRequest) -> dict[str, bool]:
    """For the menu of each page; a page that fails early knows of nobody."""
    return {"has_own_password": hasattr(request, "user") and has_own_password(request)}


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether one has to be set up before anything else is shown."""
    if settings.SECOND_FACTOR != "required" or not request.user.is_authenticated:
        return False
    return ways_of(request).isdisjoint((SECOND_FACTOR, PROVIDER, BROKEN_GLASS))
