"""What a payment leaves behind: intents, charges, payment methods."""

from __future__ import annotations

from emulator.objects.context import Context, Json, address
from emulator.objects.sessions import payment_method_types
from emulator.world.catalog import CURRENCIES
from emulator.world.endings import Ending
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED

_DECLINED = "Your card has insufficient funds."


def payment_intent_status(facts: SessionFacts) -> str:
    if facts.status == EXPIRED:
        return "canceled"
    if facts.ending is Ending.AUTHORIZED:
        return "requires_capture"
    if facts.ending in (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS):
        if facts.now < facts.settles_at:
            return "processing"
        if facts.ending is Ending.ASYNC_FAILS:
            return "requires_payment_method"
    return "succeeded"


def payment_intent(context: Context, facts: SessionFacts) -> Json:
    ids = context.ids
    id_ = ids.encode("payment_intent", facts.row)
    status = payment_intent_status(facts)
    # Stripe makes it when the buyer presses Pay.
    created = facts.closes_at if facts.complete else facts.created + 200
    failed = status in ("canceled", "requires_payment_method")
    person = facts.person
    return {
        "id": id_,
        "object": "payment_intent",
        "amount": facts.total,
        "amount_capturable": facts.total if status == "requires_capture" else 0,
        "amount_details": {"tip": {}},
        "amount_received": facts.total if status == "succeeded" else 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": facts.closes_at if status == "canceled" else None,
        "cancellation_reason": "expired" if status == "canceled" else None,
        "capture_method": "manual" if facts.ending is Ending.AUTHORIZED else "automatic_async",
        "client_secret": f"{id_}_secret_{ids.token('secret', facts.row, 25)}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", person.number) if facts.has_customer else None,
        "customer_account": ids.encode("account", person.number) if facts.has_account else None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": _last_error(context, facts) if failed else None,
        "latest_charge": ids.encode("charge", facts.row),
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None if failed else ids.encode("payment_method", facts.row),
        "payment_method_configuration_details": {
            "id": ids.encode("payment_method_configuration", 0),
            "parent": None,
        },
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": payment_method_types(facts),
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": {
            "address": address(person),
            "carrier": None,
            "name": person.name,
            "phone": None,
            "tracking_number": None,
        }
        if facts.shipping_rate is not None
        else None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": status,
        "transfer_data": None,
        "transfer_group": None,
    }


def _last_error(context: Context, facts: SessionFacts) -> Json:
    code, decline, message = "card_declined", "insufficient_funds", _DECLINED
    if facts.payment_method_type != "card":
        code, decline, message = "payment_intent_payment_attempt_failed", "", "The payment failed."
    error: Json = {
        "charge": context.ids.encode("charge", facts.row),
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": payment_method(context, facts),
        "type": "card_error" if facts.payment_method_type == "card" else "invalid_request_error",
    }
    return error | ({"decline_code": decline} if decline else {})


def charge(context: Context, facts: SessionFacts) -> Json:
    ids = context.ids
    status = payment_intent_status(facts)
    succeeded = status in ("succeeded", "requires_capture")
    captured = status == "succeeded"
    refunded = facts.total if facts.refunded and captured else 0
    failed = status in ("canceled", "requires_payment_method")
    id_ = ids.encode("charge", facts.row)
    created = facts.closes_at if facts.complete else facts.created + 200
    return {
        "id": id_,
        "object": "charge",
        "amount": facts.total,
        "amount_captured": facts.total if captured else 0,
        "amount_refunded": refunded,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {
            "address": address(facts.person),
            "email": facts.person.email,
            "name": facts.person.name,
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "SHOP.EXAMPLE",
        "captured": captured,
        "created": created,
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", facts.person.number) if facts.has_customer else None,
        "description": None,
        "destination": None,
        "dispute": None,
        "disputed": facts.disputed and captured,
        "failure_balance_transaction": None,
        "failure_code": "card_declined" if failed else None,
        "failure_message": _DECLINED if failed else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "on_behalf_of": None,
        "order": None,
        "outcome": {
            "network_status": "declined_by_network" if failed else "approved_by_network",
            "reason": "insufficient_funds" if failed else None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "The bank did not approve the payment."
            if failed
            else "Payment complete.",
            "type": "issuer_declined" if failed else "authorized",
        },
        "paid": succeeded,
        "payment_intent": ids.encode("payment_intent", facts.row),
        "payment_method": ids.encode("payment_method", facts.row),
        "payment_method_details": _method_details(facts),
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": f"https://pay.stripe.com/receipts/{ids.token('receipt', facts.row, 40)}"
        if captured
        else None,
        "refunded": refunded > 0,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded" if succeeded else "failed" if failed else "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def _method_details(facts: SessionFacts) -> Json:
    if facts.payment_method_type != "card":
        return {"type": facts.payment_method_type, facts.payment_method_type: {}}
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
            "wallet": None,
        },
    }


def payment_method(context: Context, facts: SessionFacts) -> Json:
    id_ = context.ids.encode("payment_method", facts.row)
    return {
        "id": id_,
        "object": "payment_method",
        "billing_details": {
            "address": address(facts.person),
            "email": facts.person.email,
            "name": facts.person.name,
            "phone": None,
            "tax_id": None,
        },
        "created": facts.closes_at,
        "customer": None,
        "livemode": False,
        "metadata": {},
        **_method_details(facts),
    }


def setup_intent(context: Context, facts: SessionFacts) -> Json:
    ids = context.ids
    id_ = ids.encode("setup_intent", facts.row)
    done = facts.complete
    return {
        "id": id_,
        "object": "setup_intent",
        "application": None,
        "cancellation_reason": "abandoned" if facts.status == EXPIRED else None,
        "client_secret": f"{id_}_secret_{ids.token('secret', facts.row, 25)}",
        "created": facts.created,
        "customer": ids.encode("customer", facts.person.number) if facts.has_customer else None,
        "description": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": ids.encode("payment_method", facts.row) if done else None,
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "succeeded"
        if done
        else "canceled"
        if facts.status == EXPIRED
        else "requires_payment_method",
        "usage": "off_session",
    }
