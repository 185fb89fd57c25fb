"""The filter form: what it shows for an address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.filters.form import SessionFilterForm
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls

REMEMBERED_FORMS = 128
SECONDARY = ("payment_intent", "subscription", "customer", "customer_account", "tz")
RANGE = ("created_from", "created_from_time", "created_to", "created_to_time")
# Part of an address, but of no field: their errors stand in the summary alone.
WITHOUT_FIELD = ("expand", "created_gt", "created_lte", *CURSORS)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong with one filter; `href` leads to its field, or is "" when it has none."""

    label: str
    message: str
    href: str


def bound_form(reading: ListAddress) -> SessionFilterForm:
    """With the errors of `reading`."""
    return SessionFilterSet(reading.form_data(), reading.zone).shown_form(reading.errors)


@lru_cache(maxsize=REMEMBERED_FORMS)
def corrections(reading: ListAddress) -> tuple[Correction, ...]:
    form = bound_form(reading)
    return tuple(
        Correction(
            str(form.fields[name].label),
            str(message),
            "" if name in WITHOUT_FIELD else f"#{form[name].auto_id}",
        )
        for name, messages in form.errors.items()
        for message in messages
    )


# Rendering its fields costs more than all the rest of the page, and it depends on nothing else.
@lru_cache(maxsize=REMEMBERED_FORMS)
def filter_form_html(
    reading: ListAddress, links: PaymentLinks, urls: AccountUrls, *, oob: bool = False
) -> SafeString:
    """`oob`: for htmx to put in place of the form that is there."""
    data, errors = reading.form_data(), reading.errors
    used = sum(bool(data.get(name)) for name in SECONDARY)
    context: dict[str, Any] = {
        "form": bound_form(reading),
        "list_url": urls.list(),
        "links_url": urls.payment_links,
        "payment_links": links.links,
        "zone": reading.zone.key,
        "oob": oob,
        # In force though no field shows it.
        "hidden_fields": reading.hidden_fields(),
        "more_count": used + (LINE_ITEMS in data["expand"]),
        "more_open": any(name in errors for name in (*SECONDARY, "limit", "expand")),
        "range_open": any(data.get(name) or name in errors for name in RANGE),
    }
    return mark_safe(get_template("sessions_browser/_filter_form.html").render(context))  # noqa: S308
