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
    details = _DETAILS.get(kind)
    # A type that nobody knows yet has no details here.
    return {"type": kind, kind: details(context, facts) if details else {}}


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


def _pages(context: Context, facts: SessionFacts) -> tuple[str, str]:
    """Addresses of a page with instructions, and of a picture without its ending."""
    token = context.ids.token("qr code", facts.number, 24)
    method = facts.payment_method_type
    return f"{_PAYMENTS}/{method}/instructions/test_{token}", f"https://qr.stripe.com/test_{token}"


def _qr_code(context: Context, facts: SessionFacts) -> Json:
    page, picture = _pages(context, facts)
    return {
        "data": _digits(context, facts, 24),
        "hosted_instructions_url": page,
        "image_url_png": f"{picture}.png",
        "image_url_svg": f"{picture}.svg",
    }


def _qr_code_that_expires(context: Context, facts: SessionFacts) -> Json:
    return _qr_code(context, facts) | {"expires_at": facts.expires_at}


def _wechat_qr_code(context: Context, facts: SessionFacts) -> Json:
    return _qr_code(context, facts) | {"image_data_url": "data:image/png;base64,iVBORw0KGgo="}


def _app_or_qr_code(context: Context, facts: SessionFacts) -> Json:
    page, picture = _pages(context, facts)
    return {
        "hosted_instructions_url": page,
        "mobile_auth_url": page.replace("/instructions/", "/open/"),
        "qr_code": {
            "expires_at": facts.expires_at,
            "image_url_png": f"{picture}.png",
            "image_url_svg": f"{picture}.svg",
        },
    }


def _microdeposits(context: Context, facts: SessionFacts) -> Json:
    return {
        "arrival_date": facts.closes_at + 86_400,
        "hosted_verification_url": _pages(context, facts)[0],
        "microdeposit_type": "descriptor_code",
    }


def _sdk(context: Context, facts: SessionFacts) -> Json:
    url = f"https://hooks.stripe.com/redirect/authenticate/{_digits(context, facts, 24)}"
    return {"type": "three_d_secure_redirect", "stripe_js": url}


# By the type of the action.
_DETAILS: dict[str, Callable[[Context, SessionFacts], Json]] = {
    "konbini_display_details": _konbini,
    "boleto_display_details": _boleto,
    "oxxo_display_details": _oxxo,
    "multibanco_display_details": _multibanco,
    "display_bank_transfer_instructions": _transfer,
    "redirect_to_url": _redirect,
    "alipay_handle_redirect": lambda context, facts: (
        _redirect(context, facts) | {"native_data": None, "native_url": None}
    ),
    # It has no details.
    "blik_authorize": lambda _context, _facts: {},
    "cashapp_handle_redirect_or_display_qr_code": _app_or_qr_code,
    "klarna_display_qr_code": _qr_code_that_expires,
    "paynow_display_qr_code": _qr_code,
    "pix_display_qr_code": _qr_code_that_expires,
    "promptpay_display_qr_code": _qr_code,
    "swish_handle_redirect_or_display_qr_code": _app_or_qr_code,
    "upi_handle_redirect_or_display_qr_code": _app_or_qr_code,
    "use_stripe_sdk": _sdk,
    "verify_with_microdeposits": _microdeposits,
    "wechat_pay_display_qr_code": _wechat_qr_code,
}
