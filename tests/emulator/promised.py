"""The states that each story promises, by its name."""

from __future__ import annotations

from typing import NamedTuple

from emulator.world.stories import STORY_INDEX

NAMES = tuple(STORY_INDEX)


class States(NamedTuple):
    """What the session says, then its payment intent, then the charge (`-` if there is none)."""

    session: str
    intent: str = "-"
    charge: str = "-"


PAID = States("complete paid", "succeeded", "succeeded")
VOUCHER = States("complete unpaid", "requires_action")
FAILED = States("complete unpaid", "requires_payment_method", "failed")
PROMISED = {
    "ended-early": States("expired unpaid"),
    "debit-processing": States("complete unpaid", "processing", "pending"),
    "debit-paid-later": PAID,
    "debit-failed": FAILED,
    "voucher-konbini": VOUCHER,
    "voucher-boleto": VOUCHER,
    "voucher-oxxo": VOUCHER,
    "voucher-multibanco": VOUCHER,
    "voucher-lapsed": FAILED,
    "transfer-waiting": VOUCHER,
    "3ds-left-open": States("open unpaid", "requires_action"),
    "declined": States("open unpaid", "requires_payment_method", "failed"),
    "declined-then-canceled": States("expired unpaid", "canceled", "failed"),
    "canceled": States("expired unpaid", "canceled"),
    "reserved": States("complete unpaid", "requires_capture", "succeeded"),
    "captured-later": PAID,
    "captured-in-part": PAID,
    "reservation-lapsed": States("complete unpaid", "canceled", "succeeded"),
    "refunded": PAID,
    "refunded-in-part": PAID,
    "dispute-open": PAID,
    "dispute-won": PAID,
    "dispute-lost": PAID,
    "dispute-warning": PAID,
    "refunded-and-disputed": PAID,
    "unpaid-but-succeeded": States("complete unpaid", "succeeded", "succeeded"),
    "subscription-refunded": States("complete paid"),
    "subscription-canceled": States("complete paid"),
    "trial": States("complete no_payment_required"),
    "coupon-forever": States("complete no_payment_required"),
    "setup-open": States("open no_payment_required"),
    "zero-total-open": States("open unpaid"),
    "presentment": PAID,
    "currency-conversion": PAID,
    "tax-included": PAID,
    "wallet": PAID,
    "klarna": PAID,
    "managed-payments": States("expired unpaid"),
    "recovered": PAID,
    "three-customers": PAID,
    "email-capital": PAID,
    "email-all-capitals": PAID,
    "quick-double": PAID,
    "two-debits": States("complete unpaid", "processing", "pending"),
    "subscription-twice": States("complete paid"),
    "four-times": PAID,
    "interleaved-doubles": PAID,
    "requires-confirmation": States("open unpaid", "requires_confirmation"),
    **{name: States("open unpaid", "requires_action") for name in NAMES if name[:6] == "waits-"},
    "future-status": States("complete unpaid", "requires_future_step"),
    "microdeposits-waiting": VOUCHER,
    "captured-after-expiry": States("expired unpaid", "succeeded", "succeeded"),
    "debit-after-expiry": States("expired unpaid", "succeeded", "succeeded"),
    "processing-after-expiry": States("expired unpaid", "processing", "pending"),
    "refund-pending": PAID,
    "refund-failed": PAID,
    "refund-waiting": PAID,
    "refund-canceled": PAID,
    "dispute-under-review": PAID,
    "dispute-appeal-open": PAID,
    "dispute-appeal-under-review": PAID,
    "dispute-prevented": PAID,
    "dispute-warning-under-review": PAID,
    "dispute-warning-closed": PAID,
    "subscription-incomplete": States("complete unpaid"),
    "subscription-never-began": States("complete unpaid"),
    "subscription-past-due": States("complete paid"),
    "subscription-unpaid": States("complete paid"),
    "subscription-paused": States("complete no_payment_required"),
    "twelve-items": PAID,
    "business": PAID,
    "collected-in-person": PAID,
}  # fmt: skip
