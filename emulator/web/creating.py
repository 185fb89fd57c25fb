"""`POST /v1/checkout/sessions` (docs.stripe.com/api/checkout/sessions/create)."""

from __future__ import annotations

from typing import Any

from emulator.objects.context import Json
from emulator.web import errors, write_errors
from emulator.web.asked_fields import asked_fields
from emulator.web.collected import collected_fields
from emulator.web.form import Form
from emulator.web.inner_data import take_inner_data
from emulator.web.ordering import Order, order_of
from emulator.web.payment_words import DELAYED, METHODS, too_little
from emulator.web.reader import Reader
from emulator.world.catalog import CURRENCIES, PAYMENT_LINKS
from emulator.world.made import MadeSession
from emulator.world.people import FIRST_NAMED

MODES = ("payment", "setup", "subscription")
UI_MODES = ("elements", "embedded_page", "form", "hosted_page")
# Before 2026-03-25; taken by any version.
_OLD_UI_MODES = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}
_HALF_AN_HOUR, _DAY = 1800, 86_400
_LONGEST_REFERENCE = 200
_LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl",
    "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip
# Parameters that do here what they do at Stripe.
TAKEN = (
    "adaptive_pricing", "after_expiration", "allow_promotion_codes", "automatic_tax",
    "billing_address_collection", "cancel_url", "client_reference_id", "consent_collection",
    "currency", "custom_fields", "custom_text", "customer", "customer_creation", "customer_email",
    "customer_update", "discounts", "expand", "expires_at", "integration_identifier",
    "invoice_creation", "line_items", "locale", "metadata", "mode", "payment_intent_data",
    "payment_method_collection", "payment_method_types", "phone_number_collection", "return_url",
    "setup_intent_data", "shipping_address_collection", "submit_type", "subscription_data",
    "success_url", "tax_id_collection", "ui_mode",
)  # fmt: skip
# Parameters that Stripe knows and the emulator does not.
NOT_TAKEN = (
    "allowed_payment_method_types", "branding_settings", "customer_account",
    "excluded_payment_method_types", "managed_payments", "name_collection", "optional_items",
    "origin_context", "payment_method_configuration", "payment_method_data",
    "payment_method_options", "permissions", "redirect_on_completion",
    "saved_payment_method_options", "shipping_options", "wallet_options",
)  # fmt: skip


def create_session(reader: Reader, form: Form) -> MadeSession:
    """The session that the form asks for, not yet in the world. Raises ApiError."""
    form.refuse_unknown(TAKEN, NOT_TAKEN)
    mode = form.choice("mode", MODES) or "payment"
    order = order_of(reader, form, mode)
    ui_mode = _ui_mode(form)
    fields: dict[str, Any] = {
        "allow_promotion_codes": form.boolean("allow_promotion_codes"),
        "billing_address_collection": form.choice(
            "billing_address_collection", ("auto", "required")
        ),
        "cancel_url": form.address("cancel_url"),
        "client_reference_id": form.text("client_reference_id", _LONGEST_REFERENCE),
        "integration_identifier": form.text("integration_identifier"),
        "locale": form.choice("locale", _LOCALES),
        "metadata": form.metadata(),
        "submit_type": form.choice("submit_type", ("auto", "book", "donate", "pay", "subscribe")),
        "ui_mode": ui_mode,
        **_addresses(form, ui_mode),
        **_payment_method_fields(form, mode, CURRENCIES[order.currency].code),
        **asked_fields(form),
        **collected_fields(form),
    }
    now = reader.context.world.now
    expires_at = _expires_at(form, now)
    person, signed_in = _buyer(reader, form)
    made = MadeSession(mode, order.currency, order.items, person, now, expires_at)
    made.signed_in, made.email_prefilled = signed_in, form.has("customer_email")
    made.creates_customer = form.choice("customer_creation", ("always", "if_required")) == "always"
    made.promotion = order.promotion
    made.recovery_enabled, made.recovery_takes_codes = _recovers(form)
    made.fields = fields
    take_inner_data(made, form)
    least = too_little(made.total, CURRENCIES[order.currency].code)
    if mode == "payment" and least:
        raise write_errors.too_little(least)
    return made


