"""Setup intents (docs.stripe.com/api/setup_intents/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED


def setup_intent(context: Context, facts: SessionFacts) -> Json:
    """The setup intent of a session in setup mode."""
    ids = context.ids
    id_ = ids.encode("setup_intent", facts.number)
    done = facts.complete
    return {
        "id": id_,
        "object": "setup_intent",
        "application": None,
        "cancellation_reason": "abandoned" if facts.status == EXPIRED else None,
        "client_secret": f"{id_}_secret_{ids.token('secret', facts.number, 25)}",
        "created": facts.created,
        "customer": ids.encode("customer", facts.person.number) if facts.has_customer else None,
        "description": None,
        "last_setup_error": _last_error(facts),
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": dict(facts.made.intent_metadata) if facts.made else {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": ids.encode("payment_method", facts.number) if done else None,
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "succeeded"
        if done
        else "canceled"
        if facts.status == EXPIRED
        else "requires_payment_method",
        "usage": "off_session",
        **(facts.made.intent_fields if facts.made else {}),
    }


def _last_error(facts: SessionFacts) -> Json | None:
    """Why the card could not be saved, as the last try had it."""
    if facts.complete or not facts.story.failure:
        return None
    code, message = facts.story.failure
    return {
        "code": code,
        "decline_code": facts.story.decline_code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "type": "card_error",
    }
