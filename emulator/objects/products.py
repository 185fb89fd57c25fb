"""Products and prices (docs.stripe.com/api/products/object, docs.stripe.com/api/prices/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.world.catalog import (
    CURRENCIES,
    PRODUCTS,
    price_number,
    product_and_currency,
    unit_amount,
)

_YEAR = 365 * 86_400


def shop_opened_at(context: Context) -> int:
    """Unix seconds at which the shop opened: before the first session of any world."""
    return context.world.start - _YEAR


def price(context: Context, number: int) -> Json:
    """`number` is that of `price_number`."""
    product_number, currency = product_and_currency(number)
    product_ = PRODUCTS[product_number]
    amount = unit_amount(product_number, currency)
    recurring = _recurring(product_.interval) if product_.interval else None
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
        "product": context.ids.encode("product", product_number),
        "recurring": recurring,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def _recurring(interval: str) -> Json:
    return {
        "interval": interval,
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def product(context: Context, number: int) -> Json:
    """Product `number` of the catalog."""
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
