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
from emulator.world.made import MadePrice

_YEAR = 365 * 86_400


def shop_opened_at(context: Context) -> int:
    """Unix seconds at which the shop opened: before the first session of any world."""
    return context.world.start - _YEAR


def price(context: Context, number: int) -> Json:
    """`number` is that of `price_number`, or of a made price."""
    made = context.world.made.price(number)
    if made:
        return _made_price(context, number, made)
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


def product_name(context: Context, price_: int) -> str:
    """The name of the product of the price with this number."""
    made = context.world.made.price(price_)
    return made.name if made else PRODUCTS[product_and_currency(price_)[0]].name


def _made_price(context: Context, number: int, made: MadePrice) -> Json:
    recurring = _recurring(made.interval, made.interval_count) if made.interval else None
    return {
        **price(context, 0),
        "id": context.ids.encode("price", number),
        # As at Stripe, where a price made on the way cannot be used again.
        "active": False,
        "created": made.created,
        "currency": made.currency,
        "product": context.ids.encode("product", number),
        "recurring": recurring,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": made.unit,
        "unit_amount_decimal": str(made.unit),
    }


def _made_product(context: Context, number: int, made: MadePrice) -> Json:
    return {
        **product(context, 0),
        "id": context.ids.encode("product", number),
        "active": False,
        "created": made.created,
        "default_price": None,
        "description": made.description,
        "images": list(made.images),
        "metadata": dict(made.metadata),
        "name": made.name,
        "shippable": None,
        "updated": made.created,
    }


def _recurring(interval: str, count: int = 1) -> Json:
    return {
        "interval": interval,
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def product(context: Context, number: int) -> Json:
    """Product `number` of the catalog, or the one of the made price with this number."""
    made = context.world.made.price(number)
    if made:
        return _made_product(context, number, made)
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
