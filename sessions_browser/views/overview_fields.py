"""The fields of an overview's form as HTML; each is remembered, since few change at once."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.address import OverviewAddress
from sessions_browser.overview.form import OverviewForm, typed_values

REMEMBERED = 1000
# What is longer, nobody asks twice.
LONGEST = 100
FIELD, SELECT = "sessions_browser/_field.html", "sessions_browser/_select.html"


def fields_html(address: OverviewAddress, links: PaymentLinks) -> dict[str, SafeString]:
    """By name."""
    values, language = typed_values(address, links), get_language()
    found = {}
    for name in OverviewForm.base_fields:
        value, errors = values.get(name) or "", address.errors.get(name, ())
        zone = address.zone.key if name == "tz" else ""
        make = _field if len(value) <= LONGEST else _field.__wrapped__
        found[name] = make(name, value, errors, zone, language)
    return found


@lru_cache(maxsize=REMEMBERED)
def _field(
    name: str,
    value: str,
    errors: tuple[str, ...],
    zone: str,
    language: str,  # noqa: ARG001  the one in force
) -> SafeString:
    """The arguments are all that the HTML depends on."""
    form = _form_of(name)({name: value})
    form.show_errors({name: errors} if errors else {})
    context: dict[str, Any] = {"field": form[name], **_look(name, zone)}
    return render_to_string(SELECT if name in ("origin", "mode") else FIELD, context)


@cache
def _form_of(name: str) -> type[OverviewForm]:
    """With this field alone, as a form copies all that it has."""
    others: dict[str, Any] = {one: None for one in OverviewForm.base_fields if one != name}
    return type("OverviewFieldForm", (OverviewForm,), others)


def _look(name: str, zone: str) -> dict[str, str]:
    if name.endswith("_time"):
        return {"kind": "time"}
    if name.endswith(("_from", "_to")):
        return {"kind": "date"}
    if name == "payment_link":
        return {"kind": "text", "placeholder": _("Name or ID")}
    if name == "currency":
        return {"kind": "text", "placeholder": "EUR", "class": "field-narrow"}
    return {"kind": "text", "placeholder": zone}
