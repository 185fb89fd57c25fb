"""What follows a charge: its balance transaction, refunds, its dispute, an invoice's payment."""

from __future__ import annotations

from emulator.objects.context import Context, Json, list_object
from emulator.world.catalog import CURRENCIES
from emulator.world.endings import Ending
from emulator.world.session_facts import SessionFacts
from emulator.world.story import NO_STORY

_DAY = 86_400


def amount_captured(facts: SessionFacts) -> int:
    """In minor units; 0 until the payment has succeeded."""
    if facts.intent_status != "succeeded":
        return 0
    return facts.total * facts.story.captured_percent // 100


def amount_refunded(facts: SessionFacts) -> int:
    """In minor units, with what was reserved and released, as Stripe has it."""
    if facts.intent_status == "canceled" and facts.ending is Ending.AUTHORIZED:
        return facts.total
    if facts.intent_status != "succeeded":
        return 0
    released = facts.total - amount_captured(facts)
    if facts.refunded:
        return facts.total
    return released + facts.total * facts.story.refunded_percent // 100


def balance_transaction(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/balance_transactions/object"""
    amount = amount_captured(facts)
    fee = amount * 15 // 1000
    late = facts.story.manual_capture or facts.ending is Ending.ASYNC_SUCCEEDS
    created = facts.settles_at if late else facts.closes_at
    return {
        "id": context.ids.encode("balance_transaction", facts.number),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created + 2 * _DAY,
        "created": created,
        "currency": CURRENCIES[facts.currency or 0].code,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [],
        "net": amount - fee,
        "reporting_category": "charge",
        "source": context.ids.encode("charge", facts.number),
        "status": "pending" if facts.now < created + 2 * _DAY else "available",
        "type": "charge",
    }


def refunds(context: Context, facts: SessionFacts) -> Json | None:
    """The list object of a charge's refunds; only stories show it."""
    if facts.story is NO_STORY:
        return None
    amount = facts.total * facts.story.refunded_percent // 100
    charge = context.ids.encode("charge", facts.number)
    refund = {
        "id": context.ids.encode("refund", facts.number),
        "object": "refund",
        "amount": amount,
        "charge": charge,
        "created": facts.closes_at,
        "currency": CURRENCIES[facts.currency or 0].code,
        "metadata": {},
        "payment_intent": context.ids.encode("payment_intent", facts.number),
        "reason": "requested_by_customer",
        "status": "succeeded",
    }
    return list_object(f"/v1/charges/{charge}/refunds", [refund] if amount else [])


def dispute(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/disputes/object"""
    opened = facts.closes_at + 10 * _DAY
    return {
        "id": context.ids.encode("dispute", facts.number),
        "object": "dispute",
        "amount": facts.total,
        "balance_transactions": [],
        "charge": context.ids.encode("charge", facts.number),
        "created": opened,
        "currency": CURRENCIES[facts.currency or 0].code,
        "evidence_details": {
            "due_by": opened + 20 * _DAY,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": (facts.story.dispute_status or "").startswith("warning"),
        "livemode": False,
        "metadata": {},
        "payment_intent": context.ids.encode("payment_intent", facts.number),
        "reason": "fraudulent",
        "status": facts.story.dispute_status,
    }


def invoice_payments(context: Context, facts: SessionFacts) -> Json | None:
    """The list object of an invoice's payments; only stories show it."""
    if facts.story is NO_STORY:
        return None
    invoice = context.ids.encode("invoice", facts.number)
    payment = {
        "id": context.ids.encode("invoice_payment", facts.number),
        "object": "invoice_payment",
        "amount_paid": facts.total,
        "amount_requested": facts.total,
        "created": facts.closes_at,
        "currency": CURRENCIES[facts.currency or 0].code,
        "invoice": invoice,
        "is_default": True,
        "livemode": False,
        "payment": {
            "payment_intent": context.ids.encode("payment_intent", facts.number),
            "type": "payment_intent",
        },
        "status": "paid",
    }
    url = f"/v1/invoice_payments?invoice={invoice}"
    return list_object(url, [payment] if facts.pays_invoice else [])
