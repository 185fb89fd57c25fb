"""Payment methods (docs.stripe.com/api/payment_methods/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json, address
from emulator.objects.tries import payment_method_id
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
_VOUCHERS = {"eur": "multibanco", "mxn": "oxxo"}


def payment_method(context: Context, facts: SessionFacts) -> Json:
    """The payment method with which a session was paid."""
    return {
        "id": payment_method_id(context, facts),
        "object": "payment_method",
        "billing_details": billing_details(facts),
        "created": facts.created if facts.status == OPEN else facts.closes_at,
        "customer": None,
        "livemode": False,
        "metadata": {},
        **payment_method_details(facts),
    }


def configuration(context: Context, number: int) -> Json:
    """Which methods the payment page offers; there is one such configuration."""
    return {
        "id": context.ids.encode("payment_method_configuration", number),
        "object": "payment_method_configuration",
        "active": True,
        "application": None,
        "is_default": True,
        "livemode": False,
        "name": "Default",
        "parent": None,
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
    if facts.made:
        return {"type": "card", "card": _typed_card(facts.person.country, facts.card_last4)}
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


def _typed_card(country: str, last4: str) -> Json:
    """One of the cards for tests (docs.stripe.com/testing)."""
    return {
        "brand": "visa",
        "country": country,
        "exp_month": 12,
        "exp_year": 2034,
        "funding": "credit",
        "last4": last4,
        "network": "visa",
        "wallet": None,
    }


def payment_method_types(facts: SessionFacts) -> list[str]:
    """The types that the payment page offers for the currency of the session."""
    if facts.made and "payment_method_types" in facts.made.fields:
        return list(facts.made.fields["payment_method_types"])
    if facts.mode != "payment":
        return ["card"]
    delayed = CURRENCIES[facts.currency or 0].delayed_method
    types = ["card", "link", "paypal"]
    if delayed:
        types.append(delayed)
    if facts.story is not NO_STORY and facts.payment_method_type not in types:
        types.append(facts.payment_method_type)
    if facts.made:
        types += [word for word in _vouchers(facts) if word not in types]
    return types


def _vouchers(facts: SessionFacts) -> list[str]:
    """Vouchers that a made session offers too."""
    code = CURRENCIES[facts.currency or 0].code
    return [_VOUCHERS[code]] if facts.made and code in _VOUCHERS else []


def _wallet(facts: SessionFacts) -> Json | None:
    if facts.story.wallet is None:
        return None
    kind, digits = facts.story.wallet
    return {"type": kind, kind: {}, "dynamic_last4": digits}
