"""What follows a charge: its balance transaction, refunds, its dispute, an invoice's payment."""

from __future__ import annotations

from emulator.objects.context import Context, Json, list_object
from emulator.objects.tries import charge_id, payment_method_id
from emulator.world.catalog import CURRENCIES
from emulator.world.endings import Ending
from emulator.world.session_facts import SessionFacts
from emulator.world.story import NO_STORY

_DAY = 86_400
_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
    "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address",
    "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip
# The shop has sent evidence.
_ANSWERED = ("under_review", "warning_under_review", "appeal_under_review", "won", "lost")


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
    if facts.story.refund_status in ("failed", "canceled"):
        return 0
    released = facts.total - amount_captured(facts)
    if facts.refunded:
        return facts.total
    return released + facts.total * facts.story.refunded_percent // 100


def received_at(facts: SessionFacts) -> int:
    """When the payment succeeded."""
    late = facts.story.manual_capture or facts.story.expired_intent_status
    if late or facts.ending is Ending.ASYNC_SUCCEEDS:
        return facts.settles_at
    return facts.closes_at


def balance_transaction(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/balance_transactions/object"""
    amount = amount_captured(facts)
    fee = amount * 15 // 1000
    created = received_at(facts)
    return {
        "id": context.ids.encode("balance_transaction", facts.number),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": created + 2 * _DAY,
        "balance_type": "payments",
        "created": created,
        "currency": CURRENCIES[facts.currency or 0].code,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [],
        "net": amount - fee,
        "reporting_category": "charge",
        "source": charge_id(context, facts),
        "status": "pending" if facts.now < created + 2 * _DAY else "available",
        "type": "charge",
    }


def refunds(context: Context, facts: SessionFacts) -> Json:
    """The list object of a charge's refunds."""
    charge = charge_id(context, facts)
    data = [refund(context, facts)] if facts.refunded_amount else []
    return list_object(f"/v1/charges/{charge}/refunds", data)


def refund(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/refunds/object"""
    return {
        "id": context.ids.encode("refund", facts.number),
        "object": "refund",
        "amount": facts.refunded_amount,
        "balance_transaction": None,
        "charge": charge_id(context, facts),
        "created": received_at(facts),
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": context.ids.encode("customer", facts.person.number)
        if facts.has_customer
        else None,
        "destination_details": None,
        "failure_balance_transaction": None,
        "metadata": {},
        "payment_intent": context.ids.encode("payment_intent", facts.number),
        "payment_method": payment_method_id(context, facts),
        "pending_reason": "processing" if facts.story.refund_status == "pending" else None,
        "reason": "requested_by_customer",
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": facts.story.refund_status,
        "transfer_reversal": None,
        **_refund_details(facts),
    }


def _refund_details(facts: SessionFacts) -> Json:
    """What a refund says that has not reached the buyer (docs.stripe.com/refunds)."""
    if facts.story.refund_status == "failed":
        return {"failure_reason": "expired_or_canceled_card"}
    if facts.story.refund_status != "requires_action":
        return {}
    sent = received_at(facts)
    details = {
        "email_sent": {"email_sent_at": sent, "email_sent_to": facts.person.email},
        "expires_at": sent + 45 * _DAY,
    }
    return {"next_action": {"type": "display_details", "display_details": details}}


def dispute(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/disputes/object"""
    # That of a named person is younger, since his payment is.
    opened = facts.closes_at + (1 if facts.disputed else 10) * _DAY
    status = facts.dispute_status or ""
    answered = status in _ANSWERED
    return {
        "id": context.ids.encode("dispute", facts.number),
        "object": "dispute",
        "amount": facts.total,
        "balance_transactions": [],
        "charge": charge_id(context, facts),
        "created": opened,
        "currency": CURRENCIES[facts.currency or 0].code,
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}, **dict.fromkeys(_EVIDENCE)},
        "evidence_details": {
            "due_by": opened + 20 * _DAY,
            "has_evidence": answered,
            "past_due": False,
            "submission_count": int(answered),
        },
        "is_charge_refundable": status.startswith("warning"),
        "livemode": False,
        "metadata": {},
        "payment_intent": context.ids.encode("payment_intent", facts.number),
        "reason": "fraudulent",
        "status": status,
    }


def invoice_payments(context: Context, facts: SessionFacts) -> Json | None:
    """The list object of an invoice's payments; only stories show it."""
    if facts.story is NO_STORY and not facts.made:
        return None
    invoice = context.ids.encode("invoice", facts.number)
    data = [invoice_payment(context, facts)] if facts.pays_invoice else []
    return list_object(f"/v1/invoice_payments?invoice={invoice}", data)


def invoice_payment(context: Context, facts: SessionFacts) -> Json:
    """docs.stripe.com/api/invoice-payment/object"""
    return {
        "id": context.ids.encode("invoice_payment", facts.number),
        "object": "invoice_payment",
        "amount_paid": facts.total if facts.intent_status == "succeeded" else None,
        "amount_requested": facts.total,
        "created": facts.closes_at,
        "currency": CURRENCIES[facts.currency or 0].code,
        "invoice": context.ids.encode("invoice", facts.number),
        "is_default": True,
        "livemode": False,
        "payment": {
            "payment_intent": context.ids.encode("payment_intent", facts.number),
            "type": "payment_intent",
        },
        "status": "paid" if facts.intent_status == "succeeded" else "open",
        "status_transitions": {
            "canceled_at": None,
            "paid_at": received_at(facts) if facts.intent_status == "succeeded" else None,
        },
    }
