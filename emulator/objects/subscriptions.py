"""Subscriptions and their items (docs.stripe.com/api/subscriptions/object)."""

from __future__ import annotations

from emulator.objects import products
from emulator.objects.context import Context, Json, list_object
from emulator.world.catalog import price_number
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import SessionFacts

_DAY = 86_400
_PERIODS = {"month": 30 * _DAY, "year": 365 * _DAY}


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
    item = facts.items[0]
    price = products.price(context, price_number(item.product, item.currency))
    start, ended = facts.closes_at, _ended_at(context, facts)
    trial_end = _trial_end(facts)
    item_object = _subscription_item(context, facts, id_, price, _period(facts, price, ended))
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
        "currency": price["currency"],
        "customer": ids.encode("customer", facts.person.number),
        "default_payment_method": ids.encode("payment_method", number),
        "ended_at": ended,
        "items": list_object(f"/v1/subscription_items?subscription={id_}", [item_object]),
        "latest_invoice": ids.encode("invoice", number),
        "start_date": start,
        "status": _status(facts, ended),
        "trial_end": trial_end,
        "trial_start": start if trial_end else None,
    }


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
    begin, length = facts.closes_at, _PERIODS[price["recurring"]["interval"]]
    if _in_trial(facts):
        length = facts.trial_days * _DAY
    else:
        begin = _trial_end(facts) or begin
    begin += (min(facts.now, ended or facts.now) - begin) // length * length
    return begin, begin + length


def _ended_at(context: Context, facts: SessionFacts) -> int | None:
    """When it was canceled. One in four is, in its first four months."""
    if facts.story.name:
        days = facts.story.subscription_days
        return None if days is None else facts.closes_at + days * _DAY
    rng = SeededRandom(random_bits(context.world.seed, 0x656E64), facts.visit.number)
    end = facts.closes_at + rng.randint(5, 120) * _DAY
    return end if rng.chance(25) and end <= facts.now else None


def _subscription_item(
    context: Context, facts: SessionFacts, id_: str, price: Json, period: tuple[int, int]
) -> Json:
    """The one item of the subscription `id_`."""
    return {
        "id": context.ids.encode("subscription_item", facts.number),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": facts.closes_at,
        "current_period_end": period[1],
        "current_period_start": period[0],
        "discounts": [],
        "metadata": {},
        "plan": _plan(price),
        "price": price,
        "quantity": facts.items[0].quantity,
        "subscription": id_,
        "tax_rates": [],
    }


def _plan(price: Json) -> Json:
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
        "interval_count": 1,
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
