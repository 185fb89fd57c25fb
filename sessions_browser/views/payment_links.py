"""The account's payment links: a picker that works without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.request import clock_of, is_fragment
from sessions_browser.views.upstream_errors import error_response

TEMPLATE = "sessions_browser/payment_links.html"
OPTIONS = "sessions_browser/_payment_link_options.html"


@require_safe
def payment_links(request: HttpRequest, account: Account) -> HttpResponse:
    """A page of its own; as a fragment, the options of the form's picker."""
    try:
        links = account_data(account).directory.payment_links().value
    except UpstreamError as error:
        if is_fragment(request):
            # The form works without the picker: ids and addresses can be pasted.
            return render(request, OPTIONS, {"reason": message_for(error).title})
        return error_response(
            request, TEMPLATE, error, clock=clock_of(request), retry_url=request.path
        )
    if is_fragment(request):
        return render(request, OPTIONS, {"payment_links": links.links})
    urls = urls_of(account)
    shown = [
        {
            "id": link.id,
            "name": link.name,
            "url": link.url,
            "active": link.active,
            "filter_url": urls.same_value("payment_link", link.id),
        }
        for link in links.links
    ]
    return render(request, TEMPLATE, {"links": shown, "more": not links.complete})
