"""Payment links, and what a session takes over from its link (docs.stripe.com/api/payment-link)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.shipping import shipping_options
from emulator.world.catalog import (
    CURRENCY,
    DONATION_PRODUCT,
    PAYMENT_LINKS,
    CustomField,
    PaymentLink,
)

SHIPS_TO = ["AT", "BE", "BR", "CH", "DE", "ES", "FR", "GB", "IS", "JP", "KW", "PL", "SE", "US"]
HIDDEN_AGREEMENT = {"position": "hidden"}
CHANNELS = ("newsletter", "website", "leaflet")


# All fields in the order of Stripe's answers, with the values of those that are always the same.
_FIELDS: Json = {
    "id": None,
    "object": "payment_link",
    "active": None,
    "after_completion": {
        "hosted_confirmation": {"custom_message": None},
        "type": "hosted_confirmation",
    },
    "allow_promotion_codes": None,
    "application": None,
    "application_fee_amount": None,
    "application_fee_percent": None,
    "automatic_tax": {"enabled": False, "liability": None},
    "billing_address_collection": "auto",
    "consent_collection": {
        "payment_method_reuse_agreement": HIDDEN_AGREEMENT,
        "promotions": "auto",
        "terms_of_service": "none",
    },
    "currency": None,
    "custom_fields": None,
    "custom_text": None,
    "customer_creation": None,
    "inactive_message": None,
    "invoice_creation": None,
    "livemode": False,
    "managed_payments": {"enabled": False},
    "metadata": None,
    "on_behalf_of": None,
    "payment_intent_data": None,
    "payment_method_collection": None,
    "payment_method_options": None,
    "payment_method_types": None,
    "phone_number_collection": None,
    "restrictions": None,
    "shipping_address_collection": None,
    "shipping_options": None,
    "submit_type": None,
    "subscription_data": None,
    "tax_id_collection": {"enabled": False, "required": "never"},
    "transfer_data": None,
    "url": None,
}


def payment_link(context: Context, number: int) -> Json:
    """Payment link `number` of the catalog."""
    link = PAYMENT_LINKS[number]
    currency = CURRENCY[link.currency]
    active = link.deactivated_days_ago is None
    subscription = link.mode == "subscription"
    always = link.always_creates_customer or subscription
    return {
        **_FIELDS,
        "id": context.ids.encode("payment_link", number),
        "active": active,
        "allow_promotion_codes": link.promotion_codes,
        "currency": link.currency,
        "custom_fields": [custom_field(field, answered=False) for field in link.custom_fields],
        "custom_text": no_custom_text(),
        "customer_creation": "always" if always else "if_required",
        "inactive_message": None if active else "This offer has ended.",
        "invoice_creation": None if subscription else {"enabled": False, "invoice_data": None},
        "metadata": {"channel": CHANNELS[number % 3]},
        "payment_method_collection": "always" if subscription else "if_required",
        "phone_number_collection": {"enabled": link.collects_phone},
        "shipping_address_collection": {"allowed_countries": SHIPS_TO} if link.shippable else None,
        "shipping_options": shipping_options(context, currency) if link.shippable else [],
        "submit_type": "donate" if link.items[0][0] == DONATION_PRODUCT else "auto",
        "subscription_data": _subscription_data(link) if subscription else None,
        "url": f"https://buy.stripe.com/test_{context.ids.token('link', number, 18)}",
    }


def _subscription_data(link: PaymentLink) -> Json:
    return {
        "description": None,
        "invoice_settings": {"issuer": {"type": "self"}},
        "metadata": {},
        "trial_period_days": link.trial_days or None,
        "trial_settings": None,
    }


def no_custom_text() -> Json:
    return {
        "after_submit": None,
        "shipping_address": None,
        "submit": None,
        "terms_of_service_acceptance": None,
    }


def custom_field(field: CustomField, answered: bool = True, value: str | None = None) -> Json:
    """A question of a payment link, or (`answered`) of a session with its answer `value`."""
    kind: Json = {"value": value} if answered else {}
    if answered:
        kind["default_value"] = None
    if field.type == "dropdown":
        kind["options"] = [{"label": option, "value": option.lower()} for option in field.options]
        if not answered:
            kind["default_value"] = None
    else:
        kind |= {"default_value": None, "maximum_length": None, "minimum_length": None}
    return {
        "key": field.key,
        "label": {"custom": field.label, "type": "custom"},
        "optional": field.optional,
        "type": field.type,
        field.type: kind,
    }
