"""The account's payment links: a picker that works without script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account
from sessions_browser.objects.payment_links import PaymentLink
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.link_prices import LinkOption, options_of, price_of
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.link_counts import PRESET, LinkCounts, count_by_link
from sessions_browser.views.request import clock_of, is_fragment
from sessions_browser.views.upstream_errors import ProblemContext, error_response

TEMPLATE = "sessions_browser/payment_links.html"
OPTIONS = "sessions_browser/_payment_link_options.html"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """filter_url: the list of the sessions that came through this link, or "".

    price: in words, or "". more_items: beside the one that gives the name.
    sessions: how many lately, None where they were not counted; recent_url: their list.
    """

    id: str
    name: str
    url: str
    active: bool
    price: str
    more_items: int
    filter_url: str
    sessions: int | None
    recent_url: str


class PaymentLinksContext(ProblemContext):
    """more: Stripe has more links than these. When there is a problem, there is nothing else.

    counted: how far the sessions were counted, in a sentence.
    """

    links: NotRequired[list[LinkLine]]
    more: NotRequired[bool]
    counted: NotRequired[str]


class OptionsContext(TypedDict, total=False):
    """Of the form's picker. reason: why there are no links."""

    payment_links: tuple[LinkOption, ...]
    reason: str


@require_safe
def payment_links(request: HttpRequest, account: Account) -> HttpResponse:
    """A page of its own; as a fragment, the options of the form's picker."""
    data = account_data(account)
    try:
        links = data.directory.payment_links().value
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
        options: OptionsContext = {"payment_links": options_of(links)}
        return render(request, OPTIONS, options)
    clock, counts = clock_of(request), None
    try:
        counts = count_by_link(data.lists, clock) if links.links else None
        counted = _counted_words(counts, clock) if counts else ""
    except UpstreamError as error:
        counted = _("Sessions were not counted. %(reason)s") % {"reason": message_for(error).title}
    # Those that nobody can pay through come last.
    in_order = sorted(links.links, key=lambda link: not link.active)
    context: PaymentLinksContext = {
        "links": [_line(link, urls_of(account), counts) for link in in_order],
        "more": not links.complete,
        "counted": counted,
    }
    return render(request, TEMPLATE, context)


def _line(link: PaymentLink, urls: AccountUrls, counts: LinkCounts | None) -> LinkLine:
    filter_url = urls.same_value("payment_link", link.id)
    return LinkLine(
        id=link.id,
        name=link.name,
        url=link.url,
        active=link.active,
        price=price_of(link),
        more_items=link.more_items,
        filter_url=filter_url,
        sessions=counts.by_link[link.id] if counts else None,
        recent_url=f"{filter_url}&{_days(counts)}" if filter_url and counts else "",
    )


def _days(counts: LinkCounts) -> str:
    """The part of a query string that shows the sessions that were counted."""
    return f"created={PRESET}" if counts.is_whole else f"created[gte]={counts.since}"


def _counted_words(counts: LinkCounts, clock: Clock) -> str:
    since = clock.maybe_moment(counts.since)
    if counts.is_whole or since is None:
        return _("Sessions are counted over 7 days.")
    words = {"count": counts.counted, "when": since.text}
    return _("Sessions are counted over the newest %(count)s, back to %(when)s.") % words
