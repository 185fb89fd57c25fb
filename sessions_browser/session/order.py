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
    if included := tax_included(session):
        yield Amount("Includes tax of", money(included, currency))
    yield from _other_currency(session)


def _between(session: FullSession) -> Iterator[Amount]:
    totals, currency = session.totals, session.row.currency
    if totals.discount:
        codes = ", ".join(session.codes)
        label = f"Discount ({codes})" if codes else "Discount"
        yield Amount(label, money(-totals.discount, currency))
    if totals.shipping or totals.shipping_rate:
        rate = f"Shipping ({totals.shipping_rate})" if totals.shipping_rate else "Shipping"
        yield Amount(rate, money(totals.shipping, currency))
    if on_top := (totals.tax or 0) - tax_included(session):
        yield Amount("Tax", money(on_top, currency))


def _other_currency(session: FullSession) -> Iterator[Amount]:
    totals = session.totals
    if totals.presentment_amount is not None:
        shown = money(totals.presentment_amount, totals.presentment_currency)
        yield Amount("Shown to the customer as", shown)
    if totals.source_amount is not None:
        rate = f", at {totals.rate}" if totals.rate else ""
        own = money(totals.source_amount, totals.source_currency)
        yield Amount(f"In the shop's currency{rate}", own)


def tax_included(session: FullSession) -> int:
    """The tax that is part of the prices, in minor units; 0 where all of it is added to them."""
    total, tax = session.row.amount_total, session.totals.tax or 0
    beyond = session.totals.beyond(total) if total is not None else None
    return beyond if beyond and 0 < beyond <= tax else 0


def why_not_adding_up(session: FullSession) -> str:
    """A sentence where the parts do not make the total, "" where they do or are not known."""
    total = session.row.amount_total
    beyond = session.totals.beyond(total) if total is not None else None
    if beyond is None or beyond == tax_included(session):
        return ""
    return "These parts do not add up to the total. Stripe sent no other."


def why_items_differ(session: FullSession) -> str:
    """A sentence where the items shown are not the whole subtotal, "" where they are."""
    items, row = session.items or (), session.row
    known = all(item.currency == row.currency and item.subtotal is not None for item in items)
    shown = sum(item.subtotal or 0 for item in items)
    more = "Stripe has more line items than are shown here." if row.more_items else ""
    if not known or session.totals.subtotal in (None, shown):
        return more
    sums = f"The items shown make {money(shown, row.currency)}"
    whole = f"{sums} of the subtotal of {money(session.totals.subtotal, row.currency)}."
    return f"{more} {whole}".strip()


def order_title(session: FullSession) -> str:
    return "What was bought" if session.row.status == "complete" else "In the cart"


def order_line(item: LineItem) -> OrderLine:
    return OrderLine(
        description=item.description or "Unnamed item",
        quantity=item.quantity,
        unit=money(item.unit_amount, item.currency),
        amount=money(item.subtotal, item.currency),
    )
