"""How many sign-ins may fail, by name and place, and from where all tries of a name may come.

The one module of ours that knows django-axes, but for the settings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypedDict

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

Handler = Callable[[HttpRequest], HttpResponse]
# Of a name, in as many failures from other places as close it everywhere.
PLACES_A_NAME = 10
# What one customer of a provider has, who could else be in a new place with each try.
IPV6_PLACE_BITS = 64
# For so long a browser is known from which somebody has signed in, and so many names of it.
KNOWN_SECONDS = 180 * 24 * 60 * 60
MOST_NAMES = 5
# On a request: the name that it has signed in.
SIGNED_IN = "_has_signed_in"


class LockedOutContext(TypedDict):
    """Of `locked_out.html`. is_everywhere: the name is closed from all places."""

    is_everywhere: bool
    minutes: int


class SignInLimits(AxesDatabaseHandler):
    """A lock by name and place, and one by name alone that many places together can reach.

    The second does not hold for a browser from which this name has signed in before: nobody who is
    elsewhere keeps a colleague out.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """For the one limit that axes knows, those from everywhere are counted by the place."""
        here, everywhere = self.counts(request, credentials)
        if is_known_browser(request, str((credentials or {}).get("username") or "")):
            return here
        return max(here, everywhere // PLACES_A_NAME)

    def counts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> tuple[int, int]:
        """Failures of this name from this place and from everywhere."""
        here, everywhere = (
            attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return here, everywhere


def address_of(request: HttpRequest) -> str | None:
    """That a request came from, as the proxy tells it where one stands in front."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # The proxy adds the last one; those before it anybody can send.
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        address = ip_address(told)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def place_of(request: HttpRequest) -> str | None:
    """The address that a request came from; of an IPv6 address its network."""
    told = address_of(request)
    if told is None:
        return None
    address = ip_address(told)
    if isinstance(address, IPv6Address):
        network = ip_network((int(address), IPV6_PLACE_BITS), strict=False)
        return str(network.network_address)
    return told


def is_known_browser(request: HttpRequest, name: str) -> bool:
    """Whether this name has signed in here before."""
    mark = _mark(name)
    return bool(name) and any(constant_time_compare(mark, one) for one in _marks(request))


def remember_browsers(get_response: Handler) -> Handler:
    """Those from which somebody signs in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if name := vars(request).get(SIGNED_IN, ""):
            make_known(request, response, name)
        return response

    return middleware


def make_known(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """A cookie that says no more than that; nobody else can make one."""
    others = [one for one in _marks(request) if one != _mark(name)]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        ".".join((_mark(name), *others)[:MOST_NAMES]),
        max_age=KNOWN_SECONDS,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def count_failure(request: HttpRequest, name: str) -> None:
    """Of what is no password: as much a failed sign-in, and on record."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


def refuse_closed(request: HttpRequest, name: str) -> None:
    """Raises ValidationError where the name is closed, and the answer becomes `locked_out`."""
    credentials = {"username": name}
    if not AxesProxyHandler.is_allowed(request, credentials):
        vars(request).update(axes_locked_out=True, axes_credentials=credentials)
        raise ValidationError("")


def _mark(name: str) -> str:
    return salted_hmac("known browser", name, algorithm="sha256").hexdigest()[:32]


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "").split(".")[:MOST_NAMES]


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    here, _ = SignInLimits().counts(request, credentials)
    context: LockedOutContext = {
        "is_everywhere": here < settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
    }
    return render(request, "locked_out.html", {**context}, status=HTTPStatus.TOO_MANY_REQUESTS)
