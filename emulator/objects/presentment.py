"""Amounts in a currency that is not the session's (docs.stripe.com/payments/currencies)."""

from __future__ import annotations

from emulator.objects.context import Json
from emulator.world.session_facts import SessionFacts


def presentment_details(facts: SessionFacts) -> Json:
    """The field with the amount that the buyer saw in another currency, if they did."""
    if facts.story.presentment is None or not facts.complete:
        return {}
    currency, amount = facts.story.presentment
    details = {"presentment_amount": amount, "presentment_currency": currency}
    return {"presentment_details": details}


def other_currency(facts: SessionFacts) -> Json:
    """The fields about a currency that is not the session's, if there is one."""
    fields: Json = presentment_details(facts)
    if fields:
        fields["adaptive_pricing"] = {"enabled": True}
    if facts.story.conversion:
        source, rate = facts.story.conversion
        fields["currency_conversion"] = {
            "amount_subtotal": round(facts.subtotal / float(rate)),
            "amount_total": round(facts.total / float(rate)),
            "fx_rate": rate,
            "source_currency": source,
        }
    return fields
