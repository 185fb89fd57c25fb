"""Customers (docs.stripe.com/api/customers/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json, address
from emulator.world.session_facts import SessionFacts


def customer(context: Context, rows: list[SessionFacts]) -> Json:
    """The customer whose sessions these are, oldest first."""
    first = rows[0]
    person = first.person
    token = context.ids.token("customer", person.number, 8).upper()
    return {
        "id": context.ids.encode("customer", person.number),
        "object": "customer",
        "address": address(person),
        "balance": 0,
        "created": first.created if first.signed_in else first.closes_at,
        "currency": person.currency,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": person.email,
        "invoice_prefix": token,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {"member_no": f"M-{person.number % 100_000:05}"} if first.signed_in else {},
        "name": person.name,
        "next_invoice_sequence": 1 + sum(facts.has_subscription for facts in rows),
        "phone": person.phone,
        "preferred_locales": [] if person.locale == "auto" else [person.locale],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def deleted_customer(context: Context, number: int) -> Json:
    """What remains of a deleted customer: the id. `number` is that of the person."""
    return {
        "id": context.ids.encode("customer", number),
        "object": "customer",
        "deleted": True,
    }
