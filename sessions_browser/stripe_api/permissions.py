"""What one retrieve asks Stripe to expand, and what remains when the key may not read it all.

Each expanded object needs the right to read objects of its kind (docs.stripe.com/keys). When one
right is missing, Stripe refuses the whole call.
"""

from __future__ import annotations

# Right that a restricted key can lack -> what people then do not see.
MISSING_WORDS = {
    "rak_charge_read": "Charges: why a card was declined, refunds, disputes, receipts",
    "rak_payment_intent_read": "PaymentIntents: tries to pay, refunds, disputes, receipts",
    "rak_promotion_code_read": "Promotion Codes: which code was used",
}
# Two names for what a key can lack to read a promotion code; Stripe files them together.
_SAME = {"rak_coupon_read": "rak_promotion_code_read"}
EVERYTHING = frozenset(MISSING_WORDS)


def expand_paths(refused: frozenset[str]) -> tuple[str, ...]:
    """Paths for `expand[]` of a session, without those that need a refused right."""
    paths = ["line_items"]
    if "rak_payment_intent_read" not in refused:
        charge = "" if "rak_charge_read" in refused else ".latest_charge"
        paths.append(f"payment_intent{charge}")
    if "rak_promotion_code_read" not in refused:
        paths.append("discounts.promotion_code")
    return tuple(paths)


def permissions_after_refusal(
    permission: str | None, before: frozenset[str]
) -> frozenset[str] | None:
    """The refused rights after Stripe said no, or None when it said no to the session itself.

    permission: the right (`rak_…`) that Stripe named; without a known one, all count as refused.
    before: rights that were refused already.
    """
    if permission == "rak_checkout_session_read":
        return None
    named = _SAME.get(permission or "", permission or "")
    after = before | {named} if named in EVERYTHING - before else EVERYTHING
    return after if after != before else None
