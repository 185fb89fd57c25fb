"""Payment methods (docs.stripe.com/api/payment_methods/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json, address
from emulator.world.catalog import CURRENCIES
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import SessionFacts
from emulator.world.story import NO_STORY
from emulator.world.world import OPEN

# What stories tell of methods other than cards.
_DETAILS: dict[str, Json] = {
    "sepa_debit": {"bank_code": "37040044", "country": "DE", "last4": "3000"},
    "klarna": {"payment_method_category": "pay_later", "preferred_locale": "de-DE"},
}


def payment_method(context: Context, facts: SessionFacts) -> Json:
    """The payment method with which a session was paid."""
    id_ = context.ids.encode("payment_method", facts.number)
    return {
        "id": id_,
        "object": "payment_method",
        "billing_details": billing_details(facts),
        "created": facts.created if facts.status == OPEN else facts.closes_at,
        "customer": None,
        "livemode": False,
        "metadata": {},
        **payment_method_details(facts),
    }


def billing_details(facts: SessionFacts) -> Json:
    person = facts.person
    return {
        "address": address(person),
        "email": person.email,
        "name": person.name,
        "phone": None,
        "tax_id": None,
    }


def payment_method_details(facts: SessionFacts) -> Json:
    """The fields of the type of the payment method: that of a card has details, others none."""
    if facts.payment_method_type != "card":
        details = {} if facts.story is NO_STORY else _DETAILS.get(facts.payment_method_type, {})
        return {"type": facts.payment_method_type, facts.payment_method_type: dict(details)}
    rng = SeededRandom(random_bits(facts.visit.number, 0x63617264), facts.attempt)
    return {
        "type": "card",
        "card": {
            "brand": rng.choice(("visa", "visa", "mastercard", "mastercard", "amex", "jcb")),
            "country": facts.person.country,
            "exp_month": rng.randint(1, 12),
            "exp_year": rng.randint(2027, 2031),
            "funding": rng.choice(("credit", "debit", "debit", "prepaid")),
            "last4": f"{rng.randbelow(10_000):04}",
            "network": "visa",
            "wallet": _wallet(facts),
        },
    }


def payment_method_types(facts: SessionFacts) -> list[str]:
    """The types that the payment page offers for the currency of the session."""
    if facts.mode != "payment":
        return ["card"]
    delayed = CURRENCIES[facts.currency or 0].delayed_method
    types = ["card", "link", "paypal"]
    if delayed:
        types.append(delayed)
    if facts.story is not NO_STORY and facts.payment_method_type not in types:
        types.append(facts.payment_method_type)
    return types


def _wallet(facts: SessionFacts) -> Json | None:
    if facts.story.wallet is None:
        return None
    kind, digits = facts.story.wallet
    return {"type": kind, kind: {}, "dynamic_last4": digits}
