"""The stories of one payment: what became of it, and how it was paid."""

from __future__ import annotations

from emulator.world.endings import Ending
from emulator.world.scenarios import Scenario, ScenarioSession
from emulator.world.story import Story, dispute, order, subscribed, voucher

_FREE, _FREE_FOR_EVER = 4, 5
_ABANDONED = order(Ending.ABANDONED)
_TRIED = order(Ending.ABANDONED, tried=True)
_PAID = order(Ending.PAID)
_SUBSCRIBED = subscribed(Ending.PAID, days=40)

PAYMENT_STORIES = (
    Story(
        name="ended-early",
        sentence="The shop ended the session long before it would have expired.",
        scenario=_ABANDONED,
        ended_early=True,
    ),
    Story(
        name="debit-processing",
        sentence="A bank debit has begun and the money has not arrived.",
        scenario=order(Ending.ASYNC_SUCCEEDS, method="sepa_debit", settlement_days=6),
    ),
    Story(
        name="debit-paid-later",
        sentence="A bank debit began five days ago and the money has just arrived.",
        scenario=order(
            Ending.ASYNC_SUCCEEDS, days=5, method="sepa_debit", settlement_days=5
        ),
    ),
    Story(
        name="debit-failed",
        sentence="A bank debit began five days ago and has just failed.",
        scenario=order(Ending.ASYNC_FAILS, days=5, method="sepa_debit", settlement_days=5),
        failure=(
            "insufficient_funds",
            "The customer's account has insufficient funds to cover this payment.",
        ),
    ),
    voucher("konbini", "jpy", "JP", 4),
    voucher("boleto", "brl", "BR", 3),
    voucher("oxxo", "mxn", "ES", 3),
    voucher("multibanco", "eur", "ES", 7),
    Story(
        name="voucher-lapsed",
        sentence="A voucher was not paid in its three days.",
        country="BR",
        scenario=order(
            Ending.ASYNC_FAILS, days=4, method="boleto", currency="brl", settlement_days=3
        ),
        waiting_status="requires_action",
        next_action="boleto_display_details",
        failure=(
            "payment_method_customer_decline",
            "The Boleto voucher was not paid before it expired.",
        ),
    ),
    Story(
        name="transfer-waiting",
        sentence="The buyer was told how to transfer the money, which has not arrived.",
        scenario=order(Ending.ASYNC_FAILS, method="customer_balance", settlement_days=60),
        waiting_status="requires_action",
        next_action="display_bank_transfer_instructions",
    ),
    Story(
        name="3ds-left-open",
        sentence="The buyer was sent to the bank to confirm the payment and has not come back.",
        scenario=_TRIED,
        intent_status="requires_action",
        next_action="redirect_to_url",
    ),
    Story(
        name="declined",
        sentence="The card was declined and the session is still open.",
        scenario=_TRIED,
        intent_status="requires_payment_method",
    ),
    Story(
        name="declined-then-canceled",
        sentence="The card was declined, then the shop ended the session.",
        scenario=_TRIED,
        ended_early=True,
    ),
    Story(
        name="canceled",
        sentence="The payment was canceled and nothing says that it was declined.",
        scenario=_TRIED,
        ended_early=True,
        charged=False,
        failed=False,
        cancellation_reason="abandoned",
    ),
    Story(
        name="reserved",
        sentence="The amount is reserved on the card and the shop has not captured it.",
        scenario=order(Ending.AUTHORIZED),
    ),
    Story(
        name="captured-later",
        sentence="The amount was reserved three days ago and has just been captured.",
        scenario=order(Ending.PAID, days=3),
        manual_capture=True,
    ),
    Story(
        name="captured-in-part",
        sentence="Of the reserved amount 60 percent were captured; the rest was released.",
        scenario=order(Ending.PAID, days=3),
        manual_capture=True,
        captured_percent=60,
    ),
    Story(
        name="reservation-lapsed",
        sentence="The amount was reserved, not captured, and released after seven days.",
        scenario=order(Ending.AUTHORIZED, days=8),
        intent_status="canceled",
        failed=False,
        cancellation_reason="automatic",
        canceled_days=7,
    ),
    Story(
        name="refunded",
        sentence="Paid, then refunded in full.",
        scenario=_PAID,
        refunded_percent=100,
    ),
    Story(
        name="refunded-in-part",
        sentence="Paid, then 40 percent were refunded.",
        scenario=_PAID,
        refunded_percent=40,
    ),
    dispute("dispute-open", "needs_response", "Paid, then disputed; the shop has to answer."),
    dispute("dispute-won", "won", "Paid, then disputed; the shop won."),
    dispute("dispute-lost", "lost", "Paid, then disputed; the shop lost."),
    dispute(
        "dispute-warning",
        "warning_needs_response",
        "Paid; the bank has asked about it and no money was taken back.",
    ),
    Story(
        name="refunded-and-disputed",
        sentence="Paid, refunded in full, and disputed as well.",
        scenario=order(Ending.PAID, days=20),
        refunded_percent=100,
        dispute_status="needs_response",
    ),
    Story(
        name="unpaid-but-succeeded",
        sentence="The session is complete and unpaid, but its payment has succeeded since.",
        scenario=order(Ending.AUTHORIZED, days=4),
        intent_status="succeeded",
    ),
    Story(
        name="subscription-refunded",
        sentence="The first payment of a subscription was refunded; only its invoice leads there.",
        scenario=_SUBSCRIBED,
        refunded_percent=100,
    ),
    Story(
        name="subscription-canceled",
        sentence="A subscription was paid once and canceled after twelve days.",
        scenario=_SUBSCRIBED,
        subscription_days=12,
    ),
    Story(
        name="trial",
        sentence="A subscription that begins with 30 free days.",
        scenario=subscribed(Ending.NO_PAYMENT_REQUIRED),
    ),
    Story(
        name="coupon-forever",
        sentence="A subscription that a code makes free for ever.",
        scenario=subscribed(Ending.NO_PAYMENT_REQUIRED, promotion=_FREE_FOR_EVER),
    ),
    Story(
        name="setup-open",
        sentence="The buyer may save a card; nothing is to be paid.",
        scenario=order(Ending.ABANDONED, mode="setup"),
    ),
    Story(
        name="zero-total-open",
        sentence="The session is open and its total is zero.",
        scenario=order(Ending.ABANDONED, promotion=_FREE),
    ),
    Story(
        name="presentment",
        sentence="The shop charged dollars; the buyer saw yen.",
        country="JP",
        scenario=order(Ending.PAID, currency="usd"),
        presentment=("jpy", 8420),
    ),
    Story(
        name="currency-conversion",
        sentence="An older conversion: the session is in Canadian dollars, the shop's price in US.",
        scenario=order(Ending.PAID, currency="cad"),
        conversion=("usd", "1.36"),
    ),
    Story(
        name="tax-included",
        sentence="The price includes the tax.",
        scenario=_PAID,
        tax_included=True,
    ),
    Story(
        name="wallet",
        sentence="Paid with Apple Pay; the device shows other digits than the card.",
        scenario=_PAID,
        wallet=("apple_pay", "9876"),
    ),
    Story(
        name="klarna",
        sentence="Paid with Klarna.",
        scenario=order(Ending.PAID, method="klarna"),
    ),
    Story(
        name="managed-payments",
        sentence="Link sells in the name of the shop; the payment cannot be seen here.",
        scenario=_ABANDONED,
        ended_early=True,
        managed=True,
    ),
    Story(
        name="recovered",
        sentence="A session expired; its recovery link led to another, which was paid.",
        scenario=Scenario(
            (ScenarioSession(31 * 3600, Ending.ABANDONED), ScenarioSession(0, Ending.PAID)),
            person=0,
            currency="eur",
            items=((1, 1),),
            recovery_enabled=True,
        ),
    ),
)  # fmt: skip
