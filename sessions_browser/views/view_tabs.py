"""The saved views of a person as tabs above the list."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sessions_browser.desk.saved_views import ViewTab
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.views.saved_questions import is_scan, saved_question

# The others are behind the last link.
MOST_TABS = 8


@dataclass(frozen=True, slots=True)
class TabLink:
    """url: of the list, or of the view's own page where part of it no longer holds."""

    name: str
    url: str
    is_current: bool
    is_broken: bool


class TabsContext(TypedDict):
    """Of `_view_tabs.html`. more: how many are not shown."""

    tabs: list[TabLink]
    all_url: str
    is_all: bool
    views_url: str
    more: int


def tabs_html(
    tabs: tuple[ViewTab, ...],
    address: ListAddress,
    links: PaymentLinks,
    urls: AccountUrls,
    zone: str,
) -> SafeString:
    """address: of the list that is shown. zone: the viewer's own."""
    if not tabs:
        return SafeString("")
    here = None if address.errors else address.first_page()
    context: TabsContext = {
        "tabs": [_tab(one, here, links, urls, zone) for one in tabs[:MOST_TABS]],
        "all_url": urls.list(),
        "is_all": here == "",
        "views_url": urls.saved_views,
        "more": max(0, len(tabs) - MOST_TABS),
    }
    return render_to_string("sessions_browser/_view_tabs.html", context)


def _tab(
    tab: ViewTab, here: str | None, links: PaymentLinks, urls: AccountUrls, zone: str
) -> TabLink:
    asks = saved_question(tab.query, links, urls, zone, time.time())
    if asks.faults:
        return TabLink(tab.name, urls.saved_view(tab.id), is_current=False, is_broken=True)
    is_current = asks.query == here and not is_scan(tab.query)
    return TabLink(tab.name, asks.url, is_current=is_current, is_broken=False)
