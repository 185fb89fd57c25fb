"""Tax rates, and the breakdown of discounts and taxes of a session."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.discounts import discount
from emulator.objects.products import shop_opened_at
from emulator.world.session_facts import SessionFacts


def tax_rate(context: Context, facts: SessionFacts) -> Json:
    """The tax rate that a session applies: that of the country of the buyer."""
    country = facts.person.country
    return {
        "id": context.ids.encode(
            "tax_rate", facts.person.tax_percent + 100 * facts.story.tax_included
        ),
        "object": "tax_rate",
        "active": True,
        "country": country,
        "created": shop_opened_at(context),
        "description": None,
        "display_name": "Sales tax" if country == "US" else "VAT",
        "effective_percentage": facts.person.tax_percent,
        "flat_amount": None,
        "inclusive": facts.story.tax_included,
        "jurisdiction": facts.person.state or country,
        "jurisdiction_level": "state" if facts.person.state else "country",
        "livemode": False,
        "metadata": {},
        "percentage": facts.person.tax_percent,
        "rate_type": "percentage",
        "state": facts.person.state,
        "tax_type": "sales_tax" if country == "US" else "vat",
    }


def breakdown(context: Context, facts: SessionFacts) -> Json:
    """The field `total_details.breakdown` of a session, which is left out unless expanded."""
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
                "taxable_amount": facts.subtotal
                - facts.discount
                - (facts.tax if facts.story.tax_included else 0),
            }
        )
    return {"discounts": discounts, "taxes": taxes}
