"""Subscriptions and their items (docs.stripe.com/api/subscriptions/object)."""

from __future__ import annotations

from emulator.objects import products
from emulator.objects.context import Context, Json, list_object
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import LineItem, SessionFacts

_DAY = 86_400
_PERIODS = {"day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY}


# All fields in the order of Stripe's answers, with the values of those that are always the same.
_FIELDS: Json = {
    "id": None,
    "object": "subscription",
    "application": None,
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_cycle_anchor": None,
    "billing_cycle_anchor_config": None,
    "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
    "billing_schedules": [],
    "billing_thresholds": None,
    "cancel_at": None,
    "cancel_at_period_end": False,
    "canceled_at": None,
    "cancellation_details": None,
    "collection_method": "charge_automatically",
    "created": None,
    "currency": None,
    "customer": None,
    "customer_account": None,
    "days_until_due": None,
    "default_payment_method": None,
    "default_source": None,
    "default_tax_rates": [],
    "description": None,
    "discounts": [],
    "ended_at": None,
    "invoice_settings": {
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    },
    "items": None,
    "latest_invoice": None,
    "livemode": False,
    "managed_payments": {"enabled": False},
    "metadata": {},
    "next_pending_invoice_item_invoice": None,
    "on_behalf_of": None,
    "pause_collection": None,
    "payment_settings": {
        "payment_method_options": None,
        "payment_method_types": None,
        "save_default_payment_method": "off",
    },
    "pending_invoice_item_interval": None,
    "pending_setup_intent": None,
    "pending_update": None,
    "schedule": None,
    "start_date": None,
    "status": None,
    "test_clock": None,
    "transfer_data": None,
    "trial_end": None,
    "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    "trial_start": None,
}


def subscription(context: Context, facts: SessionFacts) -> Json:
    """The subscription that a session in subscription mode created."""
    ids, number = context.ids, facts.number
    id_ = ids.encode("subscription", number)
    start, ended = facts.closes_at, _ended_at(context, facts)
    trial_end = _trial_end(facts)
    item_object = subscription_item(context, facts)
    return {
        **_FIELDS,
        "id": id_,
        "billing_cycle_anchor": trial_end or start,
        "canceled_at": ended,
        "cancellation_details": {
            "comment": None,
            "feedback": "too_expensive" if ended else None,
            "reason": "cancellation_requested" if ended else None,
        },
        "created": start,
        "currency": item_object["price"]["currency"],
        "customer": ids.encode("customer", facts.person.number),
        "default_payment_method": ids.encode("payment_method", number),
        "ended_at": ended,
        "items": list_object(f"/v1/subscription_items?subscription={id_}", [item_object]),
        "latest_invoice": ids.encode("invoice", number),
        "metadata": dict(facts.made.intent_metadata) if facts.made else {},
        **(facts.made.intent_fields if facts.made else {}),
        "start_date": start,
        "status": _status(facts, ended),
        "trial_end": trial_end,
        "trial_start": start if trial_end else None,
    }


def recurring_item(context: Context, facts: SessionFacts) -> LineItem:
    """The first item that is paid again and again."""
    recurring = [item for item in facts.items if products.price(context, item.price)["recurring"]]
    return recurring[0] if recurring else facts.items[0]


def _trial_end(facts: SessionFacts) -> int | None:
    return facts.closes_at + facts.trial_days * _DAY if facts.trial_days else None


def _in_trial(facts: SessionFacts) -> bool:
    trial_end = _trial_end(facts)
    return trial_end is not None and facts.now < trial_end


def _status(facts: SessionFacts, ended: int | None) -> str:
    if ended:
        return "canceled"
    if facts.story.subscription_status:
        return facts.story.subscription_status
    return "trialing" if _in_trial(facts) else "active"


def _period(facts: SessionFacts, price: Json, ended: int | None) -> tuple[int, int]:
    """Unix seconds of the start and the end of the current or last billing period."""
    recurring = price["recurring"]
    length = _PERIODS[recurring["interval"]] * recurring["interval_count"]
    begin = facts.closes_at
    if _in_trial(facts):
        length = facts.trial_days * _DAY
    else:
        begin = _trial_end(facts) or begin
    begin += (min(facts.now, ended or facts.now) - begin) // length * length
    return begin, begin + length


def first_period(context: Context, facts: SessionFacts) -> tuple[int, int]:
    """Unix seconds of the start and the end of what the first invoice is for."""
    begin = facts.closes_at
    recurring = products.price(context, recurring_item(context, facts).price)["recurring"]
    length = _PERIODS[recurring["interval"]] * recurring["interval_count"]
    return begin, _trial_end(facts) or begin + length


def _ended_at(context: Context, facts: SessionFacts) -> int | None:
    """When it was canceled. One in four is, in its first four months."""
    if facts.made:
        return None
    if facts.story.name:
        days = facts.story.subscription_days
        return None if days is None else facts.closes_at + days * _DAY
    rng = SeededRandom(random_bits(context.world.seed, 0x656E64), facts.visit.number)
    end = facts.closes_at + rng.randint(5, 120) * _DAY
    return end if rng.chance(25) and end <= facts.now else None


def subscription_item(context: Context, facts: SessionFacts) -> Json:
    """The one item of the subscription that a session created."""
    item = recurring_item(context, facts)
    price = products.price(context, item.price)
    period = _period(facts, price, _ended_at(context, facts))
    return {
        "id": context.ids.encode("subscription_item", facts.number),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": facts.closes_at,
        "current_period_end": period[1],
        "current_period_start": period[0],
        "discounts": [],
        "metadata": {},
        "plan": plan(price),
        "price": price,
        "quantity": item.quantity,
        "subscription": context.ids.encode("subscription", facts.number),
        "tax_rates": [],
    }


def plan(price: Json) -> Json:
    """The older form of a price (docs.stripe.com/api/plans/object)."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": True,
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
