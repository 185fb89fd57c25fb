"""Checkout Sessions (docs.stripe.com/api/checkout/sessions/object)."""

from __future__ import annotations

from emulator.objects import discounts, shipping, shop_fields
from emulator.objects.context import Context, Json
from emulator.objects.payment_intents import managed_payments
from emulator.objects.payment_links import (
    HIDDEN_AGREEMENT,
    SHIPS_TO,
    no_custom_text,
)
from emulator.objects.payment_methods import payment_method_types
from emulator.objects.presentment import other_currency
from emulator.objects.session_customer import customer_fields
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import SessionFacts
from emulator.world.visit_kinds import VisitKind
from emulator.world.world import EXPIRED, OPEN

RECOVERABLE_SECONDS = 30 * 86_400

# All fields in the order of Stripe's answers, with the values of those that are always the same.
_FIELDS: Json = {
    "id": None,
    "object": "checkout.session",
    "adaptive_pricing": None,
    "after_expiration": None,
    "allow_promotion_codes": None,
    "amount_subtotal": None,
    "amount_total": None,
    "automatic_tax": None,
    "billing_address_collection": None,
    "cancel_url": None,
    "client_reference_id": None,
    "client_secret": None,
    "collected_information": None,
    "consent": None,
    "consent_collection": None,
    "created": None,
    "currency": None,
    "currency_conversion": None,
    "custom_fields": None,
    "custom_text": None,
    "customer": None,
    "customer_account": None,
    "customer_creation": None,
    "customer_details": None,
    "customer_email": None,
    "discounts": None,
    "expires_at": None,
    "integration_identifier": None,
    "invoice": None,
    "invoice_creation": None,
    "livemode": False,
    "locale": None,
    "managed_payments": {"enabled": False},
    "metadata": None,
    "mode": None,
    "origin_context": None,
    "payment_intent": None,
    "payment_link": None,
    "payment_method_collection": None,
    "payment_method_configuration_details": None,
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": None,
    "payment_status": None,
    "permissions": None,
    "phone_number_collection": None,
    "recovered_from": None,
    "saved_payment_method_options": None,
    "setup_intent": None,
    "shipping_address_collection": None,
    "shipping_cost": None,
    "shipping_options": None,
    "status": None,
    "submit_type": None,
    "subscription": None,
    "success_url": None,
    "total_details": None,
    "ui_mode": "hosted_page",
    "url": None,
    "wallet_options": None,
}
_LINK_CONSENT_COLLECTION = {
    "payment_method_reuse_agreement": HIDDEN_AGREEMENT,
    "promotions": "auto",
    "terms_of_service": "none",
}
_INVOICE_CREATION = {
    "enabled": False,
    "invoice_data": {
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": None,
        "metadata": {},
        "rendering_options": None,
    },
}
_SAVED_PAYMENT_METHOD_OPTIONS = {
    "allow_redisplay_filters": ["always"],
    "payment_method_remove": "disabled",
    "payment_method_save": None,
}
_SUCCESS_URL = "https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}"


def session(context: Context, facts: SessionFacts) -> Json:
    """The session without its line items, which are left out unless expanded."""
    fields = {
        **_FIELDS,
        **_state(context, facts),
        **_amounts(facts),
        **customer_fields(context, facts),
        **_related_ids(context, facts),
        **_shipping(context, facts),
        **_settings(facts),
        "after_expiration": _after_expiration(context, facts),
        "client_reference_id": shop_fields.order_number(facts),
        "custom_fields": shop_fields.custom_fields(facts),
        "custom_text": no_custom_text(),
        "discounts": discounts.session_discounts(context, facts),
        "metadata": shop_fields.metadata(facts),
        **managed_payments(facts),
        **other_currency(facts),
    }
    return fields | shop_fields.as_asked(context, facts, facts.made) if facts.made else fields


def _state(context: Context, facts: SessionFacts) -> Json:
    id_ = context.ids.encode("checkout.session", facts.number)
    url = (
        f"https://checkout.stripe.com/c/pay/{id_}#fid{context.ids.token('page', facts.number, 24)}"
    )
    return {
        "id": id_,
        "created": facts.created,
        "expires_at": facts.expires_at,
        "mode": facts.mode,
        "payment_status": facts.payment_status,
        "status": facts.status,
        "url": url if facts.status == OPEN else None,
    }


