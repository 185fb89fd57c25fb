"""The account's payment links: a picker that works without script."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account
from sessions_browser.errors import UpstreamError
from sessions_browser.services import get_sessions
from sessions_browser.views.failures import problem_response
from sessions_browser.views.viewer import zone_name

TEMPLATE = "sessions_browser/payment_links.html"


@require_safe
def payment_links(request: HttpRequest, account: Account) -> HttpResponse:
    try:
        links = get_sessions(account).payment_links().value
    except UpstreamError as error:
        zone = ZoneInfo(zone_name(request))
        return problem_response(request, TEMPLATE, error, zone=zone, retry_url=request.path)
    list_url = reverse("session_list", kwargs={"account": account})
    shown = [
        {
            "id": link.id,
            "name": link.name,
            "url": link.url,
            "active": link.active,
            "filter_url": f"{list_url}?{urlencode({'payment_link': link.id})}",
        }
        for link in links.links
    ]
    return render(request, TEMPLATE, {"links": shown, "more": not links.complete})
