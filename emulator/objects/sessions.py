"""The Checkout Session and its line items."""

from __future__ import annotations

from emulator.objects import discounts, products
from emulator.objects.context import Context, Json, address
from emulator.objects.payment_links import (
    CHANNELS,
    HIDDEN_AGREEMENT,
    SHIPS_TO,
    custom_field,
    no_custom_text,
)
from emulator.world.catalog import CURRENCIES, price_number
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED, OPEN

ITEMS_PER_SESSION = 128
_RECOVERABLE_SECONDS = 30 * 86_400
_CAMPAIGNS = ("autumn", "newsletter-41", "instagram", "partner-7")


def session(context: Context, facts: SessionFacts) -> Json:
    ids = context.ids
    id_ = ids.encode("checkout.session", facts.row)
    link = facts.link
    payment = facts.mode == "payment"
    paying = facts.mode != "setup"
    return {
        "id": id_,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False} if payment else None,
        "after_expiration": _after_expiration(context, facts),
        "allow_promotion_codes": (link.promotion_codes if link else True) if paying else None,
        "amount_subtotal": facts.subtotal if paying else None,
        "amount_total": facts.total if paying else None,
        "automatic_tax": {
            "enabled": facts.tax > 0,
            "liability": {"type": "self"} if facts.tax else None,
            "provider": "stripe" if facts.tax else None,
            "status": "complete" if facts.tax else None,
        },
        "billing_address_collection": "auto" if link else None,
        "cancel_url": None if link else "https://shop.example/cart",
        "client_reference_id": _order(facts),
        "client_secret": None,
        "collected_information": _collected_information(facts),
        "consent": {
            "promotions": "opt_in" if facts.promotions_accepted else "opt_out",
            "terms_of_service": None,
        }
        if facts.complete
        else None,
        "consent_collection": {
            "payment_method_reuse_agreement": HIDDEN_AGREEMENT,
            "promotions": "auto",
            "terms_of_service": "none",
        }
        if link
        else None,
        "created": facts.created,
        "currency": None if facts.currency is None else CURRENCIES[facts.currency].code,
        "currency_conversion": None,
        "custom_fields": _custom_fields(facts),
        "custom_text": no_custom_text(),
        "customer": ids.encode("customer", facts.person.number) if facts.has_customer else None,
        "customer_account": ids.encode("account", facts.person.number)
        if facts.has_account
        else None,
        "customer_creation": _customer_creation(facts),
        "customer_details": _customer_details(facts),
        "customer_email": facts.person.email if facts.email_prefilled else None,
        "discounts": discounts.applied_discounts(context, facts),
        "expires_at": facts.expires_at,
        "integration_identifier": None,
        "invoice": ids.encode("invoice", facts.row) if facts.has_subscription else None,
        "invoice_creation": _invoice_creation() if payment else None,
        "livemode": False,
        "locale": facts.person.locale if link else "auto",
        "managed_payments": {"enabled": False},
        "metadata": _metadata(facts),
        "mode": facts.mode,
        "origin_context": None,
        "payment_intent": ids.encode("payment_intent", facts.row)
        if facts.has_payment_intent
        else None,
        "payment_link": None
        if facts.link_number is None
        else ids.encode("payment_link", facts.link_number),
        "payment_method_collection": "always" if facts.mode == "subscription" else "if_required",
        "payment_method_configuration_details": {
            "id": ids.encode("payment_method_configuration", 0),
            "parent": None,
        },
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": payment_method_types(facts),
        "payment_status": facts.payment_status,
        "permissions": None,
        "phone_number_collection": {"enabled": bool(link and link.collects_phone)},
        "recovered_from": _id(context, recovered_from(context, facts)),
        "saved_payment_method_options": {
            "allow_redisplay_filters": ["always"],
            "payment_method_remove": "disabled",
            "payment_method_save": None,
        }
        if facts.has_customer and payment
        else None,
        "setup_intent": ids.encode("setup_intent", facts.row) if facts.has_setup_intent else None,
        "shipping_address_collection": {"allowed_countries": SHIPS_TO}
        if facts.shipping_rate is not None
        else None,
        "shipping_cost": discounts.shipping_cost(context, facts),
        "shipping_options": []
        if facts.shipping_rate is None
        else products.shipping_options(context, facts.currency or 0),
        "status": facts.status,
        "submit_type": "auto" if link and payment else None,
        "subscription": ids.encode("subscription", facts.row) if facts.has_subscription else None,
        "success_url": "https://stripe.com"
        if link
        else "https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}",
        "total_details": {
            "amount_discount": facts.discount,
            "amount_shipping": facts.shipping,
            "amount_tax": facts.tax,
        }
        if paying
        else None,
        "ui_mode": "hosted_page",
        "url": f"https://checkout.stripe.com/c/pay/{id_}#fid{ids.token('page', facts.row, 24)}"
        if facts.status == OPEN
        else None,
        "wallet_options": None,
    }


