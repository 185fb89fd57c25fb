"""Payment intents (docs.stripe.com/api/payment_intents/object)."""

from __future__ import annotations

from emulator.objects.after_payment import amount_captured
from emulator.objects.context import Context, Json, address
from emulator.objects.next_actions import next_action
from emulator.objects.payment_methods import payment_method, payment_method_types
from emulator.objects.presentment import presentment_details
from emulator.objects.tries import latest_charge_id, payment_method_id
from emulator.world.catalog import CURRENCIES
from emulator.world.endings import Ending
from emulator.world.people import Person
from emulator.world.session_facts import SessionFacts

_DAY = 86_400

DECLINED_MESSAGE = "Your card has insufficient funds."

# All fields in the order of Stripe's answers, with the values of those that are always the same.
_FIELDS: Json = {
    "id": None,
    "object": "payment_intent",
    "amount": None,
    "amount_capturable": None,
    "amount_details": {"tip": {}},
    "amount_received": None,
    "application": None,
    "application_fee_amount": None,
    "automatic_payment_methods": None,
    "canceled_at": None,
    "cancellation_reason": None,
    "capture_method": None,
    "client_secret": None,
    "confirmation_method": "automatic",
    "created": None,
    "currency": None,
    "customer": None,
    "customer_account": None,
    "description": None,
    "excluded_payment_method_types": None,
    "last_payment_error": None,
    "latest_charge": None,
    "livemode": False,
    "managed_payments": {"enabled": False},
    "metadata": {},
    "next_action": None,
    "on_behalf_of": None,
    "payment_method": None,
    "payment_method_configuration_details": None,
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": None,
    "processing": None,
    "receipt_email": None,
    "review": None,
    "setup_future_usage": None,
    "shipping": None,
    "source": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "status": None,
    "transfer_data": None,
    "transfer_group": None,
}


def payment_intent(context: Context, facts: SessionFacts) -> Json:
    """The payment intent of a session; `SessionFacts.has_payment_intent` says if there is one."""
    ids = context.ids
    id_ = ids.encode("payment_intent", facts.number)
    status, failed = facts.intent_status, facts.payment_failed
    person = facts.person
    return {
        **_FIELDS,
        "id": id_,
        "amount": facts.total,
        "amount_capturable": facts.total if status == "requires_capture" else 0,
        "amount_received": amount_captured(facts),
        "canceled_at": _canceled_at(facts) if status == "canceled" else None,
        "cancellation_reason": facts.story.cancellation_reason if status == "canceled" else None,
        "capture_method": "manual" if _is_reserved_first(facts) else "automatic_async",
        "client_secret": f"{id_}_secret_{ids.token('secret', facts.number, 25)}",
        "created": _begun_at(facts),
        "currency": CURRENCIES[facts.currency or 0].code,
        "customer": ids.encode("customer", person.number) if facts.has_customer else None,
        "customer_account": ids.encode("account", person.number) if facts.has_account else None,
        "last_payment_error": _last_error(context, facts) if failed else None,
        "latest_charge": latest_charge_id(context, facts),
        "metadata": dict(facts.made.intent_metadata) if facts.made else {},
        "next_action": next_action(context, facts),
        "payment_method": _payment_method_id(context, facts),
        "payment_method_configuration_details": {
            "id": ids.encode("payment_method_configuration", 0),
            "parent": None,
        },
        "payment_method_types": payment_method_types(facts),
        "shipping": _shipping(person) if facts.collects_address else None,
        "status": status,
        **managed_payments(facts),
        **presentment_details(facts),
        **(facts.made.intent_fields if facts.made and facts.mode == "payment" else {}),
    }


def _begun_at(facts: SessionFacts) -> int:
    """When the buyer first pressed Pay, which creates the payment intent."""
    if facts.made and facts.failed_tries:
        return facts.made.tries[0].time
    return payment_attempted_at(facts)


def payment_attempted_at(facts: SessionFacts) -> int:
    """When the buyer last pressed Pay, which creates a charge."""
    if facts.made and facts.failed_tries and not facts.complete:
        return facts.made.tries[facts.failed_tries - 1].time
    if facts.complete:
        return facts.closes_at
    return min(facts.created + 200, facts.closes_at, facts.now)


def managed_payments(facts: SessionFacts) -> Json:
    """The field that says that Link sells in the name of the shop, if it does."""
    return {"managed_payments": {"enabled": True}} if facts.story.managed else {}


def _is_reserved_first(facts: SessionFacts) -> bool:
    asked = facts.made is not None and facts.made.manual_capture
    return asked or facts.ending is Ending.AUTHORIZED or facts.story.manual_capture


def _payment_method_id(context: Context, facts: SessionFacts) -> str | None:
    never_tried = facts.intent_status == "canceled" and not facts.has_charge
    if facts.payment_failed or never_tried:
        return None
    return payment_method_id(context, facts)


def _canceled_at(facts: SessionFacts) -> int:
    return facts.closes_at + facts.story.canceled_days * _DAY


def _shipping(person: Person) -> Json:
    return {
        "address": address(person),
        "carrier": None,
        "name": person.name,
        "phone": None,
        "tracking_number": None,
    }


def _last_error(context: Context, facts: SessionFacts) -> Json:
    code, decline, message = "card_declined", "insufficient_funds", DECLINED_MESSAGE
    if facts.payment_method_type != "card":
        code, decline, message = "payment_intent_payment_attempt_failed", "", "The payment failed."
    if facts.story.failure:
        message = facts.story.failure[1]
    if facts.story.failure and facts.story.decline_code:
        code, decline = facts.story.failure[0], facts.story.decline_code
    error: Json = {
        "charge": latest_charge_id(context, facts),
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": payment_method(context, facts),
        "type": "card_error" if facts.payment_method_type == "card" else "invalid_request_error",
    }
    return error | ({"decline_code": decline} if decline else {})
