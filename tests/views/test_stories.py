"""Each state of a payment that the emulator can make, on the page of its session.

The numbers are those of the faults that were found: what was said wrong of which state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from tests.running import Emulator, running_emulator
from tests.views.page import LIST, text_of

STORIES = [
    # A1
    ("ended-early", "Abandoned", "The session was ended early. Stripe does not say when."),
    # A2
    ("debit-processing", "Processing", "The SEPA bank debit of EUR 49.00 has begun."),
    ("debit-paid-later", "Paid", "The SEPA bank debit began on {time} and succeeded after that."),
    # A3
    ("reserved", "Reserved", "{amount} is reserved on the customer's {card}, and has not been"),
    ("captured-later", "Paid", "The amount was reserved on {time} and collected after that."),
    (
        "captured-in-part",
        "Partly collected",
        "EUR 29.40 of the reserved EUR 49.00 was collected, and EUR 19.60 was released.",
    ),
    ("reservation-lapsed", "Released", "was reserved on the customer's {card}, not collected, and"),
    # A4
    ("unpaid-but-succeeded", "Paid", "EUR 49.00 was collected."),
    # A5
    ("subscription-refunded", "Refunded", "It was refunded in full on {time}."),
    ("subscription-canceled", "Paid", "The subscription ended on {time}."),
    # A6
    ("voucher-konbini", "Awaiting payment", "The customer has to pay the Konbini voucher of JPY"),
    ("voucher-konbini", "Awaiting payment", "It can be paid until {time}."),
    ("voucher-boleto", "Awaiting payment", "The customer has to pay the Boleto voucher of BRL"),
    ("voucher-oxxo", "Awaiting payment", "The customer has to pay the OXXO voucher of MXN"),
    ("voucher-multibanco", "Awaiting payment", "has to pay the Multibanco voucher of EUR 49.00."),
    ("voucher-lapsed", "Failed", "Not paid: the Boleto voucher of {amount} failed."),
    ("transfer-waiting", "Awaiting payment", "The customer has to transfer EUR 49.00 by bank."),
    ("microdeposits-waiting", "Awaiting customer", "has to verify the bank account with a small"),
    ("waits-future-display-details", "Open", "what Stripe calls “future_display_details”."),
    ("future-status", "Processing", "Stripe calls the payment “requires_future_step”."),
    ("requires-confirmation", "Open", "Not paid yet. The customer can still pay."),
    *(
        (f"waits-{name}", "Open", f"The customer has to {task}.")
        for task, names in {
            "confirm the payment, at the bank or where they pay": (
                "use-stripe-sdk",
                "alipay-handle-redirect",
                "blik-authorize",
                "cashapp-handle-redirect-or-display-qr-code",
                "swish-handle-redirect-or-display-qr-code",
                "upi-handle-redirect-or-display-qr-code",
            ),
            "scan a code to pay": (
                "klarna-display-qr-code",
                "paynow-display-qr-code",
                "pix-display-qr-code",
                "promptpay-display-qr-code",
                "wechat-pay-display-qr-code",
            ),
        }.items()
        for name in names
    ),
    # A7
    ("debit-failed", "Failed", "the SEPA bank debit of EUR 49.00 failed (insufficient funds)."),
    ("captured-after-expiry", "Paid", "EUR 49.00 was collected."),
    ("debit-after-expiry", "Paid", "EUR 49.00 was collected."),
    ("processing-after-expiry", "Processing", "The SEPA bank debit of EUR 49.00 has begun."),
    ("subscription-incomplete", "Processing", "The SEPA bank debit of {amount} has begun."),
    ("subscription-never-began", "Failed", "Not paid: the SEPA bank debit of {amount} failed"),
    ("subscription-past-due", "Paid", "A later payment of the subscription is overdue."),
    ("subscription-unpaid", "Paid", "A later payment of the subscription is overdue."),
    ("subscription-paused", "No payment due", "The subscription is paused."),
    # A8
    ("dispute-open", "Disputed", "disputes it with the bank, which waits for the shop's answer."),
    ("dispute-won", "Paid", "It was disputed, and the bank decided for the shop."),
    ("dispute-lost", "Dispute lost", "It was disputed, and the bank decided for the customer."),
    ("dispute-warning", "Bank asks", "bank asks about this payment; no money was taken back."),
    ("refunded", "Refunded", "was collected on {time}. It was refunded in full on {time}."),
    ("refunded-in-part", "Partly refunded", "EUR 19.60 has been refunded."),
    ("refunded-and-disputed", "Refunded, disputed", "refunded in full on {time}. The customer"),
    ("dispute-under-review", "Disputed", "disputes it with the bank, which has not decided yet."),
    ("dispute-appeal-open", "Was disputed", "Stripe calls the dispute “appeal_needs_response”."),
    ("dispute-appeal-under-review", "Was disputed", "dispute “appeal_under_review”."),
    ("dispute-prevented", "Was disputed", "Stripe calls the dispute “prevented”."),
    ("dispute-warning-under-review", "Bank asks", "asked about this payment, and the shop has"),
    ("dispute-warning-closed", "Paid", "The bank had a question about it, which is closed."),
    ("refund-pending", "Being refunded", "A refund of EUR 49.00 is on its way."),
    ("refund-waiting", "Being refunded", "waits for the customer to give bank details."),
    ("refund-failed", "Paid", "A refund did not go through."),
    ("refund-canceled", "Paid", "A refund did not go through."),
    # A9
    ("klarna", "Paid", "The payment by Klarna began on {time} and succeeded after that."),
    # A10
    ("setup-open", "Open", "The customer can still save a payment method. Nothing is to be paid."),
    ("zero-total-open", "Open", "Not finished. The customer can still finish. Nothing is to be"),
    # A11
    ("presentment", "Paid", "{amount} (the customer saw JPY 8,420) was collected on"),
    ("presentment", "Paid", "We received your payment of JPY 8,420 on"),
    # A16
    ("wallet", "Paid", "with Apple Pay (the device shows 9876)"),
    ("coupon-forever", "No payment due", "A discount covered the whole first amount."),
    ("trial", "No payment due", "The trial is to end on {time}."),
    # A17
    ("canceled", "Abandoned", "Not paid. A payment was prepared and not completed."),
    ("declined-then-canceled", "Abandoned", "Not paid: the card was declined (insufficient"),
    ("3ds-left-open", "Open", "The customer has to confirm the payment, at the bank or where"),
    ("declined", "Open", "Not paid yet: the card was declined (insufficient funds). The"),
    # A18
    ("managed-payments", "Abandoned", "Whether the customer tried to pay cannot be seen."),
    ("managed-payments", "Abandoned", "send the customer to Link's support."),
]  # fmt: skip
PATTERNS = {
    "{time}": r"\d{1,2} \w{3}( \d{4})? \d\d:\d\d",
    "{amount}": r"[A-Z]{3} [\d,.]*\d",
    "{card}": r"[\w ]+ ending in \d{4}",
}


@pytest.fixture(scope="module")
def world() -> Iterator[Emulator]:
    """Of its own: a story stays in the world that it was told in."""
    with running_emulator("--sessions=50") as emulator:
        yield emulator


@pytest.fixture
def upstream(world: Emulator, settings: Settings) -> Iterator[Emulator]:
    settings.STRIPE_API_BASE = world.address
    cache.clear()
    yield world
    services.wait_for_background()


def pattern(says: str) -> str:
    found = re.escape(says)
    for name, meaning in PATTERNS.items():
        found = found.replace(re.escape(name), meaning)
    return found


@pytest.mark.parametrize(("story", "badge", "says"), STORIES)
def test_a_session_is_told_as_its_payment_is(
    story: str, badge: str, says: str, signed_in: Client, upstream: Emulator
) -> None:
    session = upstream.control(f"story?name={story}")["session"]
    page = text_of(signed_in.get(f"{LIST}{session}/"))
    assert re.search(pattern(says), page), page
    assert f">{badge}</span>" in page


def test_each_story_of_a_payment_is_told(upstream: Emulator) -> None:
    made = {story["name"] for story in upstream.get("/_emulator/stories")["stories"]}
    # Of the order, and of what a person did in several sessions.
    elsewhere = {
        "tax-included",
        "currency-conversion",
        "twelve-items",
        "business",
        "collected-in-person",
        "recovered",
        "three-customers",
        "email-capital",
        "email-all-capitals",
        "quick-double",
        "two-debits",
        "subscription-twice",
        "interleaved-doubles",
        "four-times",
    }
    assert made - elsewhere == {story for story, _, _ in STORIES}


def test_a19_a_session_that_was_recovered_names_the_new_one(
    signed_in: Client, upstream: Emulator
) -> None:
    newer = upstream.control("story?name=recovered")["session"]
    found = upstream.get(f"/v1/checkout/sessions/{newer}")
    older = found["recovered_from"]
    page = text_of(signed_in.get(f"{LIST}{older}/"))
    assert "The customer has continued in" in page
    assert f'href="{LIST}{newer}/"' in page
    assert "Copy recovery link" not in page


@pytest.mark.parametrize(
    ("story", "says"),
    [
        # A12
        ("tax-included", "Includes tax"),
        # A11
        ("currency-conversion", "in the shop's currency) was collected"),
        # A15
        ("business", "Reverse charge: the customer owes the tax"),
    ],
)
def test_the_order_is_told_whole(
    story: str, says: str, signed_in: Client, upstream: Emulator
) -> None:
    session = upstream.control(f"story?name={story}")["session"]
    page = text_of(signed_in.get(f"{LIST}{session}/"))
    assert says in page


def test_a16_all_twelve_items_are_shown(signed_in: Client, upstream: Emulator) -> None:
    session = upstream.control("story?name=twelve-items")["session"]
    items = upstream.get(f"/v1/checkout/sessions/{session}/line_items?limit=100")["data"]
    assert len(items) == 12
    upstream.reset()
    page = text_of(signed_in.get(f"{LIST}{session}/"))
    assert all(item["description"] in page for item in items)
    assert "more line items" not in page
    assert len(upstream.requests()) == 2
