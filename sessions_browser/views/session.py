"""The page of one Checkout Session."""

from __future__ import annotations

import time
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sessions_browser.address import RELOAD
from sessions_browser.conf import Account, get_conf
from sessions_browser.detail import Viewpoint
from sessions_browser.detail import session_detail as detail_of
from sessions_browser.errors import NotFoundError, UpstreamError
from sessions_browser.services import get_sessions
from sessions_browser.views.failures import problem_response
from sessions_browser.views.freshness import freshness_of
from sessions_browser.views.viewer import wants_reload, zone_name

EXPAND = ("line_items",)
PROBLEM_PAGE = "sessions_browser/session_problem.html"


@require_safe
def session_detail(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    zone, now = ZoneInfo(zone_name(request)), time.time()
    list_url = reverse("session_list", kwargs={"account": account})
    here, reload = f"{list_url}{session_id}/", wants_reload(request)
    try:
        if mode_of(session_id) != account.key_mode:
            # Objects of one mode are invisible to the other: the answer is known without a call.
            raise NotFoundError("of the other mode")
        fetched = get_sessions(account).retrieve(session_id, EXPAND, reload=reload)
    except NotFoundError:
        return _not_here(request, account, session_id)
    except UpstreamError as error:
        back = {"back_url": list_url}
        return problem_response(
            request, PROBLEM_PAGE, error, zone=zone, retry_url=here, context=back
        )
    if RELOAD in request.GET:
        return redirect(here)
    this_year = datetime.fromtimestamp(now, zone).year
    view = Viewpoint(zone, now, this_year, list_url, links_to_stripe=account.mode != "demo")
    context: dict[str, Any] = {
        "session": detail_of(fetched.value, view),
        "freshness": freshness_of(fetched, zone, here=here),
        "back_url": _back(request, list_url),
    }
    return render(request, "sessions_browser/session_detail.html", context)


def mode_of(session_id: str) -> str:
    """The mode that the id itself names."""
    return "live" if session_id.startswith("cs_live_") else "test"


def _back(request: HttpRequest, list_url: str) -> str:
    """The list as it was left, when that is where the person comes from."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc == request.get_host() and parts.path == list_url and parts.query:
        return f"{list_url}?{parts.query}"
    return list_url


def _not_here(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    others = [other for other in get_conf().accounts if other != account]
    context = {
        "session_id": session_id,
        "session_mode": mode_of(session_id),
        "account_mode": account.key_mode,
        "others": others,
    }
    return render(
        request, "sessions_browser/session_missing.html", context, status=HTTPStatus.NOT_FOUND
    )
