"""Prices, products, line items, discounts and shipping rates."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.world.catalog import (
    CURRENCIES,
    PRODUCTS,
    PROMOTIONS,
    SHIPPING_RATES,
    price_number,
    shipping_amount,
    unit_amount,
)

_YEAR = 365 * 86_400


def shop_opened_at(context: Context) -> int:
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
        "created": shop_opened_at(context) + number * 60,
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
        "created": shop_opened_at(context) + number * 60,
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
        "updated": shop_opened_at(context) + number * 60 + 5,
        "url": None,
    }


def coupon(context: Context, number: int) -> Json:
    promotion = PROMOTIONS[number]
    return {
        "id": coupon_id(context, number),
        "object": "coupon",
        "amount_off": None,
        "created": shop_opened_at(context) + number * 3600,
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
        "created": shop_opened_at(context) + number * 3600 + 30,
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
        "created": shop_opened_at(context) + number * 60,
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
