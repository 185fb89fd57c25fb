"""Invoices (docs.stripe.com/api/invoices/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import SessionFacts


def invoice(context: Context, facts: SessionFacts) -> Json:
    """The first invoice of the subscription that a session created."""
    ids = context.ids
    # Without a payment there was nothing to pay.
    paid = not facts.pays_invoice or facts.intent_status == "succeeded"
    id_ = ids.encode("invoice", facts.number)
    token = ids.token("invoice", facts.number, 32)
    return {
        "id": id_,
        "object": "invoice",
        "amount_due": facts.total,
        "amount_paid": facts.total if paid else 0,
        "amount_remaining": 0 if paid else facts.total,
        "billing_reason": "subscription_create",
        "collection_method": "charge_automatically",
        "created": facts.closes_at,
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", facts.person.number),
        "customer_email": facts.person.email,
        "customer_name": facts.person.name,
        "hosted_invoice_url": f"https://invoice.stripe.com/i/{context.account}/test_{token}",
        "livemode": False,
        "metadata": {},
        "number": f"{ids.token('customer', facts.person.number, 8).upper()}-0001",
        "status": _status(facts, paid),
        "subtotal": facts.subtotal,
        "total": facts.total,
    }


def _status(facts: SessionFacts, paid: bool) -> str:
    """docs.stripe.com/api/invoices/object, status"""
    if paid:
        return "paid"
    return "void" if facts.story.subscription_status == "incomplete_expired" else "open"
