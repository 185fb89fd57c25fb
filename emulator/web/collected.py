"""What a shop has the payment page collect (docs.stripe.com/api/checkout/sessions/create)."""

from __future__ import annotations

import re

from emulator.objects.context import Json
from emulator.web import errors, write_errors
from emulator.web.form import Form

_COUNTRY = re.compile(r"[A-Z]{2}")


def collected_fields(form: Form) -> Json:
    """The fields of the session that follow from these parameters. Raises ApiError."""
    fields: Json = {}
    for name, fields_of in (
        ("automatic_tax", _automatic_tax),
        ("consent_collection", _consent_collection),
        ("shipping_address_collection", _shipping_address_collection),
        ("tax_id_collection", _tax_id_collection),
    ):
        inner = form.inner(name)
        if inner:
            fields[name] = fields_of(inner)
    invoices = form.inner("invoice_creation")
    if invoices:
        invoices.refuse_unknown(("enabled",), ("invoice_data",))
        if invoices.boolean("enabled"):
            raise write_errors.not_taken(invoices.name("enabled"))
    return fields


def _automatic_tax(form: Form) -> Json:
    """The shop is registered for taxes nowhere, so none is added."""
    form.refuse_unknown(("enabled",), ("liability",))
    enabled = bool(form.boolean("enabled"))
    return {
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": "requires_location_inputs" if enabled else None,
    }


def _consent_collection(form: Form) -> Json:
    form.refuse_unknown(("promotions", "terms_of_service"), ("payment_method_reuse_agreement",))
    return {
        "payment_method_reuse_agreement": None,
        "promotions": form.choice("promotions", ("auto", "none")),
        "terms_of_service": form.choice("terms_of_service", ("none", "required")),
    }


def _shipping_address_collection(form: Form) -> Json:
    form.refuse_unknown(("allowed_countries",))
    countries = form.texts("allowed_countries")
    if not countries:
        raise errors.missing_parameter(form.name("allowed_countries"))
    for place, country in enumerate(countries):
        if not _COUNTRY.fullmatch(country):
            name = f"{form.name('allowed_countries')}[{place}]"
            raise write_errors.refused(f"Invalid {name}: must be a country of two letters", name)
    return {"allowed_countries": countries}


def _tax_id_collection(form: Form) -> Json:
    form.refuse_unknown(("enabled", "required"))
    required = form.choice("required", ("if_supported", "never")) or "never"
    return {"enabled": bool(form.boolean("enabled")), "required": required}
