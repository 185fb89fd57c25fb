"""The scan: sessions by what Stripe cannot filter, and ready views of them."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TypedDict

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.overview.reading import UNREADABLE
from sessions_browser.presentation.times import Clock
from sessions_browser.scans.ready import READY
from sessions_browser.services import account_data
from sessions_browser.views.request import VARY, is_fragment, zone_name
from sessions_browser.views.scan_answer import (
    ScanResults,
    oldest_of,
    results_of,
    what_is_asked,
)
from sessions_browser.views.scan_form import ScanForm, parse
from sessions_browser.views.scan_result import OwnScan, own_scans
from sessions_browser.views.scan_start import started
from sessions_browser.views.scan_words import VIEW, ReadyLink, ready_links

PAGE = "sessions_browser/scan.html"
FRAGMENT = "sessions_browser/_scan_results.html"


class ScanContext(TypedDict, total=False):
    """Of `scan.html`. mistake: why there is nothing to see."""

    form: ScanForm
    is_asked: bool
    ready: list[ReadyLink]
    own_scans: list[OwnScan]
    results: ScanResults
    mistake: str


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, account: Account) -> HttpResponse:
    """400: a filter cannot be applied; 503: the database cannot be read.

    It is posted, since a text that is looked for must not stand in an address.
    """
    query = request.POST if request.method == "POST" else request.GET
    now, view = time.time(), request.GET.get(VIEW, "")
    links = account_data(account).directory.known_payment_links(refresh=True)
    oldest = oldest_of(account, now)
    masked = is_masked_for(request.user)
    asked = parse(query, zone_name(request), now, oldest, links, hides_people=masked)
    is_asked = view in READY or any(name in query for name in ScanForm.base_fields)
    if request.method == "POST" and not asked.is_refused:
        return started(request, account, asked)
    context: ScanContext = {
        "form": asked.form,
        "is_asked": is_asked,
        "ready": ready_links(account, view),
        "own_scans": own_scans(request, account, Clock(asked.range.zone, now)),
    }
    status = HTTPStatus.OK
    if asked.is_refused:
        status = HTTPStatus.BAD_REQUEST
    elif is_asked and not get_conf().facts_keep_days:
        context["mistake"] = _("Nothing is remembered of sessions here, so all have to be read.")
    elif is_asked:
        try:
            clock = Clock(asked.range.zone, now)
            facts = what_is_asked(account, request.GET, asked, clock, links)
            context["results"] = results_of(request, account, facts, clock)
        except DatabaseError:
            status, context["mistake"] = HTTPStatus.SERVICE_UNAVAILABLE, str(UNREADABLE)
    is_part = is_fragment(request) and "results" in context
    response = render(request, FRAGMENT if is_part else PAGE, context, status=status)
    patch_vary_headers(response, VARY)
    return response
