"""The order: amounts and line items, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.order import LineItem


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    money: Money | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    description: str
    quantity: int | None
    unit: Money | None
    amount: Money | None


def amounts_of(session: FullSession) -> Iterator[Amount]:
    """From the subtotal down to the total; nothing when Stripe sent neither."""
    totals, currency = session.totals, session.row.currency
    if totals.subtotal is None and session.row.amount_total is None:
        return
    yield Amount("Subtotal", money(totals.subtotal, currency))
    yield from _between(session)
    yield Amount("Total", money(session.row.amount_total, currency), is_total=True)
    if totals.presentment_amount is not None:
        shown = money(totals.presentment_amount, totals.presentment_currency)
        yield Amount("Shown to the customer as", shown)


def _between(session: FullSession) -> Iterator[Amount]:
    totals, currency = session.totals, session.row.currency
    if totals.discount:
        codes = ", ".join(session.codes)
        label = f"Discount ({codes})" if codes else "Discount"
        yield Amount(label, money(-totals.discount, currency))
    if totals.shipping:
        yield Amount("Shipping", money(totals.shipping, currency))
    if totals.tax:
        yield Amount("Tax", money(totals.tax, currency))


def order_line(item: LineItem) -> OrderLine:
    return OrderLine(
        description=item.description or "Unnamed item",
        quantity=item.quantity,
        unit=money(item.unit_amount, item.currency),
        amount=money(item.subtotal, item.currency),
    )
