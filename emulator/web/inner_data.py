"""What a new session is told of the objects that it will create.

docs.stripe.com/api/checkout/sessions/create: payment_intent_data, subscription_data and
setup_intent_data.
"""

from __future__ import annotations

from emulator.web import write_errors
from emulator.web.form import Form
from emulator.world.made import MadeSession

# By parameter: the mode that takes it, and what Stripe knows of it and the emulator does not.
_PARAMETERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "payment_intent_data": (
        "payment",
        ("application_fee_amount", "on_behalf_of", "shipping", "transfer_data"),
    ),
    "subscription_data": (
        "subscription",
        ("application_fee_percent", "billing_cycle_anchor", "billing_mode", "default_tax_rates",
         "invoice_settings", "on_behalf_of", "pending_invoice_item_interval", "proration_behavior",
         "transfer_data", "trial_end", "trial_settings"),
    ),
    "setup_intent_data": ("setup", ("on_behalf_of",)),
}  # fmt: skip
_CAPTURES = ("automatic", "automatic_async", "manual")
_PAYMENT_TEXTS = (
    "description",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def take_inner_data(made: MadeSession, form: Form) -> None:
    """Raises ApiError."""
    for name, (mode, not_taken) in _PARAMETERS.items():
        inner = form.inner(name)
        if inner is None:
            continue
        if made.mode != mode:
            raise write_errors.refused(f"You can not pass `{name}` in `{made.mode}` mode.", name)
        texts = _PAYMENT_TEXTS if mode == "payment" else ("description",)
        more = {
            "payment": ("capture_method", "setup_future_usage"),
            "subscription": ("trial_period_days",),
        }.get(mode, ())
        inner.refuse_unknown(("metadata", *texts, *more), not_taken)
        made.intent_metadata = inner.metadata()
        given = {key: inner.text(key) for key in texts}
        if mode == "payment":
            made.manual_capture = inner.choice("capture_method", _CAPTURES) == "manual"
            usage = inner.choice("setup_future_usage", ("off_session", "on_session"))
            given["setup_future_usage"] = usage
        if mode == "subscription":
            made.free_trial_days = _trial_days(inner)
        made.intent_fields = {key: value for key, value in given.items() if value is not None}


def _trial_days(form: Form) -> int:
    days = form.integer("trial_period_days")
    if days is not None and days < 1:
        raise write_errors.refused(
            "The minimum number of trial period days is 1.", form.name("trial_period_days")
        )
    return days or 0
