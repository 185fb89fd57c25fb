"""Which fields can be expanded (docs.stripe.com/api/expanding_objects).

A field that is not in the table is refused, never ignored.
"""

from __future__ import annotations


def _embedded(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), "")


# By kind of object: its expandable fields, and the kind of object found there. "" is an embedded
# object without further expandable fields.
EXPANDABLE: dict[str, dict[str, str]] = {
    "checkout.session": {
        **_embedded(
            "adaptive_pricing automatic_tax branding_settings collected_information consent"
            " consent_collection currency_conversion custom_fields custom_text customer_details"
            " managed_payments name_collection optional_items"
            " payment_method_configuration_details payment_method_options permissions"
            " phone_number_collection presentment_details saved_payment_method_options"
            " shipping_address_collection tax_id_collection wallet_options after_expiration"
            " invoice_creation"
        ),
        "customer": "customer",
        "discounts": "session_discount",
        "invoice": "invoice",
        "line_items": "items",
        "payment_intent": "payment_intent",
        "payment_link": "payment_link",
        "setup_intent": "setup_intent",
        "shipping_cost": "shipping_choice",
        "shipping_options": "shipping_choice",
        "subscription": "subscription",
        "total_details": "total_details",
    },
    "payment_link": {
        **_embedded(
            "after_completion application automatic_tax consent_collection custom_fields"
            " custom_text invoice_creation managed_payments name_collection on_behalf_of"
            " optional_items payment_intent_data payment_method_options phone_number_collection"
            " restrictions shipping_address_collection subscription_data tax_id_collection"
            " transfer_data"
        ),
        "line_items": "items",
        "shipping_options": "shipping_choice",
    },
    "customer": {
        **_embedded(
            "address cash_balance default_source discount invoice_settings shipping sources tax"
            " tax_ids test_clock"
        ),
        "subscriptions": "subscriptions",
    },
    "payment_intent": {
        **_embedded(
            "amount_details application automatic_payment_methods hooks last_payment_error"
            " managed_payments next_action on_behalf_of payment_details"
            " payment_method_configuration_details payment_method_options presentment_details"
            " processing review shipping transfer_data"
        ),
        "customer": "customer",
        "latest_charge": "charge",
        "payment_method": "payment_method",
    },
    "subscription": {
        **_embedded(
            "application automatic_tax billing_cycle_anchor_config billing_mode billing_schedules"
            " billing_thresholds cancellation_details default_source default_tax_rates discounts"
            " invoice_settings managed_payments on_behalf_of pause_collection payment_settings"
            " pending_invoice_item_interval pending_setup_intent pending_update"
            " presentment_details schedule test_clock transfer_data trial_settings"
        ),
        "customer": "customer",
        "default_payment_method": "payment_method",
        "items": "subscription_items",
        "latest_invoice": "invoice",
    },
    "charge": {
        **_embedded("application application_fee on_behalf_of review"),
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "dispute": "dispute",
        "payment_intent": "payment_intent",
        "refunds": "refunds",
    },
    "own_account": _embedded(
        "business_profile capabilities company controller external_accounts future_requirements"
        " groups individual requirements settings tos_acceptance"
    ),
    "event": _embedded("data request"),
    "plan": {"product": "product"},
    "payment_method_configuration": {},
    "refunds": {"data": "refund"},
    "refund": {"charge": "charge", "payment_intent": "payment_intent"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "balance_transaction": _embedded("source"),
    "invoice": {
        **_embedded(
            "account_tax_ids application default_payment_method default_source default_tax_rates"
            " discounts latest_revision lines on_behalf_of test_clock"
        ),
        "customer": "customer",
        "payments": "invoice_payments",
    },
    "invoice_line": _embedded("discounts pretax_credit_amounts taxes"),
    "invoice_payments": {"data": "invoice_payment"},
    "invoice_payment": {"invoice": "invoice", "payment": "paid_with"},
    "paid_with": {"payment_intent": "payment_intent"},
    "setup_intent": {
        **_embedded("application latest_attempt mandate on_behalf_of"),
        "customer": "customer",
        "payment_method": "payment_method",
    },
    "payment_method": {"customer": "customer"},
    "items": {"data": "item"},
    "item": {
        **_embedded("adjustable_quantity"),
        "discounts": "discount_amount",
        "price": "price",
        "taxes": "tax_amount",
    },
    "price": {
        **_embedded("currency_options custom_unit_amount recurring tiers transform_quantity"),
        "product": "product",
    },
    "product": {
        **_embedded("marketing_features package_dimensions tax_code"),
        "default_price": "price",
    },
    "subscriptions": {"data": "subscription"},
    "subscription_items": {"data": "subscription_item"},
    "subscription_item": {**_embedded("billing_thresholds discounts tax_rates"), "price": "price"},
    "session_discount": {"coupon": "coupon", "promotion_code": "promotion_code"},
    "shipping_choice": {"shipping_rate": "shipping_rate", **_embedded("taxes")},
    "shipping_rate": _embedded("delivery_estimate fixed_amount tax_code"),
    "total_details": {"breakdown": "breakdown"},
    "breakdown": {"discounts": "discount_amount", "taxes": "tax_amount"},
    "discount_amount": {"discount": "discount"},
    "tax_amount": {"rate": "tax_rate"},
    "tax_rate": _embedded("flat_amount"),
    "discount": {
        "customer": "customer",
        "promotion_code": "promotion_code",
        "source": "coupon_holder",
    },
    "coupon_holder": {"coupon": "coupon"},
    "coupon": _embedded("applies_to currency_options"),
    "promotion_code": {"customer": "customer", "promotion": "coupon_holder", "restrictions": ""},
}
