"""Addresses of payment links and of pages of the Dashboard."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, check_case

CASES: Cases = [
    # Payment links
    ("https://buy.stripe.com/test_8wM", Kind.LIST, "payment_link=https://buy.stripe.com/test_8wM"),
    ("buy.stripe.com/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("HTTPS://BUY.STRIPE.COM/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    (
        "https://buy.stripe.com/8wM?prefilled_email=ana%40example.com",
        Kind.LIST,
        "payment_link=https://buy.stripe.com/8wM",
    ),
    ("https://buy.stripe.com/8wM#x", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("https://donate.stripe.com/abc", Kind.LIST, "payment_link=https://donate.stripe.com/abc"),
    ("https://book.stripe.com/abc", Kind.LIST, "payment_link=https://book.stripe.com/abc"),
    ("https://buy.stripe.com/", Kind.EXPLAINED, ""),
    ("https://buy.stripe.com/<x>", Kind.EXPLAINED, ""),
    ("https://buy.stripe.com.evil.example/8wM", Kind.EXPLAINED, ""),
    (
        "my link https://buy.stripe.com/8wM does not work",
        Kind.LIST,
        "payment_link=https://buy.stripe.com/8wM",
    ),
    # Pages of stripe
    ("https://dashboard.stripe.com/payments/pi_3Q", Kind.LIST, "payment_intent=pi_3Q opens"),
    (
        "https://dashboard.stripe.com/acct_1/test/payments/pi_3Q",
        Kind.LIST,
        "payment_intent=pi_3Q opens",
    ),
    ("https://dashboard.stripe.com/customers/cus_9", Kind.PERSON, "customer=cus_9"),
    ("https://dashboard.stripe.com/subscriptions/sub_9", Kind.LIST, "subscription=sub_9 opens"),
    ("https://dashboard.stripe.com/payment-links/plink_9", Kind.LIST, "payment_link=plink_9"),
    ("https://dashboard.stripe.com/invoices/in_1", Kind.EXPLAINED, ""),
    ("dashboard.stripe.com/test/customers/cus_9", Kind.PERSON, "customer=cus_9"),
    ("https://dashboard.stripe.com/", Kind.EXPLAINED, ""),
    ("www.example.com", Kind.EXPLAINED, ""),
    ("https://example.com/?email=ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("http://[bad", Kind.EXPLAINED, ""),
    ("https://", Kind.EXPLAINED, ""),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_a_web_address_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)
