"""For whom a page is made: all by which what stands around its middle differs."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language

from sessions_browser.access.decisions import accounts_of
from sessions_browser.access.roles import (
    ENTER_ADMIN,
    EXPORT,
    SCAN,
    USE_NOTES,
    USE_TOKENS,
    VIEW_JOBS,
    VIEW_OVERVIEW,
    VIEW_READ_LOG,
    VIEW_STATUS,
)
from sessions_browser.conf import Account
from sessions_browser.views.request import is_zone_unknown, zone_name

# Each is a link of the header for some.
SHOWN_BY_THE_HEADER = (
    *(SCAN, VIEW_OVERVIEW, VIEW_JOBS, VIEW_STATUS, VIEW_READ_LOG, ENTER_ADMIN),
    *(EXPORT, USE_NOTES, USE_TOKENS),
)


class Viewer(NamedTuple):
    """may: whether they have each of SHOWN_BY_THE_HEADER. accounts: which they can switch to.

    has_password: so that their own sign-in has a page. livemodes: of the accounts, as answers
    told them last; all else of a mode is in the account. is_zone_unknown: the page says so.
    """

    person: int | None
    user_name: str
    has_password: bool
    may: tuple[bool, ...]
    accounts: tuple[Account, ...]
    livemodes: tuple[bool | None, ...]
    zone: str
    is_zone_unknown: bool
    language: str


def viewer_of(request: HttpRequest) -> Viewer:
    user, accounts = request.user, accounts_of(request)
    return Viewer(
        person=user.pk,
        user_name=user.get_username(),
        has_password=user.is_authenticated and user.has_usable_password(),
        may=tuple(user.has_perm(permission) for permission in SHOWN_BY_THE_HEADER),
        accounts=accounts,
        livemodes=tuple(one.livemode for one in accounts),
        zone=zone_name(request),
        is_zone_unknown=is_zone_unknown(request),
        language=get_language(),
    )
