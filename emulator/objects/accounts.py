"""The account (docs.stripe.com/api/accounts/object)."""

from __future__ import annotations

from emulator.objects.context import Context, Json
from emulator.objects.products import shop_opened_at

_NO_REQUIREMENTS: Json = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}
_CAPABILITIES = ("bancontact_payments", "card_payments", "klarna_payments", "transfers")


def account(context: Context) -> Json:
    """The account whose world this is."""
    id_ = context.account
    return {
        "id": id_,
        "object": "account",
        "business_profile": _business_profile(),
        "business_type": "company",
        "capabilities": dict.fromkeys(_CAPABILITIES, "active"),
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "DE",
        "created": shop_opened_at(context),
        "default_currency": context.world.currency or "eur",
        "details_submitted": True,
        "email": "owner@shop.example",
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{id_}/external_accounts",
        },
        "future_requirements": dict(_NO_REQUIREMENTS),
        "metadata": {},
        "payouts_enabled": True,
        "requirements": dict(_NO_REQUIREMENTS),
        "settings": _settings(),
        "tos_acceptance": {"date": shop_opened_at(context)},
        "type": "standard",
    }


def buyer_account(context: Context, number: int) -> Json:
    """An Account that acts as a customer (docs.stripe.com/api/v2/core/accounts)."""
    person = context.world.people.person(number)
    return {
        "id": context.ids.encode("account", number),
        "object": "v2.core.account",
        "applied_configurations": ["customer"],
        "contact_email": person.email,
        "display_name": person.name,
        "livemode": False,
    }


def _business_profile() -> Json:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": "8299",
        "name": "Example shop",
        "product_description": None,
        "support_address": None,
        "support_email": "help@shop.example",
        "support_phone": None,
        "support_url": None,
        "url": "https://shop.example",
    }


def _settings() -> Json:
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": "Example shop", "timezone": "Etc/UTC"},
        "payments": {
            "statement_descriptor": "SHOP.EXAMPLE",
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 4, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }
