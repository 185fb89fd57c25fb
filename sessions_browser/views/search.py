"""The one search box: what was pasted into it, what was understood, and where that leads."""

from __future__ import annotations

import time
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sessions_browser.access.decisions import accounts_of, is_masked_for
from sessions_browser.conf import Account
from sessions_browser.objects.ids import mode_of
from sessions_browser.presentation.api_words import mode_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.search.interpret import interpret
from sessions_browser.search.interpretation import Interpretation, Kind, for_masked
from sessions_browser.views.other_accounts import account_with
from sessions_browser.views.request import VARY, is_fragment, tell_unused, zone_name
from sessions_browser.views.scan_offer import ScanOffer, offered
from sessions_browser.views.search_batch import (
    BatchContext,
    batch_context,
    in_address,
    interpretation_url,
    one_per_line,
    searched_values,
)

PAGE = "sessions_browser/search.html"
# The longest pasted column, in characters, whose page gets an address of its own.
LONGEST_QUERY = 6000


class SearchContext(TypedDict):
    """text: what stands in the field; "" for a secret, and for what no address can hold.

    offer: a scan for what Stripe cannot search by.
    """

    interpretation: Interpretation
    text: str
    offer: ScanOffer | None


class ColumnContext(BatchContext, SearchContext):
    """Of several lines, each looked up."""


class HintContext(TypedDict):
    """Of what was understood, while somebody types."""

    interpretation: Interpretation
    is_hint: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, account: Account) -> HttpResponse:
    """Redirect to what was pasted; for htmx, say what was understood without asking Stripe.

    What could not be understood, or what Stripe cannot search by, is explained, with what can be
    done.
    """
    values = request.POST if request.method == "POST" else request.GET
    text = values.get("q", "")
    interpretation = interpret(
        text, ZoneInfo(zone_name(request)), time.time(), of_a_fake=account.is_fake
    )
    if is_masked_for(request.user):
        interpretation = for_masked(interpretation)
    if is_fragment(request):
        hint: HintContext = {"interpretation": interpretation, "is_hint": True}
        response = render(request, "sessions_browser/_interpretation.html", hint)
    else:
        response = _go(request, account, text, interpretation)
    patch_vary_headers(response, VARY)
    return response


def _go(
    request: HttpRequest, account: Account, text: str, interpretation: Interpretation
) -> HttpResponse:
    if interpretation.unused:
        tell_unused(request, interpretation.unused)
    note_search(request, interpretation, text)
    if interpretation.kind is Kind.SESSION:
        return _to_session(request, account, interpretation.session_id)
    account = account_with(request, account, interpretation)
    if url := interpretation_url(account, interpretation):
        return redirect(url)
    short = "" if interpretation.is_secret or len(text) > LONGEST_QUERY else text
    context: SearchContext = {"interpretation": interpretation, "text": short, "offer": None}
    if interpretation.kind is Kind.EXPLAINED and not interpretation.is_secret:
        zone = ZoneInfo(zone_name(request))
        masked = is_masked_for(request.user)
        context["offer"] = offered(text, zone, time.time(), hides_people=masked)
    if interpretation.kind is not Kind.MANY:
        return render(request, PAGE, context)
    if request.method == "POST" and short:
        return redirect(urls_of(account).search((("q", in_address(short)),)))
    context["text"] = one_per_line(short, interpretation)
    column: ColumnContext = {**context, **batch_context(request, account, interpretation)}
    return render(request, PAGE, column)


def note_search(request: HttpRequest, interpretation: Interpretation, text: str) -> None:
    """For the read log. Of a column each line that is looked up is noted by itself."""
    if interpretation.kind in (Kind.EMPTY, Kind.MANY):
        return
    values = searched_values(interpretation)
    if interpretation.kind is Kind.EXPLAINED and not interpretation.is_secret:
        values = [("text", text)]
    searched = values[0][0] if values else ""
    detail = "secret" if interpretation.is_secret else str(interpretation.kind)
    note(request, kind=ReadKind.SEARCH, searched=searched, values=values, detail=detail)


def _to_session(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """Redirect to it in an account that can have it: an id names its mode."""
    mode = mode_of(session_id)
    if mode and account.key_mode not in (mode, ""):
        others = [other for other in accounts_of(request) if other.key_mode in (mode, "")]
        if others:
            words = _("This ID is of %(mode)s mode, so it was looked for in %(account)s.")
            words %= {"mode": mode_words(mode), "account": others[0].name}
            messages.info(request, words)
            account = others[0]
    return redirect("session_detail", account=account, session_id=session_id)
