"""How many sign-ins may fail, by name and place, and from where all tries of a name may come."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypedDict

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Of a name, in as many failures from other places as close it everywhere.
PLACES_A_NAME = 10
# What one customer of a provider has, who could else be in a new place with each try.
IPV6_PLACE_BITS = 64


class LockedOutContext(TypedDict):
    """Of `locked_out.html`. is_everywhere: the name is closed from all places."""

    is_everywhere: bool
    minutes: int


class SignInLimits(AxesDatabaseHandler):
    """A lock by name and place, and one by name alone that many places together can reach."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """For the one limit that axes knows, those from everywhere are counted by the place."""
        here, everywhere = self.counts(request, credentials)
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


def place_of(request: HttpRequest) -> str | None:
    """The address that a request came from; of an IPv6 address its network."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # The proxy adds the last one; those before it anybody can send.
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        address = ip_address(told)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        network = ip_network((int(address), IPV6_PLACE_BITS), strict=False)
        return str(network.network_address)
    return str(address)


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    here, _ = SignInLimits().counts(request, credentials)
    context: LockedOutContext = {
        "is_everywhere": here < settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
    }
    return render(request, "locked_out.html", {**context}, status=HTTPStatus.TOO_MANY_REQUESTS)
