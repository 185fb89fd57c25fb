"""Objects of Stripe's API as small as they may be and still true to their description."""

from __future__ import annotations

from typing import Any

NOON = 1_795_000_000
DAY = 24 * 60 * 60


def make_session(number: int = 0, **overrides: Any) -> dict[str, Any]:
    """A paid Checkout Session; the higher its number, the older it is.

    docs.stripe.com/api/checkout/sessions/object, version 2026-11-18.endive.
    """
    identifier = f"cs_test_a1fault{number:06}"
    created = NOON - number * 60
    session = {
        "id": identifier,
        "object": "checkout.session",
        "amount_subtotal": 4200,
        "amount_total": 4200,
        "client_reference_id": None,
        "client_secret": None,
        "consent": None,
        "created": created,
        "currency": "eur",
        "custom_fields": [],
        "customer": None,
        "customer_account": None,
        "customer_details": {
            "address": {
                "city": "Oslo",
                "country": "NO",
                "line1": "Storgata 1",
                "line2": None,
                "postal_code": "0155",
                "state": None,
            },
            "business_name": None,
            "email": f"guest{number}@example.com",
            "name": f"Guest {number}",
            "phone": None,
            "tax_exempt": "none",
        },
        "customer_email": None,
        "expires_at": created + DAY,
        "invoice": None,
        "line_items": {
            "object": "list",
            "data": [
                {
                    "id": f"li_{number:06}",
                    "object": "item",
                    "amount_total": 4200,
                    "currency": "eur",
                    "description": "Teapot",
                    "price": {"id": "price_1", "object": "price", "unit_amount": 4200},
                    "quantity": 1,
                }
            ],
            "has_more": False,
            "url": f"/v1/checkout/sessions/{identifier}/line_items",
        },
        "livemode": False,
        "locale": "nb",
        "metadata": {"order": f"order-{number}"},
        "mode": "payment",
        "payment_intent": f"pi_3fault{number:06}",
        "payment_link": None,
        "payment_status": "paid",
        "recovered_from": None,
        "setup_intent": None,
        "status": "complete",
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": None,
    }
    return session | overrides


def make_list(entries: list[Any], path: str, **overrides: Any) -> dict[str, Any]:
    """A list object around them: docs.stripe.com/api/pagination."""
    return {"object": "list", "data": entries, "has_more": False, "url": path} | overrides
