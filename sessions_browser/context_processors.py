"""What every page of the frame shows."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

from sessions_browser.access.decisions import accounts_of, may_enter
from sessions_browser.presentation.browser_texts import browser_texts
from sessions_browser.presentation.times import zone_words
from sessions_browser.views.request import is_zone_unknown, zone_name

_OTHER_TABS = ("scan", "overview", "payment_links", "jobs")
_OF_THE_OVERVIEW = ("overview_rows", "fill", "filling")


def site(request: HttpRequest) -> dict[str, Any]:
    """account: of this address, else the first, for the way on; or None where nobody has signed in.

    accounts: for the switcher, those that the person may enter. is_of_account: whether the address
    names one.
    tab: the name of the part of the site that the page is of. texts: of the scripts.
    zone_told: in which zone times are, in words. is_zone_unknown: the browser names another.
    server_seconds: Unix time, for the script, since the computer's own clock may be wrong.
    """
    match, zone = request.resolver_match, zone_name(request)
    user = getattr(request, "user", None)
    accounts = accounts_of(request) if user is not None else ()
    named = match.kwargs.get("account") if match else None
    if user is not None and named is not None and not may_enter(user, named):
        named = None
    return {
        "account": named or next(iter(accounts), None),
        "accounts": accounts,
        "is_of_account": named is not None,
        "tab": _tab(match.url_name or "") if match and named else "",
        "texts": browser_texts(),
        "zone": zone,
        "zone_told": zone_words(zone),
        "is_zone_unknown": is_zone_unknown(request),
        "server_seconds": int(time.time()),
    }


def _tab(page: str) -> str:
    """Most pages of an account are about sessions."""
    if page in _OF_THE_OVERVIEW:
        return "overview"
    if page in ("scan_result", "reference_lists"):
        return "scan"
    return page if page in _OTHER_TABS else "sessions"