def line_items(context: Context, facts: SessionFacts) -> list[Json]:
    return [
        products.line_item(
            context,
            facts.row * ITEMS_PER_SESSION + place,
            price_number(item.product, item.currency),
            item.quantity,
            item.subtotal,
            item.discount,
            item.tax,
        )
        for place, item in enumerate(facts.items)
    ]


def payment_method_types(facts: SessionFacts) -> list[str]:
    if facts.mode != "payment":
        return ["card"]
    delayed = CURRENCIES[facts.currency or 0].delayed_method
    types = ["card", "link", "paypal"]
    return [*types, delayed] if delayed else types


def recovered_from(context: Context, facts: SessionFacts) -> int | None:
    """The expired session whose recovery link led to this one."""
    if not facts.recovery_enabled or facts.attempt == 0 or not facts.complete:
        return None
    rows = context.world.rows_of_person(facts.person.number)
    before = rows[max(rows.index(facts.row) - 1, 0)]
    same = context.world.visit_numbers[before] == facts.visit.number
    return before if same and context.world.closes_at[before] < facts.created else None


def _id(context: Context, row: int | None) -> str | None:
    return None if row is None else context.ids.encode("checkout.session", row)


def _after_expiration(context: Context, facts: SessionFacts) -> Json | None:
    if not facts.recovery_enabled:
        return None
    expired = facts.status == EXPIRED
    url = f"https://buy.stripe.com/r/{context.ids.token('recovery', facts.row, 40)}"
    return {
        "recovery": {
            "allow_promotion_codes": True,
            "enabled": True,
            "expires_at": facts.closes_at + _RECOVERABLE_SECONDS if expired else None,
            "url": url if expired else None,
        }
    }


def _order(facts: SessionFacts) -> str | None:
    """The seller's own number, the same for every try of one visit."""
    return None if facts.link else f"order-{10_000 + facts.visit.number % 90_000}"


def _metadata(facts: SessionFacts) -> dict[str, str]:
    if facts.link:
        return {"channel": CHANNELS[(facts.link_number or 0) % 3]}
    number = facts.visit.number
    return {
        "order_id": f"order-{10_000 + number % 90_000}",
        "cart": f"{number * 2_654_435_761 % (1 << 32):08x}",
        "campaign": _CAMPAIGNS[number % len(_CAMPAIGNS)],
    }


def _customer_creation(facts: SessionFacts) -> str | None:
    if facts.signed_in or facts.mode == "setup":
        return None
    if facts.mode == "subscription" or (facts.link and facts.link.always_creates_customer):
        return "always"
    return "if_required"


def _customer_details(facts: SessionFacts) -> Json | None:
    if facts.email is None:
        return None
    person = facts.person
    finished = facts.complete
    phone = person.phone if finished and facts.link and facts.link.collects_phone else None
    blank = dict.fromkeys(address(person))
    return {
        "address": (
            address(person)
            if facts.shipping_rate is not None or facts.tax
            else blank | {"country": person.country, "postal_code": person.postal_code}
        )
        if finished
        else None,
        "business_name": None,
        "email": facts.email,
        "individual_name": None,
        "name": person.name if finished else None,
        "phone": phone,
        "tax_exempt": "none",
        "tax_ids": [] if finished else None,
    }


def _collected_information(facts: SessionFacts) -> Json | None:
    if not facts.complete:
        return None
    shipping = None
    if facts.shipping_rate is not None:
        shipping = {"address": address(facts.person), "name": facts.person.name}
    return {"business_name": None, "individual_name": None, "shipping_details": shipping}


def _custom_fields(facts: SessionFacts) -> list[Json]:
    if not facts.link:
        return []
    custom_fields = []
    for place, field in enumerate(facts.link.custom_fields):
        answers = {
            "dropdown": [option.lower() for option in field.options],
            "numeric": ["7", "8", "11"],
            "text": [facts.person.name, "vegetarian", "عسل", "no nuts, please"],
        }[field.type]
        answer = answers[(facts.visit.number + place) % len(answers)] if facts.complete else None
        custom_fields.append(custom_field(field, value=answer))
    return custom_fields


def _invoice_creation() -> Json:
    return {
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
