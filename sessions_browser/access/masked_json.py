"""The object as Stripe sent it, for people who see personal data masked. Pure.

The names of the fields stay. A text stays where the field is known here to hold one of Stripe's own
words or ids, or what the shop wrote for everybody; in every other field, also in one that Stripe
adds some day, it is masked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sessions_browser.access import masked_forms as forms

# Fields with a word of Stripe's, wherever they stand.
_WORDS = """
    allow_redisplay_filters amount_type billing_address_collection billing_reason
    billing_scheme brand cancellation_reason capture_method code collection_method
    confirmation_method currency customer_creation decline_code
    duration failure_code funding interval mode network network_status object
    payment_method_collection payment_method_remove payment_method_reuse_agreement
    payment_method_save payment_method_types payment_status position presentment_currency
    promotions provider request_three_d_secure risk_level setup_future_usage
    source_currency status submit_type tax_behavior tax_exempt terms_of_service type ui_mode
    usage_type
"""
_IDS = """
    application balance_transaction charge coupon customer customer_account discount dispute id
    invoice latest_charge latest_invoice on_behalf_of parent payment_intent payment_link
    payment_method payment_method_configuration price product promotion_code recovered_from refund
    review setup_intent shipping_rate source subscription subscription_item tax_code tax_rate
"""
_FORMS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_WORDS.split(), forms.word),
    **dict.fromkeys(_IDS.split(), forms.identifier),
    **dict.fromkeys(("email", "customer_email", "receipt_email"), forms.masked_email),
    **dict.fromkeys(("name", "individual_name", "business_name"), forms.masked_name),
    "phone": forms.masked_phone,
    **dict.fromkeys(("country", "allowed_countries"), forms.masked_country),
    "locale": forms.locale,
    "client_reference_id": forms.reference,
    "fx_rate": forms.rate,
}
# What the shop wrote for everybody.
_OF_THE_SHOP = frozenset(
    (
        "custom_fields.key",
        "custom_fields.label.custom",
        "custom_fields.dropdown.options.label",
        "custom_fields.dropdown.options.value",
        "discounts.promotion_code.code",
        "line_items.data.description",
        "line_items.data.price.nickname",
        "line_items.data.price.product.name",
        "shipping_cost.shipping_rate.display_name",
        "shipping_options.shipping_rate.display_name",
        "total_details.breakdown.taxes.rate.display_name",
    )
)
# Numbers that are somebody's.
_NUMBERS = frozenset(("exp_month", "exp_year", "day", "month", "year"))
_TOO_DEEP = {"object": forms.HIDDEN}


def masked_json(session: Mapping[str, Any]) -> Mapping[str, Any]:
    """Never raises, whatever it holds."""
    try:
        return {forms.word(name): _masked(value, name) for name, value in session.items()}
    except RecursionError:
        return _TOO_DEEP


def _masked(value: object, path: str) -> Any:
    name = path.rpartition(".")[2]
    if isinstance(value, dict):
        if name == "metadata":
            return {forms.key(key): _hidden(said) for key, said in value.items()}
        return {forms.word(key): _masked(part, f"{path}.{key}") for key, part in value.items()}
    if isinstance(value, list):
        return [_masked(part, path) for part in value]
    if isinstance(value, str):
        if not value or path in _OF_THE_SHOP:
            return value
        return _FORMS.get(name, _hidden)(value)
    return _hidden(value) if name in _NUMBERS else value


def _hidden(value: object) -> object:
    """Also what is no text; that there is nothing is shown."""
    return forms.HIDDEN if value or value == 0 else value
