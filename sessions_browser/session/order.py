"""The order: amounts and line items, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.order import LineItem, NamedAmount, sum_of_items
from sessions_browser.objects.session_row import SessionRow

SHOWN_AS = "Shown to the customer as"
IN_SHOPS_CURRENCY = "In the shop's currency"


class Role(Enum):
    """PART: the parts add up to the TOTAL. WITHIN: contained in it. APART: of another currency."""

    PART = auto()
    TOTAL = auto()
    WITHIN = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    money: Money | None
    role: Role = Role.PART

    @property
    def is_total(self) -> bool:
        return self.role is Role.TOTAL


@dataclass(frozen=True, slots=True)
class OrderLine:
    description: str
    quantity: int | None
    unit: Money | None
    amount: Money | None


def order_heading(row: SessionRow) -> str:
    """Nobody has bought what stands in a cart."""
    if row.status in ("open", "expired"):
        return "In the cart"
    was_bought = row.payment_status in ("paid", "no_payment_required")
    return "What was bought" if row.status == "complete" and was_bought else "Order"


def amounts_of(session: FullSession) -> Iterator[Amount]:
    """From the subtotal down to the total; nothing when Stripe sent neither."""
    totals, row = session.totals, session.row
    if totals.subtotal is None and row.amount_total is None:
        return
    yield Amount("Subtotal", money(totals.subtotal, row.currency))
    yield from _discounts(session)
    if totals.shipping or totals.has_shipping:
        rate = f" ({totals.shipping_rate})" if totals.shipping_rate else ""
        yield Amount(f"Shipping{rate}", money(totals.shipping, row.currency))
    yield from _taxes_and_total(session)
    yield from other_amounts(session)


def other_amounts(session: FullSession) -> Iterator[Amount]:
    """The total in another currency than the session's, each with its meaning.

    docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
    """
    totals = session.totals
    if totals.presentment_amount is not None:
        shown = money(totals.presentment_amount, totals.presentment_currency)
        yield Amount(SHOWN_AS, shown, Role.APART)
    if totals.source_amount is not None:
        own = money(totals.source_amount, totals.source_currency)
        rate = f" (rate {totals.source_rate})" if totals.source_rate else ""
        yield Amount(f"{IN_SHOPS_CURRENCY}{rate}", own, Role.APART)


def total_label(session: FullSession) -> str:
    """Which of two amounts the session's own total is; "" where it is the only one."""
    if session.totals.presentment_amount is not None:
        return IN_SHOPS_CURRENCY
    return SHOWN_AS if session.totals.source_amount is not None else ""


def _discounts(session: FullSession) -> Iterator[Amount]:
    totals, currency = session.totals, session.row.currency
    parts = totals.discount_parts
    if len(parts) > 1 and sum(part.amount for part in parts) == totals.discount:
        for part in parts:
            label = f"Discount ({part.name})" if part.name else "Discount"
            yield Amount(label, money(-part.amount, currency))
    elif totals.discount:
        codes = ", ".join(session.codes)
        label = f"Discount ({codes})" if codes else "Discount"
        yield Amount(label, money(-totals.discount, currency))


def _taxes_and_total(session: FullSession) -> Iterator[Amount]:
    """Taxes that are added stand above the total, those within the prices below it."""
    totals, row = session.totals, session.row
    balance = totals.balance(row.amount_total)
    added = balance.added_tax if balance else totals.tax or 0
    included = balance.included_tax if balance else 0
    for part in _by_rate(totals.tax_parts, added, included=False):
        label = f"Tax ({part.name})" if part.name else "Tax"
        yield Amount(label, money(part.amount, row.currency))
    if balance and balance.rest:
        label = "Difference that Stripe does not explain"
        yield Amount(label, money(balance.rest, row.currency))
    yield Amount("Total", money(row.amount_total, row.currency), Role.TOTAL)
    for part in _by_rate(totals.tax_parts, included, included=True):
        label = f"Includes tax ({part.name}) of" if part.name else "Includes tax of"
        yield Amount(label, money(part.amount, row.currency), Role.WITHIN)


def _by_rate(
    parts: tuple[NamedAmount, ...], amount: int, *, included: bool
) -> tuple[NamedAmount, ...]:
    """The rates that make up this amount of tax, or one without a name where they do not."""
    if not amount:
        return ()
    mine = tuple(part for part in parts if part.is_included is included)
    fits = sum(part.amount for part in mine) == amount
    return mine if fits else (NamedAmount("", amount),)


def order_line(item: LineItem) -> OrderLine:
    return OrderLine(
        description=item.description or "Unnamed item",
        quantity=item.quantity,
        unit=money(item.unit_amount, item.currency),
        amount=money(item.subtotal, item.currency),
    )


def items_note(session: FullSession) -> str:
    """What the items that are shown leave open, or "" where they make up the subtotal."""
    items, row, subtotal = session.items or (), session.row, session.totals.subtotal
    shown = sum_of_items(items, row.currency)
    if row.more_items:
        return " ".join(_more_items(len(items), shown, subtotal, row.currency))
    if not items or shown == subtotal:
        return ""
    if shown is None:
        return "The items cannot be added up: not each has an amount in the session's currency."
    if subtotal is None:
        return ""
    all_, whole = money(shown, row.currency), money(subtotal, row.currency)
    return f"The items come to {all_}, the subtotal is {whole}. Stripe does not say why."


def _more_items(
    count: int, shown: int | None, subtotal: int | None, currency: str | None
) -> Iterator[str]:
    are_shown = "one item is shown" if count == 1 else f"the first {count} items are shown"
    if shown is None:
        yield f"Only {are_shown}. Stripe has more."
        return
    yield f"Only {are_shown}, in all {money(shown, currency)}."
    is_known = subtotal is not None and subtotal >= shown
    rest = money((subtotal or 0) - shown, currency)
    yield f"Stripe has more, in all {rest}." if is_known else "Stripe has more."
