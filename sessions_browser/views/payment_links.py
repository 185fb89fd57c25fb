"""The account's payment links: a picker that works without script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account
from sessions_browser.objects.payment_links import PaymentLink
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.request import clock_of, is_fragment
from sessions_browser.views.upstream_errors import ProblemContext, error_response

TEMPLATE = "sessions_browser/payment_links.html"
OPTIONS = "sessions_browser/_payment_link_options.html"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """filter_url: the list of the sessions that came through this link, or ""."""

    id: str
    name: str
    url: str
    active: bool
    filter_url: str


class PaymentLinksContext(ProblemContext):
    """more: Stripe has more links than these. When there is a problem, there is nothing else."""

    links: NotRequired[list[LinkLine]]
    more: NotRequired[bool]


class OptionsContext(TypedDict, total=False):
    """Of the form's picker. reason: why there are no links."""

    payment_links: tuple[PaymentLink, ...]
    reason: str


@require_safe
def payment_links(request: HttpRequest, account: Account) -> HttpResponse:
    """A page of its own; as a fragment, the options of the form's picker."""
    try:
        links = account_data(account).directory.payment_links().value
    except UpstreamError as error:
        if is_fragment(request):
            # The form works without the picker: ids and addresses can be pasted.
            reason: OptionsContext = {"reason": message_for(error).title}
            return render(request, OPTIONS, reason)
        return error_response(
            request,
            TEMPLATE,
            error,
            clock=clock_of(request),
            retry_url=request.path,
            page="payment links",
        )
    if is_fragment(request):
        options: OptionsContext = {"payment_links": links.links}
        return render(request, OPTIONS, options)
    lines = [_line(link, urls_of(account)) for link in links.links]
    context: PaymentLinksContext = {"links": lines, "more": not links.complete}
    return render(request, TEMPLATE, context)


def _line(link: PaymentLink, urls: AccountUrls) -> LinkLine:
    filter_url = urls.same_value("payment_link", link.id)
    return LinkLine(link.id, link.name, link.url, link.active, filter_url)
