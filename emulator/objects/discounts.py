"""Discounts, taxes and shipping of a Checkout Session."""

from __future__ import annotations

from emulator.objects import products
from emulator.objects.context import Context, Json
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import SessionFacts


def breakdown(context: Context, facts: SessionFacts) -> Json:
    """What `total_details` leaves out unless asked."""
    discounts = []
    if facts.promotion is not None and facts.discount:
        discounts.append({"amount": facts.discount, "discount": discount(context, facts)})
    taxes = []
    if facts.tax:
        taxes.append(
            {
                "amount": facts.tax,
                "rate": tax_rate(context, facts),
                "taxability_reason": "standard_rated",
                "taxable_amount": facts.subtotal - facts.discount,
            }
        )
    return {"discounts": discounts, "taxes": taxes}


def discount(context: Context, facts: SessionFacts) -> Json:
    number = facts.promotion or 0
    return {
        "id": context.ids.encode("discount", facts.row),
        "object": "discount",
        "checkout_session": context.ids.encode("checkout.session", facts.row),
        "customer": None,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": context.ids.encode("promotion_code", number),
        "source": {"coupon": products.coupon_id(context, number), "type": "coupon"},
        "start": facts.created,
        "subscription": None,
        "subscription_item": None,
    }


def tax_rate(context: Context, facts: SessionFacts) -> Json:
    country = facts.person.country
    return {
        "id": context.ids.encode("tax_rate", facts.person.tax_percent),
        "object": "tax_rate",
        "active": True,
        "country": country,
        "created": products.shop_opened_at(context),
        "description": None,
        "display_name": "Sales tax" if country == "US" else "VAT",
        "effective_percentage": facts.person.tax_percent,
        "flat_amount": None,
        "inclusive": False,
        "jurisdiction": facts.person.state or country,
        "jurisdiction_level": "state" if facts.person.state else "country",
        "livemode": False,
        "metadata": {},
        "percentage": facts.person.tax_percent,
        "rate_type": "percentage",
        "state": facts.person.state,
        "tax_type": "sales_tax" if country == "US" else "vat",
    }


def applied_discounts(context: Context, facts: SessionFacts) -> list[Json] | None:
    if facts.mode == "setup":
        return None
    if facts.promotion is None:
        return []
    number = facts.promotion
    return [
        {
            "coupon": products.coupon_id(context, number),
            "promotion_code": context.ids.encode("promotion_code", number),
        }
    ]


def shipping_cost(context: Context, facts: SessionFacts) -> Json | None:
    if facts.shipping_rate is None:
        return None
    number = facts.shipping_rate * len(CURRENCIES) + (facts.currency or 0)
    return {
        "amount_subtotal": facts.shipping,
        "amount_tax": 0,
        "amount_total": facts.shipping,
        "shipping_rate": context.ids.encode("shipping_rate", number),
    }
