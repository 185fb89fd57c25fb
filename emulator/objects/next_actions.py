"""What the buyer still has to do (docs.stripe.com/api/payment_intents/object, next_action)."""

from __future__ import annotations

from collections.abc import Callable

from emulator.objects.context import Context, Json
from emulator.world.catalog import CURRENCIES
from emulator.world.session_facts import SessionFacts

_PAYMENTS = "https://payments.stripe.com"


def next_action(context: Context, facts: SessionFacts) -> Json | None:
    """None unless the payment intent waits for the buyer."""
    kind = facts.story.next_action
    if kind is None or facts.intent_status != "requires_action":
        return None
    return {"type": kind, kind: _DETAILS[kind](context, facts)}


def _digits(context: Context, facts: SessionFacts, length: int) -> str:
    token = context.ids.token("voucher", facts.number, length)
    return "".join(str(ord(letter) % 10) for letter in token)


def _voucher_url(context: Context, facts: SessionFacts) -> str:
    token = context.ids.token("voucher page", facts.number, 24)
    return f"{_PAYMENTS}/{facts.payment_method_type}/voucher/test_{token}"


def _konbini(context: Context, facts: SessionFacts) -> Json:
    code = {
        "confirmation_number": _digits(context, facts, 10),
        "payment_code": _digits(context, facts, 6),
    }
    stores = ("familymart", "lawson", "ministop", "seicomart")
    return {
        "expires_at": facts.settles_at,
        "hosted_voucher_url": _voucher_url(context, facts),
        "stores": {store: dict(code) for store in stores},
    }


def _boleto(context: Context, facts: SessionFacts) -> Json:
    url = _voucher_url(context, facts)
    return {
        "expires_at": facts.settles_at,
        "hosted_voucher_url": url,
        "number": _digits(context, facts, 47),
        "pdf": f"{url}/pdf",
    }


def _oxxo(context: Context, facts: SessionFacts) -> Json:
    return {
        "expires_after": facts.settles_at,
        "hosted_voucher_url": _voucher_url(context, facts),
        "number": _digits(context, facts, 30),
    }


def _multibanco(context: Context, facts: SessionFacts) -> Json:
    return {
        "entity": "12345",
        "expires_at": facts.settles_at,
        "hosted_voucher_url": _voucher_url(context, facts),
        "reference": _digits(context, facts, 9),
    }


def _transfer(context: Context, facts: SessionFacts) -> Json:
    iban = {
        "account_holder_name": "Example Shop",
        "bic": "EXAMDE00XXX",
        "country": "DE",
        "iban": f"DE00{_digits(context, facts, 18)}",
    }
    token = context.ids.token("transfer page", facts.number, 24)
    return {
        "amount_remaining": facts.total,
        "currency": CURRENCIES[facts.currency or 0].code,
        "financial_addresses": [{"type": "iban", "iban": iban, "supported_networks": ["sepa"]}],
        "hosted_instructions_url": f"{_PAYMENTS}/bank_transfers/instructions/test_{token}",
        "reference": context.ids.token("reference", facts.number, 12).upper(),
        "type": "eu_bank_transfer",
    }


def _redirect(context: Context, facts: SessionFacts) -> Json:
    token = context.ids.token("confirmation", facts.number, 24)
    return {
        "return_url": "https://shop.example/thanks",
        "url": f"https://hooks.stripe.com/3d_secure_2/hosted?merchant={token}",
    }


# By the type of the action.
_DETAILS: dict[str, Callable[[Context, SessionFacts], Json]] = {
    "konbini_display_details": _konbini,
    "boleto_display_details": _boleto,
    "oxxo_display_details": _oxxo,
    "multibanco_display_details": _multibanco,
    "display_bank_transfer_instructions": _transfer,
    "redirect_to_url": _redirect,
}
