"""What one call asks Stripe to expand, and what remains after a refusal."""

from __future__ import annotations

import pytest

from sessions_browser.stripe_api.permissions import (
    EVERYTHING,
    RARE,
    expand_paths,
    list_payment_paths,
    permissions_after_refusal,
)


def test_a_refused_right_takes_only_what_needs_it() -> None:
    assert expand_paths(frozenset()) == (
        "line_items",
        "payment_intent.latest_charge.refunds",
        "payment_intent.latest_charge.dispute",
        "discounts.promotion_code",
        "invoice.payments",
        "subscription",
        "shipping_cost.shipping_rate",
        "total_details.breakdown",
    )
    assert "payment_intent" in expand_paths(frozenset({"rak_charge_read"}))
    without_dispute = expand_paths(frozenset({"rak_dispute_read"}))
    assert "payment_intent.latest_charge.refunds" in without_dispute
    assert "payment_intent.latest_charge.dispute" not in without_dispute
    assert expand_paths(EVERYTHING) == ("line_items",)


@pytest.mark.parametrize(
    ("permission", "before", "after"),
    [
        ("rak_charge_read", frozenset(), frozenset({"rak_charge_read"})),
        ("rak_coupon_read", frozenset(), frozenset({"rak_promotion_code_read"})),
        # Not known here, or not said: the rare ones first, then all.
        ("rak_moon_read", frozenset(), RARE),
        (None, frozenset(), RARE),
        (None, RARE, EVERYTHING),
        # Refused though it was no longer asked for: the session itself is refused.
        ("rak_charge_read", EVERYTHING, None),
        ("rak_checkout_session_read", frozenset(), None),
    ],
)
def test_a_refusal_is_understood(
    permission: str | None, before: frozenset[str], after: frozenset[str] | None
) -> None:
    assert permissions_after_refusal(permission, before) == after


def test_a_list_asks_for_payments_within_the_four_levels_of_stripe() -> None:
    paths = list_payment_paths(frozenset())
    assert paths
    assert all(path.count(".") <= 3 for path in paths)
    assert all(path.startswith("data.payment_intent") for path in paths)
    assert list_payment_paths(EVERYTHING) == []
