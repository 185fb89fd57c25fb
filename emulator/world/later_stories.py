"""The stories of what came after the payment: refunds, disputes, and subscriptions that changed."""

from __future__ import annotations

from emulator.world.endings import Ending
from emulator.world.story import Story, dispute, order, subscribed

_CANVAS_BAG, _COLLECTED = 8, 2
_PAID = order(Ending.PAID, days=12)
# Its money can only go back to a bank account that the buyer names.
_BY_VOUCHER = order(Ending.ASYNC_SUCCEEDS, days=10, method="multibanco", settlement_days=3)
_TWELVE_PRODUCTS = (0, 1, 2, 4, 7, 12, 13, 14, 3, 5, 6, 8)


def _refund(name: str, status: str, sentence: str, by_voucher: bool = False) -> Story:
    return Story(
        name=name,
        sentence=sentence,
        scenario=_BY_VOUCHER if by_voucher else _PAID,
        country="ES" if by_voucher else "DE",
        refunded_percent=100,
        refund_status=status,
    )


def _subscription(name: str, ending: Ending, days: int, status: str, sentence: str) -> Story:
    delayed = ending in (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS)
    return Story(
        name=name,
        sentence=sentence,
        scenario=subscribed(
            ending,
            days=days,
            method="sepa_debit" if delayed else "card",
            settlement_days=5,
        ),
        subscription_status=status,
    )


LATER_STORIES = (
    _refund("refund-pending", "pending", "Paid; the refund is on its way."),
    _refund("refund-failed", "failed", "Paid; a refund failed, so the shop still has the money."),
    _refund(
        "refund-waiting",
        "requires_action",
        "Paid; the buyer has to name a bank account for the refund.",
        by_voucher=True,
    ),
    _refund(
        "refund-canceled",
        "canceled",
        "Paid; a refund was canceled, so the shop still has the money.",
        by_voucher=True,
    ),
    dispute("dispute-under-review", "under_review", "Paid, then disputed; the shop has answered."),
    dispute(
        "dispute-appeal-open",
        "appeal_needs_response",
        "Paid, disputed and appealed; the shop has to answer again.",
    ),
    dispute(
        "dispute-appeal-under-review",
        "appeal_under_review",
        "Paid, disputed and appealed; the shop has answered again.",
    ),
    dispute("dispute-prevented", "prevented", "Paid; a dispute was settled before it began."),
    dispute(
        "dispute-warning-under-review",
        "warning_under_review",
        "Paid; the bank has asked about it and the shop has answered.",
    ),
    dispute(
        "dispute-warning-closed",
        "warning_closed",
        "Paid; the bank had asked about it, and no dispute followed.",
    ),
    _subscription(
        "subscription-incomplete",
        Ending.ASYNC_SUCCEEDS,
        0,
        "incomplete",
        "The first payment of a subscription has not arrived.",
    ),
    _subscription(
        "subscription-never-began",
        Ending.ASYNC_FAILS,
        6,
        "incomplete_expired",
        "The first payment of a subscription failed, and the subscription ended.",
    ),
    _subscription(
        "subscription-past-due",
        Ending.PAID,
        33,
        "past_due",
        "A subscription was paid once; its second payment is overdue.",
    ),
    _subscription(
        "subscription-unpaid",
        Ending.PAID,
        60,
        "unpaid",
        "A subscription was paid once; all attempts at the second payment have failed.",
    ),
    _subscription(
        "subscription-paused",
        Ending.NO_PAYMENT_REQUIRED,
        31,
        "paused",
        "The free days of a subscription ended without a card, so it is paused.",
    ),
    Story(
        name="twelve-items",
        sentence="Paid for twelve different items, more than an expanded session includes.",
        scenario=order(Ending.PAID)._replace(
            items=tuple((product, 1) for product in _TWELVE_PRODUCTS)
        ),
    ),
    Story(
        name="business",
        sentence="A business bought, with a VAT id and without tax.",
        scenario=order(Ending.PAID),
        business=("Example GmbH", "eu_vat", "DE123456789"),
    ),
    Story(
        name="collected-in-person",
        sentence="Of the ways of shipping the buyer chose the one that is free.",
        scenario=order(Ending.PAID, product=_CANVAS_BAG),
        shipping_rate=_COLLECTED,
    ),
)