def session_of_link(reader: Reader, number: int) -> MadeSession:
    """The session that somebody begins on the page of this payment link."""
    world, link = reader.context.world, PAYMENT_LINKS[number]
    order = Order.of_link(link)
    person = world.people.add("", "")
    made = MadeSession(
        link.mode, order.currency, order.items, person, world.now, world.now + _DAY, link=number
    )
    made.free_trial_days = link.trial_days
    return made


def _ui_mode(form: Form) -> str:
    asked = form.text("ui_mode") or "hosted_page"
    asked = _OLD_UI_MODES.get(asked, asked)
    if asked not in UI_MODES:
        raise errors.not_in_enum("ui_mode", UI_MODES)
    return asked


def _addresses(form: Form, ui_mode: str) -> Json:
    success, back = form.address("success_url"), form.address("return_url")
    if ui_mode == "hosted_page":
        if back is not None:
            raise write_errors.refused(
                "`return_url` is not for `ui_mode`: `hosted_page`.", "return_url"
            )
        if success is None:
            raise errors.missing_parameter("success_url")
        return {"success_url": success}
    if success is not None:
        raise write_errors.refused(
            f"`success_url` is not for `ui_mode`: `{ui_mode}`.", "success_url"
        )
    if back is None:
        raise errors.missing_parameter("return_url")
    return {"return_url": back, "redirect_on_completion": "always", "success_url": None}


def _payment_method_fields(form: Form, mode: str, currency: str) -> Json:
    fields: Json = {}
    types = form.texts("payment_method_types")
    for place, type_ in enumerate(types):
        if type_ not in METHODS:
            raise errors.not_in_enum(f"payment_method_types[{place}]", tuple(METHODS))
        only = DELAYED.get(type_, currency)
        if only != currency and mode != "setup":
            raise write_errors.refused(
                f"Invalid currency: {currency}. The payment method `{type_}` only supports the"
                f" following currencies: {only}.",
                "payment_method_types",
            )
    if types:
        fields["payment_method_types"] = types
    collection = form.choice("payment_method_collection", ("always", "if_required"))
    if collection and mode != "subscription":
        raise write_errors.refused(
            "You can only set `payment_method_collection` if there are recurring prices.",
            "payment_method_collection",
        )
    if collection:
        fields["payment_method_collection"] = collection
    phone = form.inner("phone_number_collection")
    if phone:
        phone.refuse_unknown(("enabled",))
        fields["phone_number_collection"] = {"enabled": bool(phone.boolean("enabled"))}
    return fields


def _expires_at(form: Form, now: int) -> int:
    asked = form.integer("expires_at")
    if asked is None:
        return now + _DAY
    if asked < now + _HALF_AN_HOUR:
        raise write_errors.refused(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session"
            " creation.",
            "expires_at",
        )
    if asked > now + _DAY:
        raise write_errors.refused(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            "expires_at",
        )
    return asked


def _buyer(reader: Reader, form: Form) -> tuple[int, bool]:
    """The number of the buyer, and whether they are a customer already."""
    customer, email = form.text("customer"), form.text("customer_email", 800)
    for other in ("customer_email", "customer_creation"):
        if customer is not None and form.has(other):
            raise write_errors.one_of("customer", other)
    if email is not None and "@" not in email:
        raise write_errors.invalid_email(email, "customer_email")
    if customer is None:
        return reader.context.world.people.add("", email or ""), False
    number = reader.lookup.customer_number(customer)
    if number is None or reader.lookup.is_deleted(number):
        raise errors.resource_missing("customer", customer, "customer")
    return number, True


def _recovers(form: Form) -> tuple[bool, bool]:
    """Whether a session that expires can be recovered, and whether it then takes codes."""
    after = form.inner("after_expiration")
    recovery = after.inner("recovery") if after else None
    if after:
        after.refuse_unknown(("recovery",))
    if recovery:
        recovery.refuse_unknown(("allow_promotion_codes", "enabled"))
    if recovery is None:
        return False, False
    codes = recovery.boolean("allow_promotion_codes")
    return bool(recovery.boolean("enabled")), bool(codes)


def is_own_person(made: MadeSession) -> bool:
    """Whether the buyer is known from this session alone, and not a customer who was named."""
    return not made.signed_in and made.person >= FIRST_NAMED
