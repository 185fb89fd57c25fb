"""`POST /v1/checkout/sessions` (docs.stripe.com/api/checkout/sessions/create)."""

from __future__ import annotations

from typing import Any

from emulator.objects.context import Json
from emulator.web import errors, write_errors
from emulator.web.asked_fields import asked_fields
from emulator.web.form import Form
from emulator.web.ordering import Order, order_of
from emulator.web.reader import Reader
from emulator.world.catalog import PAYMENT_LINKS
from emulator.world.made import MadeSession
from emulator.world.people import FIRST_NAMED

MODES = ("payment", "setup", "subscription")
UI_MODES = ("elements", "embedded_page", "form", "hosted_page")
# Before 2026-03-25; taken by any version.
_OLD_UI_MODES = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}
_HALF_AN_HOUR, _DAY = 1800, 86_400
_LONGEST_REFERENCE = 200
# Parameters that do here what they do at Stripe.
TAKEN = (
    "adaptive_pricing", "after_expiration", "allow_promotion_codes", "billing_address_collection",
    "cancel_url", "client_reference_id", "currency", "custom_fields", "custom_text", "customer",
    "customer_creation", "customer_email", "customer_update", "discounts", "expand", "expires_at",
    "integration_identifier", "line_items", "locale", "metadata", "mode", "payment_intent_data",
    "payment_method_collection", "payment_method_types", "phone_number_collection", "return_url",
    "setup_intent_data", "submit_type", "subscription_data", "success_url", "ui_mode",
)  # fmt: skip
# Parameters that Stripe knows and the emulator does not.
NOT_TAKEN = (
    "allowed_payment_method_types", "automatic_tax", "branding_settings", "consent_collection",
    "customer_account", "excluded_payment_method_types", "invoice_creation", "managed_payments",
    "name_collection", "optional_items", "origin_context", "payment_method_configuration",
    "payment_method_data", "payment_method_options", "permissions", "redirect_on_completion",
    "saved_payment_method_options", "shipping_address_collection", "shipping_options",
    "tax_id_collection", "wallet_options",
)  # fmt: skip


def create_session(reader: Reader, form: Form) -> MadeSession:
    """The session that the form asks for, not yet in the world. Raises ApiError."""
    form.refuse_unknown((*TAKEN, *NOT_TAKEN))
    for name in NOT_TAKEN:
        if form.has(name):
            raise write_errors.refused(
                f"The emulator does not take this parameter yet: {name}.", name
            )
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
        "locale": form.text("locale"),
        "metadata": form.metadata(),
        "submit_type": form.choice("submit_type", ("auto", "book", "donate", "pay", "subscribe")),
        "ui_mode": ui_mode,
        **_addresses(form, ui_mode),
        **_payment_method_fields(form, mode),
        **asked_fields(form),
    }
    now = reader.context.world.now
    expires_at = _expires_at(form, now)
    person, signed_in = _buyer(reader, form)
    made = MadeSession(mode, order.currency, order.items, person, now, expires_at)
    made.signed_in, made.email_prefilled = signed_in, form.has("customer_email")
    made.creates_customer = form.choice("customer_creation", ("always", "if_required")) == "always"
    made.promotion = order.promotion
    made.recovery_enabled = _recovers(form)
    made.fields = fields
    _what_it_creates(made, form)
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


def _payment_method_fields(form: Form, mode: str) -> Json:
    fields: Json = {}
    types = form.texts("payment_method_types")
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
    if customer is not None and email is not None:
        raise write_errors.refused(
            "You may only specify one of these parameters: customer, customer_email."
        )
    if email is not None and "@" not in email:
        raise write_errors.invalid_email(email, "customer_email")
    if customer is None:
        return reader.context.world.people.add("", email or ""), False
    number = reader.lookup.customer_number(customer)
    if number is None or reader.lookup.is_deleted(number):
        raise errors.resource_missing("customer", customer, "customer")
    return number, True


def _recovers(form: Form) -> bool:
    after = form.inner("after_expiration")
    recovery = after.inner("recovery") if after else None
    return bool(recovery and recovery.boolean("enabled"))


def _what_it_creates(made: MadeSession, form: Form) -> None:
    """Parameters of the payment intent, the subscription or the setup intent."""
    for name, mode in (
        ("payment_intent_data", "payment"),
        ("subscription_data", "subscription"),
        ("setup_intent_data", "setup"),
    ):
        inner = form.inner(name)
        if inner is None:
            continue
        if made.mode != mode:
            raise write_errors.refused(f"You can not pass `{name}` in `{made.mode}` mode.", name)
        made.intent_metadata = inner.metadata()
        if mode == "payment":
            words = ("automatic", "automatic_async", "manual")
            made.manual_capture = inner.choice("capture_method", words) == "manual"
        if mode == "subscription":
            made.free_trial_days = _trial_days(inner)


def _trial_days(form: Form) -> int:
    days = form.integer("trial_period_days")
    if days is not None and days < 1:
        raise write_errors.refused(
            "The minimum number of trial period days is 1.", form.name("trial_period_days")
        )
    return days or 0


def is_own_person(made: MadeSession) -> bool:
    """Whether the buyer is known from this session alone, and not a customer who was named."""
    return not made.signed_in and made.person >= FIRST_NAMED
