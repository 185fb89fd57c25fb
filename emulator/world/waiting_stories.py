"""The stories of payments that wait: for the buyer, for the bank, or for the shop."""

from __future__ import annotations

from emulator.world.endings import Ending
from emulator.world.story import Story, order, waits_open

_QR = "The buyer is shown a QR code of {} to scan and has not paid."

WAITING_STORIES = (
    Story(
        name="requires-confirmation",
        sentence="The buyer has chosen a card, and the payment was not confirmed.",
        scenario=order(Ending.ABANDONED, tried=True),
        intent_status="requires_confirmation",
    ),
    waits_open(
        "use_stripe_sdk", "card", "eur", "DE", "The payment page asks the buyer to confirm."
    ),
    waits_open(
        "alipay_handle_redirect", "alipay", "eur", "DE", "The buyer was sent to Alipay to pay."
    ),
    waits_open("blik_authorize", "blik", "pln", "PL", "The buyer has to confirm in an app."),
    waits_open(
        "cashapp_handle_redirect_or_display_qr_code", "cashapp", "usd", "US", _QR.format("Cash App")
    ),
    waits_open("klarna_display_qr_code", "klarna", "eur", "DE", _QR.format("Klarna")),
    waits_open("paynow_display_qr_code", "paynow", "sgd", "US", _QR.format("PayNow")),
    waits_open("pix_display_qr_code", "pix", "brl", "BR", _QR.format("Pix")),
    waits_open("promptpay_display_qr_code", "promptpay", "thb", "US", _QR.format("PromptPay")),
    waits_open(
        "swish_handle_redirect_or_display_qr_code", "swish", "sek", "SE", _QR.format("Swish")
    ),
    waits_open("upi_handle_redirect_or_display_qr_code", "upi", "inr", "US", _QR.format("UPI")),
    waits_open("wechat_pay_display_qr_code", "wechat_pay", "eur", "DE", _QR.format("WeChat Pay")),
    waits_open(
        "future_display_details",
        "card",
        "eur",
        "DE",
        "The payment waits for something that Stripe may add one day.",
    ),
    Story(
        name="future-status",
        sentence="The payment has a status that Stripe may add one day.",
        scenario=order(Ending.AUTHORIZED),
        intent_status="requires_future_step",
    ),
    Story(
        name="microdeposits-waiting",
        sentence="The buyer has to confirm small amounts that were sent to the bank account.",
        country="US",
        scenario=order(
            Ending.ASYNC_SUCCEEDS, method="us_bank_account", currency="usd", settlement_days=10
        ),
        waiting_status="requires_action",
        next_action="verify_with_microdeposits",
    ),
    Story(
        name="captured-after-expiry",
        sentence="The session expired with the amount reserved; it was captured two days later.",
        scenario=order(Ending.ABANDONED, days=4, tried=True, settlement_days=2),
        intent_status="requires_capture",
        waiting_status="requires_capture",
        expired_intent_status="succeeded",
        manual_capture=True,
    ),
    Story(
        name="debit-after-expiry",
        sentence="The session expired during a bank debit; the money arrived two days later.",
        scenario=order(
            Ending.ABANDONED, days=4, tried=True, method="sepa_debit", settlement_days=2
        ),
        intent_status="processing",
        expired_intent_status="succeeded",
    ),
    Story(
        name="processing-after-expiry",
        sentence="The session expired during a bank debit, which has not arrived yet.",
        scenario=order(
            Ending.ABANDONED, days=2, tried=True, method="sepa_debit", settlement_days=6
        ),
        intent_status="processing",
        expired_intent_status="succeeded",
    ),
)
