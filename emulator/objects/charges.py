"""Charges (docs.stripe.com/api/charges/object)."""

from __future__ import annotations

from emulator.objects.after_payment import amount_captured, amount_refunded
from emulator.objects.context import Context, Json
from emulator.objects.payment_intents import DECLINED_MESSAGE, payment_attempted_at
from emulator.objects.payment_methods import billing_details, payment_method_details
from emulator.objects.presentment import presentment_details
from emulator.objects.tries import charge_id, payment_method_id
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import SessionFacts

# All fields in the order of Stripe's answers, with the values of those that are always the same.
_FIELDS: Json = {
    "id": None,
    "object": "charge",
    "amount": None,
    "amount_captured": None,
    "amount_refunded": None,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "balance_transaction": None,
    "billing_details": None,
    "calculated_statement_descriptor": "SHOP.EXAMPLE",
    "captured": None,
    "created": None,
    "currency": None,
    "customer": None,
    "description": None,
    "destination": None,
    "dispute": None,
    "disputed": None,
    "failure_balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "fraud_details": {},
    "livemode": False,
    "metadata": {},
    "on_behalf_of": None,
    "order": None,
    "outcome": None,
    "paid": None,
    "payment_intent": None,
    "payment_method": None,
    "payment_method_details": None,
    "receipt_email": None,
    "receipt_number": None,
    "receipt_url": None,
    "refunded": None,
    "review": None,
    "shipping": None,
    "source": None,
    "source_transfer": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "status": None,
    "transfer_data": None,
    "transfer_group": None,
}


def charge(context: Context, facts: SessionFacts) -> Json:
    """The charge that these facts are about (`tries.charged`), also when it failed."""
    ids, number = context.ids, facts.number
    captured = facts.intent_status == "succeeded"
    failed = facts.payment_failed
    failure = facts.story.failure or ("card_declined", DECLINED_MESSAGE)
    refunded = amount_refunded(facts)
    receipt = f"https://pay.stripe.com/receipts/{ids.token('receipt', number, 40)}"
    return {
        **_FIELDS,
        "id": charge_id(context, facts),
        "amount": facts.total,
        "amount_captured": amount_captured(facts),
        "amount_refunded": refunded,
        "balance_transaction": ids.encode("balance_transaction", number)
        if facts.has_balance_transaction
        else None,
        "billing_details": billing_details(facts),
        "captured": captured,
        "created": payment_attempted_at(facts),
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", facts.person.number) if facts.has_customer else None,
        "dispute": ids.encode("dispute", number) if facts.has_dispute else None,
        "disputed": facts.has_dispute,
        "failure_code": failure[0] if failed else None,
        "failure_message": failure[1] if failed else None,
        "outcome": _outcome(failed, facts.story.decline_code or "insufficient_funds"),
        "paid": _status(facts) == "succeeded",
        "payment_intent": ids.encode("payment_intent", number),
        "payment_method": payment_method_id(context, facts),
        "payment_method_details": payment_method_details(facts),
        "receipt_url": receipt if captured else None,
        # What was released of a part-captured amount is no refund, though Stripe adds it up.
        "refunded": 0 < refunded == facts.total,
        "status": _status(facts),
        **presentment_details(facts),
        **_as_given(facts),
    }


def _as_given(facts: SessionFacts) -> Json:
    """What a client gave for the payment intent, which its charges have too."""
    if facts.made is None or facts.mode != "payment":
        return {}
    given = {key: value for key, value in facts.made.intent_fields.items() if key in _FIELDS}
    return {**given, "metadata": dict(facts.made.intent_metadata)}


def _status(facts: SessionFacts) -> str:
    if facts.payment_failed:
        return "failed"
    return "pending" if facts.intent_status == "processing" else "succeeded"


def _outcome(failed: bool, reason: str) -> Json:
    return {
        "network_status": "declined_by_network" if failed else "approved_by_network",
        "reason": reason if failed else None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "The bank did not approve the payment."
        if failed
        else "Payment complete.",
        "type": "issuer_declined" if failed else "authorized",
    }
