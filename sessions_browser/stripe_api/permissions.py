"""What one retrieve asks Stripe to expand, and what remains when the key may not read it all.

Each expanded object needs the right to read objects of its kind (docs.stripe.com/keys). When one
right is missing, Stripe refuses the whole call.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Right that a restricted key can lack -> what people then do not see.
MISSING_WORDS = {
    "rak_charge_read": _("Charges: why a card was declined, refunds, disputes, receipts"),
    "rak_dispute_read": _("Disputes: how a dispute stands"),
    "rak_invoice_read": _("Invoices: the payment of a subscription, its refunds and disputes"),
    "rak_payment_intent_read": _("PaymentIntents: payment attempts, refunds, disputes, receipts"),
    "rak_promotion_code_read": _("Promotion Codes: which code was used"),
    "rak_shipping_rate_read": _("Shipping Rates: the name of the chosen shipping"),
    "rak_subscription_read": _("Subscriptions: whether a subscription has ended"),
    "rak_tax_rate_read": _("Tax Rates: the tax by rate"),
}
# Two names for what a key can lack to read a promotion code; Stripe files them together.
_SAME = {"rak_coupon_read": "rak_promotion_code_read"}
EVERYTHING = frozenset(MISSING_WORDS)
# Rights that a key may well lack, given up first where Stripe does not name the missing one.
RARE = frozenset(
    (
        "rak_dispute_read",
        "rak_invoice_read",
        "rak_shipping_rate_read",
        "rak_subscription_read",
        "rak_tax_rate_read",
    )
)


def expand_paths(refused: frozenset[str]) -> tuple[str, ...]:
    """Paths for `expand[]` of a session, without those that need a refused right."""
    paths = ["line_items"]
    if "rak_payment_intent_read" not in refused:
        paths += payment_paths("payment_intent", refused)
    if "rak_promotion_code_read" not in refused:
        paths.append("discounts.promotion_code")
    if "rak_invoice_read" not in refused:
        paths.append("invoice.payments")
    if "rak_subscription_read" not in refused:
        paths.append("subscription")
    if "rak_shipping_rate_read" not in refused:
        paths.append("shipping_cost.shipping_rate")
    if "rak_tax_rate_read" not in refused:
        paths.append("total_details.breakdown")
    return tuple(paths)


def payment_paths(intent: str, refused: frozenset[str]) -> list[str]:
    """Paths to a PaymentIntent's charge, its refunds and its dispute.

    intent: the path to the intent, "" where that is the object itself.
    """
    start = f"{intent}." if intent else ""
    if "rak_charge_read" in refused:
        return [intent] if intent else []
    parts = ["refunds"] if "rak_dispute_read" in refused else ["refunds", "dispute"]
    return [f"{start}latest_charge.{part}" for part in parts]


def list_payment_paths(refused: frozenset[str]) -> list[str]:
    """The same below the `data` of a list; empty where payments may not be read.

    They have the four levels that Stripe allows (docs.stripe.com/api/expanding_objects).
    """
    if "rak_payment_intent_read" in refused:
        return []
    return payment_paths("data.payment_intent", refused)


def permissions_after_refusal(
    permission: str | None, before: frozenset[str]
) -> frozenset[str] | None:
    """The refused rights after Stripe said no, or None when it said no to the session itself.

    permission: the right (`rak_…`) that Stripe named; without a known one, the rare ones count as
        refused, then all.
    before: rights that were refused already.
    """
    if permission == "rak_checkout_session_read":
        return None
    named = _SAME.get(permission or "", permission or "")
    if named in EVERYTHING - before:
        return before | {named}
    for after in (before | RARE, EVERYTHING):
        if after != before:
            return after
    return None