def _amounts(facts: SessionFacts) -> Json:
    """In minor units; none of them in setup mode."""
    tax = bool(facts.tax)
    automatic_tax = {
        "enabled": tax,
        "liability": {"type": "self"} if tax else None,
        "provider": "stripe" if tax else None,
        "status": "complete" if tax else None,
    }
    if facts.mode == "setup":
        return {"automatic_tax": automatic_tax}
    return {
        "amount_subtotal": facts.subtotal,
        "amount_total": facts.total,
        "automatic_tax": automatic_tax,
        "currency": CURRENCIES[facts.currency or 0].code,
        "total_details": {
            "amount_discount": facts.discount,
            "amount_shipping": facts.shipping,
            "amount_tax": facts.tax,
        },
    }


def _related_ids(context: Context, facts: SessionFacts) -> Json:
    ids, number = context.ids, facts.number
    subscribed = facts.has_subscription
    link, recovered = facts.link_number, _recovered_from(context, facts)
    return {
        "invoice": ids.encode("invoice", number) if subscribed else None,
        "payment_intent": ids.encode("payment_intent", number)
        if facts.has_payment_intent
        else None,
        "payment_link": None if link is None else ids.encode_known("payment_link", link),
        "payment_method_configuration_details": {
            "id": ids.encode_known("payment_method_configuration", 0),
            "parent": None,
        },
        "recovered_from": None if recovered is None else ids.encode("checkout.session", recovered),
        "setup_intent": ids.encode("setup_intent", number) if facts.has_setup_intent else None,
        "subscription": ids.encode("subscription", number) if subscribed else None,
    }


def _shipping(context: Context, facts: SessionFacts) -> Json:
    if facts.shipping_rate is None:
        return {"shipping_options": []}
    return {
        "shipping_address_collection": {"allowed_countries": SHIPS_TO},
        "shipping_cost": shipping.shipping_cost(context, facts),
        "shipping_options": shipping.shipping_options(context, facts.currency or 0),
    }


def _settings(facts: SessionFacts) -> Json:
    """What the shop, or the payment link, asked for when it created the session."""
    link = facts.link
    payment = facts.mode == "payment"
    promotion_codes = link.promotion_codes if link else True
    subscription = facts.mode == "subscription"
    return {
        "adaptive_pricing": {"enabled": False} if payment else None,
        "allow_promotion_codes": None if facts.mode == "setup" else promotion_codes,
        "billing_address_collection": "auto" if link else None,
        "cancel_url": None if link else "https://shop.example/cart",
        "consent_collection": _LINK_CONSENT_COLLECTION if link else None,
        "invoice_creation": _INVOICE_CREATION if payment else None,
        "locale": facts.person.locale if link else "auto",
        "payment_method_collection": "always" if subscription else "if_required",
        "payment_method_types": payment_method_types(facts),
        "phone_number_collection": {"enabled": bool(link and link.collects_phone)},
        "saved_payment_method_options": (
            _SAVED_PAYMENT_METHOD_OPTIONS if facts.has_customer and payment else None
        ),
        "submit_type": "auto" if link and payment else None,
        "success_url": "https://stripe.com" if link else _SUCCESS_URL,
    }


def _recovered_from(context: Context, facts: SessionFacts) -> int | None:
    """The number of the session whose recovery link created this one."""
    if facts.made:
        return facts.made.recovered_from
    row = _recovered_row(context, facts)
    return None if row is None else context.world.numbers.number(row)


def _recovered_row(context: Context, facts: SessionFacts) -> int | None:
    """The row of the expired session whose recovery link created this one.

    docs.stripe.com/payments/checkout/abandoned-carts
    """
    chained = facts.kind is VisitKind.CHAIN
    if not facts.recovery_enabled or facts.attempt == 0 or not (facts.complete or chained):
        return None
    world = context.world
    mine = [
        row
        for row in world.rows_of_person(facts.person.number)
        if row < facts.row and world.visit_numbers[row] == facts.visit.number
    ]
    return mine[-1] if mine and world.closes_at[mine[-1]] < facts.created else None


def recovery_token(context: Context, facts: SessionFacts) -> str:
    """The end of the address of its recovery link."""
    return context.ids.token("recovery", facts.number, 40)


def _after_expiration(context: Context, facts: SessionFacts) -> Json | None:
    if not facts.recovery_enabled:
        return None
    expired = facts.status == EXPIRED
    place = context.pages if facts.made else "https://buy.stripe.com"
    url = f"{place}/r/{recovery_token(context, facts)}"
    return {
        "recovery": {
            "allow_promotion_codes": facts.made is None or facts.made.recovery_takes_codes,
            "enabled": True,
            "expires_at": facts.closes_at + RECOVERABLE_SECONDS if expired else None,
            "url": url if expired else None,
        }
    }
