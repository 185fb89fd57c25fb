"""The filter form: what it shows for an address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.filters.form import SessionFilterForm
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import LAYOUT, PLACE
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import NO_LINKS, PaymentLinks
from sessions_browser.presentation.link_prices import LinkOption, options_of, spoken
from sessions_browser.presentation.page_urls import AccountUrls

REMEMBERED_FORMS = 128
SECONDARY = ("payment_intent", "subscription", "customer", "customer_account", "tz")
RANGE = ("created_from", "created_from_time", "created_to", "created_to_time")
# Parameters of an address that no field shows: only the summary has their errors.
WITHOUT_FIELD = ("status", "expand", "created_gt", "created_lte", *LAYOUT, *PLACE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong with one filter; `href` leads to its field, or is "" when it has none."""

    label: str
    message: str
    href: str


class FilterFormContext(TypedDict):
    """Of `_filter_form.html`.

    zone: the name of the time zone. oob: for htmx to put in place of the form that is there.
    hidden_fields: what stays in force though no field shows it. more_count: of the filters in use
    that are folded away.
    """

    form: SessionFilterForm
    list_url: str
    links_url: str
    payment_links: tuple[LinkOption, ...]
    zone: str
    oob: bool
    hidden_fields: Pairs
    more_count: int
    more_open: bool
    range_open: bool


def bound_form(address: ListAddress, links: PaymentLinks = NO_LINKS) -> SessionFilterForm:
    """The form with the values and the errors of `address`, and a payment link by its name."""
    data = address.form_data()
    if link := data.get("payment_link"):
        data["payment_link"] = spoken(link, links)
    return SessionFilterSet(data, address.zone).shown_form(address.errors)


@lru_cache(maxsize=REMEMBERED_FORMS)
def corrections(address: ListAddress) -> tuple[Correction, ...]:
    form = bound_form(address)
    return tuple(
        Correction(
            str(form.fields[name].label),
            str(message),
            "" if name in WITHOUT_FIELD else f"#{form[name].auto_id}",
        )
        for name, messages in form.errors.items()
        for message in messages
    )


# Rendering its fields costs more than all the rest of the page.
@lru_cache(maxsize=REMEMBERED_FORMS)
def filter_form_html(
    address: ListAddress, links: PaymentLinks, urls: AccountUrls, *, oob: bool = False
) -> SafeString:
    """See FilterFormContext for `oob`."""
    data, errors = address.form_data(), address.errors
    used = sum(bool(data.get(name)) for name in SECONDARY)
    context: FilterFormContext = {
        "form": bound_form(address, links),
        "list_url": urls.list(),
        "links_url": urls.payment_links,
        "payment_links": options_of(links),
        "zone": address.zone.key,
        "oob": oob,
        "hidden_fields": address.hidden_fields(),
        "more_count": used + (LINE_ITEMS in data["expand"]),
        "more_open": any(name in errors for name in (*SECONDARY, "limit", "expand")),
        "range_open": any(data.get(name) or name in errors for name in RANGE),
    }
    return render_to_string("sessions_browser/_filter_form.html", context)
