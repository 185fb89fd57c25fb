"""Prices, products, payment links, discounts and shipping rates."""

from __future__ import annotations

from emulator.catalog import (
    CURRENCIES,
    CURRENCY,
    PAYMENT_LINKS,
    PRODUCTS,
    PROMOTIONS,
    SHIPPING_RATES,
    Field,
    price_number,
    shipping_amount,
    unit_amount,
)
from emulator.objects.context import Context, Json, listed

_YEAR = 365 * 86_400
SHIPS_TO = ["AT", "BE", "BR", "CH", "DE", "ES", "FR", "GB", "IS", "JP", "KW", "PL", "SE", "US"]
HIDDEN_AGREEMENT = {"position": "hidden"}


def opened(context: Context) -> int:
    """When the shop began to sell: before the first session of any world."""
    return context.world.start - _YEAR


def price(context: Context, number: int) -> Json:
    place, currency = divmod(number, len(CURRENCIES))
    product_ = PRODUCTS[place]
    amount = unit_amount(place, currency)
    recurring = None
    if product_.interval:
        recurring = {
            "interval": product_.interval,
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        }
    return {
        "id": context.ids.encode("price", number),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": opened(context) + number * 60,
        "currency": CURRENCIES[currency].code,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": context.ids.encode("product", place),
        "recurring": recurring,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def product(context: Context, number: int) -> Json:
    sold = PRODUCTS[number]
    return {
        "id": context.ids.encode("product", number),
        "object": "product",
        "active": True,
        "created": opened(context) + number * 60,
        "default_price": context.ids.encode("price", price_number(number, 0)),
        "description": sold.description,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {"sku": f"P-{number + 101}"},
        "name": sold.name,
        "package_dimensions": None,
        "shippable": sold.shippable,
        "statement_descriptor": None,
        "tax_code": None,
        "unit_label": "seat" if sold.name == "Team plan" else None,
        "updated": opened(context) + number * 60 + 5,
        "url": None,
    }


def coupon(context: Context, number: int) -> Json:
    promotion = PROMOTIONS[number]
    return {
        "id": coupon_id(context, number),
        "object": "coupon",
        "amount_off": None,
        "created": opened(context) + number * 3600,
        "currency": None,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "name": promotion.name,
        "percent_off": promotion.percent_off,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }


def coupon_id(context: Context, number: int) -> str:
    return context.ids.token("coupon", number, 8)


def promotion_code(context: Context, number: int) -> Json:
    return {
        "id": context.ids.encode("promotion_code", number),
        "object": "promotion_code",
        "active": True,
        "code": PROMOTIONS[number].code,
        "created": opened(context) + number * 3600 + 30,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"coupon": coupon_id(context, number), "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }


def shipping_rate(context: Context, number: int) -> Json:
    rate, currency = divmod(number, len(CURRENCIES))
    shortest, longest = SHIPPING_RATES[rate].days
    return {
        "id": context.ids.encode("shipping_rate", number),
        "object": "shipping_rate",
        "active": True,
        "created": opened(context) + number * 60,
        "delivery_estimate": {
            "maximum": {"unit": "business_day", "value": longest},
            "minimum": {"unit": "business_day", "value": shortest},
        },
        "display_name": SHIPPING_RATES[rate].name,
        "fixed_amount": {
            "amount": shipping_amount(rate, currency),
            "currency": CURRENCIES[currency].code,
        },
        "livemode": False,
        "metadata": {},
        "tax_behavior": "unspecified",
        "tax_code": None,
        "type": "fixed_amount",
    }


def shipping_options(context: Context, currency: int) -> list[Json]:
    return [
        {
            "shipping_amount": shipping_amount(rate, currency),
            "shipping_rate": context.ids.encode("shipping_rate", rate * len(CURRENCIES) + currency),
        }
        for rate in range(len(SHIPPING_RATES))
    ]


def payment_link(context: Context, number: int) -> Json:
    link = PAYMENT_LINKS[number]
    active = link.retired_days is None
    subscription = link.mode == "subscription"
    return {
        "id": context.ids.encode("payment_link", number),
        "object": "payment_link",
        "active": active,
        "after_completion": {
            "hosted_confirmation": {"custom_message": None},
            "type": "hosted_confirmation",
        },
        "allow_promotion_codes": link.promotion_codes,
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
        "currency": link.currency,
        "custom_fields": [custom_field(field, answered=False) for field in link.fields],
        "custom_text": no_custom_text(),
        "customer_creation": "always" if link.always_customer or subscription else "if_required",
        "inactive_message": None if active else "This offer has ended.",
        "invoice_creation": None if subscription else {"enabled": False, "invoice_data": None},
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": {"channel": ("newsletter", "website", "leaflet")[number % 3]},
        "on_behalf_of": None,
        "payment_intent_data": None,
        "payment_method_collection": "always" if subscription else "if_required",
        "payment_method_options": None,
        "payment_method_types": None,
        "phone_number_collection": {"enabled": link.phone},
        "restrictions": None,
        "shipping_address_collection": {"allowed_countries": SHIPS_TO} if link.shippable else None,
        "shipping_options": [
            {key: option[key] for key in ("shipping_amount", "shipping_rate")}
            for option in shipping_options(context, CURRENCY[link.currency])
        ]
        if link.shippable
        else [],
        "submit_type": "donate" if link.items[0][0] == 14 else "auto",
        "subscription_data": {
            "description": None,
            "invoice_settings": {"issuer": {"type": "self"}},
            "metadata": {},
            "trial_period_days": link.trial_days or None,
            "trial_settings": None,
        }
        if subscription
        else None,
        "tax_id_collection": {"enabled": False, "required": "never"},
        "transfer_data": None,
        "url": f"https://buy.stripe.com/test_{context.ids.token('link', number, 18)}",
    }


def payment_link_items(context: Context, number: int) -> Json:
    link = PAYMENT_LINKS[number]
    currency = CURRENCY[link.currency]
    url = f"/v1/payment_links/{context.ids.encode('payment_link', number)}/line_items"
    return listed(
        url,
        [
            line_item(
                context,
                # Above all line items of sessions.
                (1 << 45) + number * 128 + place,
                price_number(product_, currency),
                quantity,
                unit_amount(product_, currency) * quantity,
            )
            for place, (product_, quantity) in enumerate(link.items)
        ],
    )


def line_item(
    context: Context,
    number: int,
    price_: int,
    quantity: int,
    subtotal: int,
    discount: int = 0,
    tax: int = 0,
) -> Json:
    place, currency = divmod(price_, len(CURRENCIES))
    return {
        "id": context.ids.encode("item", number),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": discount,
        "amount_subtotal": subtotal,
        "amount_tax": tax,
        "amount_total": subtotal - discount + tax,
        "currency": CURRENCIES[currency].code,
        "description": PRODUCTS[place].name,
        "metadata": {},
        "price": price(context, price_),
        "quantity": quantity,
    }


def no_custom_text() -> Json:
    return {
        "after_submit": None,
        "shipping_address": None,
        "submit": None,
        "terms_of_service_acceptance": None,
    }


def custom_field(field: Field, answered: bool = True, value: str | None = None) -> Json:
    """A question of a link, or with its answer (`answered`) of a session."""
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
