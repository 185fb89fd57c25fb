"""The invoice with which a subscription begins (docs.stripe.com/api/invoices/object)."""

from __future__ import annotations

from emulator.objects.after_payment import received_at
from emulator.objects.context import Context, Json, address, list_object
from emulator.objects.line_items import ITEMS_PER_SESSION
from emulator.objects.products import price
from emulator.objects.subscriptions import first_period
from emulator.objects.taxes import tax_rate_number
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import LineItem, SessionFacts

# The lines that an invoice includes.
_INCLUDED = 10
# Fields whose values are always the same.
_FIELDS: Json = {
    "account_country": "DE",
    "account_name": "Example shop",
    "account_tax_ids": None,
    "amount_overpaid": 0,
    "amount_shipping": 0,
    "application": None,
    "attempt_count": 1,
    "attempted": True,
    "auto_advance": False,
    "automatic_tax": {
        "disabled_reason": None,
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    },
    "automatically_finalizes_at": None,
    "billing_reason": "subscription_create",
    "collection_method": "charge_automatically",
    "custom_fields": None,
    "customer_account": None,
    "customer_phone": None,
    "customer_shipping": None,
    "customer_tax_exempt": "none",
    "customer_tax_ids": [],
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "due_date": None,
    "ending_balance": 0,
    "footer": None,
    "from_invoice": None,
    "issuer": {"type": "self"},
    "last_finalization_error": None,
    "latest_revision": None,
    "livemode": False,
    "metadata": {},
    "next_payment_attempt": None,
    "on_behalf_of": None,
    "payment_settings": {
        "default_mandate": None,
        "payment_method_options": None,
        "payment_method_types": None,
    },
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "receipt_number": None,
    "rendering": None,
    "shipping_cost": None,
    "shipping_details": None,
    "starting_balance": 0,
    "statement_descriptor": None,
    "test_clock": None,
    "total_pretax_credit_amounts": [],
}


def invoice(context: Context, facts: SessionFacts) -> Json:
    """The invoice of a session in subscription mode that is complete."""
    ids, begun = context.ids, facts.closes_at
    # Without a payment there was nothing to pay.
    paid = not facts.pays_invoice or facts.intent_status == "succeeded"
    id_ = ids.encode("invoice", facts.number)
    page = f"{context.account}/test_{ids.token('invoice', facts.number, 32)}"
    without_tax = facts.total - facts.tax
    return {
        "id": id_,
        "object": "invoice",
        **_FIELDS,
        "amount_due": facts.total,
        "amount_paid": facts.total if paid else 0,
        "amount_remaining": 0 if paid else facts.total,
        "created": begun,
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", facts.person.number),
        "customer_address": address(facts.person),
        "customer_email": facts.person.email,
        "customer_name": facts.person.name,
        "discounts": [ids.encode("discount", facts.number)] if facts.discount else [],
        "effective_at": begun,
        "hosted_invoice_url": f"https://invoice.stripe.com/i/{page}",
        "invoice_pdf": f"https://pay.stripe.com/invoice/{page}/pdf",
        "lines": invoice_lines(context, facts),
        "number": f"{ids.token('customer', facts.person.number, 8).upper()}-0001",
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(facts.made.intent_metadata) if facts.made else {},
                "subscription": ids.encode("subscription", facts.number),
            },
            "type": "subscription_details",
        },
        "period_end": begun,
        "period_start": begun,
        "status": _status(facts, paid),
        "status_transitions": {
            "finalized_at": begun,
            "marked_uncollectible_at": None,
            "paid_at": (received_at(facts) if facts.pays_invoice else begun) if paid else None,
            "voided_at": begun if _status(facts, paid) == "void" else None,
        },
        "subtotal": facts.subtotal,
        "subtotal_excluding_tax": facts.subtotal - (facts.tax if facts.story.tax_included else 0),
        "total": facts.total,
        "total_discount_amounts": _discounts(context, facts, facts.discount),
        "total_excluding_tax": without_tax,
        "total_taxes": _taxes(context, facts, facts.tax, without_tax),
        "webhooks_delivered_at": begun,
    }


def _status(facts: SessionFacts, paid: bool) -> str:
    """docs.stripe.com/api/invoices/object, status"""
    if paid:
        return "paid"
    return "void" if facts.story.subscription_status == "incomplete_expired" else "open"


def _discounts(context: Context, facts: SessionFacts, amount: int) -> list[Json]:
    id_ = context.ids.encode("discount", facts.number)
    return [{"amount": amount, "discount": id_}] if amount else []


def _taxes(context: Context, facts: SessionFacts, amount: int, taxable: int) -> list[Json]:
    if not amount:
        return []
    rate = context.ids.encode("tax_rate", tax_rate_number(facts))
    return [
        {
            "amount": amount,
            "tax_behavior": "inclusive" if facts.story.tax_included else "exclusive",
            "tax_rate_details": {"tax_rate": rate},
            "taxability_reason": "standard_rated",
            "taxable_amount": taxable,
            "type": "tax_rate_details",
        }
    ]


def invoice_lines(context: Context, facts: SessionFacts) -> Json:
    """The list object of its first lines."""
    lines = all_lines(context, facts)
    url = f"/v1/invoices/{context.ids.encode('invoice', facts.number)}/lines"
    return list_object(url, lines[:_INCLUDED], has_more=len(lines) > _INCLUDED)


def all_lines(context: Context, facts: SessionFacts) -> list[Json]:
    """docs.stripe.com/api/invoice-line-item/object"""
    return [_line(context, facts, index, item) for index, item in enumerate(facts.items)]


def _line(context: Context, facts: SessionFacts, index: int, item: LineItem) -> Json:
    ids = context.ids
    sold = price(context, item.price)
    start, end = first_period(context, facts)
    return {
        "id": ids.encode("invoice_line", facts.number * ITEMS_PER_SESSION + index),
        "object": "line_item",
        "amount": item.subtotal,
        "currency": sold["currency"],
        "description": None,
        "discount_amounts": _discounts(context, facts, item.discount),
        "discountable": True,
        "discounts": [],
        "invoice": ids.encode("invoice", facts.number),
        "livemode": False,
        "metadata": {},
        "parent": _parent(context, facts) if sold["recurring"] else None,
        "period": {"end": end, "start": start},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": sold["id"], "product": sold["product"]},
            "type": "price_details",
            "unit_amount_decimal": sold["unit_amount_decimal"],
        },
        "quantity": item.quantity,
        "quantity_decimal": str(item.quantity),
        "subscription": ids.encode("subscription", facts.number),
        "subtotal": item.subtotal,
        "taxes": _taxes(context, facts, item.tax, item.subtotal - item.discount),
    }


def _parent(context: Context, facts: SessionFacts) -> Json:
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": context.ids.encode("subscription", facts.number),
            "subscription_item": context.ids.encode("subscription_item", facts.number),
        },
        "type": "subscription_item_details",
    }
