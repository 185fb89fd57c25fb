"""Shipping rates, and the shipping of a session (docs.stripe.com/api/shipping_rates/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.products import shop_opened_at
from emulator.world.catalog import CURRENCIES, RANDOM_CURRENCIES, SHIPPING_RATES, shipping_amount
from emulator.world.session_facts import SessionFacts


def shipping_rate(context: Context, number: int) -> Json:
    """Each rate of the catalog exists once per currency: `number` is that of the pair."""
    rate, currency = divmod(number, RANDOM_CURRENCIES)
    shortest, longest = SHIPPING_RATES[rate].days
    return {
        "id": context.ids.encode_known("shipping_rate", number),
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
    """The choices for shipping. `currency` is an index in CURRENCIES."""
    return [
        {
            "shipping_amount": shipping_amount(rate, currency),
            "shipping_rate": context.ids.encode_known(
                "shipping_rate", rate * RANDOM_CURRENCIES + currency
            ),
        }
        for rate in range(len(SHIPPING_RATES))
    ]


def shipping_cost(context: Context, facts: SessionFacts) -> Json | None:
    """The chosen shipping; None for a session that ships nothing."""
    if facts.shipping_rate is None:
        return None
    number = facts.shipping_rate * RANDOM_CURRENCIES + (facts.currency or 0)
    return {
        "amount_subtotal": facts.shipping,
        "amount_tax": 0,
        "amount_total": facts.shipping,
        "shipping_rate": context.ids.encode_known("shipping_rate", number),
    }
