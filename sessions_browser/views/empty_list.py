"""A list in which nothing was found: that it is so, and the nearest ways on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.views.list_words import is_further, question


@dataclass(frozen=True, slots=True)
class Offer:
    """A way on from an empty list."""

    words: str
    url: str


class EmptyContext(TypedDict):
    """Of `_empty.html`, beside pager and coverage; what cannot be offered is ""."""

    headline: str
    is_further: bool
    is_filtered: bool
    question: str
    first_url: str
    lower_case_email: str
    lower_case_url: str
    offers: tuple[Offer, ...]


def empty_html(
    page: SessionPage,
    address: ListAddress,
    links: PaymentLinks,
    urls: AccountUrls,
    headline: str,
    offers: tuple[Offer, ...],
    around: Mapping[str, Any],
) -> SafeString:
    """around: the pager and the coverage."""
    email = address.data.get("email", "")
    lower = email.lower()
    context: EmptyContext = {
        "headline": headline,
        "is_further": is_further(address) or (page.has_more and not around["coverage"]),
        "is_filtered": bool(address.chips),
        "question": question(address.chips, links),
        "first_url": urls.list(address.first_page()),
        # Stripe keeps an address as it was typed, and probably tells capital letters apart.
        "lower_case_email": lower if lower != email else "",
        "lower_case_url": urls.list(address.with_value("email", lower)),
        "offers": offers,
    }
    return render_to_string("sessions_browser/_empty.html", {**around, **context})


def offers_of(address: ListAddress, urls: AccountUrls) -> tuple[Offer, ...]:
    if not address.chips or is_further(address):
        return ()
    email, customer = address.data.get("email", ""), address.data.get("customer")
    person_url = urls.person_by("email", email) or urls.person_by("customer", customer)
    clear_url, undated = urls.list(address.cleared()), address.undated()
    offers = (
        Offer(_("Show everything for this customer"), person_url),
        Offer(_("Same filters, any date"), urls.list(undated) if undated else ""),
        Offer(_("Clear filters"), clear_url),
    )
    return tuple(offer for offer in offers if offer.url)
