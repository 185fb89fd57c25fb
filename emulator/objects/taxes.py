"""Tax rates, and the breakdown of discounts and taxes of a session."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.discounts import discount
from emulator.objects.products import shop_opened_at
from emulator.world.countries import COUNTRIES
from emulator.world.session_facts import SessionFacts


def tax_rate_number(facts: SessionFacts) -> int:
    """The number of the rate that a session applies: that of the country of the buyer."""
    codes = [country.code for country in COUNTRIES]
    return codes.index(facts.person.country) * 2 + facts.story.tax_included


def tax_rate(context: Context, number: int) -> Json:
    """Each country has two rates: the tax comes on top of prices, or is included in them."""
    country, included = COUNTRIES[number // 2], bool(number % 2)
    return {
        "id": context.ids.encode("tax_rate", number),
        "object": "tax_rate",
        "active": True,
        "country": country.code,
        "created": shop_opened_at(context),
        "description": None,
        "display_name": "Sales tax" if country.code == "US" else "VAT",
        "effective_percentage": country.tax_percent,
        "flat_amount": None,
        "inclusive": included,
        "jurisdiction": country.code,
        "jurisdiction_level": "country",
        "livemode": False,
        "metadata": {},
        "percentage": country.tax_percent,
        "rate_type": "percentage",
        "state": None,
        "tax_type": "sales_tax" if country.code == "US" else "vat",
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
                "rate": tax_rate(context, tax_rate_number(facts)),
                "taxability_reason": "standard_rated",
                "taxable_amount": facts.subtotal
                - facts.discount
                - (facts.tax if facts.story.tax_included else 0),
            }
        )
    return {"discounts": discounts, "taxes": taxes}
