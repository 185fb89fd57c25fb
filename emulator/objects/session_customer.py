"""The fields of a Checkout Session that describe its customer."""

from __future__ import annotations

from emulator.objects.context import Context, Json, address
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED


def customer_fields(context: Context, facts: SessionFacts) -> Json:
    """The part of the session that says who buys, and what they agreed to."""
    ids, number = context.ids, facts.person.number
    # docs.stripe.com/payments/checkout/abandoned-carts
    agreed_and_left = facts.status == EXPIRED and facts.promotions_accepted
    consent = {
        "promotions": "opt_in" if facts.promotions_accepted else "opt_out",
        "terms_of_service": None,
    }
    return {
        "collected_information": _collected_information(facts),
        "consent": consent if facts.complete or agreed_and_left else None,
        "customer": ids.encode("customer", number) if facts.has_customer else None,
        "customer_account": ids.encode("account", number) if facts.has_account else None,
        "customer_creation": _customer_creation(facts),
        "customer_details": _customer_details(facts),
        "customer_email": facts.person.email if facts.email_prefilled else None,
    }


def _customer_creation(facts: SessionFacts) -> str | None:
    if facts.signed_in or facts.mode == "setup":
        return None
    if facts.mode == "subscription" or (facts.link and facts.link.always_creates_customer):
        return "always"
    return "if_required"


def _customer_details(facts: SessionFacts) -> Json | None:
    if facts.email is None:
        return None
    person = facts.person
    finished = facts.complete
    business = facts.story.business if finished else None
    phone = person.phone if finished and facts.collects_phone else None
    blank = dict.fromkeys(address(person))
    return {
        "address": (
            address(person)
            if facts.collects_address or facts.tax
            else blank | {"country": person.country, "postal_code": person.postal_code}
        )
        if finished
        else None,
        "business_name": business[0] if business else None,
        "email": facts.email,
        "individual_name": person.name if business else None,
        "name": person.name if finished and not business else None,
        "phone": phone,
        "tax_exempt": "reverse" if business and not facts.tax else "none",
        "tax_ids": ([_tax_id(business)] if business else []) if finished else None,
    }


def _collected_information(facts: SessionFacts) -> Json | None:
    if not facts.complete:
        return None
    shipping = None
    if facts.collects_address:
        shipping = {"address": address(facts.person), "name": facts.person.name}
    business = facts.story.business
    return {
        "business_name": business[0] if business else None,
        "individual_name": facts.person.name if business else None,
        "shipping_details": shipping,
    }


def _tax_id(business: tuple[str, str, str]) -> Json:
    _, kind, value = business
    return {"type": kind, "value": value}
