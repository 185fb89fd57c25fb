"""Django's checks of the sign-in: a provider that is half configured lets nobody in, or anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from sessions_browser.conf import is_loopback

NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_GROUPS")
HINT = (
    "Register this site at the provider, with the address /accounts/organisation/back/ to come"
    " back to, and set all of them; docs/sign_in.md has an example."
)


def check_provider(**_: Any) -> list[CheckMessage]:
    return list(_faults())


def _faults() -> Iterator[CheckMessage]:
    missing = [name for name in NEEDED if not getattr(settings, name)]
    if missing == list(NEEDED):
        if settings.OIDC_ONLY:
            yield Error(
                "OIDC_ONLY is set, and no provider is: nobody could sign in.",
                hint=HINT,
                id="dashboard.E001",
            )
        return
    if missing:
        yield Error(
            f"Signing in at a provider is half configured: {', '.join(missing)} is missing.",
            hint=HINT,
            id="dashboard.E002",
        )
    if settings.OIDC_ISSUER and not _is_safe(settings.OIDC_ISSUER):
        yield Error(
            "OIDC_ISSUER must be an address with https://, without a user name, '?' or '#'.",
            hint="Take what the provider's /.well-known/openid-configuration says under 'issuer'.",
            id="dashboard.E003",
        )
    if "openid" not in settings.OIDC_SCOPES:
        yield Error(
            "OIDC_SCOPES lacks openid, without which no provider says who somebody is.",
            hint="The usual ones are: openid profile email",
            id="dashboard.E004",
        )


def _is_safe(address: str) -> bool:
    """HTTPS, or on this machine."""
    try:
        parts = urlsplit(address)
        host, is_plain = parts.hostname, not (parts.username or parts.query or parts.fragment)
    except ValueError:
        return False
    return (
        bool(host)
        and is_plain
        and parts.scheme in (("http", "https") if is_loopback(address) else ("https",))
    )
