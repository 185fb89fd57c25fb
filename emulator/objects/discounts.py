"""Coupons, promotion codes, and the discounts of a session."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.products import shop_opened_at
from emulator.world.catalog import PROMOTIONS
from emulator.world.session_facts import SessionFacts


def coupon(context: Context, number: int) -> Json:
    """Coupon of promotion `number` of the catalog (docs.stripe.com/api/coupons/object)."""
    promotion = PROMOTIONS[number]
    return {
        "id": coupon_id(context, number),
        "object": "coupon",
        "amount_off": None,
        "created": shop_opened_at(context) + number * 3600,
        "currency": None,
        "duration": promotion.duration,
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "name": promotion.name,
        "percent_off": promotion.percent_off,
        "redeem_by": None,
        "times_redeemed": 0,
        "valid": True,
    }


def coupon_id(context: Context, number: int) -> str:
    """Coupons have ids without a prefix."""
    return context.ids.token("coupon", number, 8)


def promotion_code(context: Context, number: int) -> Json:
    """docs.stripe.com/api/promotion_codes/object"""
    return {
        "id": context.ids.encode("promotion_code", number),
        "object": "promotion_code",
        "active": True,
        "code": PROMOTIONS[number].code,
        "created": shop_opened_at(context) + number * 3600 + 30,
        "customer": None,
        "customer_account": None,
        "expires_at": None,
        "livemode": False,
        "max_redemptions": None,
        "metadata": {},
        "promotion": {"coupon": coupon_id(context, number), "type": "coupon"},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }


def discount(context: Context, facts: SessionFacts) -> Json:
    """The discount that a session applies (docs.stripe.com/api/discounts/object)."""
    number = facts.promotion or 0
    return {
        "id": context.ids.encode("discount", facts.number),
        "object": "discount",
        "checkout_session": context.ids.encode("checkout.session", facts.number),
        "customer": None,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": context.ids.encode("promotion_code", number),
        "source": {"coupon": coupon_id(context, number), "type": "coupon"},
        "start": facts.created,
        "subscription": None,
        "subscription_item": None,
    }


def session_discounts(context: Context, facts: SessionFacts) -> list[Json] | None:
    """The field `discounts` of a session: None in setup mode."""
    if facts.mode == "setup":
        return None
    if facts.promotion is None:
        return []
    number = facts.promotion
    return [
        {
            "coupon": coupon_id(context, number),
            "promotion_code": context.ids.encode("promotion_code", number),
        }
    ]
