"""The one search box: what was pasted into it, what was understood, and where that leads."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.ids import mode_of
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.search.interpret import interpret
from sessions_browser.search.interpretation import Interpretation, Kind
from sessions_browser.views.request import VARY, is_fragment, tell_unused, zone_name
from sessions_browser.views.search_batch import (
    BatchContext,
    batch_context,
    in_address,
    interpretation_url,
)

PAGE = "sessions_browser/search.html"
# The longest pasted column, in characters, whose page gets an address of its own.
LONGEST_QUERY = 6000


class SearchContext(TypedDict):
    """text: what stands in the field; "" for a secret, and for what no address can hold."""

    interpretation: Interpretation
    text: str


class ColumnContext(BatchContext, SearchContext):
    """Of several lines, each looked up."""


class HintContext(TypedDict):
    """Of what was understood, while somebody types."""

    interpretation: Interpretation
    is_hint: bool


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, account: Account) -> HttpResponse:
    """Redirect to what was pasted; for htmx, say what was understood without asking Stripe.

    400: it could not be understood, or Stripe cannot search by it; the page says what can be done.
    """
    values = request.POST if request.method == "POST" else request.GET
    text = values.get("q", "")
    interpretation = interpret(
        text, ZoneInfo(zone_name(request)), time.time(), of_a_fake=account.is_fake
    )
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
    if interpretation.kind is Kind.SESSION:
        return _to_session(request, account, interpretation.session_id)
    if url := interpretation_url(account, interpretation):
        return redirect(url)
    short = "" if interpretation.is_secret or len(text) > LONGEST_QUERY else text
    context: SearchContext = {"interpretation": interpretation, "text": short}
    if interpretation.kind is not Kind.MANY:
        is_mistake = interpretation.kind is Kind.EXPLAINED
        status = HTTPStatus.BAD_REQUEST if is_mistake else HTTPStatus.OK
        return render(request, PAGE, context, status=status)
    if request.method == "POST" and short:
        return redirect(urls_of(account).search((("q", in_address(short)),)))
    column: ColumnContext = {**context, **batch_context(request, account, interpretation)}
    return render(request, PAGE, column)


def _to_session(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """Redirect to it in an account that can have it: an id names its mode."""
    mode = mode_of(session_id)
    if mode and account.key_mode != mode:
        others = [other for other in get_conf().accounts if other.key_mode == mode]
        if others:
            words = f"This id is of {mode} mode, so it was looked for in {others[0].name}."
            messages.info(request, words)
            account = others[0]
    return redirect("session_detail", account=account, session_id=session_id)
